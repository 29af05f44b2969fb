import { ProviderError } from '../../../model/provider.js';
import {
  isPropertyMap,
  isSecret,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { restoreSecrets } from '../../wire.js';
import { mapAt, textAt, valueAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import { ApiError, isNotFound } from '../api/errors.js';
import type { Place } from '../cluster.js';
import { describeKind, headerOf, type Header } from '../objects/kinds.js';
import { FIELD_MANAGER } from '../objects/managedFields.js';
import { toApi, toOutputs } from '../objects/wire.js';
import { managerFor } from './manager.js';
import { APPLY, asMap, JSON_PATCH, timeoutOf, type Operation } from './request.js';

export interface UpdateQuestion extends Operation {
  readonly id: string;
  readonly news: PropertyMap;
}

/** Applies what is declared, also where somebody else has written since; what is not declared stays as it is. */
export async function updateObject(question: UpdateQuestion): Promise<PropertyMap> {
  const { cluster, type, news, id } = question;
  const header = headerOf(type, news);
  const object = toApi(header, news);
  const resource = await cluster.neededKind(header);
  const place = cluster.placeOfId(resource, id);
  if (header.patch) return applyPatch(question, header, place, object);
  const path = pathOf(resource, place.namespace, place.name);
  cluster.reader.forget(path);
  const live = await cluster.reader.get(path, question.signal);
  // An apply would make it, and the caller has decided otherwise.
  if (live === undefined) {
    throw new ProviderError(`${describeKind(header)} ${id} is not found any more`, 'NOT_FOUND');
  }
  await takeOverCreated(question, path, live);
  const uid = textAt(live, 'metadata.uid');
  const body = {
    ...object,
    metadata: { ...mapAt(object, 'metadata'), ...(uid === undefined ? {} : { uid }) },
  };
  return apply(question, header, place, body, { fieldManager: FIELD_MANAGER, force: 'true' });
}

/**
 * Applies a patch under its own name. Where it would take a field from whoever declares the object in this system the
 * two contradict each other, and that is for people to decide; anybody else's field it takes.
 */
export async function applyPatch(
  question: Operation & { readonly inputs?: PropertyMap; readonly news?: PropertyMap },
  header: Header,
  place: Place,
  object: PropertyMap,
): Promise<PropertyMap> {
  const fieldManager = managerFor(header, question.urn);
  const forced = mapAt(object, 'metadata.annotations')['pulumi.com/patchForce'] === 'true';
  if (forced) return apply(question, header, place, object, { fieldManager, force: 'true' });
  try {
    return await apply(question, header, place, object, { fieldManager });
  } catch (error) {
    const conflict = error instanceof ApiError && error.http === 409;
    if (!conflict || error.message.includes(`"${FIELD_MANAGER}"`)) throw error;
    return apply(question, header, place, object, { fieldManager, force: 'true' });
  }
}

async function apply(
  question: Operation & { readonly inputs?: PropertyMap; readonly news?: PropertyMap },
  header: Header,
  { resource, namespace, name }: Place,
  body: PropertyMap,
  query: Readonly<Record<string, string>>,
): Promise<PropertyMap> {
  const { cluster, signal } = question;
  const path = pathOf(resource, namespace, name);
  cluster.reader.forget(path);
  const { body: applied } = await cluster.api.json({
    method: 'PATCH',
    path,
    query,
    contentType: APPLY,
    body,
    signal,
    ...timeoutOf(question),
  });
  cluster.reader.put(path, asMap(applied));
  const inputs = question.news ?? question.inputs ?? {};
  return restoreSecrets(toOutputs(header, asMap(applied)), inputs);
}

/**
 * What a create has written is recorded as a plain update, beside which an apply could never take a field away again.
 * Before the first apply the record becomes one of an apply.
 */
async function takeOverCreated(
  { cluster, signal }: UpdateQuestion,
  path: string,
  live: PropertyMap,
): Promise<void> {
  const entries = valueAt(live, 'metadata.managedFields');
  if (!Array.isArray(entries)) return;
  const list = (entries as readonly PropertyValue[]).filter(isPropertyMap);
  const created = list.find((entry) => isOurEntry(entry, 'Update'));
  if (created === undefined || list.some((entry) => isOurEntry(entry, 'Apply'))) return;
  const managedFields = list.map((entry) =>
    entry === created ? { ...entry, operation: 'Apply' } : entry,
  );
  const version = textAt(live, 'metadata.resourceVersion') ?? '';
  try {
    await cluster.api.json({
      method: 'PATCH',
      path,
      contentType: JSON_PATCH,
      body: [
        { op: 'test', path: '/metadata/resourceVersion', value: version },
        { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      ],
      signal,
    });
  } catch (error) {
    // Somebody has written meanwhile, or may not do this: the apply itself is what matters.
    if (!(error instanceof ApiError) || error.http === 0 || isNotFound(error)) throw error;
  }
}

function isOurEntry(entry: PropertyMap, operation: string): boolean {
  return (
    entry['manager'] === FIELD_MANAGER &&
    entry['operation'] === operation &&
    (entry['subresource'] === undefined || entry['subresource'] === '')
  );
}

/** The outputs of an update as far as they are known before. */
export function previewUpdate(news: PropertyMap, live: PropertyMap): PropertyMap {
  return overlay(live, news);
}

function overlay(base: PropertyMap, top: PropertyMap): PropertyMap {
  const plain = revealSecrets(base);
  return Object.fromEntries([
    ...Object.entries(base),
    ...Object.entries(top).map(([key, value]): [string, PropertyValue] => {
      const below = plain[key];
      const both = isPropertyMap(below) && isPropertyMap(value) && !isSecret(value);
      return [key, both ? overlay(below, value) : value];
    }),
  ]);
}
