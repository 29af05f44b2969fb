import type { Urn } from '../../model/urn.js';
import { formatSeconds } from '../text/format.js';
import { groupBy, type GraphView } from './graphView.js';

/** Graphviz: one cluster per stage; an arrow points from what comes first to what waits for it. */
export function graphDot(view: GraphView): string {
  const lines = ['digraph blackstart {', '  rankdir=LR;', '  node [shape=box];'];
  groupBy(view.nodes, (node) => node.stage).forEach(([stage, nodes], index) => {
    lines.push(`  subgraph cluster_${index} {`, `    label=${dotText(stage)};`);
    for (const node of nodes) {
      lines.push(`    ${dotText(node.urn)} [label=${dotText(caption(node.urn, view))}];`);
    }
    lines.push('  }');
  });
  for (const node of view.nodes) {
    for (const dependency of view.dependencies(node)) {
      lines.push(`  ${dotText(dependency)} -> ${dotText(node.urn)};`);
    }
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** Mermaid: one subgraph per stage, nodes by number, since its names allow few characters. */
export function graphMermaid(view: GraphView): string {
  const names = new Map(view.nodes.map((node, index) => [node.urn, `n${index}`]));
  const lines = ['flowchart LR'];
  groupBy(view.nodes, (node) => node.stage).forEach(([stage, nodes], index) => {
    lines.push(`  subgraph s${index}["${mermaidText(stage)}"]`);
    for (const node of nodes) {
      lines.push(`    ${names.get(node.urn)!}["${mermaidText(caption(node.urn, view))}"]`);
    }
    lines.push('  end');
  });
  for (const node of view.nodes) {
    for (const dependency of view.dependencies(node)) {
      lines.push(`  ${names.get(dependency)!} --> ${names.get(node.urn)!}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function caption(urn: Urn, view: GraphView): string {
  const seconds = view.seconds(urn);
  return seconds === undefined ? view.label(urn) : `${view.label(urn)} ${formatSeconds(seconds)}`;
}

/** A quoted string of the DOT language, in which a backslash starts an escape of Graphviz's own. */
function dotText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/\r?\n/g, '\\n')}"`;
}

/** Mermaid takes entities by number; all but plain text becomes one, so that nothing is read as markup. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/_()-]/gu, (character) => `#${character.codePointAt(0)!};`);
}
