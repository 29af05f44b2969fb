import type { GraphNode } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';
import type { PropertyMap, PropertyValue } from '../../model/values.js';

/** What stands in the way and only people can take away, and how. */
export interface PeopleStep {
  readonly hazard: string;
  readonly remedy: string;
}

/** One resource of a pass, as far as it is known. */
export interface SeenResource {
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface PeopleQuestion {
  readonly node: GraphNode;
  readonly seen: SeenResource;
  /** Made anew, or about to be. */
  readonly isNew: boolean;
  /** All nodes of the system, with what is known of each. */
  readonly nodes: ReadonlyMap<Urn, GraphNode>;
  readonly seenOf: (urn: Urn) => SeenResource | undefined;
  /** Where the zone above sends those who ask for this one's name; undefined where that could not be told. */
  readonly delegatedTo?: readonly string[] | undefined;
}

export const ZONE = 'aws:route53/zone:Zone';
const RECORD = 'aws:route53/record:Record';
const REGISTERED_DOMAIN = 'aws:route53domains/registeredDomain:RegisteredDomain';
const CERTIFICATE_VALIDATION = 'aws:acm/certificateValidation:CertificateValidation';
const ACCESS_ENTRY = 'aws:eks/accessEntry:AccessEntry';
const PRINCIPALS = new Set(['aws:iam/role:Role', 'aws:iam/user:User']);

/** What lies outside of the system, or what a recovery may not do since it never deletes. */
export function stepForPeople(question: PeopleQuestion): PeopleStep | undefined {
  switch (question.node.type) {
    case ZONE:
      return question.isNew ? delegationStep(question) : undefined;
    case ACCESS_ENTRY:
      return question.isNew ? undefined : accessEntryStep(question);
    default:
      return undefined;
  }
}

/** A public zone made anew has other name servers than the lost one: whoever delegates to it does not know them. */
function delegationStep(question: PeopleQuestion): PeopleStep | undefined {
  const { node, seen, delegatedTo, nodes } = question;
  // A private zone is delegated by nobody.
  const { vpcs } = seen.inputs;
  if (Array.isArray(vpcs) && vpcs.length > 0) return undefined;
  if (isDelegatedByGraph(question)) return undefined;
  const name = withoutDot(text(seen.inputs['name']) ?? node.name);
  const servers = texts(seen.outputs['nameServers']).map(withoutDot);
  if (servers.length > 0 && delegatedTo !== undefined && isSameSet(delegatedTo, servers)) {
    return undefined;
  }
  const waiting = behind(node.urn, nodes).filter(
    (urn) => nodes.get(urn)?.type === CERTIFICATE_VALIDATION,
  ).length;
  const elsewhere =
    delegatedTo === undefined || delegatedTo.length === 0
      ? ''
      : `, but it is delegated to ${delegatedTo.join(', ')}`;
  return {
    hazard:
      servers.length === 0
        ? `${name} gets other name servers than the lost zone had`
        : `${name} has other name servers than the lost zone had: ${servers.join(', ')}${elsewhere}`,
    remedy:
      'for people: name them at the registrar, or in the zone above' +
      (waiting === 0
        ? ''
        : `; ${waiting === 1 ? 'a certificate waits' : `${waiting} certificates wait`} for that`),
  };
}

/** Does the system itself delegate to the zone, by a record in another zone or at its own registrar? */
function isDelegatedByGraph({ node: zone, seen, nodes, seenOf }: PeopleQuestion): boolean {
  const zoneName = withoutDot(text(seen.inputs['name']) ?? zone.name);
  for (const node of nodes.values()) {
    if (!node.dependencies.includes(zone.urn)) continue;
    if (node.type === REGISTERED_DOMAIN) return true;
    const record = node.type === RECORD ? seenOf(node.urn) : undefined;
    if (record === undefined || record.inputs['type'] !== 'NS') continue;
    // It may be named in full, or as a part of the zone above.
    const named = withoutDot(text(record.inputs['name']) ?? '');
    if (zoneName !== named && !zoneName.startsWith(`${named}.`)) continue;
    const otherZones = node.dependencies.some(
      (urn) => urn !== zone.urn && nodes.get(urn)?.type === ZONE,
    );
    const zoneId = text(record.inputs['zoneId']);
    const ownId = text(seen.outputs['zoneId']);
    if (otherZones || (zoneId !== undefined && ownId !== undefined && zoneId !== ownId))
      return true;
  }
  return false;
}

/**
 * EKS ties an access entry to the unique id of its role. One that outlived its role lets nobody in, though its text is
 * right: https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
function accessEntryStep({ node, seen, nodes, seenOf }: PeopleQuestion): PeopleStep | undefined {
  const made = Date.parse(text(seen.outputs['createdAt']) ?? '');
  const principal = text(seen.inputs['principalArn']) ?? text(seen.outputs['principalArn']) ?? '';
  const isStale = node.dependencies.some((urn) => {
    if (!PRINCIPALS.has(nodes.get(urn)?.type ?? '')) return false;
    const { outputs = {} } = seenOf(urn) ?? {};
    return (
      text(outputs['arn']) === principal && Date.parse(text(outputs['createDate']) ?? '') > made
    );
  });
  if (!isStale) return undefined;
  const cluster = text(seen.inputs['clusterName']) ?? '';
  return {
    hazard: `the entry is older than ${principal}, so it stands for a lost one of that name and lets nobody in`,
    remedy: `for people: aws eks delete-access-entry --cluster-name ${cluster} --principal-arn ${principal}; the next recovery makes it anew`,
  };
}

/** All that directly or indirectly depends on it. */
function behind(urn: Urn, nodes: ReadonlyMap<Urn, GraphNode>): Urn[] {
  const reached = new Set<Urn>([urn]);
  for (let grew = true; grew;) {
    grew = false;
    for (const node of nodes.values()) {
      if (reached.has(node.urn) || !node.dependencies.some((each) => reached.has(each))) continue;
      reached.add(node.urn);
      grew = true;
    }
  }
  reached.delete(urn);
  return [...reached];
}

function text(value: PropertyValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: PropertyValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly PropertyValue[]).flatMap((each) => text(each) ?? []);
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one.map(withoutDot));
  return names.size === new Set(other).size && other.every((name) => names.has(name));
}
