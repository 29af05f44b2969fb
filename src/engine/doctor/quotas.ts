import type { Finding } from '../../model/findings.js';
import { isPropertyMap, type PropertyValue } from '../../model/values.js';
import type { DeclaredResource } from './declaredResource.js';

/** What is counted of a kind, by where it counts: an availability zone, or '' for the whole region. */
export type Counts = ReadonlyMap<string, number>;

export type QuotaKind =
  | 'vpcs'
  | 'internet-gateways'
  | 'nat-gateways'
  | 'addresses'
  | 'standard-vcpus'
  | 'application-balancers'
  | 'network-balancers'
  | 'classic-balancers'
  | 'clusters';

/**
 * Service and code of Service Quotas, as `aws service-quotas list-service-quotas --service-code SERVICE` lists them:
 * https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html
 */
export interface QuotaRule {
  readonly kind: QuotaKind;
  readonly name: string;
  readonly service: string;
  readonly code: string;
}

export const QUOTA_RULES: readonly QuotaRule[] = [
  { kind: 'vpcs', name: 'VPCs per region', service: 'vpc', code: 'L-F678F1CE' },
  {
    ...{ kind: 'internet-gateways', name: 'internet gateways per region' },
    ...{ service: 'vpc', code: 'L-A4707A72' },
  },
  {
    ...{ kind: 'nat-gateways', name: 'NAT gateways per availability zone' },
    ...{ service: 'vpc', code: 'L-FE5A380F' },
  },
  { kind: 'addresses', name: 'elastic IP addresses', service: 'ec2', code: 'L-0263D0A3' },
  {
    ...{ kind: 'standard-vcpus', name: 'vCPUs of running on-demand standard instances' },
    ...{ service: 'ec2', code: 'L-1216C47A' },
  },
  {
    ...{ kind: 'application-balancers', name: 'application load balancers per region' },
    ...{ service: 'elasticloadbalancing', code: 'L-53DA6B97' },
  },
  {
    ...{ kind: 'network-balancers', name: 'network load balancers per region' },
    ...{ service: 'elasticloadbalancing', code: 'L-69A177A2' },
  },
  {
    ...{ kind: 'classic-balancers', name: 'classic load balancers per region' },
    ...{ service: 'elasticloadbalancing', code: 'L-E9E9831D' },
  },
  { kind: 'clusters', name: 'EKS clusters', service: 'eks', code: 'L-1194D53C' },
];

export interface QuotaFacts {
  readonly rule: QuotaRule;
  /** What the plan creates. */
  readonly needed: Counts;
  /** What lives, and what is allowed; or why that could not be told. */
  readonly told: { readonly live: Counts; readonly limit: number } | { readonly failure: string };
}

const KINDS: Readonly<Record<string, QuotaKind>> = {
  'aws:ec2/vpc:Vpc': 'vpcs',
  'aws:ec2/internetGateway:InternetGateway': 'internet-gateways',
  'aws:ec2/eip:Eip': 'addresses',
  'aws:elb/loadBalancer:LoadBalancer': 'classic-balancers',
  'aws:eks/cluster:Cluster': 'clusters',
};

/** What a plan creates, counted as quotas count it. Instances are counted apart, since their sizes have to be asked. */
export function quotaNeeds(resources: readonly DeclaredResource[]): Map<QuotaKind, Counts> {
  const needs = new Map<QuotaKind, Map<string, number>>();
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const resource of resources.filter(isCreated)) {
    const kind = kindOf(resource);
    if (kind === undefined) continue;
    const scope = kind === 'nat-gateways' ? zoneOf(resource, byUrn) : '';
    const counts = needs.get(kind) ?? new Map<string, number>();
    counts.set(scope, (counts.get(scope) ?? 0) + 1);
    needs.set(kind, counts);
  }
  return needs;
}

export function isCreated({ kind, step }: DeclaredResource): boolean {
  return kind === 'custom' && (step.kind === 'create' || step.kind === 'wait');
}

function kindOf({ type, inputs }: DeclaredResource): QuotaKind | undefined {
  // A private one has no elastic address, and does count all the same.
  if (type === 'aws:ec2/natGateway:NatGateway') return 'nat-gateways';
  if (/^aws:(lb|alb)\/loadBalancer:LoadBalancer$/.test(type)) {
    const form = inputs['loadBalancerType'];
    if (form === 'network') return 'network-balancers';
    return form === 'gateway' ? undefined : 'application-balancers';
  }
  return KINDS[type];
}

/** Where a zone is not known yet. */
export const SOMEWHERE = '?';

