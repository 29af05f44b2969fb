import { describe, expect, it } from 'vitest';
import {
  judgeClusters,
  judgeCommit,
  judgeDisk,
  judgeFailure,
  judgeSecrets,
} from '../../../src/engine/doctor/judgements.js';
import { BlackstartError } from '../../../src/model/errors.js';
import { findingsExitCode, sortFindings, type Finding } from '../../../src/model/findings.js';
import type { Urn } from '../../../src/model/urn.js';
import { declare } from './resources.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const ORIGIN = { name: 'origin', url: 'https://git.example.com/shop.git', failure: undefined };

describe('the exit code', () => {
  const of = (...levels: Finding['level'][]): number =>
    findingsExitCode(levels.map((level) => ({ check: 'disk', level, message: '' })));

  it('is 1 when anything blocks, 2 on warnings, 0 else', () => {
    expect(of('ok', 'skipped')).toBe(0);
    expect(of('ok', 'warning')).toBe(2);
    expect(of('warning', 'blocked')).toBe(1);
  });

  it('does not depend on the order in which findings came', () => {
    const findings: Finding[] = [
      { check: 'circularity', level: 'ok', message: '' },
      { check: 'commit', level: 'ok', message: '' },
    ];
    expect(sortFindings(findings).map(({ check }) => check)).toEqual(['commit', 'circularity']);
  });
});

describe('a failure before the plan', () => {
  it('blocks under the check that it belongs to, with its own remedy', () => {
    const failure = new BlackstartError({
      code: 'guard-account',
      message: 'no',
      remedy: 'Switch.',
    });
    expect(judgeFailure(failure)).toEqual({
      ...{ check: 'account', level: 'blocked', message: 'no', remedy: 'Switch.' },
    });
    expect(
      judgeFailure(new BlackstartError({ code: 'program-failed', message: 'no' })),
    ).toMatchObject({
      ...{ check: 'programs', level: 'blocked' },
    });
  });
});

describe('the commit', () => {
  const levels = (facts: Parameters<typeof judgeCommit>[2]): string[] =>
    judgeCommit(COMMIT, '/srv/shop', facts).map(({ level, message }) => `${level}: ${message}`);

  it('should be on a branch of a remote', () => {
    expect(levels({ kind: 'local', remotes: [ORIGIN], branches: ['origin/main'] })).toEqual([
      'ok: 0123456789ab is pushed, to origin/main',
    ]);
    expect(levels({ kind: 'local', remotes: [ORIGIN], branches: [] })).toEqual([
      'warning: 0123456789ab is on no branch of a remote, as far as this clone knows',
    ]);
    expect(levels({ kind: 'local', remotes: [], branches: [] })).toEqual([
      'warning: 0123456789ab is on this machine only: the repository has no remote',
    ]);
  });

  it('is fine when it was fetched just now', () => {
    expect(levels({ kind: 'elsewhere' })).toEqual(['ok: 0123456789ab was read from /srv/shop']);
  });

  it('does not need a remote that answers, yet people should know', () => {
    const remotes = [{ ...ORIGIN, failure: 'no answer within 15 s' }];
    expect(levels({ kind: 'local', remotes, branches: ['origin/main'] })).toEqual([
      'warning: the remote origin (https://git.example.com/shop.git) does not answer: no answer within 15 s',
      'ok: 0123456789ab is pushed, to origin/main',
    ]);
  });
});

describe('secrets', () => {
  const password = declare('random:index/randomPassword:RandomPassword', 'admin');
  const judge = (passphrase: boolean): Finding[] =>
    judgeSecrets({ passphrase, programsWithSecrets: [] }, [password], (type) =>
      type.startsWith('random:'),
    );

  it('need a passphrase where values live only in state', () => {
    expect(judge(false)).toMatchObject([{ level: 'warning', urns: [password.urn] }]);
    expect(judge(true)).toMatchObject([{ level: 'ok' }]);
  });
});

describe('the disk', () => {
  const judge = (freeBytes: number | undefined, writable = true): Finding =>
    judgeDisk({ folder: '/state', freeBytes, writable }, 1000);

  it('must have room for a run, and should have much more', () => {
    expect(judge(500_000_000).level).toBe('ok');
    expect(judge(100_000_000)).toMatchObject({
      level: 'warning',
      message: '100 MB free in the state folder /state; a run may need 40 MB',
    });
    expect(judge(30_000_000).level).toBe('blocked');
  });

  it('must be writable', () => {
    expect(judge(1e12, false)).toMatchObject({
      level: 'blocked',
      message: 'the state folder /state cannot be written',
    });
  });

  it('is not judged where it does not tell', () => {
    expect(judge(undefined).level).toBe('skipped');
  });
});

describe('clusters', () => {
  const providerUrn = 'urn:pulumi:test::shop::pulumi:providers:kubernetes::main' as Urn;
  const object = (step: Parameters<typeof declare>[3]): ReturnType<typeof declare> =>
    declare('kubernetes:core/v1:ConfigMap', 'settings', {}, { ...step, providerUrn });

  it('that do not answer are a warning, those yet to be built are none', () => {
    expect(
      judgeClusters([object({ step: { kind: 'unreachable', reason: 'timed out' } })]),
    ).toMatchObject([
      {
        level: 'warning',
        message: 'the cluster main does not answer for 1 of 1 objects: timed out',
      },
    ]);
    expect(
      judgeClusters([object({ step: { kind: 'create', reason: 'provider-absent' } })]),
    ).toMatchObject([{ level: 'ok', message: 'the cluster main is yet to be built' }]);
    expect(judgeClusters([object({})])).toMatchObject([
      { level: 'ok', message: 'the cluster main answers' },
    ]);
  });
});
