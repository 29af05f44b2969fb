import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { tags } from '../shared/tags';
import { foundation, region } from './settings';

const amazonLinux = aws.ec2.getAmiOutput({
  owners: ['amazon'],
  mostRecent: true,
  filters: [
    { name: 'name', values: ['al2023-ami-2023.*-kernel-6.1-x86_64'] },
    { name: 'virtualization-type', values: ['hvm'] },
  ],
});

/**
 * Our own, encrypted copy of the machine image: Amazon withdraws old images, and a fleet that cannot find
 * its image cannot grow.
 */
export const baseImage = new aws.ec2.AmiCopy(
  'base',
  {
    name: 'shop-base',
    description: 'Amazon Linux for all fleets, encrypted',
    sourceAmiId: amazonLinux.id,
    sourceAmiRegion: region,
    encrypted: true,
    tags: tags('shop-base'),
  },
  // A newer image is out every other week and would mean another copy each time; the fleets move on
  // when somebody decides so.
  { ignoreChanges: ['sourceAmiId'] },
);

interface Machine {
  readonly instanceType: string;
  readonly diskSize: number;
  readonly instanceProfile: 'scannerProxy' | 'buildAgent';
  readonly securityGroup: 'scannerProxy' | 'buildAgent';
  readonly userData: pulumi.Input<string>;
}

function launchTemplate(name: string, machine: Machine): aws.ec2.LaunchTemplate {
  const { instanceProfile, securityGroup } = machine;
  return new aws.ec2.LaunchTemplate(name, {
    name: `shop-${name}`,
    imageId: baseImage.id,
    instanceType: machine.instanceType,
    updateDefaultVersion: true,
    iamInstanceProfile: {
      name: foundation.output('instanceProfileNames').apply((names) => names[instanceProfile]),
    },
    vpcSecurityGroupIds: [
      foundation.output('securityGroupIds').apply((groups) => groups[securityGroup]),
    ],
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required' },
    monitoring: { enabled: true },
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          volumeSize: machine.diskSize,
          volumeType: 'gp3',
          encrypted: 'true',
          deleteOnTermination: 'true',
        },
      },
    ],
    tagSpecifications: [
      { resourceType: 'instance', tags: tags(`shop-${name}`) },
      { resourceType: 'volume', tags: tags(`shop-${name}`) },
    ],
    userData: pulumi
      .output(machine.userData)
      .apply((script) => Buffer.from(script).toString('base64')),
    tags: tags(`shop-${name}`),
  });
}

// Machines may boot before the NAT gateways are there, hence the patience with the first download.
const scannerProxyUserData = pulumi.interpolate`#!/bin/bash
set -euo pipefail
until aws s3 cp "s3://${foundation.output('artifactsBucket')}/scanner-proxy/4.2.1/install.sh" /tmp/install.sh; do
  sleep 10
done
bash /tmp/install.sh --parameters /shop/scanner-proxy --port 8883
`;

const buildAgentUserData = `#!/bin/bash
set -euo pipefail
until dnf install --assumeyes docker git; do
  sleep 10
done
systemctl enable --now docker
`;

export const scannerProxyTemplate = launchTemplate('scanner-proxy', {
  instanceType: 'c6i.large',
  diskSize: 20,
  instanceProfile: 'scannerProxy',
  securityGroup: 'scannerProxy',
  userData: scannerProxyUserData,
});

export const buildAgentTemplate = launchTemplate('build-agent', {
  instanceType: 'm6i.xlarge',
  diskSize: 100,
  instanceProfile: 'buildAgent',
  securityGroup: 'buildAgent',
  userData: buildAgentUserData,
});
