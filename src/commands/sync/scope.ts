import { BlackstartError } from '../../model/errors.js';
import { matchesGlob } from '../../model/glob.js';
import type { Graph, GraphNode } from '../../model/graph.js';

/** Which resources a sync may write. All lists empty: every one. */
export interface SyncScope {
  readonly stages: readonly string[];
  /** URNs, or patterns over URN or type. */
  readonly targets: readonly string[];
  /** Types, or patterns over them. */
  readonly types: readonly string[];
}

/** Of each kind of choice that is made, one must match. */
export function isInScope(
  { stages, targets, types }: SyncScope,
  node: Pick<GraphNode, 'urn' | 'type' | 'stage'>,
): boolean {
  const { urn, type, stage } = node;
  return (
    (stages.length === 0 || stages.includes(stage)) &&
    (types.length === 0 || types.some((pattern) => matchesGlob(pattern, type))) &&
    (targets.length === 0 ||
      targets.some((pattern) => matchesGlob(pattern, urn) || matchesGlob(pattern, type)))
  );
}

/** A choice that matches nothing is a mistake, not a system without drift. */
export function requireMatch(scope: SyncScope, graph: Graph): void {
  const custom = [...graph.nodes.values()].filter(({ kind }) => kind === 'custom');
  if (custom.length === 0 || custom.some((node) => isInScope(scope, node))) return;
  const said = [
    ...scope.stages.map((stage) => `--stage ${stage}`),
    ...scope.targets.map((target) => `--target ${target}`),
    ...scope.types.map((type) => `--type ${type}`),
  ];
  throw new BlackstartError({
    code: 'selection-empty',
    operation: 'select resources',
    message: `nothing matches ${said.join(' ')}`,
    remedy: '"blackstart graph --format json" lists all URNs, types and stages.',
  });
}
