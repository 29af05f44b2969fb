import { LOGS } from './durationRow.js';

/** What makes the creation of a type shorter, and how long it takes then. */
export interface FasterVariant {
  readonly types: readonly string[];
  /** What to do, in words that follow "shorten it by". */
  readonly how: string;
  /** Seconds of a create in that variant. */
  readonly create: number;
  readonly source: string;
}

const IMAGE = 'a pre-baked machine image, so that nothing is installed at the first start';
const PULLED = 'container images that are on the node image already, or in a cache next to it';

/** The variants that a lever can propose. Durations of the ordinary way are in the table of durations. */
export const fasterVariants: readonly FasterVariant[] = [
  {
    types: ['aws:autoscaling/group:Group'],
    how: IMAGE,
    create: 18,
    source: `${LOGS}: the fastest of 4`,
  },
  {
    types: ['aws:eks/nodeGroup:NodeGroup'],
    how: IMAGE,
    create: 107,
    source: `${LOGS}: the fastest of 5`,
  },
  {
    types: ['kubernetes:apps/v1:Deployment', 'kubernetes:apps/v1:DaemonSet'],
    how: PULLED,
    create: 10,
    source: 'assumption: only the first probes are waited for',
  },
  {
    types: ['kubernetes:apps/v1:StatefulSet'],
    how: 'podManagementPolicy: Parallel, so that its pods start side by side',
    create: 30,
    source: 'assumption: as long as a Deployment',
  },
  {
    types: ['kubernetes:helm.sh/v3:Release'],
    how: 'splitting the release into charts that are installed side by side',
    create: 44,
    source: `${LOGS}: the slowest of 3 small charts`,
  },
  {
    types: ['aws:eks/cluster:Cluster'],
    how: 'a standby cluster that is kept running and is adopted',
    create: 0,
    source: 'assumption: what lives is adopted at once',
  },
  {
    types: ['aws:rds/instance:Instance', 'aws:rds/clusterInstance:ClusterInstance'],
    how: 'a standby database that is kept running and is adopted',
    create: 0,
    source: 'assumption: what lives is adopted at once',
  },
  {
    types: ['aws:elasticache/cluster:Cluster', 'aws:elasticache/replicationGroup:ReplicationGroup'],
    how: 'a standby cache that is kept running and is adopted',
    create: 0,
    source: 'assumption: what lives is adopted at once',
  },
  {
    types: ['aws:acm/certificateValidation:CertificateValidation'],
    how: 'a certificate that is kept, with its validation records, and is adopted',
    create: 0,
    source: 'assumption: what lives is adopted at once',
  },
];

const byType: ReadonlyMap<string, FasterVariant> = new Map(
  fasterVariants.flatMap((variant) => variant.types.map((type) => [type, variant] as const)),
);

export function fasterVariant(type: string): FasterVariant | undefined {
  return byType.get(type);
}
