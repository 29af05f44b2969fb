import type { PropertyDiffKind, ProviderDiff } from '../../../model/provider.js';
import {
  containsUnknown,
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
} from '../../../model/values.js';
import { isWithin, mapAt, parsePath, textAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import { ApiError, isUnreachable, type StatusCause } from '../api/errors.js';
import { compareObjects, type Change, type CompareOptions } from '../objects/compare.js';
import { isOurs } from '../objects/history.js';
import { isImmutable, isRefused } from '../objects/immutable.js';
import { headerOf, type Header } from '../objects/kinds.js';
import { listShapes } from '../objects/lists.js';
import { managersOf, owns } from '../objects/managedFields.js';
import { toApi } from '../objects/wire.js';
import { managerFor } from './manager.js';
import { APPLY, asMap, DRY_RUN, type Operation } from './request.js';

export interface DiffQuestion extends Operation {
  readonly id: string;
  readonly news: PropertyMap;
  /** The object as it was read. */
  readonly live: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

/**
 * Where the live object is not as declared, and nothing else. What looks different is put to the API server: it says
 * what would become of the object if what is declared were applied, and only that counts.
 */
export async function diffObject(question: DiffQuestion): Promise<ProviderDiff> {
  const { type, news } = question;
  const header = headerOf(type, news);
  const live = revealSecrets(question.live);
  const declared = placedAs(live, toApi(header, news));
  const strict = compareObjects(declared, declared, live, optionsFor(header, live, undefined));
  if (strict.length === 0) return answer(question, header, []);
  if (containsUnknown(declared)) {
    const lenient = { ...optionsFor(header, live, undefined), lenient: true };
    return answer(question, header, compareObjects(declared, declared, live, lenient));
  }
  const outcome = await dryRun(question, header, declared, live);
  switch (outcome.kind) {
    case 'applied': {
      const options = optionsFor(header, live, outcome.object);
      return answer(question, header, compareObjects(declared, outcome.object, live, options));
    }
    case 'immutable':
    case 'untold': {
      const lenient = { ...optionsFor(header, live, undefined), lenient: true };
      const changes = compareObjects(declared, declared, live, lenient);
      const causes = outcome.kind === 'immutable' ? outcome.causes : [];
      return answer(question, header, changes, causes);
    }
  }
}

/** A live object without a namespace is of a cluster-wide kind: the API server drops one that is declared all the same. */
function placedAs(live: PropertyMap, declared: PropertyMap): PropertyMap {
  if (textAt(live, 'metadata.namespace') !== undefined) return declared;
  const { namespace: _namespace, ...metadata } = mapAt(declared, 'metadata');
  return { ...declared, metadata };
}

function optionsFor(
  header: Header,
  live: PropertyMap,
  applied: PropertyMap | undefined,
): CompareOptions {
  const ours = managersOf(live).filter(isOurs);
  return {
    shapes: listShapes(header, ...(applied === undefined ? [live] : [applied, live])),
    isOurs: (steps) => ours.some((manager) => owns(manager, steps)),
    lenient: false,
  };
}

type DryRun =
  | { readonly kind: 'applied'; readonly object: PropertyMap }
  | { readonly kind: 'immutable'; readonly causes: readonly StatusCause[] }
  /** The server may not, or does not yet, say. */
  | { readonly kind: 'untold' };

async function dryRun(
  question: DiffQuestion,
  header: Header,
  declared: PropertyMap,
  live: PropertyMap,
): Promise<DryRun> {
  const { cluster, id, urn, signal } = question;
  try {
    const resource = await cluster.kind(header);
    if (resource === undefined) return { kind: 'untold' };
    const place = cluster.placeOfId(resource, id);
    // Of what it is known by, an object cannot change; the comparison has seen it.
    if (textAt(declared, 'metadata.name') !== textAt(live, 'metadata.name'))
      return { kind: 'untold' };
    const { body } = await cluster.api.json({
      method: 'PATCH',
      path: pathOf(resource, place.namespace, place.name),
      query: { ...DRY_RUN, fieldManager: managerFor(header, urn), force: 'true' },
      contentType: APPLY,
      body: declared,
      signal,
    });
    return { kind: 'applied', object: asMap(body) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (/does not support dry run|failed calling webhook/i.test(error.message)) {
      return { kind: 'untold' };
    }
    if (error.status === 'PERMISSION_DENIED' || error.status === 'NOT_FOUND')
      return { kind: 'untold' };
    if (isUnreachable(error)) throw error;
    // Refused: either as such a change, or since what somebody has added does not go together with what is declared.
    if (error.http === 422) return { kind: 'immutable', causes: error.causes };
    throw error;
  }
}

function answer(
  { news, ignoreChanges }: DiffQuestion,
  header: Header,
  changes: readonly Change[],
  causes: readonly StatusCause[] = [],
): ProviderDiff {
  const detailed = new Map<string, PropertyDiffKind>();
  const diffs = new Set<string>();
  const replaces = new Set<string>();
  for (const change of changes) {
    const path = declaredPath(news, change.path);
    if (ignoreChanges.some((pattern) => isWithin(path, pattern))) continue;
    const root = String(parsePath(path)[0] ?? path);
    diffs.add(root);
    // The API server takes an apply without a declared element, but never one of a fixed field.
    const replacing =
      change.kind !== 'delete' &&
      (isRefused(header, change.path, causes) || isImmutable(header, change.path));
    if (replacing) replaces.add(path);
    detailed.set(path, replacing ? `${change.kind}-replace` : change.kind);
  }
  return {
    changes: detailed.size === 0 ? 'none' : 'some',
    diffs: [...diffs],
    replaces: [...replaces],
    detailed,
  };
}

/** A Secret's data goes by the name under which the program gives it. */
function declaredPath(news: PropertyMap, path: string): string {
  const texts = revealSecrets(news)['stringData'];
  const [root, key] = parsePath(path);
  if (root !== 'data' || !isPropertyMap(texts)) return path;
  if (key === undefined) return news['data'] === undefined ? 'stringData' : path;
  return Object.hasOwn(texts, String(key)) ? path.replace(/^data/, 'stringData') : path;
}
