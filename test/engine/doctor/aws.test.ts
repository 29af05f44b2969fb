import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AwsFacts } from '../../../src/engine/doctor/awsFacts.js';
import {
  judgeClock,
  judgeIdentity,
  judgePermissions,
} from '../../../src/engine/doctor/awsJudgements.js';
import { awsConnections } from '../../../src/engine/doctor/connections.js';
import { actionsNeeded, CREATE_ACTIONS } from '../../../src/engine/doctor/createActions.js';
import {
  instancesNeeded,
  isStandard,
  judgeQuotas,
  QUOTA_RULES,
  quotaNeeds,
  type QuotaFacts,
  type QuotaKind,
} from '../../../src/engine/doctor/quotas.js';
import type { DeclaredProgram } from '../../../src/model/system.js';
import { UNKNOWN } from '../../../src/model/values.js';
import { awsResources } from '../../../src/providers/aws/index.js';
import { declare } from './resources.js';

const FACTS: AwsFacts = {
  place: 'account 1 in eu-west-1',
  identity: { arn: 'arn:aws:iam::1:user/a' },
  skewMs: 0,
  assumedRoles: [],
  quotas: [],
  permissions: { kind: 'all' },
};

describe('the clock', () => {
  const level = (seconds: number): string => judgeClock({ ...FACTS, skewMs: seconds * 1000 }).level;

  it('blocks where AWS would refuse, and warns long before', () => {
    expect([0, 30, -59].map(level)).toEqual(['ok', 'ok', 'ok']);
    expect([60, -299, 300].map(level)).toEqual(['warning', 'warning', 'warning']);
    expect([301, -600].map(level)).toEqual(['blocked', 'blocked']);
  });

  it('says which of the two is ahead', () => {
    expect(judgeClock({ ...FACTS, skewMs: 90_000 }).message).toContain('90 s behind');
    expect(judgeClock({ ...FACTS, skewMs: -90_000 }).message).toContain('90 s ahead of');
  });
});

describe('the account', () => {
  it('should be guarded, and must be known', () => {
    expect(judgeIdentity(FACTS, {}).level).toBe('warning');
    const guards = { aws: { accounts: ['1'], regions: ['eu-west-1'] } };
    expect(judgeIdentity(FACTS, guards).level).toBe('ok');
    expect(judgeIdentity({ ...FACTS, identity: { failure: 'expired' } }, guards)).toMatchObject({
      level: 'blocked',
      message: 'AWS does not take the credentials: expired',
    });
  });
});

describe('permissions', () => {
  it('that are denied are named, and never block: the simulation does not know names and tags', () => {
    const judge = (denied: readonly string[]): ReturnType<typeof judgePermissions> =>
      judgePermissions({ ...FACTS, permissions: { kind: 'simulated', asked: 12, denied } });
    expect(judge([])).toMatchObject({ level: 'ok' });
    expect(judge(['ec2:CreateVpc'])).toMatchObject({
      level: 'warning',
      message: '1 of 12 actions that the plan needs would be denied on any resource: ec2:CreateVpc',
    });
    expect(judge('abcdefghij'.split('')).message).toMatch(/: a, b, c, d, e, f, g, h and 2 more$/);
  });

  it('are asked for what is created only, each action once', () => {
    const queue = (name: string, more = {}): ReturnType<typeof declare> =>
      declare('aws:sqs/queue:Queue', name, {}, more);
    const alive = { step: { kind: 'same', id: 'b', foundBy: 'id', notComparable: [] } } as const;
    expect(actionsNeeded([queue('a'), queue('b')])).toEqual(['sqs:CreateQueue']);
    expect(actionsNeeded([queue('b', alive)])).toEqual([]);
  });

  it('are those of calls that the built-in provider makes, for types that it covers', () => {
    const folder = fileURLToPath(new URL('../../../src/providers/aws/', import.meta.url));
    const source = readdirSync(folder)
      .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
      .join('\n');
    const wrong = Object.entries(CREATE_ACTIONS).flatMap(([type, actions]) => [
      ...(awsResources.has(type) ? [] : [type]),
      ...actions.filter((action) => !source.includes(`new ${action.split(':')[1]!}Command(`)),
    ]);
    expect(wrong).toEqual([]);
  });
});

