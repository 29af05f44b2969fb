import type { JournalRecord } from '../../journal/index.js';
import { BlackstartError } from '../../model/errors.js';
import { seededRandom } from '../../model/random.js';
import type { Sandbox, ResourceRecord } from '../../providers/simulated/sandbox.js';
import type { Scenario } from '../../report/index.js';

export interface ScenarioOptions {
  readonly scenario: Exclude<Scenario, 'game-day'>;
  readonly seed: string;
  /** Part of the resources that is lost at random. */
  readonly damage?: number | undefined;
  readonly cluster?: string | undefined;
  readonly zone?: string | undefined;
}

const CLUSTER = 'aws:eks/cluster:Cluster';
const SUBNET = 'aws:ec2/subnet:Subnet';
const DAMAGE = 0.3;
/** On a bad day three calls in ten are refused, or everything takes three times as long. */
const THROTTLED = 0.3;
const SLOWER = 3;

/** Is nothing left of the system after it? */
export function losesEverything(scenario: Scenario): boolean {
  return ['total', 'throttled', 'slow', 'killed'].includes(scenario);
}

/** Does to the sandbox what the scenario says, faults included. Fails with `usage` when there is nothing to lose. */
export function destroy(sandbox: Sandbox, options: ScenarioOptions): { resources: number } {
  const { scenario, seed } = options;
  switch (scenario) {
    case 'random':
      return { resources: sandbox.deleteFraction(options.damage ?? DAMAGE, seed).length };
    case 'cluster':
      return { resources: sandbox.deleteRecords(ofCluster(sandbox, options)).length };
    case 'zone':
      return { resources: sandbox.deleteRecords(ofZone(sandbox, options)).length };
    case 'throttled':
      sandbox.addFault({ kind: 'throttle', match: '*', probability: THROTTLED, seed });
      return { resources: sandbox.wipe() };
    case 'slow':
      sandbox.addFault({ kind: 'slow', match: '*', factor: SLOWER });
      return { resources: sandbox.wipe() };
    case 'total':
    case 'killed':
      return { resources: sandbox.wipe() };
  }
}

/** Does it hold what these two scenarios need? */
export function possibleIn(sandbox: Sandbox, scenario: 'cluster' | 'zone'): boolean {
  return scenario === 'cluster'
    ? sandbox.list().some(({ type }) => type === CLUSTER)
    : zonedRecords(sandbox).length > 0;
}

function ofCluster(sandbox: Sandbox, { cluster, seed }: ScenarioOptions): ResourceRecord[] {
  const clusters = sandbox.list().filter(({ type }) => type === CLUSTER);
  const chosen = choose([...new Set(clusters.map(({ id }) => id))], cluster, seed, 'cluster');
  return clusters.filter(({ id }) => id === chosen);
}

function ofZone(sandbox: Sandbox, { zone, seed }: ScenarioOptions): ResourceRecord[] {
  const located = zonedRecords(sandbox);
  const chosen = choose([...new Set(located.map(({ where }) => where))], zone, seed, 'zone');
  return located.filter(({ where }) => where === chosen).map(({ record }) => record);
}

/** What lives in a zone or in a subnet of it. The subnets themselves are settings of the region and stay. */
function zonedRecords(sandbox: Sandbox): { record: ResourceRecord; where: string }[] {
  const records = sandbox.list();
  const zoneOf = ({ outputs, inputs }: ResourceRecord): unknown =>
    outputs['availabilityZone'] ?? inputs['availabilityZone'];
  const subnets = new Map(
    records.filter(({ type }) => type === SUBNET).map((subnet) => [subnet.id, zoneOf(subnet)]),
  );
  return records.flatMap((record) => {
    if (record.type === SUBNET) return [];
    const subnet = record.outputs['subnetId'] ?? record.inputs['subnetId'];
    const where = zoneOf(record) ?? (typeof subnet === 'string' ? subnets.get(subnet) : undefined);
    return typeof where === 'string' ? [{ record, where }] : [];
  });
}

function choose(
  names: readonly string[],
  named: string | undefined,
  seed: string,
  what: 'cluster' | 'zone',
): string {
  const known = names.toSorted();
  const chosen = named ?? known[Math.floor(seededRandom(seed)() * known.length)];
  if (chosen !== undefined && known.includes(chosen)) return chosen;
  const message =
    chosen === undefined
      ? `nothing of the system lives in a ${what}`
      : `nothing of the system lives in ${what} ${chosen}`;
  const remedy =
    known.length === 0 ? 'Choose another scenario.' : `There are: ${known.join(', ')}.`;
  throw new BlackstartError({ code: 'usage', operation: 'rehearse', message, remedy });
}

/** A thing that a program has declared, as it is there. */
export interface DeclaredThing {
  readonly urn: string;
  readonly id: string;
  /** New for every thing made. */
  readonly incarnation: string;
}

/** Everything declared that is there, once for each time that it is there. */
export function thingsIn(sandbox: Sandbox): DeclaredThing[] {
  return sandbox.list().flatMap(({ urn, id, incarnation }) => {
    return urn === undefined || urn === '' ? [] : [{ urn, id, incarnation }];
  });
}

/**
 * What recoveries have named as left behind for people to delete: survivors that name what was lost, and cannot be put
 * right. As URN and id.
 */
export function remnantsIn(records: readonly JournalRecord[]): Set<string> {
  return new Set(
    records.flatMap((record) =>
      record.record === 'outcome' && record.leavesBehind !== undefined
        ? [keyOf({ urn: record.urn, id: record.leavesBehind })]
        : [],
    ),
  );
}

/** What there is without those remnants, and how many of them there are. */
export function withoutRemnants<Thing extends Pick<DeclaredThing, 'urn' | 'id'>>(
  things: readonly Thing[],
  remnants: ReadonlySet<string>,
): { readonly things: readonly Thing[]; readonly leftBehind: readonly Thing[] } {
  const isLeft = (thing: Thing): boolean => remnants.has(keyOf(thing));
  return {
    things: things.filter((thing) => !isLeft(thing)),
    leftBehind: things.filter(isLeft),
  };
}

function keyOf({ urn, id }: Pick<DeclaredThing, 'urn' | 'id'>): string {
  return `${urn} ${id}`;
}

/** What is there again of what was there before, what is there more often than once, and what was left behind. */
export function surveyOf(
  before: readonly DeclaredThing[],
  after: readonly DeclaredThing[],
  remnants: ReadonlySet<string>,
): { coverage: number; duplicates: number; leftBehind: number } {
  const wanted = new Set(before.map(({ urn }) => urn));
  const { things, leftBehind } = withoutRemnants(after, remnants);
  const there = new Set(things.map(({ urn }) => urn));
  const back = [...wanted].filter((urn) => there.has(urn)).length;
  return {
    coverage: wanted.size === 0 ? 1 : back / wanted.size,
    duplicates: things.length - there.size,
    leftBehind: leftBehind.length,
  };
}
