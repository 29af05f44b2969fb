import { matchesGlob } from './glob.js';
import type { Graph } from './graph.js';
import type { DriftExclusion } from './system.js';
import type { Urn } from './urn.js';

/** A rule of the manifest, with what it holds for in one graph. */
export interface AppliedExclusion extends DriftExclusion {
  readonly urns: readonly Urn[];
}

/** Properties of a resource that somebody else looks after: never compared and never written. */
export function excludedPaths(rules: readonly DriftExclusion[], urn: string): string[] {
  return rules.filter(({ match }) => matchesGlob(match, urn)).map(({ path }) => path);
}

/** Every rule with the resources of the graph that it holds for; one that holds for none may be out of date. */
export function appliedExclusions(
  rules: readonly DriftExclusion[],
  { nodes }: Graph,
): AppliedExclusion[] {
  const written = [...nodes.values()].filter(({ kind }) => kind === 'custom');
  return rules.map((rule) => ({
    ...rule,
    urns: written.filter(({ urn }) => matchesGlob(rule.match, urn)).map(({ urn }) => urn),
  }));
}
