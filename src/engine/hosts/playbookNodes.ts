import { matchesGlob } from '../../model/glob.js';
import type { GraphNode } from '../../model/graph.js';
import { PLAYBOOK_PROGRAM, PLAYBOOK_TYPE, playbookUrn } from '../../model/hosts.js';
import type { ConfiguredResources, HostsDeclaration } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';

/** What of a resource a pattern of the manifest is compared with. */
export type Matchable = Pick<GraphNode, 'urn' | 'type' | 'name' | 'kind'>;

/** A playbook as a node of the graph, behind all that it configures. */
export function playbookNode(
  system: string,
  declaration: HostsDeclaration,
  dependencies: readonly Urn[],
): GraphNode {
  const { name, stage } = declaration;
  return {
    urn: playbookUrn(system, name),
    type: PLAYBOOK_TYPE,
    name,
    program: PLAYBOOK_PROGRAM,
    stage,
    kind: 'custom',
    parent: undefined,
    dependencies: [...dependencies].sort(),
  };
}

/** The resources that a playbook configures, of those that are known. Sorted. */
export function configuredBy({ configures }: HostsDeclaration, nodes: Iterable<Matchable>): Urn[] {
  const found: Urn[] = [];
  for (const node of nodes) {
    if (node.type === PLAYBOOK_TYPE || (node.kind !== 'custom' && node.kind !== 'read')) continue;
    if (configures.some((rule) => matches(rule, node))) found.push(node.urn);
  }
  return found.sort();
}

/** The inventory's name for the host that a resource is, where the manifest says so. */
export function hostOf(
  { configures }: HostsDeclaration,
  node: Matchable,
): HostOnResource | undefined {
  const rule = configures.find((each) => each.host !== undefined && matches(each, node));
  if (rule?.host === undefined) return undefined;
  return { host: rule.host.replaceAll('{name}', node.name), variables: rule.variables };
}

export interface HostOnResource {
  readonly host: string;
  /** Variable of Ansible -> output of the resource. */
  readonly variables: Readonly<Record<string, string>>;
}

function matches({ match }: ConfiguredResources, { urn, type, name }: Matchable): boolean {
  return [urn, type, name].some((text) => matchesGlob(match, text));
}
