import type { Hint } from '../../identity/hints.js';
import { judge, type Verdict } from '../../identity/judge.js';
import {
  isOwnershipEntry,
  isOwnershipPath,
  ownershipOf,
  ownershipTags,
  stampOwnership,
} from '../../identity/ownership.js';
import { buildQuery } from '../../identity/query.js';
import { templateProperties } from '../../identity/template.js';
import { autonameSeed } from '../../model/hash.js';
import type { IdentityRule, LookupQuery } from '../../model/identity.js';
import {
  ProviderError,
  type CheckFailure,
  type LiveState,
  type ProviderDiff,
} from '../../model/provider.js';
import type { FoundBy } from '../../model/step.js';
import { messageOf } from '../../model/errors.js';
import type { Urn } from '../../model/urn.js';
import {
  containsSecret,
  containsUnknown,
  flattenOutputs,
  isPropertyMap,
  isSecret,
  isUnknown,
  makeSecret,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import type { HandMade, OpenedProvider } from '../providerSource.js';
import { covers, declaredDifferences, parsePath, valueAt, type Compared } from './differences.js';
import type { Facts } from './decide.js';
import { withDefaultTags } from './defaultTags.js';
import { fatalCause } from './retry.js';

/** One declared resource on its way through the walk: what does not change while it is looked at. */
export interface DeclaredResource {
  readonly urn: Urn;
  readonly type: string;
  readonly name: string;
  /** Its own URN and those of its aliases. */
  readonly urns: readonly Urn[];
  readonly inputs: PropertyMap;
  readonly importId: string;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly hideDifferences: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly readTimeoutSeconds: number;
  readonly rule: IdentityRule | undefined;
  /** Its program does not want it deleted: `protect` or `retainOnDelete`. */
  readonly keep: 'protected' | 'retained' | undefined;
  /** Inputs (root names) whose value comes from a resource that was, or is to be, made anew. */
  readonly remadeProperties: ReadonlySet<string>;
}

export interface ExamineContext {
  readonly system: string;
  readonly opened: OpenedProvider;
  /** A hint of any of the resource's URNs; `sealed` ones are values of state-only resources. */
  readonly hint: (Hint & { readonly foundBy: 'hint' | 'sealed' }) | undefined;
  /** What Check has made of the same inputs before: it is not asked twice. */
  readonly checked: PropertyMap | undefined;
  readonly inDoubtUntilEpochMs: number | undefined;
  readonly assumeWiped: boolean;
}

export type Examination =
  | { readonly kind: 'invalid'; readonly failures: readonly CheckFailure[] }
  | {
      readonly kind: 'examined';
      readonly facts: Facts;
      /** Checked inputs with ownership stamps: what to create from. */
      readonly checked: PropertyMap;
      readonly query: LookupQuery | undefined;
      /** Checked inputs in which all that is no difference stands as it is live: what to update to. */
      readonly updateTo: PropertyMap;
      /** What people have added to it; nothing that a recovery would put right. */
      readonly handMade?: readonly HandMade[];
    };

/** Checks, locates, reads and compares one resource. Effects: calls of its provider and its lookup, none writes. */
export async function examine(
  resource: DeclaredResource,
  context: ExamineContext,
): Promise<Examination> {
  const { provider } = context.opened;
  const programInputs = withDefaultTags(
    flattenOutputs(resource.inputs),
    resource.rule,
    context.opened.defaultTags,
  );
  let { checked } = context;
  if (checked === undefined) {
    const check = await provider.check({
      ...address(resource),
      news: stampOwnership(programInputs, resource.rule, context.system, resource.urn),
      olds: {},
      randomSeed: autonameSeed(resource.urn),
    });
    if (check.failures.length > 0) return { kind: 'invalid', failures: check.failures };
    checked = check.inputs;
  }

  const found = await locate(resource, checked, context);
  const base = {
    notComparable: [] as readonly string[],
    remadeIdentity: identifyingProperties(resource.rule).filter((name) =>
      resource.remadeProperties.has(name),
    ),
    // Where the id follows from the inputs a second create is refused by the target: no doubt need be waited out.
    inDoubtUntilEpochMs: found.query?.id === undefined ? context.inDoubtUntilEpochMs : undefined,
    nowEpochMs: Date.now(),
    assumeWiped: context.assumeWiped,
  };
  const { live } = found;
  if (live === undefined) {
    const facts: Facts = { ...base, location: found.location, live, differences: [] };
    return { kind: 'examined', facts, checked, query: found.query, updateTo: checked };
  }
  const diff = await provider.diff({
    ...address(resource),
    id: live.id,
    oldInputs: live.inputs,
    oldOutputs: live.outputs,
    news: checked,
    ignoreChanges: resource.ignoreChanges,
  });
  const { objects } = context.opened;
  const aligned = objects?.align(resource.type, checked, live) ?? live.inputs;
  const compared = compare(
    resource,
    programInputs,
    checked,
    { ...live, inputs: aligned },
    diff,
    context.opened,
  );
  const outputs = markSecrets(live.outputs, checked, resource.additionalSecretOutputs);
  return {
    kind: 'examined',
    facts: { ...base, location: found.location, live: { ...live, outputs }, ...compared },
    checked,
    query: found.query,
    updateTo: keepUndeclared(checked, aligned, diff, compared, resource.ignoreChanges),
    ...(objects === undefined ? {} : { handMade: objects.handMade(resource.type, live, checked) }),
  };
}

/** Root names of the inputs that single a resource of this type out. */
function identifyingProperties(rule: IdentityRule | undefined): string[] {
  const paths = [
    ...(rule?.keys ?? []),
    ...(rule?.id === undefined ? [] : templateProperties(rule.id)),
  ];
  return [...new Set(paths.map((path) => path.split('.')[0]!))];
}

interface Found {
  readonly location: Facts['location'];
  readonly live: LiveState | undefined;
  readonly query: LookupQuery | undefined;
}

/** The order of section 5: the program's import id, then a hint, then the type's locator. */
async function locate(
  resource: DeclaredResource,
  checked: PropertyMap,
  context: ExamineContext,
): Promise<Found> {
  const { hint, opened } = context;
  if (resource.rule?.stateOnly === true) {
    return locateStateOnly(hint?.type === resource.type ? hint : undefined);
  }
  const built = buildQuery(
    resource.rule,
    { urn: resource.urn, type: resource.type, inputs: checked },
    context.system,
    opened.surroundings,
  );
  const query = built.kind === 'query' ? built.query : undefined;
  if (resource.importId !== '') {
    const live = await read(resource, resource.importId, checked, opened);
    if (live instanceof Unreadable) return { location: live.verdict, live: undefined, query };
    if (live !== undefined) return { location: alive(live.id, 'import'), live, query };
  }
  // Where the id follows from what is declared, a hint of the same id tells nothing that the look-up does not.
  const telling = opened.objects === undefined || query?.id !== hint?.id;
  if (hint !== undefined && hint.type === resource.type && telling) {
    const live = await read(resource, hint.id, checked, opened);
    if (live instanceof Unreadable) return { location: live.verdict, live: undefined, query };
    if (live !== undefined && hintIsProved(live, resource, query, context)) {
      return { location: alive(live.id, 'hint'), live, query };
    }
  }
  if (built.kind !== 'query') {
    const location: Facts['location'] =
      built.kind === 'key-unknown'
        ? built
        : resource.importId !== ''
          ? { kind: 'absent' }
          : { kind: 'no-locator' };
    return { location, live: undefined, query };
  }
  const verdict = await lookUp(resource, built.query, context);
  if (verdict.kind !== 'alive') return { location: verdict, live: undefined, query };
  const live = await read(resource, verdict.id, checked, opened);
  if (live instanceof Unreadable) return { location: live.verdict, live: undefined, query };
  // It went away between the look-up and the read.
  if (live === undefined) return { location: { kind: 'absent' }, live, query };
  return { location: verdict, live, query };
}

/** By its own URN, then by those that it had before: its tags still carry the one under which it was made. */
async function lookUp(
  { urns }: DeclaredResource,
  query: LookupQuery,
  { opened, system }: ExamineContext,
): Promise<Verdict> {
  let verdict = judge(await opened.lookup.lookup(query), system, urns);
  for (const former of urns.slice(1)) {
    if (verdict.kind !== 'absent' || query.tags === undefined) break;
    const tags = ownershipTags(system, former);
    verdict = judge(await opened.lookup.lookup({ ...query, tags }), system, urns);
  }
  return verdict;
}

function locateStateOnly(hint: ExamineContext['hint']): Found {
  if (hint === undefined || containsUnusableSecret(hint.outputs)) {
    return { location: { kind: 'state-only' }, live: undefined, query: undefined };
  }
  const live = { id: hint.id, inputs: hint.inputs, outputs: hint.outputs };
  return { location: alive(hint.id, hint.foundBy), live, query: undefined };
}

/** A secret of a checkpoint whose text is encrypted cannot be used. */
function containsUnusableSecret(outputs: PropertyMap): boolean {
  return Object.values(outputs).some(
    (value) => isSecret(value) && isPropertyMap(value) && value['value'] === undefined,
  );
}

/** A hint may lie: what it names must carry our tag, or be what the locator's exact id or keys name as well. */
function hintIsProved(
  live: LiveState,
  resource: DeclaredResource,
  query: LookupQuery | undefined,
  context: ExamineContext,
): boolean {
  const ownership = ownershipOf(tagsOf(live, resource.rule), context.system, resource.urns);
  if (ownership === 'ours') return true;
  if (ownership !== 'unmarked') return false;
  if (query?.id !== undefined) return query.id === live.id;
  if (query?.keys !== undefined) {
    return Object.entries(query.keys).every(
      ([path, value]) =>
        valueAt(live.inputs, parsePath(path)) === value ||
        valueAt(live.outputs, parsePath(path)) === value,
    );
  }
  // Nothing else can find this type: the read is all the proof that there is.
  return query === undefined || query.tags === undefined;
}

export function tagsOf(live: LiveState, rule: IdentityRule | undefined): Record<string, string> {
  if (rule?.tags === undefined) return {};
  const value = live.outputs[rule.tags.property] ?? live.inputs[rule.tags.property];
  const tags: Record<string, string> = {};
  if (Array.isArray(value)) {
    for (const entry of value as PropertyValue[]) {
      if (isPropertyMap(entry) && typeof entry['key'] === 'string') {
        tags[entry['key']] = String(entry['value']);
      }
    }
  } else if (isPropertyMap(value)) {
    for (const [key, tag] of Object.entries(value)) tags[key] = String(tag);
  }
  return tags;
}

function alive(id: string, foundBy: FoundBy): Verdict {
  return { kind: 'alive', id, foundBy };
}

class Unreadable {
  constructor(readonly verdict: Verdict) {}
}

async function read(
  resource: DeclaredResource,
  id: string,
  checked: PropertyMap,
  opened: OpenedProvider,
): Promise<LiveState | Unreadable | undefined> {
  try {
    return await opened.provider.read({
      ...address(resource),
      id,
      inputs: {},
      outputs: {},
      timeoutSeconds: resource.readTimeoutSeconds,
    });
  } catch (error) {
    if (error instanceof ProviderError && error.partial !== undefined) {
      const { partial } = error;
      return { id: partial.id, outputs: partial.outputs, inputs: partial.inputs ?? checked };
    }
    const fatal = fatalCause(error);
    if (fatal !== undefined) throw fatal;
    // Could not tell: that is never taken for an absence.
    return new Unreadable({ kind: 'unknown', reason: messageOf(error) });
  }
}

function compare(
  resource: DeclaredResource,
  programInputs: PropertyMap,
  checked: PropertyMap,
  live: LiveState,
  diff: ProviderDiff,
  { objects, tellsAdditions = false }: OpenedProvider,
): Compared {
  const notReadable = resource.rule?.notReadable ?? [];
  return declaredDifferences({
    programInputs,
    declared: checked,
    liveInputs: live.inputs,
    diff,
    ignoreChanges: resource.ignoreChanges,
    replaceOnChanges: resource.replaceOnChanges,
    hideDifferences: resource.hideDifferences,
    notReadable:
      objects === undefined ? notReadable : notReadable.filter((path) => !objects.readsBack(path)),
    isForeignPath: (path) => isStamp(path, checked, live.inputs),
    tellsAdditions,
    ...(objects === undefined
      ? {}
      : {
          ownedElsewhere: (path) => objects.ownedElsewhere(live, checked, path),
          changedBy: (path) => objects.changedBy(resource.type, live, checked, path),
        }),
  });
}

/** Does a path lie in an ownership tag, by its key or, in a list of tags, by the elements on both sides? */
function isStamp(path: string, checked: PropertyMap, liveInputs: PropertyMap): boolean {
  if (isOwnershipPath(path)) return true;
  const element = parsePath(path).slice(0, 2);
  if (typeof element[1] !== 'number') return false;
  const sides = [valueAt(checked, element), valueAt(liveInputs, element)].filter(
    (side) => side !== undefined,
  );
  return sides.length > 0 && sides.every(isOwnershipEntry);
}

/**
 * An update puts right what differs and no more: where the provider would change something that is no difference
 * (a tag added by hand, an ignored property), the live value takes the declared one's place.
 */
export function keepUndeclared(
  checked: PropertyMap,
  liveInputs: PropertyMap,
  diff: ProviderDiff,
  compared: Compared,
  ignoreChanges: readonly string[] = [],
): PropertyMap {
  let result: PropertyMap = checked;
  for (const path of diff.detailed?.keys() ?? []) {
    if (compared.differences.some((difference) => difference.path === path)) continue;
    if (isStamp(path, checked, liveInputs)) continue;
    // What cannot be read back has no live value worth keeping.
    if (compared.notComparable.some((pattern) => covers(pattern, path))) continue;
    const steps = parsePath(path);
    const live = valueAt(liveInputs, steps);
    if (live !== undefined) result = withValueAt(result, steps, live) as PropertyMap;
    else if (ignoreChanges.some((pattern) => covers(pattern, path))) {
      result = withoutValueAt(result, steps) as PropertyMap;
    }
  }
  return result;
}

function withValueAt(
  root: PropertyValue | undefined,
  steps: readonly (string | number)[],
  value: PropertyValue,
): PropertyValue {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (isSecret(root)) {
    return makeSecret(withValueAt((root as PropertyMap)['value'], steps, value));
  }
  if (typeof step === 'number') {
    const list = Array.isArray(root) ? [...(root as PropertyValue[])] : [];
    if (step > list.length) return root ?? list;
    list[step] = withValueAt(list[step], rest, value);
    return list;
  }
  const map = isPropertyMap(root) ? root : {};
  return { ...map, [step]: withValueAt(map[step], rest, value) };
}

/** An ignored property that the live resource does not have is not sent: ignoring means leaving it as it is. */
function withoutValueAt(
  root: PropertyValue | undefined,
  steps: readonly (string | number)[],
): PropertyValue {
  const [step, ...rest] = steps;
  if (isSecret(root)) return makeSecret(withoutValueAt((root as PropertyMap)['value'], steps));
  if (typeof step !== 'string' || !isPropertyMap(root)) return root ?? null;
  const { [step]: inner, ...others } = root;
  return rest.length === 0 || inner === undefined
    ? others
    : { ...others, [step]: withoutValueAt(inner, rest) };
}

/** Outputs with secret marks where the inputs have them at the same root, and where the program asks for them. */
export function markSecrets(
  outputs: PropertyMap,
  inputs: PropertyMap,
  additional: readonly string[],
): PropertyMap {
  let marked: Record<string, PropertyValue> | undefined;
  for (const [key, value] of Object.entries(outputs)) {
    if (isSecret(value)) continue;
    if (additional.includes(key) || (inputs[key] !== undefined && containsSecret(inputs[key]))) {
      marked ??= { ...outputs };
      marked[key] = isUnknown(value) || !containsUnknown(value) ? makeSecret(value) : value;
    }
  }
  return marked ?? outputs;
}

export function address(resource: Pick<DeclaredResource, 'urn' | 'type' | 'name'>): {
  urn: string;
  type: string;
  name: string;
} {
  return { urn: resource.urn, type: resource.type, name: resource.name };
}
