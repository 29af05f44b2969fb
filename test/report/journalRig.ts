import type { JournalRecord } from '../../src/journal/index.js';
import type { Outcome } from '../../src/model/events.js';
import { COMMIT, urn } from './rig.js';

/** 2026-11-25T10:00:00Z */
export const START = Date.UTC(2026, 10, 25, 10);

export const VPC = urn('aws:ec2/vpc:Vpc', 'main', 'network');
export const STACK = urn('pulumi:pulumi:Stack', 'network-production', 'network');
export const REFERENCE = urn('pulumi:pulumi:StackReference', 'network', 'shop');
export const CLUSTER = urn('aws:eks/cluster:Cluster', 'main', 'shop');
export const PROVIDER = urn('pulumi:providers:kubernetes', 'main', 'shop');
export const WEB = urn('kubernetes:apps/v1:Deployment', 'web', 'shop');
export const TOPIC = urn('aws:sns/topic:Topic', 'alarms', 'shop');
export const QUEUE = urn('aws:sqs/queue:Queue', 'mail', 'shop');
export const READER = urn('aws:lambda/function:Function', 'reader', 'shop');

/** A time so many seconds into the run. */
export function after(seconds: number): number {
  return START + seconds * 1000;
}

export function started(at = 0, command: 'recover' | 'resume' = 'recover'): JournalRecord {
  return {
    record: 'run-started',
    at: after(at),
    run: 'r1',
    command,
    system: 'reference',
    target: 'sandbox test',
    commit: COMMIT,
    reference: 'main',
    repository: '/repository',
    options: {},
    who: 'ada',
    host: 'bench',
    pid: 1,
    versions: {},
  };
}

export function outcome(
  of: string,
  how: Outcome,
  from: number,
  to: number,
  extra: { stage?: string; dependencies?: string[]; reason?: string } = {},
): JournalRecord {
  return {
    record: 'outcome',
    at: after(to),
    urn: of,
    outcome: how,
    stage: extra.stage ?? 'aws',
    startedAt: after(from),
    seconds: to - from,
    ...(extra.dependencies === undefined ? {} : { dependencies: extra.dependencies }),
    ...(extra.reason === undefined ? {} : { reason: extra.reason }),
  };
}

export function write(of: string, type: string, from: number, to: number): JournalRecord[] {
  return [
    { record: 'intent', at: after(from), urn: of, type, operation: 'create' },
    { record: 'done', at: after(to), urn: of, operation: 'create', id: 'x', seconds: to - from },
  ];
}

export function ended(at: number, exitCode: number, counts: Record<string, number>): JournalRecord {
  return { record: 'run-ended', at: after(at), exitCode, counts, seconds: at };
}

/** Two programs: the second waits for the first through a stack reference; one queue fails and holds its reader. */
export function recoveryRecords(): JournalRecord[] {
  return [
    started(),
    outcome(STACK, 'none', 0, 0),
    ...write(VPC, 'aws:ec2/vpc:Vpc', 1, 12),
    outcome(VPC, 'created', 1, 12),
    outcome(REFERENCE, 'none', 0, 12.01, { dependencies: [VPC] }),
    outcome(TOPIC, 'adopted', 1, 2),
    {
      record: 'retry',
      at: after(20),
      urn: CLUSTER,
      operation: 'create',
      attempt: 1,
      class: 'throttled',
      waitSeconds: 4,
      message: 'Rate exceeded',
    },
    ...write(CLUSTER, 'aws:eks/cluster:Cluster', 13, 413),
    outcome(CLUSTER, 'created', 13, 413, { stage: 'clusters', dependencies: [REFERENCE, TOPIC] }),
    outcome(PROVIDER, 'none', 0, 413, { stage: 'clusters', dependencies: [CLUSTER] }),
    { record: 'remedy', at: after(14), urn: QUEUE, hazard: 'name not usable', remedy: 'waiting' },
    {
      record: 'failed',
      at: after(30),
      urn: QUEUE,
      operation: 'create',
      message: 'denied',
      class: 'final',
    },
    outcome(QUEUE, 'failed', 14, 30, { stage: 'apps', reason: 'denied' }),
    outcome(READER, 'held', 0, 30, { stage: 'apps', dependencies: [QUEUE] }),
    { record: 'held', at: after(30), urn: READER, by: [QUEUE] },
    ...write(WEB, 'kubernetes:apps/v1:Deployment', 414, 420),
    { record: 'waited', at: after(450), urn: WEB, gate: 'ready', seconds: 30, reason: '1 of 2' },
    outcome(WEB, 'created', 414, 450, { stage: 'apps', dependencies: [PROVIDER] }),
    ended(451, 1, { created: 3, adopted: 1, failed: 1, held: 1 }),
  ];
}

/** Killed between the end of a create and its outcome, then resumed. */
export function resumedRecords(): JournalRecord[] {
  return [
    started(),
    ...write(VPC, 'aws:ec2/vpc:Vpc', 1, 12),
    started(60, 'resume'),
    outcome(VPC, 'adopted', 61, 62),
    ...write(CLUSTER, 'aws:eks/cluster:Cluster', 62, 162),
    outcome(CLUSTER, 'created', 62, 162, { stage: 'clusters', dependencies: [VPC] }),
    ended(163, 0, { adopted: 1, created: 1 }),
  ];
}
