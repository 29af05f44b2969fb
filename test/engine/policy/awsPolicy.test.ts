import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CREATE_ACTIONS } from '../../../src/engine/doctor/createActions.js';
import {
  awsPolicy,
  LONGEST_POLICY,
  policyLength,
  splitPolicy,
} from '../../../src/engine/policy/awsPolicy.js';
import { trustPolicy } from '../../../src/engine/policy/trustPolicy.js';
import { actionsOf, knownTypes } from '../../../src/engine/policy/typeActions.js';
import { awsLocators } from '../../../src/identity/aws/index.js';
import { awsResources } from '../../../src/providers/aws/index.js';

const ROOT = fileURLToPath(new URL('../../../src', import.meta.url));
const QUEUE = 'aws:sqs/queue:Queue';
const GUARDS = { aws: { accounts: ['111122223333'], regions: ['eu-west-1'] } };

const SERVICES: Readonly<Record<string, string>> = {
  'auto-scaling': 'autoscaling',
  'elastic-load-balancing': 'elasticloadbalancing',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'cloudwatch-logs': 'logs',
  efs: 'elasticfilesystem',
  eventbridge: 'events',
  'resource-groups-tagging-api': 'tag',
  'route-53': 'route53',
  'secrets-manager': 'secretsmanager',
};

/** S3 calls whose action has another name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  DeleteBucketTagging: 'PutBucketTagging',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** Every action that some file asks AWS for: the commands and pages that it imports from the SDK. */
function actionsIn(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(`${ROOT}/${folder}`)) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(`${ROOT}/${folder}/${file}`, 'utf8');
    for (const [, names = '', client = ''] of text.matchAll(
      /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
    )) {
      for (const name of names.split(',').map((each) => each.trim().split(' as ')[0]!)) {
        const call = /^(?:(\w+)Command|paginate(\w+))$/.exec(name);
        const operation = call?.[1] ?? call?.[2];
        if (operation === undefined) continue;
        const own = client === 's3' ? (S3_ACTIONS[operation] ?? operation) : operation;
        found.set(`${SERVICES[client] ?? client}:${own}`, `${folder}/${file}`);
      }
    }
  }
  return found;
}

function allOf(purpose: 'read-only' | 'recover', types: readonly string[]): Set<string> {
  const { policy } = awsPolicy(types, purpose, {});
  return new Set(policy.Statement.flatMap(({ Action }) => Action));
}

describe('the actions of types', () => {
  it('are known of every type that the built-in provider serves or a locator finds', () => {
    for (const type of awsResources.keys()) {
      expect(actionsOf(type)?.read.length, type).toBeGreaterThan(0);
      expect(actionsOf(type)?.write, type).toBeDefined();
    }
    for (const type of awsLocators.keys()) expect(actionsOf(type), type).toBeDefined();
  });

  it('hold every call that the code makes', () => {
    const all = allOf('recover', knownTypes());
    const missing = [...actionsIn('providers/aws'), ...actionsIn('identity/aws')].filter(
      ([action]) => !all.has(action),
    );
    expect(missing).toEqual([]);
  });

  it('hold what the preflight takes a create to need', () => {
    for (const [type, actions] of Object.entries(CREATE_ACTIONS)) {
      expect(actionsOf(type)?.write, type).toEqual(expect.arrayContaining([...actions]));
    }
  });

  it('that only read change nothing', () => {
    const harmless = /^(\w+:(Get|List|Describe)\w+|kms:Decrypt)$/;
    for (const action of allOf('read-only', knownTypes())) expect(action).toMatch(harmless);
  });

  it('never delete a resource', () => {
    // What an update takes away from a resource that stays.
    const parts =
      /Tags$|Configuration$|Boundary$|PolicyVersion$|ResourcePolicy$|RetentionPolicy$|Listeners$|AclEntry$/;
    const deleting = [...allOf('recover', knownTypes())].filter((action) =>
      /:(Delete|Terminate)/.test(action),
    );
    expect(deleting.filter((action) => !parts.test(action))).toEqual([]);
  });
});

describe('a policy', () => {
  it('has the actions of the types of the graph and no others, within the regions of the guards', () => {
    const { policy, unknown } = awsPolicy(
      [QUEUE, 'kubernetes:core/v1:Service'],
      'read-only',
      GUARDS,
    );
    expect(unknown).toEqual([]);
    expect(policy.Statement).toEqual([
      {
        Sid: 'BlackstartReadRegional',
        Effect: 'Allow',
        Action: [
          'ec2:DescribeAvailabilityZones',
          'sqs:GetQueueAttributes',
          'sqs:ListQueueTags',
          'sqs:ListQueues',
          'tag:GetResources',
        ],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
      },
      {
        Sid: 'BlackstartReadGlobal',
        Effect: 'Allow',
        Action: ['sts:GetCallerIdentity'],
        Resource: '*',
      },
    ]);
  });

  it('names types of which nothing is known, or not what a write needs', () => {
    const types = ['aws:made/up:Thing', 'aws:ebs/snapshot:Snapshot', QUEUE];
    expect(awsPolicy(types, 'read-only', {}).unknown).toEqual(['aws:made/up:Thing']);
    const { policy, unknown } = awsPolicy(types, 'recover', {});
    expect(unknown).toEqual(['aws:ebs/snapshot:Snapshot', 'aws:made/up:Thing']);
    expect(policy.Statement[0]?.Action).toContain('ec2:DescribeInstances');
  });

  it('hands on roles of the account alone', () => {
    const { policy } = awsPolicy(['aws:eks/cluster:Cluster'], 'recover', GUARDS);
    expect(policy.Statement.at(-1)).toEqual({
      Sid: 'BlackstartRecoverPassRole',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: ['arn:aws:iam::111122223333:role/*'],
    });
  });

  it('is split where it is longer than AWS takes, and loses nothing', () => {
    const { policy } = awsPolicy(knownTypes(), 'recover', GUARDS);
    expect(policyLength(policy)).toBeGreaterThan(LONGEST_POLICY);
    const parts = splitPolicy(policy);
    for (const part of parts) expect(policyLength(part)).toBeLessThanOrEqual(LONGEST_POLICY);
    const actions = (from: typeof parts): string[] =>
      from.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)).sort();
    expect(actions(parts)).toEqual(actions([policy]));
    expect(splitPolicy(parts[0]!)).toEqual([parts[0]]);
  });
});

describe('a trust policy', () => {
  it('lends the role to one repository alone', () => {
    const request = { repository: 'shop/infrastructure', account: '111122223333', branch: 'main' };
    const [github] = trustPolicy({ ...request, host: 'github' }).Statement;
    expect(github.Principal.Federated).toBe(
      'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    );
    expect(github.Condition.StringLike).toEqual({
      'token.actions.githubusercontent.com:sub': [
        'repo:shop/infrastructure:pull_request',
        'repo:shop/infrastructure:ref:refs/heads/main',
      ],
    });
    const [gitlab] = trustPolicy({ ...request, host: 'gitlab' }).Statement;
    expect(gitlab.Condition.StringEquals).toEqual({ 'gitlab.com:aud': 'sts.amazonaws.com' });
  });
});
