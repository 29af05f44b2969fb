import {
  equalValues,
  isPropertyMap,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { isBuiltIn, type Header } from './kinds.js';
import { childOf, managersOf, parseKey, type FieldStep, type FieldTree } from './managedFields.js';

/** How the elements of a list are told apart: by keys, by their value, or not at all. */
export type ListShape =
  | { readonly kind: 'keyed'; readonly keys: readonly string[] }
  | { readonly kind: 'set' }
  | { readonly kind: 'atomic' };

export type ListShapes = (steps: readonly FieldStep[]) => ListShape;

const ATOMIC: ListShape = { kind: 'atomic' };
const SET: ListShape = { kind: 'set' };

/** Lists with keys in Kubernetes' own kinds: `x-kubernetes-list-map-keys` of its OpenAPI schema. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  matchConditions: ['name'],
  ownerReferences: ['uid'],
  resourceClaims: ['name'],
  schedulingGates: ['name'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
  webhooks: ['name'],
};

/** What a key is when an element leaves it out. */
const KEY_DEFAULTS: Readonly<Record<string, PropertyValue>> = { protocol: 'TCP' };

/**
 * The shapes of an object's lists: as the field managers of the live object have recorded them, else as the schemas of
 * Kubernetes' own kinds say, else as a whole.
 */
export function listShapes(header: Header, ...witnesses: readonly PropertyMap[]): ListShapes {
  const trees = witnesses.flatMap((object) => managersOf(object).map(({ fields }) => fields));
  const known = isBuiltIn(header);
  return (steps) => recorded(trees, steps) ?? (known ? byName(header, fieldNames(steps)) : ATOMIC);
}

export function fieldNames(steps: readonly FieldStep[]): string[] {
  return steps.filter((step): step is string => typeof step === 'string');
}

function recorded(trees: readonly FieldTree[], steps: readonly FieldStep[]): ListShape | undefined {
  for (const tree of trees) {
    let at: FieldTree | undefined = tree;
    for (const step of steps) {
      at = childOf(at, step);
      if (at === undefined) break;
    }
    for (const key of Object.keys(at ?? {})) {
      if (key.startsWith('v:')) return SET;
      const value = key.startsWith('k:') ? parseKey(key) : undefined;
      if (isPropertyMap(value)) return { kind: 'keyed', keys: Object.keys(value) };
    }
  }
  return undefined;
}

function byName({ kind }: Header, names: readonly string[]): ListShape {
  const name = names.at(-1) ?? '';
  const parent = names.at(-2);
  if (name === 'finalizers' && parent === 'metadata') return SET;
  if (name === 'ports') {
    if (parent !== undefined && /containers$/i.test(parent)) {
      return { kind: 'keyed', keys: ['containerPort', 'protocol'] };
    }
    return kind === 'Service' ? { kind: 'keyed', keys: ['port', 'protocol'] } : ATOMIC;
  }
  const keys = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  return keys === undefined ? ATOMIC : { kind: 'keyed', keys };
}

/** An element's place in a list of that shape; undefined when it has none of its own. */
export function sameElement(shape: ListShape, left: PropertyValue, right: PropertyValue): boolean {
  if (shape.kind !== 'keyed') return equalValues(left, right);
  if (!isPropertyMap(left) || !isPropertyMap(right)) return false;
  return shape.keys.every((key) => keyOf(left, key) === keyOf(right, key));
}

function keyOf(element: PropertyMap, key: string): PropertyValue | undefined {
  return element[key] ?? KEY_DEFAULTS[key];
}

/** A list in which two elements are of one key cannot be told apart by it. */
export function isDistinct(shape: ListShape, elements: readonly PropertyValue[]): boolean {
  return elements.every((element, at) =>
    elements.slice(at + 1).every((other) => !sameElement(shape, element, other)),
  );
}

/** The live elements in the order of the declared ones, undefined where there is none, and those that are left over. */
export function pairUp(
  shape: ListShape,
  declared: readonly PropertyValue[],
  live: readonly PropertyValue[],
): { readonly paired: (PropertyValue | undefined)[]; readonly extra: PropertyValue[] } {
  const extra = [...live];
  const paired = declared.map((element) => {
    const at = extra.findIndex((candidate) => sameElement(shape, element, candidate));
    return at < 0 ? undefined : extra.splice(at, 1)[0];
  });
  return { paired, extra };
}
