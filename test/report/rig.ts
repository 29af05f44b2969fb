import type { Event } from '../../src/model/events.js';
import type { Graph, GraphNode } from '../../src/model/graph.js';
import type { Plan } from '../../src/model/plan.js';
import type { Step } from '../../src/model/step.js';
import { makeUrn, type Urn } from '../../src/model/urn.js';

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

export function urn(type: string, name: string, project = 'shop'): Urn {
  return makeUrn('production', project, undefined, type, name);
}

export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly stage?: string;
  readonly program?: string;
  readonly kind?: GraphNode['kind'];
  readonly parent?: Urn;
  readonly dependencies?: readonly Urn[];
  readonly step?: Step;
}

export function node(declared: Declared): GraphNode {
  const program = declared.program ?? 'shop';
  return {
    urn: urn(declared.type, declared.name, program),
    type: declared.type,
    name: declared.name,
    program,
    stage: declared.stage ?? 'aws',
    kind: declared.kind ?? 'custom',
    parent: declared.parent,
    dependencies: declared.dependencies ?? [],
  };
}

export function graphOf(...declared: readonly Declared[]): Graph {
  return { nodes: new Map(declared.map(node).map((one) => [one.urn, one])) };
}

/** A plan of the given resources; anything else about it can be replaced. */
export function planOf(declared: readonly Declared[], replaced: Partial<Plan> = {}): Plan {
  const steps = new Map<Urn, Step>();
  for (const one of declared) steps.set(node(one).urn, one.step ?? { kind: 'none' });
  return {
    system: 'reference',
    commit: COMMIT,
    stages: ['aws', 'clusters', 'apps'],
    graph: graphOf(...declared),
    steps,
    providers: [
      { packageName: 'kubernetes', origin: 'plugin', version: '4.29.0' },
      { packageName: 'aws', origin: 'simulated', version: '7.48.0' },
    ],
    emptyOfData: [],
    newStateOnlyValues: [],
    unresolvedLookups: [],
    unresolvedApplies: new Map(),
    exclusions: [],
    prediction: {
      seconds: 0,
      p50Seconds: 0,
      p90Seconds: 0,
      plays: 1000,
      levers: [],
      targetSeconds: 2700,
      timeScale: 1,
      criticalPath: [],
      basis: { measured: 0, table: 0, assumed: 0 },
      limits: '64 operations at once, API rates of the table',
    },
    ...replaced,
  };
}

const VPC = urn('aws:ec2/vpc:Vpc', 'main');
const CLUSTER = urn('aws:eks/cluster:Cluster', 'main');
const PASSWORD = urn('random:index/randomPassword:RandomPassword', 'db');
const DATABASE = urn('aws:rds/instance:Instance', 'shop');

