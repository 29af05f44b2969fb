import { awsDataDurations } from './awsDataDurations.js';
import { awsDurations } from './awsDurations.js';
import { LOGS, QUICK } from './durationRow.js';
import type { DurationRow } from './durationRow.js';
import { PLAYBOOK_TYPE } from './hosts.js';

export type { DurationRow } from './durationRow.js';
export type Operation = 'create' | 'update' | 'read';

/** Seconds of an operation that the table does not state. */
const SHORT = {
  aws: { create: 1, update: 2, read: 0.5 },
  kubernetes: { create: 1, update: 1, read: 0.05 },
} as const;

const ROLLOUT = 'assumption: images are pulled and the first probes pass';

const kubernetes: readonly DurationRow[] = [
  { type: 'kubernetes:apps/v1:Deployment', create: 30, update: 30, source: ROLLOUT },
  { type: 'kubernetes:apps/v1:DaemonSet', create: 25, update: 30, source: ROLLOUT },
  {
    type: 'kubernetes:apps/v1:StatefulSet',
    create: 60,
    update: 60,
    source: `${ROLLOUT}, one pod after another, each with its volume`,
  },
  { type: 'kubernetes:core/v1:Pod', create: 15, update: 15, source: ROLLOUT },
  { type: 'kubernetes:batch/v1:Job', create: 30, update: 30, source: 'assumption: a short job' },
  {
    type: 'kubernetes:core/v1:Service',
    create: 5,
    source: 'assumption: waits for the first endpoints; a load balancer of its own takes minutes',
  },
  {
    type: 'kubernetes:networking.k8s.io/v1:Ingress',
    create: 10,
    source: 'assumption: waits until its controller gives an address',
  },
  {
    type: 'kubernetes:core/v1:PersistentVolumeClaim',
    create: 10,
    source: 'assumption: a volume is made and bound',
  },
  {
    type: 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition',
    create: 2,
    source: 'assumption: until it is established',
  },
  {
    type: 'kubernetes:helm.sh/v3:Release',
    create: 90,
    update: 60,
    source: `${LOGS}: 22 to 44 s for small charts (3 logs); assumption: larger ones take twice that`,
    observed: { low: 22, high: 44, logs: 3 },
  },
];

const hosts: readonly DurationRow[] = [
  {
    type: PLAYBOOK_TYPE,
    create: 180,
    update: 60,
    source: 'assumption: facts are gathered, packages fetched and installed, services started',
  },
];

export const durationTable: readonly DurationRow[] = [
  ...awsDurations,
  ...awsDataDurations,
  ...kubernetes,
  ...hosts,
];

const byType: ReadonlyMap<string, DurationRow> = new Map(
  durationTable.map((row) => [row.type, row]),
);

/** The table's row of a type, or what holds for every type of its package; undefined for packages that are not known. */
export function durationRow(type: string): DurationRow | undefined {
  const row = byType.get(type);
  if (row !== undefined) return row;
  if (type.startsWith('kubernetes:')) {
    return { type, create: 1, source: 'assumption: an object that is ready once it is stored' };
  }
  if (/^(random|tls|time|null|simulated):/.test(type)) {
    return {
      type,
      create: 0,
      update: 0,
      read: 0,
      source: 'assumption: nothing is asked of any API',
    };
  }
  return undefined;
}

/** How long an operation is expected to take, where no earlier run has measured it. */
export function expectedSeconds(
  type: string,
  operation: Operation,
): { readonly seconds: number; readonly source: string } | undefined {
  const row = durationRow(type);
  if (row === undefined) return undefined;
  const stated = row[operation];
  if (stated !== undefined) return { seconds: stated, source: row.source };
  const seconds = SHORT[type.startsWith('kubernetes:') ? 'kubernetes' : 'aws'][operation];
  return { seconds, source: QUICK };
}
