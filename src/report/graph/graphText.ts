import type { GraphNode } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';
import { compareText, formatSeconds, oneLine, plural } from '../text/format.js';
import { groupBy, type GraphView } from './graphView.js';

/** A tree by stage, program and parent; under each resource what it waits for. */
export function graphText(view: GraphView): string {
  const lines: string[] = [];
  for (const [stage, inStage] of groupBy(view.nodes, (node) => node.stage)) {
    lines.push(`${oneLine(stage)} (${plural(inStage.length, 'resource')})`);
    for (const [program, nodes] of groupBy(inStage, (node) => node.program)) {
      lines.push(`  ${oneLine(program)}`, ...tree(nodes, view));
    }
  }
  const edges = view.nodes.reduce((sum, node) => sum + view.dependencies(node).length, 0);
  lines.push(
    `${plural(view.nodes.length, 'resource')}, ${plural(edges, 'dependency', 'dependencies')}`,
  );
  return `${lines.join('\n')}\n`;
}

function tree(nodes: readonly GraphNode[], view: GraphView): string[] {
  const here = new Set(nodes.map((node) => node.urn));
  const children = new Map<Urn, GraphNode[]>();
  const roots: GraphNode[] = [];
  for (const node of nodes) {
    if (node.parent === undefined || node.parent === node.urn || !here.has(node.parent)) {
      roots.push(node);
      continue;
    }
    const siblings = children.get(node.parent);
    if (siblings === undefined) children.set(node.parent, [node]);
    else siblings.push(node);
  }
  const lines: string[] = [];
  const open = inOrder(roots, view).map((node) => ({ node, depth: 0 }));
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const { node, depth } = entry;
    const indent = '    ' + '  '.repeat(depth);
    const seconds = view.seconds(node.urn);
    const time = seconds === undefined ? '' : ` ${formatSeconds(seconds)}`;
    const kind = node.kind === 'custom' ? '' : ` (${node.kind})`;
    lines.push(`${indent}${view.label(node.urn)}${kind}${time}`);
    for (const dependency of view.dependencies(node)) {
      if (dependency !== node.parent) lines.push(`${indent}  <- ${view.label(dependency)}`);
    }
    for (const child of inOrder(children.get(node.urn) ?? [], view)) {
      open.push({ node: child, depth: depth + 1 });
    }
  }
  return lines;
}

/** Last first, since they are taken from the end. */
function inOrder(nodes: readonly GraphNode[], view: GraphView): GraphNode[] {
  return [...nodes].sort((a, b) => compareText(view.label(b.urn), view.label(a.urn)));
}
