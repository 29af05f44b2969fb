import type { Guards } from '../../model/system.js';
import { actionsOf } from './typeActions.js';

export type PolicyPurpose = 'read-only' | 'recover';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface AwsPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyResult {
  readonly policy: AwsPolicy;
  /** Types of AWS of which it is not known what they need, as far as it was asked for. Sorted. */
  readonly unknown: readonly string[];
}

/** Whose account this is, what carries our tags, and what programs look up. */
const ALWAYS = ['sts:GetCallerIdentity', 'tag:GetResources', 'ec2:DescribeAvailabilityZones'];

/** What the preflight of a recovery asks besides: see docs/doctor.md. */
const PREFLIGHT = [
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'iam:SimulatePrincipalPolicy',
  'servicequotas:GetAWSDefaultServiceQuota',
  'servicequotas:GetServiceQuota',
];

/**
 * Services that answer in one region for all, whatever region is meant, so that a condition on the region must leave
 * them out: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html
 */
const GLOBAL = new Set(['iam', 'route53', 'sts']);

/** Handing on a role is allowed for the roles of the account alone. */
const PASS_ROLE = 'iam:PassRole';

/** The least that the given types need, from the tables alone: no account is asked. */
export function awsPolicy(
  types: Iterable<string>,
  purpose: PolicyPurpose,
  guards: Guards,
): PolicyResult {
  const actions = new Set(purpose === 'recover' ? [...ALWAYS, ...PREFLIGHT] : ALWAYS);
  const unknown = new Set<string>();
  for (const type of types) {
    if (!type.startsWith('aws:')) continue;
    const known = actionsOf(type);
    const needed =
      purpose === 'read-only'
        ? known?.read
        : known?.write === undefined
          ? undefined
          : [...known.read, ...known.write];
    if (needed === undefined) unknown.add(type);
    for (const action of needed ?? known?.read ?? []) actions.add(action);
  }
  return {
    policy: { Version: '2012-10-17', Statement: statements([...actions].sort(), purpose, guards) },
    unknown: [...unknown].sort(),
  };
}

function statements(
  actions: readonly string[],
  purpose: PolicyPurpose,
  { aws }: Guards,
): PolicyStatement[] {
  const name = purpose === 'recover' ? 'Recover' : 'Read';
  const isGlobal = (action: string): boolean => GLOBAL.has(action.split(':')[0]!);
  const regional = actions.filter((action) => !isGlobal(action));
  const global = actions.filter((action) => isGlobal(action) && action !== PASS_ROLE);
  const passes = actions.includes(PASS_ROLE);
  const partition = partitionOf(aws?.regions[0]);
  const roles = (aws?.accounts ?? ['*']).map(
    (account) => `arn:${partition}:iam::${account}:role/*`,
  );
  return [
    {
      ...{ Sid: `Blackstart${name}Regional`, Effect: 'Allow', Action: regional, Resource: '*' },
      ...(aws === undefined
        ? {}
        : { Condition: { StringEquals: { 'aws:RequestedRegion': aws.regions } } }),
    },
    { Sid: `Blackstart${name}Global`, Effect: 'Allow', Action: global, Resource: '*' },
    ...(passes
      ? [
          {
            ...({
              Sid: `Blackstart${name}PassRole`,
              Effect: 'Allow',
              Action: [PASS_ROLE],
            } as const),
            Resource: roles,
          },
        ]
      : []),
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string | undefined): string {
  if (region?.startsWith('cn-') === true) return 'aws-cn';
  return region?.startsWith('us-gov-') === true ? 'aws-us-gov' : 'aws';
}

/** Characters that a managed policy may have, blanks not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const LONGEST_POLICY = 6_144;

export function policyLength(policy: AwsPolicy): number {
  return JSON.stringify(policy).length;
}

/** The policy in as many documents as AWS's limit asks for, each with a part of the actions. */
export function splitPolicy(policy: AwsPolicy, longest = LONGEST_POLICY): AwsPolicy[] {
  if (policyLength(policy) <= longest) return [policy];
  const parts: AwsPolicy[] = [];
  for (const statement of policy.Statement) {
    let part: string[] = [];
    const document = (Action: readonly string[]): AwsPolicy => ({
      Version: policy.Version,
      Statement: [{ ...statement, Action }],
    });
    for (const action of statement.Action) {
      if (part.length > 0 && policyLength(document([...part, action])) > longest) {
        parts.push(document(part));
        part = [];
      }
      part.push(action);
    }
    parts.push(document(part));
  }
  return merged(parts, longest);
}

/** Small documents put together for as long as they fit: an account has few policies to a role. */
function merged(parts: readonly AwsPolicy[], longest: number): AwsPolicy[] {
  const documents: AwsPolicy[] = [];
  for (const part of parts) {
    const last = documents.at(-1);
    const both = last && { ...last, Statement: [...last.Statement, ...part.Statement] };
    if (both !== undefined && policyLength(both) <= longest) documents[documents.length - 1] = both;
    else documents.push(part);
  }
  return documents;
}
