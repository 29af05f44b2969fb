import {
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';

/** What a Kubernetes object is in that is on its way out, with what holds it; undefined for one that is not. */
export function terminatingCondition(outputs: PropertyMap): string | undefined {
  const { metadata, spec, status } = revealSecrets({
    metadata: outputs['metadata'] ?? null,
    spec: outputs['spec'] ?? null,
    status: outputs['status'] ?? null,
  });
  const since = isPropertyMap(metadata) ? metadata['deletionTimestamp'] : undefined;
  if (typeof since !== 'string') return undefined;
  const finalizers = [...textsAt(metadata, 'finalizers'), ...textsAt(spec, 'finalizers')];
  const holders = [
    ...(finalizers.length === 0 ? [] : [`its finalizers ${finalizers.join(', ')}`]),
    ...remainders(status),
  ];
  const held = holders.length === 0 ? '' : `, held by ${holders.join('; ')}`;
  return `being deleted since ${since}${held}`;
}

/** A namespace tells which of its contents keep it. */
function remainders(status: PropertyValue | undefined): string[] {
  const conditions = isPropertyMap(status) ? status['conditions'] : undefined;
  if (!Array.isArray(conditions)) return [];
  return (conditions as PropertyValue[]).flatMap((condition) => {
    if (!isPropertyMap(condition) || condition['status'] !== 'True') return [];
    const remains = /Remaining$|^NamespaceDeletion.*Failure$/.test(String(condition['type']));
    return remains && typeof condition['message'] === 'string' ? [condition['message']] : [];
  });
}

function textsAt(value: PropertyValue | undefined, key: string): string[] {
  const list = isPropertyMap(value) ? value[key] : undefined;
  return Array.isArray(list)
    ? (list as PropertyValue[]).filter((each): each is string => typeof each === 'string')
    : [];
}
