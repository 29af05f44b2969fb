import { seededRandom } from '../../model/random.js';
import { isPropertyMap, type PropertyValue } from '../../model/values.js';
import { behaviourOf } from '../../providers/simulated/families.js';
import { isWithin, valueAt } from '../../providers/paths.js';
import type { Fault, ResourceRecord, Sandbox } from '../../providers/simulated/sandbox.js';
import { destroy, possibleIn } from '../drills/scenario.js';

/** A property that somebody has changed. */
export interface Alteration {
  readonly urn: string;
  readonly incarnation: string;
  readonly path: string;
  readonly before: PropertyValue;
  readonly after: PropertyValue;
}

/** What a seed chooses to do to a sandbox. */
export interface SecretDamage {
  /** In words, for when it is over. */
  readonly story: readonly string[];
  /** What is gone, with all that died with it. */
  readonly lost: readonly ResourceRecord[];
  readonly alterations: readonly Alteration[];
  /** How the cloud misbehaves from now on, if it does. */
  readonly weather: Fault | undefined;
}

type Loss = 'total' | 'random' | 'cluster' | 'zone';

/** A total loss is rare among incidents, and the easiest to see: one in so many lots. */
const LOTS: readonly (readonly [Loss, number])[] = [
  ['random', 3],
  ['cluster', 3],
  ['zone', 2],
  ['total', 1],
];
const PART = { least: 0.1, most: 0.5 } as const;
const MOST_ALTERED = 3;
/** Of 4: none, none, refused calls, slow operations. */
const WEATHERS: readonly ((seed: string) => Fault | undefined)[] = [
  () => undefined,
  () => undefined,
  (seed) => ({ kind: 'throttle', match: '*', probability: 0.15, seed }),
  () => ({ kind: 'slow', match: '*', factor: 2 }),
];

/**
 * Deletes and alters what the seed chooses, and says what that was. The same seed does the same to the same sandbox,
 * so nothing has to be written down; `kept` names the alterations that are done, by their place, and all when left out.
 */
export function damageInSecret(
  sandbox: Sandbox,
  seed: string,
  kept?: ReadonlySet<number>,
): SecretDamage {
  const random = seededRandom(`game day ${seed}`);
  const before = sandbox.list();
  const loss = chooseLoss(sandbox, random());
  const part = Math.max(PART.least + random() * (PART.most - PART.least), 1 / before.length);
  const weather = WEATHERS[Math.floor(random() * WEATHERS.length)]!(seed);
  destroy(sandbox, { scenario: loss, seed, ...(loss === 'random' ? { damage: part } : {}) });
  const survivors = sandbox.list();
  const alive = new Set(survivors.map(({ incarnation }) => incarnation));
  const lost = before.filter(({ incarnation }) => !alive.has(incarnation));
  const drawn = drawAlterations(survivors, random);
  const alterations = drawn.filter((_, at) => kept?.has(at) ?? true);
  for (const { incarnation, path, after } of alterations)
    alterOne(sandbox, incarnation, path, after);
  return { story: storyOf(loss, lost, weather), lost, alterations, weather };
}

/** Takes an alteration back. */
export function undoAlteration(sandbox: Sandbox, { incarnation, path, before }: Alteration): void {
  alterOne(sandbox, incarnation, path, before);
}

function alterOne(sandbox: Sandbox, incarnation: string, path: string, value: PropertyValue): void {
  const record = sandbox.list().find((each) => each.incarnation === incarnation);
  if (record?.urn !== undefined) sandbox.alter(record.urn, path, value);
}

function chooseLoss(sandbox: Sandbox, luck: number): Loss {
  const possible = LOTS.filter(
    ([loss]) => loss === 'total' || loss === 'random' || possibleIn(sandbox, loss),
  );
  const lots = possible.flatMap(([loss, count]) => Array.from({ length: count }, () => loss));
  return lots[Math.floor(luck * lots.length)]!;
}

/** Changes that an update can put right, of resources that a program has declared. */
function drawAlterations(
  survivors: readonly ResourceRecord[],
  random: () => number,
): readonly Alteration[] {
  const candidates = survivors
    .flatMap(alterationsOf)
    .sort((a, b) => compare(a.urn, b.urn) || compare(a.path, b.path));
  const wanted = Math.floor(random() * (MOST_ALTERED + 1));
  const chosen = new Map<string, Alteration>();
  for (let draw = 0; draw < wanted && candidates.length > 0; draw++) {
    const one = candidates[Math.floor(random() * candidates.length)]!;
    chosen.set(one.urn, one);
  }
  return [...chosen.values()];
}

function alterationsOf({ type, urn, inputs, incarnation }: ResourceRecord): Alteration[] {
  // A pattern would mean others as well.
  if (urn === undefined || urn === '' || urn.includes('*')) return [];
  const behaviour = behaviourOf(type);
  const fixed = [...behaviour.replacePaths(type), ...behaviour.notReadable(type)];
  return pathsOf(inputs).flatMap((path) => {
    if (fixed.some((each) => isWithin(path, each) || isWithin(each, path))) return [];
    const before = valueAt(inputs, path);
    const after = before === undefined ? undefined : otherThan(before);
    if (before === undefined || after === undefined) return [];
    return [{ urn, incarnation, path, before, after }];
  });
}

/** Properties of their own, tags that are not ours, and what a Kubernetes object's specification says directly. */
function pathsOf(inputs: ResourceRecord['inputs']): string[] {
  return Object.entries(inputs).flatMap(([key, value]) =>
    ['tags', 'spec'].includes(key) && isPropertyMap(value)
      ? Object.keys(value)
          .filter((each) => /^\w+$/.test(each))
          .map((each) => `${key}.${each}`)
      : [key],
  );
}

/** Only what is plain enough that no API would refuse another value. */
function otherThan(value: PropertyValue): PropertyValue | undefined {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return undefined;
}

function storyOf(
  loss: Loss,
  lost: readonly ResourceRecord[],
  weather: Fault | undefined,
): readonly string[] {
  const many = `${lost.length} ${lost.length === 1 ? 'resource' : 'resources'}`;
  const what = {
    total: `everything was lost: ${many}`,
    random: `${many} were lost here and there`,
    cluster: `a cluster was lost with all in it: ${many}`,
    zone: `what lived in one availability zone was lost: ${many}`,
  }[loss];
  if (weather === undefined) return [what];
  return [
    what,
    weather.kind === 'slow'
      ? `operations took ${weather.factor ?? 1} times as long`
      : 'now and then a call was refused as too frequent',
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
