import {
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { joinPath, parsePath } from '../../paths.js';
import type { Header } from './kinds.js';
import { isDistinct, listShapes, sameElement, type ListShape } from './lists.js';
import {
  FIELD_MANAGER,
  managersOf,
  owns,
  parseKey,
  type FieldStep,
  type FieldTree,
  type Manager,
} from './managedFields.js';

/** Who wrote a field last, and when. */
export interface ChangedBy {
  readonly manager: string;
  /** ISO 8601; empty when the server does not tell. */
  readonly at: string;
}

/** A field of a declared object that the declaration says nothing of, and that a person has written. */
export interface HandMade extends ChangedBy {
  readonly path: string;
}

/** Managers that are tools of people, as the API server records them: `kubectl-edit`, `kubectl-label`, k9s, Lens. */
const BY_HAND =
  /^(kubectl|k9s|lens|openlens|freelens|headlamp|octant|dashboard|mozilla|rancher|node-fetch|curl|oc$|oc-)/i;

/** Is the manager blackstart, under its name or that of one of its patches? */
export function isOurs({ name }: Pick<Manager, 'name'>): boolean {
  return name === FIELD_MANAGER || name.startsWith(`${FIELD_MANAGER}-`);
}

/** Who has written the field at a path of the declared inputs since we did; undefined when nobody has. */
export function changedBy(
  live: PropertyMap,
  declared: PropertyMap,
  path: string,
): ChangedBy | undefined {
  const steps = fieldSteps(declared, path);
  const owners = managersOf(live)
    .filter((manager) => !isOurs(manager) && owns(manager, steps))
    .toSorted((a, b) => (a.time < b.time ? 1 : -1));
  const last = owners[0];
  return last === undefined ? undefined : { manager: last.name, at: last.time };
}

/** Is the field in the hands of an autoscaler? The reason says so. */
export function scaledBy(
  live: PropertyMap,
  declared: PropertyMap,
  path: string,
): string | undefined {
  if (path !== 'spec.replicas') return undefined;
  const steps = fieldSteps(declared, path);
  const scaler = managersOf(live).find(
    (manager) =>
      manager.subresource === 'scale' && !BY_HAND.test(manager.name) && owns(manager, steps),
  );
  return scaler === undefined
    ? undefined
    : `an autoscaler sets it (${scaler.name}${scaler.time === '' ? '' : `, last at ${scaler.time}`})`;
}

/** A path of the declared inputs as the steps by which field managers are recorded. */
export function fieldSteps(declared: PropertyMap, path: string): FieldStep[] {
  const steps: FieldStep[] = [];
  let value: PropertyValue | undefined = revealSecrets(declared);
  for (const segment of parsePath(path)) {
    if (Array.isArray(value)) {
      const element: PropertyValue | undefined = (value as readonly PropertyValue[])[
        Number(segment)
      ];
      // What is no part of the declaration cannot be told by its key.
      if (element === undefined) return steps;
      steps.push({ element });
      value = element;
    } else {
      steps.push(String(segment));
      value = isPropertyMap(value) ? value[String(segment)] : undefined;
    }
  }
  return steps;
}

/** What people have added to a declared object. An apply leaves it as it is. */
export function handMade(header: Header, live: PropertyMap, declared: PropertyMap): HandMade[] {
  const plainLive = revealSecrets(live);
  const shapes = listShapes(header, plainLive);
  const found = new Map<string, HandMade>();
  for (const manager of managersOf(live)) {
    if (isOurs(manager) || manager.subresource !== '' || !BY_HAND.test(manager.name)) continue;
    const walk = (
      tree: FieldTree,
      steps: readonly FieldStep[],
      path: string,
      own: PropertyValue | undefined,
    ): void => {
      const fields = Object.keys(tree).some((key) => key.startsWith('f:'));
      const isElement = typeof steps.at(-1) === 'object';
      // A map that nobody declares is told by its fields, an element of a list as one.
      if (own === undefined && (!fields || isElement)) {
        if (!isServerSet(path)) found.set(path, { path, manager: manager.name, at: manager.time });
        return;
      }
      for (const [key, inner] of Object.entries(tree)) {
        if (!isPropertyMap(inner) || key === '.') continue;
        const next = descend(key, steps, path, own, shapes(steps));
        if (next !== undefined) walk(inner, next.steps, next.path, next.own);
      }
    };
    walk(manager.fields, [], '', revealSecrets(declared));
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

interface Place {
  readonly steps: readonly FieldStep[];
  readonly path: string;
  readonly own: PropertyValue | undefined;
}

function descend(
  key: string,
  steps: readonly FieldStep[],
  path: string,
  own: PropertyValue | undefined,
  shape: ListShape,
): Place | undefined {
  if (key.startsWith('f:')) {
    const name = key.slice(2);
    const inner = isPropertyMap(own) ? own[name] : undefined;
    return { steps: [...steps, name], path: joinPath(path, name), own: inner ?? undefined };
  }
  const element = parseKey(key);
  if (element === undefined) return undefined;
  const list: readonly PropertyValue[] = Array.isArray(own) ? own : [];
  if (!isDistinct(shape, list)) return undefined;
  const at = list.findIndex((candidate) => sameElement(shape, candidate, element));
  const label = isPropertyMap(element)
    ? Object.values(element).map(String).join('/')
    : String(element);
  return {
    steps: [...steps, { element }],
    path: at < 0 ? `${path}[${label}]` : joinPath(path, at),
    own: at < 0 ? undefined : list[at],
  };
}

function isServerSet(path: string): boolean {
  return (
    /^(status|metadata\.(managedFields|finalizers|ownerReferences))\b/.test(path) ||
    path.includes('last-applied-configuration') ||
    path.includes('deployment.kubernetes.io/revision') ||
    path.includes('kubectl.kubernetes.io/restartedAt')
  );
}
