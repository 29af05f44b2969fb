import type {
  ChangedResource,
  Comparison,
  DeclaredDifference,
  DeclaredView,
} from '../model/comparison.js';
import type { GraphNode } from '../model/graph.js';
import { DIFFERENCE_KINDS, ERROR_KINDS, type Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import {
  containsSecret,
  containsUnknown,
  equalValues,
  isPropertyMap,
  isSecret,
  isUnknown,
  MASK,
  NOT_KNOWN_YET,
  type PropertyMap,
  type PropertyValue,
} from '../model/values.js';

/** Sets two commits of a system side by side. Says nothing of the live system but what differs from it either way. */
export function compareDeclared(
  base: DeclaredView,
  head: DeclaredView,
  baseReference: string,
): Comparison {
  const inBase = [...base.graph.nodes.keys()].filter((urn) => isOfInterest(base, urn)).sort();
  const inHead = [...head.graph.nodes.keys()].filter((urn) => isOfInterest(head, urn)).sort();
  let notKnown = 0;
  const changed = inHead.flatMap((urn): ChangedResource[] => {
    const before = base.graph.nodes.get(urn);
    if (before === undefined) return [];
    const found = differencesBetween(base.inputs.get(urn) ?? {}, head.inputs.get(urn) ?? {});
    notKnown += found.notKnown;
    const resource = changedResource(before, head.graph.nodes.get(urn)!, found.differences);
    return resource === undefined ? [] : [resource];
  });
  return {
    baseReference,
    baseCommit: base.commit,
    added: inHead.filter((urn) => !base.graph.nodes.has(urn)),
    removed: inBase.filter((urn) => !head.graph.nodes.has(urn)),
    changed,
    notKnown,
    baseTotalLoss: base.totalLoss,
    headTotalLoss: head.totalLoss,
    differsAnyway: new Set(
      inHead.filter((urn) => isSameDifference(base.steps.get(urn), head.steps.get(urn))),
    ),
  };
}

/** Stacks, references and what only groups others come and go with what is in them. */
function isOfInterest(view: DeclaredView, urn: Urn): boolean {
  const kind = view.graph.nodes.get(urn)?.kind;
  return kind === 'custom' || kind === 'read' || kind === 'provider';
}

function changedResource(
  before: GraphNode,
  after: GraphNode,
  differences: readonly DeclaredDifference[],
): ChangedResource | undefined {
  const newDependencies = after.dependencies.filter((urn) => !before.dependencies.includes(urn));
  const lostDependencies = before.dependencies.filter((urn) => !after.dependencies.includes(urn));
  const formerStage = before.stage === after.stage ? undefined : before.stage;
  if (
    differences.length + newDependencies.length + lostDependencies.length === 0 &&
    formerStage === undefined
  )
    return undefined;
  return { urn: after.urn, differences, newDependencies, lostDependencies, formerStage };
}

function isSameDifference(before: Step | undefined, after: Step | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  if (!DIFFERENCE_KINDS.has(after.kind) && !ERROR_KINDS.has(after.kind)) return false;
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Where two sets of inputs part, leaf by leaf, sorted by path; and how many leaves neither knows yet. */
export function differencesBetween(
  base: PropertyMap,
  head: PropertyMap,
): { readonly differences: DeclaredDifference[]; readonly notKnown: number } {
  const differences: DeclaredDifference[] = [];
  let notKnown = 0;
  const walk = (
    path: string,
    left: PropertyValue | undefined,
    right: PropertyValue | undefined,
  ): void => {
    if (isUnknown(left) && isUnknown(right)) {
      notKnown++;
      return;
    }
    if (isSecret(left) || isSecret(right)) {
      if (!equalValues(left, right)) {
        differences.push({ path, base: masked(left), head: masked(right) });
      }
      return;
    }
    if (isPropertyMap(left) && isPropertyMap(right)) {
      const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
      for (const key of keys) walk(joined(path, key), left[key], right[key]);
      return;
    }
    if (Array.isArray(left) && Array.isArray(right) && left.length === right.length) {
      left.forEach((element: PropertyValue, index) =>
        walk(`${path}[${index}]`, element, right[index] as PropertyValue),
      );
      return;
    }
    if (!equalValues(left, right)) {
      const secret = containsSecret(left) || containsSecret(right);
      differences.push({ path, base: shown(left, secret), head: shown(right, secret) });
    }
  };
  walk('', base, head);
  return {
    differences: differences.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    notKnown,
  };
}

function joined(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function masked(value: PropertyValue | undefined): PropertyValue | undefined {
  return value === undefined ? undefined : MASK;
}

function shown(value: PropertyValue | undefined, secret: boolean): PropertyValue | undefined {
  if (value === undefined) return undefined;
  if (secret) return MASK;
  return containsUnknown(value) ? NOT_KNOWN_YET : value;
}
