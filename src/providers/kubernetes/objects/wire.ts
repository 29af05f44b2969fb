import {
  isPropertyMap,
  isSecret,
  isUnknown,
  makeSecret,
  mapValue,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { mapAt, withValueAt } from '../../paths.js';
import type { Header } from './kinds.js';

/** What of an object's metadata only the API server writes. */
const SERVER_SET = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function isSecretKind({ apiVersion, kind }: Pick<Header, 'apiVersion' | 'kind'>): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}

/**
 * The declared object as it goes to the API server: plain values, nothing that only the server writes, a Secret's texts
 * among its data, where they end up.
 */
export function toApi(header: Header, inputs: PropertyMap): PropertyMap {
  const plain = withoutNulls(revealSecrets(inputs));
  const { status: _status, ...object } = plain;
  const result: Record<string, PropertyValue> = {
    ...Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith('__'))),
    apiVersion: header.apiVersion,
    kind: header.kind,
    metadata: withoutServerSet(mapAt(plain, 'metadata')),
  };
  if (isSecretKind(header) && isPropertyMap(result['stringData'])) {
    result['data'] = { ...mapAt(result, 'data'), ...encoded(result['stringData']) };
    delete result['stringData'];
  }
  return result;
}

function encoded(texts: PropertyMap): PropertyMap {
  return mapEntries(texts, (value) =>
    isUnknown(value) ? value : Buffer.from(String(value)).toString('base64'),
  );
}

/** What of a live object somebody may have declared. */
export function declarable(header: Header, live: PropertyMap): PropertyMap {
  const { status: _status, ...object } = live;
  const metadata = withoutServerSet(mapAt(live, 'metadata'));
  const { [LAST_APPLIED]: _applied, ...annotations } = mapAt(metadata, 'annotations');
  const { annotations: _annotations, ...rest } = metadata;
  const hasAnnotations = Object.keys(annotations).length > 0;
  return withSecrets(header, {
    ...object,
    apiVersion: live['apiVersion'] ?? header.apiVersion,
    kind: live['kind'] ?? header.kind,
    metadata: hasAnnotations ? { ...rest, annotations } : rest,
  });
}

/** The live object as outputs: whole, with the contents of a Secret marked as such. */
export function toOutputs(header: Header, live: PropertyMap): PropertyMap {
  const metadata = mapAt(live, 'metadata');
  const { managedFields } = metadata;
  return withSecrets(header, {
    ...live,
    apiVersion: live['apiVersion'] ?? header.apiVersion,
    kind: live['kind'] ?? header.kind,
    ...(Array.isArray(managedFields)
      ? { metadata: { ...metadata, managedFields: managedFields.map(flatEntry) } }
      : {}),
  });
}

/**
 * The sets of fields are trees so deep that to put them into messages takes longer than all else together: they travel
 * as JSON text.
 */
function flatEntry(entry: PropertyValue): PropertyValue {
  if (!isPropertyMap(entry) || !isPropertyMap(entry['fieldsV1'])) return entry;
  return { ...entry, fieldsV1: JSON.stringify(entry['fieldsV1']) };
}

/** Marks what a Secret holds, also the copy of it that kubectl keeps. */
export function withSecrets(
  header: Pick<Header, 'apiVersion' | 'kind'>,
  object: PropertyMap,
): PropertyMap {
  if (!isSecretKind(header)) return object;
  let result = object;
  for (const key of ['data', 'stringData']) {
    const value = result[key];
    if (value === undefined || value === null || isUnknown(value) || isSecret(value)) continue;
    result = { ...result, [key]: makeSecret(value) };
  }
  const applied = mapAt(result, 'metadata.annotations')[LAST_APPLIED];
  if (applied === undefined || isSecret(applied)) return result;
  return withValueAt(result, `metadata.annotations["${LAST_APPLIED}"]`, makeSecret(applied));
}

/** A Secret's live data as the texts that were declared, for a comparison with them. */
export function textsOf(declaredTexts: PropertyMap, liveData: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.keys(declaredTexts).flatMap((key): [string, PropertyValue][] => {
      const value = liveData[key];
      return typeof value === 'string'
        ? [[key, Buffer.from(value, 'base64').toString('utf8')]]
        : [];
    }),
  );
}

function withoutServerSet(metadata: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !SERVER_SET.includes(key)));
}

/** To apply a null would take the field away; a program that has one declares nothing there. */
function withoutNulls(value: PropertyMap): PropertyMap {
  return mapValue(value, (inner) => {
    if (Array.isArray(inner)) {
      const elements = inner as readonly PropertyValue[];
      return elements.includes(null) ? elements.filter((each) => each !== null) : elements;
    }
    if (!isPropertyMap(inner)) return inner;
    const entries = Object.entries(inner);
    const given = entries.filter(([, each]) => each !== null);
    return given.length === entries.length ? inner : Object.fromEntries(given);
  }) as PropertyMap;
}

function mapEntries(
  map: PropertyMap,
  change: (value: PropertyValue) => PropertyValue,
): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
