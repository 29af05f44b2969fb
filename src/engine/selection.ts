import { BlackstartError } from '../model/errors.js';
import { matchesGlob } from '../model/glob.js';
import { withDependencies, type Graph, type GraphNode } from '../model/graph.js';
import type { Urn } from '../model/urn.js';

/** The part of a system that a command is for. */
export interface Selection {
  /** Globs over URNs; empty selects all. */
  readonly targets: readonly string[];
  readonly stages: readonly string[];
}

export function selects(
  { targets, stages }: Selection,
  { urn, stage }: Pick<GraphNode, 'urn' | 'stage'>,
): boolean {
  if (targets.length > 0 && !targets.some((target) => matchesGlob(target, urn))) return false;
  return stages.length === 0 || stages.includes(stage);
}

/**
 * What a selection names, with all that it depends on; undefined when that is everything. Throws `selection-empty`
 * when it is nothing.
 */
export function selectedIn(graph: Graph, selection: Selection): ReadonlySet<Urn> | undefined {
  const { targets, stages } = selection;
  if (targets.length === 0 && stages.length === 0) return undefined;
  const chosen = [...graph.nodes.values()].filter((node) => selects(selection, node));
  if (chosen.length === 0) {
    const asked = [
      ...targets.map((target) => `--target ${target}`),
      ...stages.map((stage) => `--stage ${stage}`),
    ];
    throw new BlackstartError({
      code: 'selection-empty',
      message: `nothing matches ${asked.join(' ')}`,
      operation: 'select resources',
      remedy:
        'Targets are URNs or patterns with *; "blackstart graph --format json" lists all URNs and stages.',
    });
  }
  return withDependencies(
    graph,
    chosen.map(({ urn }) => urn),
  );
}
