import { accessActions } from './accessActions.js';
import { applicationActions } from './applicationActions.js';
import { computeActions } from './computeActions.js';
import { dataActions } from './dataActions.js';
import { databaseActions } from './databaseActions.js';
import { networkActions } from './networkActions.js';
import type { ActionRow } from './row.js';

/**
 * What AWS must allow for a type, as the locators and the built-in provider ask for it. Names of actions are those of
 * the service authorization reference: https://docs.aws.amazon.com/service-authorization/latest/reference/. A test
 * holds the tables to the calls in the code.
 */
const TABLE: ReadonlyMap<string, ActionRow> = new Map(
  [
    ...[networkActions, computeActions, applicationActions],
    ...[dataActions, databaseActions, accessActions],
  ].flatMap((each) => Object.entries(each)),
);

/**
 * What AWS asks for besides, since a call hands on a role or a key, or makes a role of the service. From the pages of
 * the services on their permissions; quoted from memory.
 */
const BESIDES: Readonly<Record<string, ActionRow>> = {
  'aws:autoscaling/group:Group': {
    read: '',
    write: 'ec2 RunInstances; iam CreateServiceLinkedRole PassRole',
  },
  'aws:dynamodb/table:Table': { read: '', write: 'kms CreateGrant' },
  'aws:ec2/instance:Instance': { read: '', write: 'iam PassRole' },
  'aws:ec2/vpcEndpoint:VpcEndpoint': { read: '', write: 'route53 AssociateVPCWithHostedZone' },
  'aws:eks/addon:Addon': { read: '', write: 'iam PassRole' },
  'aws:eks/cluster:Cluster': {
    read: '',
    write: 'iam CreateServiceLinkedRole PassRole; kms CreateGrant DescribeKey',
  },
  'aws:eks/nodeGroup:NodeGroup': {
    read: 'iam GetRole ListAttachedRolePolicies',
    write: 'iam CreateServiceLinkedRole PassRole',
  },
  'aws:elb/loadBalancer:LoadBalancer': { read: '', write: 'iam CreateServiceLinkedRole' },
  'aws:iam/instanceProfile:InstanceProfile': { read: '', write: 'iam PassRole' },
  'aws:lb/loadBalancer:LoadBalancer': { read: '', write: 'iam CreateServiceLinkedRole' },
  'aws:alb/loadBalancer:LoadBalancer': { read: '', write: 'iam CreateServiceLinkedRole' },
  'aws:route53/zone:Zone': { read: 'ec2 DescribeVpcs', write: 'ec2 DescribeVpcs' },
  'aws:secretsmanager/secretVersion:SecretVersion': {
    read: 'kms Decrypt',
    write: 'kms GenerateDataKey',
  },
  'aws:ssm/parameter:Parameter': { read: 'kms Decrypt', write: 'kms Encrypt' },
};

export interface TypeActions {
  readonly read: readonly string[];
  /** Undefined where nobody has written down what a write needs. */
  readonly write: readonly string[] | undefined;
}

/** What a type needs; undefined where nothing is known of it. */
export function actionsOf(type: string): TypeActions | undefined {
  const row = TABLE.get(type);
  if (row === undefined) return undefined;
  const besides = BESIDES[type];
  const write = row.write === undefined ? undefined : parse(row.write, besides?.write);
  return { read: parse(row.read, besides?.read), write };
}

export function knownTypes(): readonly string[] {
  return [...TABLE.keys()];
}

/** `ec2 DescribeVpcs CreateTags; iam PassRole` as `ec2:DescribeVpcs` and so on. */
function parse(...texts: readonly (string | undefined)[]): string[] {
  return texts
    .flatMap((text) => (text === undefined || text === '' ? [] : text.split('; ')))
    .flatMap((part) => {
      const [service, ...names] = part.split(' ');
      return names.map((name) => `${service}:${name}`);
    });
}
