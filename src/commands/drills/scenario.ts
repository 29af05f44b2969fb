import { BlackstartError } from '../../model/errors.js';
import { seededRandom } from '../../model/random.js';
import type { Sandbox, ResourceRecord } from '../../providers/simulated/sandbox.js';
import type { Scenario } from '../../report/index.js';

export interface ScenarioOptions {
  readonly scenario: Scenario;
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
  return scenario === 'total' || scenario === 'throttled' || scenario === 'slow';
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
      return { resources: sandbox.wipe() };
  }
}

function ofCluster(sandbox: Sandbox, { cluster, seed }: ScenarioOptions): ResourceRecord[] {
  const clusters = sandbox.list().filter(({ type }) => type === CLUSTER);
  const chosen = choose([...new Set(clusters.map(({ id }) => id))], cluster, seed, 'cluster');
  return clusters.filter(({ id }) => id === chosen);
}

/** What lives in a zone or in a subnet of it. The subnets themselves are settings of the region and stay. */
function ofZone(sandbox: Sandbox, { zone, seed }: ScenarioOptions): ResourceRecord[] {
  const records = sandbox.list();
  const zoneOf = ({ outputs, inputs }: ResourceRecord): unknown =>
    outputs['availabilityZone'] ?? inputs['availabilityZone'];
  const subnets = new Map(
    records.filter(({ type }) => type === SUBNET).map((subnet) => [subnet.id, zoneOf(subnet)]),
  );
  const located = records.flatMap((record) => {
    if (record.type === SUBNET) return [];
    const subnet = record.outputs['subnetId'] ?? record.inputs['subnetId'];
    const where = zoneOf(record) ?? (typeof subnet === 'string' ? subnets.get(subnet) : undefined);
    return typeof where === 'string' ? [{ record, where }] : [];
  });
  const chosen = choose([...new Set(located.map(({ where }) => where))], zone, seed, 'zone');
  return located.filter(({ where }) => where === chosen).map(({ record }) => record);
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

/** The URN of everything declared that is there, once for each time that it is there. */
export function urnsIn(sandbox: Sandbox): string[] {
  return sandbox.list().flatMap(({ urn }) => (urn === undefined || urn === '' ? [] : [urn]));
}

/** What is there again of what was there before, and what is there more often than once. */
export function surveyOf(
  before: readonly string[],
  after: readonly string[],
): { coverage: number; duplicates: number } {
  const wanted = new Set(before);
  const there = new Set(after);
  const back = [...wanted].filter((urn) => there.has(urn)).length;
  return {
    coverage: wanted.size === 0 ? 1 : back / wanted.size,
    duplicates: after.length - there.size,
  };
}
