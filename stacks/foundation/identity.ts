import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { assumedByService, policy } from '../shared/policies';
import type { Statement } from '../shared/policies';
import { tags } from '../shared/tags';
import { dataKey, secretsKey } from './encryption';
import { scannerProxyLogs } from './logs';
import { consumers, orderEvents } from './queues';
import { repositories } from './registry';
import { paymentProvider } from './secrets';
import { account, region } from './settings';
import { artifacts, receipts } from './storage';
import { tables } from './tables';

const useOfDataKey: Statement = {
  Sid: 'UseDataKey',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: dataKey.arn,
};

const consume = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
const readTable = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'];
const writeTable = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

function managedPolicy(
  name: string,
  description: string,
  ...statements: Statement[]
): aws.iam.Policy {
  return new aws.iam.Policy(name, {
    name: `shop-${name}`,
    description,
    policy: policy(...statements),
    tags: tags(`shop-${name}`),
  });
}

/** What an application in a cluster may do; the cluster's program attaches it to a role that pods assume. */
export const applicationPolicies = {
  catalogue: managedPolicy(
    'catalogue',
    'Catalogue: reads articles, keeps carts',
    { Sid: 'ReadArticles', Action: readTable, Resource: tables.catalogue.arn },
    { Sid: 'KeepCarts', Action: [...readTable, ...writeTable], Resource: tables.carts.arn },
    useOfDataKey,
  ),
  orders: managedPolicy(
    'orders',
    'Orders: keeps orders, announces what happens to them',
    {
      Sid: 'KeepOrders',
      Action: [...readTable, ...writeTable],
      Resource: [tables.orders.arn, pulumi.interpolate`${tables.orders.arn}/index/*`],
    },
    { Sid: 'Announce', Action: 'sns:Publish', Resource: orderEvents.arn },
    useOfDataKey,
  ),
  payments: managedPolicy(
    'payments',
    'Payments: takes placed orders, charges them, announces the result',
    { Sid: 'TakeOrders', Action: consume, Resource: consumers.payments.queue.arn },
    { Sid: 'Announce', Action: 'sns:Publish', Resource: orderEvents.arn },
    {
      Sid: 'ReadProviderKey',
      Action: 'secretsmanager:GetSecretValue',
      Resource: paymentProvider.arn,
    },
    { Sid: 'UseSecretsKey', Action: 'kms:Decrypt', Resource: secretsKey.arn },
  ),
  notifications: managedPolicy(
    'notifications',
    'Notifications: writes to customers, stores receipts',
    { Sid: 'TakeEvents', Action: consume, Resource: consumers.notifications.queue.arn },
    {
      Sid: 'StoreReceipts',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: pulumi.interpolate`${receipts.arn}/*`,
    },
    { Sid: 'Send', Action: 'ses:SendEmail', Resource: '*' },
    useOfDataKey,
  ),
};

/**
 * People and the recovery itself act on the clusters as this role, whoever created them: a rebuilt
 * cluster is then open to the same people as the lost one.
 */
export const operators = new aws.iam.Role('operators', {
  name: 'shop-operators',
  description: 'Administers the clusters',
  assumeRolePolicy: policy({
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  }),
  maxSessionDuration: 4 * 60 * 60,
  tags: tags('shop-operators'),
});

// AWS's own; looked up rather than declared, since nothing here could lose it.
const managedInstance = aws.iam.Policy.get(
  'managed-instance',
  'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
);

const scannerProxyRole = new aws.iam.Role('scanner-proxy', {
  name: 'shop-scanner-proxy',
  assumeRolePolicy: assumedByService('ec2.amazonaws.com'),
  tags: tags('shop-scanner-proxy'),
});

const scannerProxyPolicy = managedPolicy(
  'scanner-proxy',
  'Scanner proxies: store scans, write logs',
  {
    Sid: 'FindThings',
    Action: 'ssm:GetParametersByPath',
    Resource: `arn:aws:ssm:${region}:${account}:parameter/shop/scanner-proxy`,
  },
  { Sid: 'StoreScans', Action: 'dynamodb:PutItem', Resource: tables.scans.arn },
  { Sid: 'Fulfil', Action: consume, Resource: consumers.fulfilment.queue.arn },
  {
    Sid: 'WriteLogs',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: pulumi.interpolate`${scannerProxyLogs.arn}:*`,
  },
  {
    Sid: 'ReadArtifacts',
    Action: 's3:GetObject',
    Resource: pulumi.interpolate`${artifacts.arn}/scanner-proxy/*`,
  },
  useOfDataKey,
);

// Auto-named: only its instance profile refers to it.
const buildAgentRole = new aws.iam.Role('build-agent', {
  assumeRolePolicy: assumedByService('ec2.amazonaws.com'),
  tags: tags('shop-build-agent'),
});

const buildAgentPolicy = managedPolicy(
  'build-agent',
  'Build agents: publish images and artifacts',
  { Sid: 'LogIn', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  {
    Sid: 'PublishImages',
    Action: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:GetDownloadUrlForLayer',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    Resource: Object.values(repositories).map((repository) => repository.arn),
  },
  {
    Sid: 'PublishArtifacts',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: pulumi.interpolate`${artifacts.arn}/*`,
  },
  useOfDataKey,
);

/** The profile of a fleet of machines, all of which can be reached through Systems Manager, none by SSH. */
function instanceProfile(
  name: string,
  role: aws.iam.Role,
  own: aws.iam.Policy,
): aws.iam.InstanceProfile {
  new aws.iam.RolePolicyAttachment(`${name}-managed-instance`, {
    role: role.name,
    policyArn: managedInstance.arn,
  });
  new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: own.arn });
  return new aws.iam.InstanceProfile(name, {
    name: `shop-${name}`,
    role: role.name,
    tags: tags(`shop-${name}`),
  });
}

export const instanceProfiles = {
  scannerProxy: instanceProfile('scanner-proxy', scannerProxyRole, scannerProxyPolicy),
  buildAgent: instanceProfile('build-agent', buildAgentRole, buildAgentPolicy),
};
