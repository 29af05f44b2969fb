import type { PropertyMap, PropertyValue } from '../../model/values.js';

/** Settings of load balancers and target groups that the API has as pairs of texts, by the input that sets them. */
export interface AttributeName {
  /** As the API calls it, e.g. `idle_timeout.timeout_seconds`. */
  readonly key: string;
  readonly kind: 'text' | 'number' | 'flag';
}

export type AttributeNames = Readonly<Record<string, AttributeName>>;

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Those of the inputs that are set, as pairs; `isWanted` chooses. */
export function toAttributes(
  inputs: PropertyMap,
  names: AttributeNames,
  isWanted: (name: string) => boolean = () => true,
): { Key: string; Value: string }[] {
  return Object.entries(names).flatMap(([name, { key }]) => {
    const value = inputs[name];
    return value === undefined || !isWanted(name) ? [] : [{ Key: key, Value: String(value) }];
  });
}

/** The properties that the attributes stand for; one that AWS does not have for this kind is left out. */
export function fromAttributes(
  attributes: readonly Attribute[] | undefined,
  names: AttributeNames,
): Record<string, PropertyValue> {
  const values = new Map((attributes ?? []).map(({ Key, Value }) => [Key, Value ?? '']));
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, { key, kind }]): [string, PropertyValue][] => {
      const value = values.get(key);
      if (value === undefined) return [];
      if (kind === 'number') return [[name, Number(value)]];
      return [[name, kind === 'flag' ? value === 'true' : value]];
    }),
  );
}
