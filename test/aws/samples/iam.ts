import type { Sample } from './sample.js';

const trust = (service: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
        ...more,
      },
    ],
  });

const allow = (...actions: string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });

export const iamSamples: readonly Sample[] = [
  {
    name: 'boundary',
    type: 'aws:iam/policy:Policy',
    inputs: { policy: allow('s3:GetObject'), description: 'Reads', tags: { a: '1' } },
    changes: [
      { policy: allow('s3:GetObject', 's3:PutObject') },
      { policy: allow('s3:DeleteObject') },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'machine',
    type: 'aws:iam/role:Role',
    inputs: { assumeRolePolicy: trust('ec2.amazonaws.com'), tags: { a: '1' } },
    changes: [
      { assumeRolePolicy: trust('lambda.amazonaws.com') },
      { description: 'A machine' },
      { maxSessionDuration: 7200 },
      (made) => ({ permissionsBoundary: made('boundary').id }),
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'attached',
    type: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    inputs: (made) => ({ role: made('machine').id, policyArn: made('boundary').id }),
  },
  {
    name: 'inline',
    type: 'aws:iam/rolePolicy:RolePolicy',
    inputs: (made) => ({ role: made('machine').id, policy: allow('sqs:SendMessage') }),
    changes: [{ policy: allow('sqs:ReceiveMessage') }],
  },
  {
    name: 'profile',
    type: 'aws:iam/instanceProfile:InstanceProfile',
    inputs: (made) => ({ role: made('machine').id, tags: { a: '1' } }),
    changes: [{ tags: { b: '2' } }],
  },
  {
    name: 'cluster',
    type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
    inputs: {
      url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/1234',
      clientIdLists: ['sts.amazonaws.com'],
      thumbprintLists: ['9e99a48a9960b14926bb7f3b02e22da2b0ab7280'],
      tags: { a: '1' },
    },
    changes: [
      // moto cannot change the list of clients.
      { thumbprintLists: ['0999a48a9960b14926bb7f3b02e22da2b0ab7280'] },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'linked',
    type: 'aws:iam/serviceLinkedRole:ServiceLinkedRole',
    inputs: { awsServiceName: 'autoscaling.amazonaws.com', tags: { a: '1' } },
    changes: [{ description: 'Of the fleets' }, { tags: { b: '2' } }],
  },
];
