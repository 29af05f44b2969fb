import { describe, expect, it } from 'vitest';
import { readOutput } from '../../../src/providers/ansible/callbackEvents.js';
import { hostResults } from '../../../src/providers/ansible/hostResults.js';
import { differingLines } from '../../../src/providers/ansible/taskDifferences.js';

const counts = (failures = 0, unreachable = 0, changed = 0): object => ({
  failures,
  unreachable,
  changed,
});
const change = (host: string, more: object = {}): object => ({
  event: 'changed',
  host,
  task: 'write the message',
  handler: false,
  hidden: false,
  target: '/etc/motd',
  differences: [{ title: '/etc/motd', masked: false, before: 'old\n', after: 'new\n' }],
  ...more,
});
const failure = (event: string, host: string, more: object = {}): object => ({
  ...{ event, host, task: 'install', reason: 'no such package', ignored: false },
  ...more,
});

function answerOf(events: readonly object[], exitCode = 0): ReturnType<typeof hostResults> {
  const text = events.map((event) => JSON.stringify(event)).join('\n');
  return hostResults(readOutput(text).events, exitCode);
}

describe('the output of a playbook', () => {
  it('is read line by line, whatever else is printed and wherever it breaks off', () => {
    const play = { event: 'play', name: 'all', hosts: ['a'] };
    const { events, other } = readOutput(
      `[WARNING]: old\n${JSON.stringify(play)}\n{"event":"unknown"}\n{"event":"stats","ho`,
    );
    expect(events).toEqual([play]);
    expect(other).toEqual(['[WARNING]: old', '{"event":"unknown"}', '{"event":"stats","ho']);
  });
});

describe('the hosts of a playbook', () => {
  it('are the same where nothing would change, and changed with what would', () => {
    const answer = answerOf([
      { event: 'play', name: 'all', hosts: ['a', 'b'] },
      change('b'),
      { event: 'stats', hosts: { a: counts(), b: counts(0, 0, 1) } },
    ]);
    expect(answer).toEqual({
      kind: 'answered',
      hosts: [
        { host: 'a', state: 'same', differences: [] },
        {
          host: 'b',
          state: 'changed',
          differences: [
            {
              path: '/etc/motd (write the message)',
              declared: 'new',
              live: 'old',
              needsReplacement: false,
            },
          ],
        },
      ],
    });
  });

  it('are never the same when the run has no end or no host', () => {
    expect(answerOf([{ event: 'play', name: 'all', hosts: ['a'] }]).kind).toBe('failed');
    expect(answerOf([{ event: 'no-hosts' }, { event: 'stats', hosts: {} }])).toEqual({
      kind: 'failed',
      reason: 'no host of the inventory is meant by it',
    });
  });

  it('are unreachable or failed with the reason, and what was ignored is no failure', () => {
    const answer = answerOf(
      [
        { event: 'play', name: 'all', hosts: ['a', 'b', 'c'] },
        failure('failed', 'c', { ignored: true }),
        failure('unreachable', 'a', { reason: 'connection refused' }),
        failure('failed', 'b'),
        { event: 'stats', hosts: { a: counts(0, 1), b: counts(1), c: counts() } },
      ],
      2,
    );
    const states = answer.kind === 'answered' ? answer.hosts : [];
    expect(states.map(({ host, state, reason }) => [host, state, reason])).toEqual([
      ['a', 'unreachable', 'connection refused'],
      ['b', 'failed', 'install: no such package'],
      ['c', 'same', undefined],
    ]);
  });

  it('that a stopped playbook has left behind are not the same', () => {
    const answer = answerOf(
      [
        { event: 'play', name: 'all', hosts: ['a', 'b'] },
        failure('failed', 'a'),
        { event: 'stopped' },
        { event: 'stats', hosts: { a: counts(1), b: counts() } },
      ],
      2,
    );
    const states = answer.kind === 'answered' ? answer.hosts.map(({ state }) => state) : [];
    expect(states).toEqual(['failed', 'failed']);
  });

  it('of which the final counts say nothing are the same only where the run ended well', () => {
    const events = [
      { event: 'play', name: 'all', hosts: ['a'] },
      { event: 'stats', hosts: {} },
    ];
    const stateOf = (exitCode: number): string | undefined => {
      const answer = answerOf(events, exitCode);
      return answer.kind === 'answered' ? answer.hosts[0]?.state : answer.kind;
    };
    expect([stateOf(0), stateOf(2)]).toEqual(['same', 'failed']);
  });

  it('show the attributes of a file that differ, and masks for what is hidden', () => {
    const answer = answerOf([
      { event: 'play', name: 'all', hosts: ['a'] },
      change('a', {
        differences: [
          {
            title: null,
            masked: false,
            before: { path: '/etc/motd', mode: '0644' },
            after: { path: '/etc/motd', mode: '0600' },
          },
        ],
      }),
      change('a', { task: 'set the password', hidden: true, target: null, differences: [] }),
      change('a', {
        task: 'write the key',
        target: '/etc/key',
        differences: [{ title: null, masked: true, before: null, after: null }],
      }),
      change('a', { task: 'run', target: null, differences: [] }),
      change('a', { task: 'restart', handler: true, target: 'sshd', differences: [] }),
      { event: 'stats', hosts: { a: counts(0, 0, 5) } },
    ]);
    const differences = answer.kind === 'answered' ? answer.hosts[0]!.differences : [];
    expect(differences.map(({ path, live, declared }) => [path, live, declared])).toEqual([
      ['/etc/motd.mode (write the message)', '0644', '0600'],
      ['(set the password)', '[secret]', '[secret]'],
      ['/etc/key (write the key)', '[secret]', '[secret]'],
      ['(run)', undefined, 'as the task makes it'],
    ]);
  });
});

describe('two texts', () => {
  it('are shown by the lines in which they differ', () => {
    expect(differingLines('a\nb\nc\n', 'a\nx\ny\nc\n')).toEqual({ live: 'b', declared: 'x\ny' });
    expect(differingLines('', 'a\n')).toEqual({ live: undefined, declared: 'a' });
    expect(differingLines('a\n', '')).toEqual({ live: 'a', declared: undefined });
    expect(differingLines('a\nb\n', 'a\n')).toEqual({ live: 'b', declared: '' });
    expect(differingLines('a', 'a\n')).toEqual({
      live: 'the same lines, another end',
      declared: 'the same lines, another end',
    });
  });
});
