import type { Sample } from './sample.js';

const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0Jtqq1nT0Wd2yYbJ4c2q0B4b2lqD3xP2H6c8xN9q3k somebody@example.com';

export const computeSamples: readonly Sample[] = [
  {
    name: 'key',
    type: 'aws:ec2/keyPair:KeyPair',
    inputs: { keyName: 'shop', publicKey: PUBLIC_KEY, tags: { a: '1' } },
    changes: [{ tags: { b: '2' } }],
    notInMoto: ['publicKey'],
    forgottenByMoto: ['publicKey'],
  },
  {
    name: 'base',
    type: 'aws:ec2/amiCopy:AmiCopy',
    inputs: {
      name: 'base',
      description: 'For all',
      sourceAmiId: 'ami-12c6146b',
      sourceAmiRegion: 'eu-west-1',
      encrypted: true,
      tags: { a: '1' },
    },
    changes: [{ tags: { b: '2' } }],
  },
  {
    name: 'machine',
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    inputs: (made) => ({
      name: 'machine',
      imageId: made('base').id,
      instanceType: 'c6i.large',
      updateDefaultVersion: true,
      iamInstanceProfile: { name: 'machine' },
      vpcSecurityGroupIds: ['sg-1'],
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required' },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            volumeSize: 20,
            volumeType: 'gp3',
            encrypted: 'true',
            deleteOnTermination: 'true',
          },
        },
      ],
      tagSpecifications: [
        { resourceType: 'instance', tags: { Name: 'machine' } },
        { resourceType: 'volume', tags: { Name: 'machine' } },
      ],
      userData: Buffer.from('#!/bin/sh\n').toString('base64'),
      tags: { a: '1' },
    }),
    changes: [
      { instanceType: 'c6i.xlarge' },
      { vpcSecurityGroupIds: ['sg-1', 'sg-2'] },
      { metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'optional' } },
      // moto shows the tags that a template was made with, and no later ones.
      { description: 'Larger' },
    ],
  },
  {
    name: 'with-interfaces',
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    inputs: {
      instanceType: 't3.micro',
      creditSpecification: { cpuCredits: 'standard' },
      networkInterfaces: [
        { associatePublicIpAddress: 'false', deviceIndex: 0, securityGroups: ['sg-1'] },
      ],
      placement: { availabilityZone: 'eu-west-1a', tenancy: 'default' },
    },
    changes: [{ creditSpecification: { cpuCredits: 'unlimited' } }],
  },
  {
    name: 'server',
    type: 'aws:ec2/instance:Instance',
    inputs: {
      ami: 'ami-12c6146b',
      instanceType: 't3.micro',
      availabilityZone: 'eu-west-1a',
      monitoring: true,
      userData: '#!/bin/sh\n',
      rootBlockDevice: { volumeSize: 20, volumeType: 'gp3' },
      tags: { a: '1' },
    },
    changes: [
      { instanceType: 't3.small' },
      { disableApiTermination: true },
      { sourceDestCheck: false },
      // moto alters neither what a machine does when it shuts itself down, nor its user data.
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'data',
    type: 'aws:ebs/volume:Volume',
    inputs: {
      availabilityZone: 'eu-west-1a',
      size: 20,
      type: 'gp3',
      encrypted: true,
      tags: { a: '1' },
    },
    changes: [{ size: 40 }, { type: 'gp2' }, { tags: { b: '2' } }],
  },
  {
    name: 'attached',
    type: 'aws:ec2/volumeAttachment:VolumeAttachment',
    inputs: (made) => ({
      deviceName: '/dev/sdf',
      instanceId: made('server').id,
      volumeId: made('data').id,
    }),
  },
];
