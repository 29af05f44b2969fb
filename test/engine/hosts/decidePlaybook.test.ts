import { describe, expect, it } from 'vitest';
import { decidePlaybook, findingsOf } from '../../../src/engine/hosts/decidePlaybook.js';
import { configuredBy, hostOf } from '../../../src/engine/hosts/playbookNodes.js';
import { playbookUrn, type HostResult, type PlaybookAnswer } from '../../../src/model/hosts.js';
import type { HostsDeclaration } from '../../../src/model/system.js';
import type { Urn } from '../../../src/model/urn.js';

const WEB: HostsDeclaration = {
  ...{ name: 'web', playbook: 'web.yml', inventory: ['hosts'], stage: 'aws', timeout: 60 },
  configures: [{ match: 'aws:ec2/*', host: 'host-{name}', variables: { ansible_host: 'ip' } }],
  environment: {},
};
const STANDING = { missing: [], remade: false };
const QUEUE = 'urn:pulumi:p::shop::aws:ec2/instance:Instance::a' as Urn;
const difference = { path: '/etc/motd', declared: 'a', live: 'b', needsReplacement: false };

const host = (name: string, state: HostResult['state'], reason?: string): HostResult => ({
  host: name,
  state,
  ...(reason === undefined ? {} : { reason }),
  differences: state === 'changed' ? [difference] : [],
});
const answered = (...hosts: HostResult[]): PlaybookAnswer => ({ kind: 'answered', hosts });

describe('the step of a playbook', () => {
  it('is the same when all hosts are, and an update that names the host where one differs', () => {
    expect(decidePlaybook(WEB, STANDING, answered(host('a', 'same'))).kind).toBe('same');
    const step = decidePlaybook(WEB, STANDING, answered(host('a', 'same'), host('b', 'changed')));
    expect(step).toMatchObject({ kind: 'update', differences: [{ path: 'b: /etc/motd' }] });
  });

  it('is to be created while what it configures is missing, whatever the others say', () => {
    const missing = { missing: [QUEUE], remade: false };
    expect(decidePlaybook(WEB, missing, answered(host('a', 'changed')))).toEqual({
      kind: 'create',
      reason: 'parent-absent',
    });
  });

  it('is no difference and no sameness when a host is silent or the playbook fails', () => {
    const silent = answered(
      host('a', 'same'),
      host('b', 'unreachable', 'refused'),
      host('c', 'failed', 'x'),
    );
    expect(decidePlaybook(WEB, STANDING, silent)).toEqual({
      kind: 'unreachable',
      reason: 'b does not answer: refused (and 1 more of 3 hosts)',
    });
    const broken = { kind: 'failed', reason: 'no such file' } as const;
    expect(decidePlaybook(WEB, STANDING, broken)).toEqual({
      kind: 'unreachable',
      reason: 'no such file',
    });
  });

  it('is to run where a check fails on machines that were made anew and never configured', () => {
    const remade = { missing: [], remade: true };
    const due = { kind: 'create', reason: 'not-configured' };
    expect(decidePlaybook(WEB, remade, { kind: 'failed', reason: 'x' })).toEqual(due);
    expect(decidePlaybook(WEB, remade, answered(host('a', 'failed', 'x')))).toEqual(due);
    expect(decidePlaybook(WEB, remade, answered(host('a', 'unreachable', 'x'))).kind).toBe(
      'unreachable',
    );
    expect(decidePlaybook(WEB, remade, answered(host('a', 'same'))).kind).toBe('same');
  });
});

describe('the findings of a playbook', () => {
  it('stand for every host, and for the whole where there was no answer', () => {
    const urn = playbookUrn('shop', 'web');
    const found = findingsOf(WEB, urn, answered(host('a', 'same')), ['b']);
    expect(found.map((each) => [each.host, each.state])).toEqual([
      ['a', 'same'],
      ['b', 'held'],
    ]);
    const [whole] = findingsOf(WEB, urn, { kind: 'failed', reason: 'no such file' }, []);
    expect(whole).toMatchObject({ host: '*', state: 'failed', reason: 'no such file' });
  });
});

describe('what a playbook configures', () => {
  it('is matched by URN, type or name, and is no component', () => {
    const node = (type: string, name: string, kind: 'custom' | 'component' = 'custom') => ({
      ...{ urn: `urn:pulumi:p::shop::${type}::${name}` as Urn, type, name, kind },
    });
    const instance = node('aws:ec2/instance:Instance', 'a');
    const nodes = [
      node('aws:sqs/queue:Queue', 'q'),
      instance,
      node('aws:ec2/group:Group', 'g', 'component'),
    ];
    expect(configuredBy(WEB, nodes)).toEqual([instance.urn]);
    const byName = { ...WEB, configures: [{ match: 'q', variables: {} }] };
    expect(configuredBy(byName, nodes)).toHaveLength(1);
    expect(hostOf(WEB, instance)).toEqual({ host: 'host-a', variables: { ansible_host: 'ip' } });
    expect(hostOf(byName, nodes[0]!)).toBeUndefined();
  });
});
