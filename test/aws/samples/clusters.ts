import type { Sample } from './sample.js';

export const clusterSamples: readonly Sample[] = [
  { name: 'vpc', type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock: '10.0.0.0/16' } },
  ...['a', 'b'].map((zone, index): Sample => ({
    name: `subnet-${zone}`,
    type: 'aws:ec2/subnet:Subnet',
    inputs: (made) => ({
      vpcId: made('vpc').id,
      cidrBlock: `10.0.${index}.0/24`,
      availabilityZone: `eu-west-1${zone}`,
    }),
  })),
  {
    name: 'main',
    type: 'aws:eks/cluster:Cluster',
    inputs: (made) => ({
      name: 'main',
      version: '1.34',
      roleArn: 'arn:aws:iam::123456789012:role/cluster',
      vpcConfig: {
        subnetIds: [made('subnet-a').id, made('subnet-b').id],
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
      },
      enabledClusterLogTypes: ['api', 'audit'],
      encryptionConfig: {
        provider: { keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1' },
        resources: ['secrets'],
      },
      bootstrapSelfManagedAddons: false,
      tags: { a: '1' },
    }),
    changes: [{ tags: { b: '2' } }],
  },
  {
    name: 'general',
    type: 'aws:eks/nodeGroup:NodeGroup',
    inputs: (made) => ({
      clusterName: made('main').id,
      nodeGroupName: 'general',
      nodeRoleArn: 'arn:aws:iam::123456789012:role/node',
      subnetIds: [made('subnet-a').id, made('subnet-b').id],
      amiType: 'AL2_x86_64',
      capacityType: 'ON_DEMAND',
      instanceTypes: ['m6i.xlarge'],
      diskSize: 80,
      scalingConfig: { minSize: 3, maxSize: 12, desiredSize: 3 },
      labels: { pool: 'general' },
      tags: { a: '1' },
    }),
    changes: [
      { scalingConfig: { minSize: 2, maxSize: 12, desiredSize: 3 } },
      // moto cannot change the tags of a node group.
      { labels: { pool: 'other' } },
    ],
  },
];
