import { isUrn, parseUrn, STACK_REFERENCE_TYPE } from '../../model/urn.js';
import type { ResourceRun, RunAnalysis } from './analyseRun.js';

/** How much later than the end of what it waited for a stack reference's own end may be noted; milliseconds. */
const REFERENCE_SLACK_MS = 50;

/**
 * The chain through the actual times that decided how long the run took: from the resource that finished last back to
 * the one among its dependencies that finished last, and so on.
 */
export function criticalPath(
  resources: ReadonlyMap<string, ResourceRun>,
): RunAnalysis['criticalPath'] {
  const chain: ResourceRun[] = [];
  const seen = new Set<string>();
  for (
    let current = lastOf([...resources.values()].filter(hasWorked));
    current !== undefined && !seen.has(current.urn);
    current = before(current, resources)
  ) {
    seen.add(current.urn);
    if (hasWorked(current)) chain.push(current);
  }
  chain.reverse();
  return chain.map((resource, index) => {
    const previous = chain[index - 1];
    const waited = previous === undefined ? 0 : (resource.startedAt - endOf(previous)) / 1000;
    const { urn, stage, seconds } = resource;
    return { urn, stage, seconds, waitedSeconds: Math.max(0, waited) };
  });
}

/** Was anything done or looked at for it? Not so for components, and for what was held back or left out. */
export function hasWorked({ outcome }: ResourceRun): boolean {
  return outcome !== 'none' && outcome !== 'held' && outcome !== 'skipped';
}

/** When a resource ended, in milliseconds since the epoch. */
export function endOf(resource: ResourceRun): number {
  return resource.startedAt + resource.seconds * 1000;
}

function before(
  resource: ResourceRun,
  resources: ReadonlyMap<string, ResourceRun>,
): ResourceRun | undefined {
  const needed = resource.dependencies
    .map((urn) => resources.get(urn))
    .filter((found) => found !== undefined);
  const last = lastOf(needed.filter(leadsOn)) ?? lastOf(needed);
  return last ?? (isStackReference(resource.urn) ? exporterOf(resource, resources) : undefined);
}

/** A component that waited for nothing explains no wait, however late it was registered. */
function leadsOn(resource: ResourceRun): boolean {
  return (
    resource.outcome !== 'none' ||
    resource.dependencies.length > 0 ||
    isStackReference(resource.urn)
  );
}

/**
 * What a stack reference waited for where the journal does not say: it is answered as soon as the other program's
 * exports are there, so it was the resource of another project that ended last before it.
 */
function exporterOf(
  reference: ResourceRun,
  resources: ReadonlyMap<string, ResourceRun>,
): ResourceRun | undefined {
  const { project } = parseUrn(reference.urn);
  const latest = endOf(reference) + REFERENCE_SLACK_MS;
  const others = [...resources.values()].filter(
    (other) =>
      hasWorked(other) &&
      endOf(other) <= latest &&
      isUrn(other.urn) &&
      parseUrn(other.urn).project !== project,
  );
  return lastOf(others);
}

function isStackReference(urn: string): boolean {
  return isUrn(urn) && parseUrn(urn).type === STACK_REFERENCE_TYPE;
}

/** The one that ended last; of several the first by URN, so that the answer does not hang on their order. */
function lastOf(resources: Iterable<ResourceRun>): ResourceRun | undefined {
  let last: ResourceRun | undefined;
  for (const resource of resources) {
    if (last === undefined) {
      last = resource;
      continue;
    }
    const difference = endOf(resource) - endOf(last);
    if (difference > 0 || (difference === 0 && resource.urn < last.urn)) last = resource;
  }
  return last;
}
