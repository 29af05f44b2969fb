import type { CheckFailure, CheckResult } from '../../../model/provider.js';
import { sha256Hex } from '../../../model/hash.js';
import {
  containsUnknown,
  isPropertyMap,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { mapAt, textAt, withValueAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import { ApiError } from '../api/errors.js';
import { pathOfField } from '../objects/immutable.js';
import { headerOf, type Header } from '../objects/kinds.js';
import { FIELD_MANAGER } from '../objects/managedFields.js';
import { toApi, withSecrets } from '../objects/wire.js';
import { DRY_RUN, type Operation } from './request.js';
import { refusedType } from './refusedTypes.js';

export interface CheckQuestion extends Operation {
  readonly news: PropertyMap;
  readonly olds: PropertyMap;
  /** What auto-naming puts behind a name, from the resource's seed. */
  readonly suffix: string;
  /** The engine's own proposal, undefined unless it makes one; null forbids auto-naming. */
  readonly proposedName: string | null | undefined;
}

/** Fills in what the program left to us and lets the API server say what is wrong, as far as it can by now. */
export async function checkObject(question: CheckQuestion): Promise<CheckResult> {
  const { type, news, cluster } = question;
  const refused = refusedType(type);
  if (refused !== undefined) return { inputs: news, failures: [{ property: '', reason: refused }] };
  const header = headerOf(type, news);
  const { inputs, failures } = named(question, header);
  if (failures.length > 0 || isUnknown(inputs['metadata'])) return { inputs, failures };
  let checked = inputs;
  if (textAt(inputs, 'metadata.namespace') === undefined && !header.patch) {
    const given = mapAt(inputs, 'metadata')['namespace'];
    if (given === undefined && (await cluster.isNamespaced(header)) === true) {
      checked = withValueAt(inputs, 'metadata.namespace', cluster.namespace);
    }
  }
  checked = withSecrets(header, checked);
  if (header.patch || containsUnknown(checked)) return { inputs: checked, failures };
  return { inputs: checked, failures: await validate(question, header, checked) };
}

function named(question: CheckQuestion, header: Header): CheckResult {
  const { news, olds, name, suffix, proposedName } = question;
  const inputs: PropertyMap = { ...news, apiVersion: header.apiVersion, kind: header.kind };
  const { metadata } = news;
  if (isUnknown(metadata)) return { inputs, failures: [] };
  if (metadata !== undefined && metadata !== null && !isPropertyMap(metadata)) {
    return { inputs, failures: [{ property: 'metadata', reason: 'must be an object' }] };
  }
  const given: PropertyValue | undefined = mapAt(news, 'metadata')['name'];
  if (given !== undefined && given !== null && given !== '') return { inputs, failures: [] };
  if (header.patch) {
    const reason = 'must name the object that is to be patched';
    return { inputs, failures: [{ property: 'metadata.name', reason }] };
  }
  const prefix = textAt(news, 'metadata.generateName');
  const before = textAt(olds, 'metadata.name');
  const automatic =
    prefix !== undefined ? `${prefix}${suffix}` : (proposedName ?? `${name}-${suffix}`);
  if (before === undefined && proposedName === null && prefix === undefined) {
    return { inputs, failures: [{ property: 'metadata.name', reason: 'must be given' }] };
  }
  return { inputs: withValueAt(inputs, 'metadata.name', before ?? automatic), failures: [] };
}

/**
 * Asks the API server what it would say to the object, unless it is there already: then it is compared, which asks the
 * same. Where the server cannot tell yet, the create will.
 */
async function validate(
  { cluster, signal }: CheckQuestion,
  header: Header,
  checked: PropertyMap,
): Promise<CheckFailure[]> {
  const object = toApi(header, checked);
  try {
    const resource = await cluster.kind(header);
    // Its definition is yet to come.
    if (resource === undefined) return [];
    const place = cluster.placeOf(resource, object);
    const path = pathOf(resource, place.namespace, place.name);
    if ((await cluster.reader.look(path, 'check')) !== undefined) return [];
    const mark = sha256Hex(JSON.stringify(object));
    if (cluster.validated.has(mark)) return [];
    await cluster.api.json({
      method: 'POST',
      path: pathOf(resource, place.namespace),
      query: { ...DRY_RUN, fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
      body: object,
      signal,
    });
    cluster.validated.add(mark);
    return [];
  } catch (error) {
    return isInvalid(error) ? failuresOf(error) : [];
  }
}

/**
 * Is it the object itself that is wrong? An admission policy's or webhook's denial may hang on what is yet to be
 * rebuilt, as do a missing namespace, a quota and a permission.
 */
function isInvalid(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    error.status === 'INVALID_ARGUMENT' &&
    !/denied (the )?request|does not support dry run|failed calling webhook/i.test(error.message)
  );
}

function failuresOf(error: ApiError): CheckFailure[] {
  const unknown = [...error.message.matchAll(/unknown field "([^"]+)"/g)].map(([, field]) => ({
    property: pathOfField(field!),
    reason: 'the kind has no such field',
  }));
  if (unknown.length > 0) return unknown;
  const causes = error.causes.map(({ field, message }) => ({
    property: pathOfField(field),
    reason: message,
  }));
  return causes.length > 0 ? causes : [{ property: '', reason: error.message }];
}