/** A system with one resource for each kind of step. */
export function mixedPlan(): Plan {
  return planOf(
    [
      { type: 'pulumi:pulumi:Stack', name: 'shop-production', kind: 'stack' },
      { type: 'aws:ec2/vpc:Vpc', name: 'main', step: { kind: 'create', reason: 'absent' } },
      {
        type: 'aws:rds/instance:Instance',
        name: 'shop',
        step: { kind: 'create', reason: 'absent' },
        dependencies: [PASSWORD],
      },
      {
        type: 'random:index/randomPassword:RandomPassword',
        name: 'db',
        step: { kind: 'create', reason: 'state-only' },
      },
      {
        type: 'aws:iam/role:Role',
        name: 'node',
        step: {
          kind: 'update',
          id: 'node-role',
          foundBy: 'keys',
          differences: [
            { path: 'tags.Owner', live: 'old', declared: 'new', needsReplacement: false },
            { path: 'description', live: undefined, declared: 'Nodes', needsReplacement: false },
            { path: 'password', live: '[secret]', declared: '[secret]', needsReplacement: false },
          ],
          notComparable: [],
        },
      },
      {
        type: 'aws:s3/bucket:Bucket',
        name: 'logs',
        step: {
          kind: 'conflict',
          id: 'logs-1',
          reason: 'it differs in region, which only a replacement could change',
          differences: [
            { path: 'region', live: 'eu-west-1', declared: 'eu-west-2', needsReplacement: true },
          ],
          candidates: ['logs-1', 'logs-2'],
        },
      },
      {
        type: 'aws:kms/key:Key',
        name: 'main',
        step: { kind: 'restore', id: 'k-1', condition: 'scheduled for deletion' },
      },
      {
        type: 'aws:secretsmanager/secret:Secret',
        name: 'api',
        step: { kind: 'wait', reason: 'its name is taken', untilEpochMs: 1764063600000 },
      },
      {
        type: 'aws:sns/topic:Topic',
        name: 'alarms',
        step: { kind: 'same', id: 'arn:alarms', foundBy: 'tags', notComparable: ['password'] },
      },
      {
        type: 'aws:ec2/vpc:Vpc',
        name: 'shared',
        kind: 'read',
        step: { kind: 'read', id: 'vpc-9' },
      },
      {
        type: 'aws:eks/cluster:Cluster',
        name: 'main',
        stage: 'clusters',
        dependencies: [VPC],
        step: { kind: 'failed', reason: 'its inputs are not valid: version: not supported' },
      },
      {
        type: 'kubernetes:apps/v1:Deployment',
        name: 'web',
        stage: 'apps',
        dependencies: [CLUSTER],
        step: { kind: 'held', by: [CLUSTER] },
      },
      {
        type: 'example:index:Thing',
        name: 'odd',
        stage: 'apps',
        step: { kind: 'unlocatable', reason: 'no way is known to find it' },
      },
      {
        type: 'aws:sqs/queue:Queue',
        name: 'mail',
        stage: 'apps',
        step: { kind: 'unreachable', reason: 'connection refused\n\u001b[31mby host' },
      },
    ],
    {
      emptyOfData: [DATABASE],
      newStateOnlyValues: [{ urn: PASSWORD, dependents: [DATABASE] }],
      unresolvedLookups: [
        { token: 'aws:ec2/getAmi:getAmi', program: 'shop', reason: 'nothing matches' },
      ],
      unresolvedApplies: new Map([
        ['shop', 2],
        ['edge', 0],
      ]),
      prediction: {
        seconds: 2905,
        p50Seconds: 2905,
        p90Seconds: 3200,
        plays: 1000,
        levers: [
          {
            ...{
              kind: 'faster-type',
              what: 'a standby database that is adopted',
              urns: [DATABASE],
            },
            ...{ savedP50Seconds: 540, savedP90Seconds: 700 },
          },
          {
            ...{ kind: 'raise-rate', what: 'a higher quota for the API ec2', urns: [] },
            ...{ savedP50Seconds: 42, savedP90Seconds: 40 },
          },
        ],
        targetSeconds: 2700,
        timeScale: 1,
        criticalPath: [
          { urn: PASSWORD, seconds: 0.5, basis: 'assumed' },
          { urn: DATABASE, seconds: 600, basis: 'measured' },
        ],
        basis: { measured: 1, table: 3, assumed: 1 },
        limits: '64 operations at once, API rates of the table',
      },
    },
  );
}

/** The same plan with everything registered the other way round. */
export function reversed(plan: Plan): Plan {
  return {
    ...plan,
    graph: { nodes: new Map([...plan.graph.nodes].reverse()) },
    steps: new Map([...plan.steps].reverse()),
    providers: [...plan.providers].reverse(),
    emptyOfData: [...plan.emptyOfData].reverse(),
    unresolvedLookups: [...plan.unresolvedLookups].reverse(),
  };
}

export function runStarted(): Event {
  return {
    type: 'run-started',
    command: 'recover',
    run: 'r1',
    system: 'reference',
    commit: COMMIT,
    reference: 'main',
    repository: '/repository',
    target: 'sandbox test',
    stages: ['aws', 'clusters', 'apps'],
    resumes: false,
  };
}