/** The zone of the subnet that a gateway depends on. */
function zoneOf(
  { dependencies }: DeclaredResource,
  byUrn: ReadonlyMap<string, DeclaredResource>,
): string {
  for (const urn of dependencies) {
    const dependency = byUrn.get(urn);
    if (dependency?.type !== 'aws:ec2/subnet:Subnet') continue;
    const zone = dependency.inputs['availabilityZone'] ?? dependency.live['availabilityZone'];
    if (typeof zone === 'string' && /^[a-z]{2}-/.test(zone)) return zone;
  }
  return SOMEWHERE;
}

/** How many instances of each size a plan starts on demand: by itself, in node groups and in auto-scaling groups. */
export function instancesNeeded(resources: readonly DeclaredResource[]): Map<string, number> {
  const needed = new Map<string, number>();
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const resource of resources.filter(isCreated)) {
    const { size, count } = instancesOf(resource, byUrn);
    if (size === undefined || count === 0 || !isStandard(size)) continue;
    needed.set(size, (needed.get(size) ?? 0) + count);
  }
  return needed;
}

function instancesOf(
  { type, inputs, dependencies }: DeclaredResource,
  byUrn: ReadonlyMap<string, DeclaredResource>,
): { readonly size: string | undefined; readonly count: number } {
  const template = dependencies
    .map((urn) => byUrn.get(urn))
    .find((dependency) => dependency?.type === 'aws:ec2/launchTemplate:LaunchTemplate');
  const templateSize = text(template?.inputs['instanceType']);
  switch (type) {
    case 'aws:ec2/instance:Instance':
      return { size: text(inputs['instanceType']) ?? templateSize, count: 1 };
    case 'aws:autoscaling/group:Group': {
      const count = inputs['desiredCapacity'] ?? inputs['minSize'];
      return { size: templateSize, count: typeof count === 'number' ? count : 0 };
    }
    case 'aws:eks/nodeGroup:NodeGroup': {
      const scaling = inputs['scalingConfig'];
      const desired = isPropertyMap(scaling) ? scaling['desiredSize'] : undefined;
      const sizes = inputs['instanceTypes'];
      const own = Array.isArray(sizes) ? text((sizes as PropertyValue[])[0]) : undefined;
      const spot = inputs['capacityType'] === 'SPOT';
      return {
        size: own ?? templateSize,
        count: typeof desired === 'number' && !spot ? desired : 0,
      };
    }
    default:
      return { size: undefined, count: 0 };
  }
}

function text(value: PropertyValue | undefined): string | undefined {
  return typeof value === 'string' && /^[a-z0-9-]+\.[a-z0-9-]+$/.test(value) ? value : undefined;
}

/**
 * Sizes of the families A, C, D, H, I, M, R, T and Z share one quota:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html
 */
export function isStandard(size: string): boolean {
  return /^(a|c|d|h|i|im|is|m|r|t|z)\d/.test(size);
}

/** Blocks where what lives and what is to be created are more than is allowed, with the number missing. */
export function judgeQuotas(place: string, facts: readonly QuotaFacts[]): Finding[] {
  const check = 'quotas';
  if (facts.length === 0) {
    return [{ check, level: 'ok', message: `nothing that is counted is created in ${place}` }];
  }
  const findings = facts.flatMap((fact) => judgeQuota(place, fact));
  const good = facts.filter(({ told }) => 'limit' in told);
  if (findings.some(({ level }) => level !== 'skipped') || good.length === 0) return findings;
  const summary = good.map(({ rule, needed, told }) =>
    'limit' in told ? `${rule.name} ${worst(needed, told.live)} of ${told.limit}` : '',
  );
  return [
    { check, level: 'ok', message: `enough in ${place}: ${summary.join(', ')}` },
    ...findings,
  ];
}

function judgeQuota(place: string, { rule, needed, told }: QuotaFacts): Finding[] {
  const check = 'quotas';
  if ('failure' in told) {
    const message = `${rule.name} (${rule.service}/${rule.code}) could not be told: ${told.failure}`;
    return [{ check, level: 'skipped', message }];
  }
  const { live, limit } = told;
  return [...needed].flatMap(([scope, count]): Finding[] => {
    if (scope === SOMEWHERE) {
      const message = `${rule.name}: the zone of ${count} is not known yet`;
      return [{ check, level: 'skipped', message }];
    }
    const there = live.get(scope) ?? 0;
    const missing = there + count - limit;
    if (missing <= 0) return [];
    const where = scope === '' ? place : `${place}, ${scope}`;
    return [
      {
        ...{ check, level: 'blocked' },
        message: `${rule.name}: ${count} to be created and ${there} there, but ${limit} allowed in ${where}; ${missing} missing`,
        remedy: `Ask for ${there + count} (quota ${rule.code} of ${rule.service}: "aws service-quotas request-service-quota-increase"), or delete what is not needed.`,
      },
    ];
  });
}

/** The highest number that any scope would come to. */
function worst(needed: Counts, live: Counts): number {
  return Math.max(...[...needed].map(([scope, count]) => count + (live.get(scope) ?? 0)));
}