describe('quotas', () => {
  const zoned = (zone: string): ReturnType<typeof declare> =>
    declare('aws:ec2/subnet:Subnet', zone, { availabilityZone: zone });

  it('count what a plan creates, gateways by the zone of their subnet', () => {
    const [a, b, later] = [zoned('eu-west-1a'), zoned('eu-west-1b'), zoned(UNKNOWN)];
    const gateway = (name: string, subnet: typeof a): typeof a =>
      declare('aws:ec2/natGateway:NatGateway', name, {}, { dependencies: [subnet.urn] });
    const alive = { step: { kind: 'same', id: 'b', foundBy: 'id', notComparable: [] } } as const;
    const needs = quotaNeeds([
      ...[a, b, later, gateway('1', a), gateway('2', a), gateway('3', b), gateway('4', later)],
      ...[declare('aws:ec2/vpc:Vpc', 'x'), declare('aws:ec2/vpc:Vpc', 'y', {}, alive)],
      declare('aws:lb/loadBalancer:LoadBalancer', 'n', { loadBalancerType: 'network' }),
      declare('aws:lb/loadBalancer:LoadBalancer', 'a', {}),
    ]);
    expect(
      Object.fromEntries([...needs].map(([kind, counts]) => [kind, Object.fromEntries(counts)])),
    ).toEqual({
      'nat-gateways': { 'eu-west-1a': 2, 'eu-west-1b': 1, '?': 1 },
      vpcs: { '': 1 },
      'network-balancers': { '': 1 },
      'application-balancers': { '': 1 },
    });
  });

  it('count instances of node groups and auto-scaling groups, by size', () => {
    const template = declare('aws:ec2/launchTemplate:LaunchTemplate', 't', {
      instanceType: 'm6i.large',
    });
    const instances = instancesNeeded([
      template,
      declare(
        'aws:autoscaling/group:Group',
        'fleet',
        { desiredCapacity: 3 },
        { dependencies: [template.urn] },
      ),
      declare('aws:eks/nodeGroup:NodeGroup', 'nodes', {
        ...{ instanceTypes: ['m6i.large'], scalingConfig: { desiredSize: 2 } },
      }),
      declare('aws:eks/nodeGroup:NodeGroup', 'spot', {
        ...{
          instanceTypes: ['m6i.large'],
          scalingConfig: { desiredSize: 9 },
          capacityType: 'SPOT',
        },
      }),
      declare('aws:ec2/instance:Instance', 'gpu', { instanceType: 'g5.xlarge' }),
    ]);
    expect([...instances]).toEqual([['m6i.large', 5]]);
    expect(['t3.micro', 'im4gn.large', 'c7g.xlarge'].map(isStandard)).toEqual([true, true, true]);
    expect(['inf2.xlarge', 'trn1.2xlarge', 'mac2.metal', 'x2idn.large'].map(isStandard)).toEqual([
      ...[false, false, false, false],
    ]);
  });

  const fact = (kind: QuotaKind, needed: number, told: QuotaFacts['told']): QuotaFacts => ({
    rule: QUOTA_RULES.find((rule) => rule.kind === kind)!,
    needed: new Map([['', needed]]),
    told,
  });

  it('block when what lives and what is to be created are too many, with the number missing', () => {
    const live = new Map([['', 4]]);
    const fits = fact('addresses', 1, { live, limit: 5 });
    expect(judgeQuotas('here', [fits])).toMatchObject([
      { level: 'ok', message: 'enough in here: elastic IP addresses 5 of 5' },
    ]);
    const [finding, ...others] = judgeQuotas('here', [fits, fact('vpcs', 3, { live, limit: 5 })]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      level: 'blocked',
      message: 'VPCs per region: 3 to be created and 4 there, but 5 allowed in here; 2 missing',
    });
    expect(finding?.remedy).toMatch(/^Ask for 7 \(quota L-F678F1CE of vpc/);
  });

  it('are never taken for enough when they could not be told', () => {
    const [finding] = judgeQuotas('here', [fact('vpcs', 1, { failure: 'AccessDenied' })]);
    expect(finding).toMatchObject({ level: 'skipped' });
    expect(finding?.message).toContain('could not be told: AccessDenied');
  });
});

describe('the ways to AWS', () => {
  const program = {
    name: 'shop',
    config: { 'aws:region': 'eu-west-1' },
  } as unknown as DeclaredProgram;

  it('are one for all that are configured alike, and none while the configuration is unknown', () => {
    const explicit = declare(
      'pulumi:providers:aws',
      'us',
      { region: 'us-east-1' },
      { kind: 'provider' },
    );
    const unknown = declare(
      'pulumi:providers:aws',
      'later',
      { region: UNKNOWN },
      { kind: 'provider' },
    );
    const queue = (name: string, providerUrn?: typeof explicit.urn): typeof explicit =>
      declare('aws:sqs/queue:Queue', name, {}, { providerUrn });
    const found = awsConnections(
      [
        explicit,
        unknown,
        queue('a'),
        queue('b'),
        queue('c', explicit.urn),
        queue('d', unknown.urn),
      ],
      [program],
    );
    expect(
      found.map(({ inputs, resources }) => [inputs, resources.map(({ name }) => name)]),
    ).toEqual([
      [{ region: 'eu-west-1' }, ['a', 'b']],
      [{ region: 'us-east-1' }, ['c']],
    ]);
  });
});
