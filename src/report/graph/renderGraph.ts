import type { Graph } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';
import { graphDot, graphMermaid } from './graphDiagrams.js';
import { graphText } from './graphText.js';
import { graphView, type GraphView } from './graphView.js';

export type GraphFormat = 'text' | 'json' | 'dot' | 'mermaid';

/** The graph as text for people or for other tools. Durations (seconds by URN) are shown where they are known. */
export function renderGraph(
  graph: Graph,
  format: GraphFormat,
  durations?: ReadonlyMap<Urn, number>,
): string {
  const view = graphView(graph, durations);
  switch (format) {
    case 'text':
      return graphText(view);
    case 'json':
      return graphJson(view);
    case 'dot':
      return graphDot(view);
    case 'mermaid':
      return graphMermaid(view);
  }
}

function graphJson(view: GraphView): string {
  const nodes = view.nodes.map((node) => {
    const seconds = view.seconds(node.urn);
    return {
      urn: node.urn,
      type: node.type,
      name: node.name,
      program: node.program,
      stage: node.stage,
      kind: node.kind,
      ...(node.parent === undefined ? {} : { parent: node.parent }),
      dependencies: view.dependencies(node),
      ...(seconds === undefined ? {} : { seconds }),
    };
  });
  return `${JSON.stringify({ version: 1, nodes }, undefined, 2)}\n`;
}
