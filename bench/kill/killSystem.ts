export const SYSTEM = 'small';

/**
 * A small system of all kinds that are found again in different ways: by tag alone (VPC, gateways, addresses), by
 * name, by parent and key, objects in a cluster, and a value that lives only in state.
 */
export const killFiles: Readonly<Record<string, string>> = {
  'stacks/system.yaml': `version: 1
name: ${SYSTEM}
recoveryTimeObjective: 1h
programs:
  - { name: small, path: ../program, stack: bench, stage: all }
stages: [all]
`,
  'program/Pulumi.yaml': 'name: small\nruntime: nodejs\n',
  'program/Pulumi.bench.yaml': 'config:\n  aws:region: eu-west-1\n',
  'program/index.js': `'use strict';
const pulumi = require('@pulumi/pulumi');

/** A resource by its type token: loading the SDK of a package would take longer than all the rest. */
function make(type, name, inputs, computed = [], options = {}) {
  const unset = Object.fromEntries(computed.map((key) => [key, undefined]));
  return new pulumi.CustomResource(type, name, { ...unset, ...inputs }, options);
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

const vpc = make('aws:ec2/vpc:Vpc', 'main', { cidrBlock: '10.0.0.0/16' });
const gateway = make('aws:ec2/internetGateway:InternetGateway', 'main', { vpcId: vpc.id });
const subnets = ['a', 'b'].map((zone, index) =>
  make('aws:ec2/subnet:Subnet', zone, {
    vpcId: vpc.id,
    availabilityZone: 'eu-west-1' + zone,
    cidrBlock: '10.0.' + index + '.0/24',
  }),
);
const address = make(
  'aws:ec2/eip:Eip',
  'nat',
  { domain: 'vpc' },
  ['allocationId'],
  { dependsOn: [gateway] },
);
const nat = make(
  'aws:ec2/natGateway:NatGateway',
  'main',
  { allocationId: address.allocationId, subnetId: subnets[0].id },
  [],
  { dependsOn: [gateway] },
);
const routes = make('aws:ec2/routeTable:RouteTable', 'private', { vpcId: vpc.id });
make('aws:ec2/route:Route', 'out', {
  routeTableId: routes.id,
  destinationCidrBlock: '0.0.0.0/0',
  natGatewayId: nat.id,
});
make('aws:ec2/routeTableAssociation:RouteTableAssociation', 'b', {
  subnetId: subnets[1].id,
  routeTableId: routes.id,
});
make('aws:ec2/securityGroup:SecurityGroup', 'web', { vpcId: vpc.id, description: 'web' });

const queue = make('aws:sqs/queue:Queue', 'orders', {}, ['arn']);
make('aws:s3/bucket:Bucket', 'receipts', {});
make('aws:dynamodb/table:Table', 'carts', {
  attributes: [{ name: 'id', type: 'S' }],
  hashKey: 'id',
  billingMode: 'PAY_PER_REQUEST',
});
const password = make('random:index/randomPassword:RandomPassword', 'admin', { length: 24 }, ['result']);
const secret = make('aws:secretsmanager/secret:Secret', 'admin', {});
make('aws:secretsmanager/secretVersion:SecretVersion', 'admin', {
  secretId: secret.id,
  secretString: pulumi.secret(password.result),
});

const role = make('aws:iam/role:Role', 'cluster', { assumeRolePolicy: trust }, ['arn', 'name']);
const attached = make('aws:iam/rolePolicyAttachment:RolePolicyAttachment', 'cluster', {
  role: role.name,
  policyArn: 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
});
const cluster = make(
  'aws:eks/cluster:Cluster',
  'main',
  { name: 'main', roleArn: role.arn, vpcConfig: { subnetIds: subnets.map(({ id }) => id) } },
  ['endpoint', 'certificateAuthority'],
  { dependsOn: [attached] },
);

const provider = new pulumi.ProviderResource('kubernetes', 'main', {
  kubeconfig: pulumi.secret(
    pulumi.jsonStringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'main',
      clusters: [
        {
          name: 'main',
          cluster: {
            server: cluster.endpoint,
            'certificate-authority-data': cluster.certificateAuthority.apply(({ data }) => data),
          },
        },
      ],
      contexts: [{ name: 'main', context: { cluster: 'main', user: 'main' } }],
      users: [{ name: 'main', user: {} }],
    }),
  ),
});
function object(type, apiVersion, name, body) {
  const kind = type.split(':').at(-1);
  const namespace = kind === 'Namespace' ? {} : { namespace: 'shop' };
  const inputs = { apiVersion, kind, metadata: { name, ...namespace }, ...body };
  return make('kubernetes:' + type, name, inputs, [], { provider });
}
const labels = { app: 'shop' };
object('core/v1:Namespace', 'v1', 'shop', {});
object('core/v1:ConfigMap', 'v1', 'settings', { data: { queue: queue.arn } });
object('apps/v1:Deployment', 'apps/v1', 'shop', {
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'shop', image: 'registry.example.com/shop:1' }] },
    },
  },
});
object('core/v1:Service', 'v1', 'shop', { spec: { selector: labels, ports: [{ port: 80 }] } });
`,
};
