import { topologicalOrder, type Graph } from '../../../src/model/graph.js';
import { seededRandom } from '../../../src/model/random.js';
import type { PlanDocument } from '../../../src/report/document/planSchema.js';
import type { Urn } from '../../../src/model/urn.js';
import { deletions } from './deletions.js';

/** One resource that is to be lost. */
export interface Loss {
  readonly urn: Urn;
  readonly type: string;
  readonly id: string;
}

/** The least and the greatest part that is drawn at first; what has to go with it comes on top. */
const LEAST = 0.01;
const GREATEST = 0.4;

/** What AWS does not let go while something of these types hangs on it: that has to be lost first. */
const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  'aws:acm/certificate:Certificate': ['aws:lb/listener:Listener'],
  // AWS would let it go, and the template gets a second version: moto cannot launch machines from any but the first.
  'aws:ec2/amiCopy:AmiCopy': ['aws:ec2/launchTemplate:LaunchTemplate'],
  'aws:ec2/eip:Eip': ['aws:ec2/natGateway:NatGateway'],
  'aws:ec2/internetGateway:InternetGateway': [
    'aws:ec2/natGateway:NatGateway',
    'aws:ec2/route:Route',
    'aws:elb/loadBalancer:LoadBalancer',
    'aws:lb/loadBalancer:LoadBalancer',
  ],
  'aws:ec2/routeTable:RouteTable': [
    'aws:ec2/route:Route',
    'aws:ec2/routeTableAssociation:RouteTableAssociation',
  ],
  'aws:ec2/securityGroup:SecurityGroup': [
    // As with images.
    'aws:ec2/launchTemplate:LaunchTemplate',
    'aws:ec2/vpcEndpoint:VpcEndpoint',
    'aws:elb/loadBalancer:LoadBalancer',
    'aws:lb/loadBalancer:LoadBalancer',
    'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  ],
  'aws:ec2/subnet:Subnet': [
    'aws:autoscaling/group:Group',
    'aws:ec2/natGateway:NatGateway',
    'aws:ec2/routeTableAssociation:RouteTableAssociation',
    'aws:ec2/vpcEndpoint:VpcEndpoint',
    'aws:elb/loadBalancer:LoadBalancer',
    'aws:lb/loadBalancer:LoadBalancer',
  ],
  'aws:ec2/vpc:Vpc': [
    'aws:ec2/internetGateway:InternetGateway',
    'aws:ec2/routeTable:RouteTable',
    'aws:ec2/securityGroup:SecurityGroup',
    'aws:ec2/subnet:Subnet',
    'aws:ec2/vpcEndpoint:VpcEndpoint',
    // AWS would let the network go without them, but their VPC cannot be changed: people would have to replace them.
    'aws:lb/targetGroup:TargetGroup',
  ],
  'aws:lb/targetGroup:TargetGroup': [
    'aws:lb/listener:Listener',
    'aws:lb/listenerRule:ListenerRule',
  ],
};

/** A random part of what lives, with all that holds it, in an order in which AWS lets it go. Pure. */
export function drawSubset(plan: PlanDocument, seed: number): Loss[] {
  const random = seededRandom(`subset ${seed}`);
  const part = LEAST + random() * (GREATEST - LEAST);
  const graph = graphOf(plan);
  const living = new Map(
    plan.resources.flatMap(({ urn, type, step }) =>
      deletions[type] !== undefined && step.kind === 'same'
        ? [[urn as Urn, { urn: urn as Urn, type, id: step.id }] as const]
        : [],
    ),
  );
  const chosen = new Set([...living.keys()].filter(() => random() < part));
  if (chosen.size === 0) chosen.add([...living.keys()][Math.floor(random() * living.size)]!);
  return withHolders(chosen, living, graph);
}

function withHolders(chosen: Set<Urn>, living: ReadonlyMap<Urn, Loss>, graph: Graph): Loss[] {
  const order = topologicalOrder(graph).order.filter((urn) => living.has(urn));
  const needs = new Map(order.map((urn) => [urn, directNeeds(urn, graph)]));
  // In the order of building each stands behind what it needs, so one way through finds all holders.
  for (const urn of order) {
    const { type } = living.get(urn)!;
    const isHolder = [...(needs.get(urn) ?? [])].some(
      (needed) =>
        chosen.has(needed) && HELD_BY[living.get(needed)?.type ?? '']?.includes(type) === true,
    );
    if (isHolder) chosen.add(urn);
  }
  return order
    .filter((urn) => chosen.has(urn))
    .toReversed()
    .map((urn) => living.get(urn)!);
}

/** What it needs itself, also through a reference to another program. */
function directNeeds(urn: Urn, graph: Graph): Set<Urn> {
  const needs = new Set<Urn>();
  const open = [...(graph.nodes.get(urn)?.dependencies ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (needs.has(next)) continue;
    needs.add(next);
    const node = graph.nodes.get(next);
    if (node !== undefined && node.kind !== 'custom') open.push(...node.dependencies);
  }
  return needs;
}

function graphOf(plan: PlanDocument): Graph {
  return {
    nodes: new Map(
      plan.resources.map(({ step: _step, urn, parent, dependencies, ...node }) => [
        urn as Urn,
        {
          ...node,
          urn: urn as Urn,
          parent: parent as Urn | undefined,
          dependencies: dependencies as Urn[],
        },
      ]),
    ),
  };
}
