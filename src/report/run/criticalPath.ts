import { longestPaths, type GraphNode } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';
import type { ResourceRun, RunAnalysis } from './analyseRun.js';

/**
 * The chain of resources that decided how long the run took: the longest through their dependencies, by what their
 * operations and gates took. Entries without time of their own (components, what was adopted as it was) are left out.
 */
export function criticalPath(
  resources: ReadonlyMap<string, ResourceRun>,
): RunAnalysis['criticalPath'] {
  const nodes = new Map<Urn, GraphNode>();
  for (const [urn, { dependencies, stage }] of resources) {
    nodes.set(urn as Urn, {
      ...{ urn: urn as Urn, type: '', name: '', program: '', stage, kind: 'custom' },
      ...{ parent: undefined, dependencies: dependencies as Urn[] },
    });
  }
  const path = longestPaths({ nodes }, ({ urn }) => workedSeconds(resources.get(urn)!));
  const chain = path.criticalPath.map(({ urn }) => resources.get(urn)!);
  return chain.map((resource, index) => {
    const previous = chain[index - 1];
    const waited = previous === undefined ? 0 : (resource.startedAt - endOf(previous)) / 1000;
    return {
      urn: resource.urn,
      stage: resource.stage,
      seconds: workedSeconds(resource),
      waitedSeconds: Math.max(0, waited),
    };
  });
}

/** Seconds in operations and behind gates; without waits for limits, and without looking. */
export function workedSeconds(resource: ResourceRun): number {
  return resource.operationSeconds + resource.gateSeconds;
}

const UNWORKED: ReadonlySet<string> = new Set([
  ...['none', 'held', 'skipped'],
  // Of reports: planned, but without an end in the journal.
  ...['not-started', 'unknown'],
]);

/** Was anything done or looked at for it? Not so for components, and for what was held back or left out. */
export function hasWorked({ outcome }: { readonly outcome: string }): boolean {
  return !UNWORKED.has(outcome);
}

/** When a resource ended, in milliseconds since the epoch. */
export function endOf(resource: Pick<ResourceRun, 'startedAt' | 'seconds'>): number {
  return resource.startedAt + resource.seconds * 1000;
}
