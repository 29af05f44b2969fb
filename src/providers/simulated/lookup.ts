import type { Candidate, LookupAnswer, LookupQuery } from '../../model/identity.js';
import { ProviderError } from '../../model/provider.js';
import { isPropertyMap, type PropertyMap } from '../../model/values.js';
import type { Account } from './account.js';
import type { Cloud } from './cloud.js';
import { behaviourOf, isStateOnly } from './families.js';
import { Throttled } from './faults.js';
import { findOutside, isInSight } from './find.js';
import type { Instance } from './instance.js';
import { valueAt } from '../paths.js';
import type { PropertyIndex } from './propertyIndex.js';
import type { Remains, ResourceRecord } from './record.js';
import { tagsOf } from './rowBehaviour.js';

type MatchedBy = Candidate['matchedBy'][number];

/**
 * Finds the live counterpart of a declared resource. What cannot be told is answered as unknown; only throttling is
 * thrown, for the caller to come back later.
 */
export async function lookUp(
  cloud: Cloud,
  instance: Instance,
  query: LookupQuery,
  signal?: AbortSignal,
): Promise<LookupAnswer> {
  const { type, urn } = query;
  if (isStateOnly(type)) return { state: 'absent' };
  try {
    await cloud.enter({
      operation: 'lookup',
      type,
      urn,
      instance,
      ...(signal === undefined ? {} : { signal }),
    });
    return answerFrom(cloud, instance, query);
  } catch (error) {
    if (error instanceof ProviderError && !(error instanceof Throttled)) {
      return { state: 'unknown', reason: error.message };
    }
    throw error;
  }
}

function answerFrom(
  { account, faults }: Cloud,
  instance: Instance,
  query: LookupQuery,
): LookupAnswer {
  const candidates = candidatesFor(account, instance, query);
  if (candidates.length > 0) return { state: 'alive', candidates };
  const left = remainsFor(account, instance, query);
  const tombstone = left.find(({ kind }) => kind === 'tombstone');
  if (tombstone !== undefined) {
    const { record, condition } = tombstone;
    // What has neither a name nor an id of its makers' choosing stands in nobody's way while it goes.
    const blocks = record.unique.length > 0 || record.id === query.id;
    const remedy = tombstone.remedy === 'wait' && !blocks ? 'none' : tombstone.remedy;
    return { state: 'tombstone', id: record.id, condition, remedy };
  }
  const cooldown = left.find(({ kind }) => kind === 'cooldown');
  const until = cooldown?.until ?? faults.cooldown(query.type, query.urn);
  if (until !== undefined) {
    const reason = cooldown?.condition ?? 'deleted recently';
    return { state: 'cooldown', untilEpochMs: Math.ceil(until), reason };
  }
  return { state: 'absent' };
}

function candidatesFor(account: Account, instance: Instance, query: LookupQuery): Candidate[] {
  const { index } = account;
  const now = account.clock.now();
  const found = new Map<ResourceRecord, MatchedBy[]>();
  const note = (record: ResourceRecord, by: MatchedBy): void => {
    found.set(record, [...(found.get(record) ?? []), by]);
  };
  const scopes = behaviourOf(query.type).scopes(query.type, account, instance);
  for (const [place, scope] of scopes.entries()) {
    const byId = query.id === undefined ? undefined : index.byId(scope, query.type, query.id);
    const matches = [
      ...(byId === undefined ? [] : [[byId, 'id'] as const]),
      ...matching(index.ofType(scope, query.type), query),
    ];
    for (const [record, by] of matches) if (isInSight(record, place, now)) note(record, by);
  }
  const candidates = [...found].map(([{ id, tags }, matchedBy]): Candidate => ({
    id,
    matchedBy,
    tags,
  }));
  return [...candidates, ...outsideFor(account, instance, query)];
}

function outsideFor(account: Account, instance: Instance, query: LookupQuery): Candidate[] {
  const { id, type, keys } = query;
  const candidates: Candidate[] = account.settings.outside
    .filter((each) => each.type === type)
    .map(({ id: own, properties }): Candidate => {
      const matchedBy: MatchedBy[] = [];
      if (own === id) matchedBy.push('id');
      if (keys !== undefined && equalAt(properties, keys)) matchedBy.push('keys');
      return { id: own, matchedBy, tags: tagsOf(properties) };
    })
    .filter(({ matchedBy }) => matchedBy.length > 0);
  if (candidates.length > 0 || id === undefined) return candidates;
  const builtIn = findOutside(account, instance, type, id);
  return builtIn === undefined ? [] : [{ id, matchedBy: ['id'], tags: {} }];
}

function remainsFor(account: Account, instance: Instance, query: LookupQuery): Remains[] {
  const { index } = account;
  const now = account.clock.now();
  const left = new Set<Remains>();
  for (const scope of behaviourOf(query.type).scopes(query.type, account, instance)) {
    if (query.id !== undefined) {
      index.remainsOfId(scope, query.type, query.id).forEach((each) => left.add(each));
    }
    for (const [record] of matching(index.goneOfType(scope, query.type), query)) {
      index.remainsOf(record).forEach((each) => left.add(each));
    }
  }
  return [...left].filter(({ until }) => until > now).sort((a, b) => b.until - a.until);
}

function* matching(
  index: PropertyIndex,
  { tags, keys }: LookupQuery,
): IterableIterator<readonly [ResourceRecord, 'tags' | 'keys']> {
  if (tags !== undefined && Object.keys(tags).length > 0) {
    for (const record of index.byTags(tags)) yield [record, 'tags'];
  }
  if (keys !== undefined && Object.keys(keys).length > 0) {
    for (const record of index.byProperties(keys)) yield [record, 'keys'];
  }
}

function equalAt(
  properties: PropertyMap,
  keys: Readonly<Record<string, string | number | boolean>>,
): boolean {
  const paths = Object.entries(keys);
  return (
    paths.length > 0 &&
    paths.every(([path, wanted]) => String(valueAt(properties, path)) === String(wanted))
  );
}

/** Brings back what is scheduled for deletion. */
export function restore(account: Account, instance: Instance, type: string, id: string): void {
  const now = account.clock.now();
  for (const scope of behaviourOf(type).scopes(type, account, instance)) {
    const tombstone = account.index
      .remainsOfId(scope, type, id)
      .find(({ remedy, until }) => remedy === 'restore' && until > now);
    if (tombstone === undefined) continue;
    if (account.restore(tombstone)) return;
    throw new ProviderError(`${type} ${id} cannot be restored: its place is taken`, 'UNKNOWN');
  }
  throw new ProviderError(`there is nothing to restore as ${type} ${id}`, 'NOT_FOUND');
}

/** A query as it comes over the wire. */
export function parseQuery(args: PropertyMap): LookupQuery {
  const { urn, type, id, tags, keys } = args;
  if (typeof urn !== 'string' || typeof type !== 'string') {
    throw new ProviderError('a lookup needs a urn and a type', 'INVALID_ARGUMENT');
  }
  return {
    urn,
    type,
    ...(typeof id === 'string' ? { id } : {}),
    ...(isPropertyMap(tags) ? { tags: scalars(tags, (value) => String(value)) } : {}),
    ...(isPropertyMap(keys) ? { keys: scalars(keys, (value) => value) } : {}),
  };
}

function scalars<T>(
  map: PropertyMap,
  convert: (value: string | number | boolean) => T,
): Record<string, T> {
  const converted: Record<string, T> = {};
  for (const [key, value] of Object.entries(map)) {
    if (value !== null && typeof value !== 'object') {
      converted[key] = convert(value);
    }
  }
  return converted;
}
