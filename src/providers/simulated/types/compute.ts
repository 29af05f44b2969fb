import { aws, ec2Id, from, idArn, joined, privateIp, text } from './aws.js';
import type { SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';
import type { SimulatedContext } from './simulatedType.js';

const COPY_REPLACES = ['encrypted', 'ephemeralBlockDevices', 'kmsKeyId', 'name'] as const;

export const computeTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:ec2/keyPair:KeyPair',
    id: from('keyName'),
    autoname: 'keyName',
    tagged: true,
    arn: idArn('ec2', 'key-pair/'),
    required: ['publicKey'],
    replaceOnChanges: ['keyName', 'keyNamePrefix', 'publicKey'],
    unique: ['keyName'],
    alreadyExists: "InvalidKeyPair.Duplicate: The keypair '{keyName}' already exists.",
    computed: (inputs, _id, context) => ({
      fingerprint: (context.hashHex(text(inputs, 'publicKey'), 32).match(/../g) ?? []).join(':'),
      keyPairId: `key-${context.identityHex(17)}`,
      keyType: text(inputs, 'publicKey').startsWith('ssh-ed25519') ? 'ed25519' : 'rsa',
    }),
  }),
  aws({
    type: 'aws:ec2/placementGroup:PlacementGroup',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: idArn('ec2', 'placement-group/'),
    required: ['strategy'],
    replaceOnChanges: ['name', 'partitionCount', 'spreadLevel', 'strategy'],
    unique: ['name'],
    alreadyExists: "InvalidPlacementGroup.Duplicate: The placement group '{name}' already exists.",
    computed: (_inputs, _id, context) => ({ placementGroupId: `pg-${context.identityHex(17)}` }),
  }),
  aws({
    type: 'aws:ec2/instance:Instance',
    id: ec2Id('i'),
    tagged: true,
    arn: idArn('ec2', 'instance/'),
    replaceOnChanges: [
      'ami',
      'associatePublicIpAddress',
      'availabilityZone',
      'ephemeralBlockDevices',
      'hibernation',
      'hostId',
      'ipv6AddressCount',
      'keyName',
      'placementGroup',
      'privateIp',
      'securityGroups',
      'subnetId',
    ],
    parents: ['subnetId'],
    notReadable: ['forceDestroy', 'getPasswordData', 'userDataReplaceOnChange'],
    computed: (inputs, id, context) => {
      const address = text(inputs, 'privateIp') || privateIp(id, context);
      return {
        availabilityZone: inputs['availabilityZone'] ?? zoneOfSubnet(inputs, context),
        instanceState: 'running',
        privateIp: address,
        privateDns: `ip-${address.replaceAll('.', '-')}.${context.region}.compute.internal`,
        primaryNetworkInterfaceId: `eni-${context.hashHex(`${id} eni`, 17)}`,
        publicIp: '',
        publicDns: '',
        tenancy: inputs['tenancy'] ?? 'default',
      };
    },
  }),
  aws({
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    id: ec2Id('lt'),
    autoname: 'name',
    tagged: true,
    arn: idArn('ec2', 'launch-template/'),
    replaceOnChanges: ['name', 'namePrefix'],
    unique: ['name'],
    alreadyExists:
      'InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.',
    notReadable: ['updateDefaultVersion'],
    computed: (inputs) => ({ latestVersion: 1, defaultVersion: inputs['defaultVersion'] ?? 1 }),
  }),
  aws({
    type: 'aws:ec2/ami:Ami',
    id: ec2Id('ami'),
    autoname: 'name',
    tagged: true,
    arn: imageArn,
    replaceOnChanges: [
      'architecture',
      'bootMode',
      'enaSupport',
      'ephemeralBlockDevices',
      'imageLocation',
      'imdsSupport',
      'kernelId',
      'name',
      'ramdiskId',
      'rootDeviceName',
      'sriovNetSupport',
      'tpmSupport',
      'uefiData',
      'virtualizationType',
    ],
    unique: ['name'],
    alreadyExists: 'InvalidAMIName.Duplicate: AMI name {name} is already in use by another AMI',
    computed: imageOutputs,
  }),
  aws({
    type: 'aws:ec2/amiCopy:AmiCopy',
    id: ec2Id('ami'),
    autoname: 'name',
    tagged: true,
    arn: imageArn,
    required: ['sourceAmiId', 'sourceAmiRegion'],
    replaceOnChanges: [...COPY_REPLACES, 'destinationOutpostArn', 'sourceAmiId', 'sourceAmiRegion'],
    unique: ['name'],
    alreadyExists: 'InvalidAMIName.Duplicate: AMI name {name} is already in use by another AMI',
    notReadable: [
      'destinationOutpostArn',
      'encrypted',
      'kmsKeyId',
      'sourceAmiId',
      'sourceAmiRegion',
    ],
    computed: (inputs, id, context) => ({ ...copiedImage, ...imageOutputs(inputs, id, context) }),
  }),
  aws({
    type: 'aws:ec2/amiFromInstance:AmiFromInstance',
    id: ec2Id('ami'),
    autoname: 'name',
    tagged: true,
    arn: imageArn,
    required: ['sourceInstanceId'],
    replaceOnChanges: [
      'ephemeralBlockDevices',
      'name',
      'snapshotWithoutReboot',
      'sourceInstanceId',
    ],
    unique: ['name'],
    alreadyExists: 'InvalidAMIName.Duplicate: AMI name {name} is already in use by another AMI',
    notReadable: ['snapshotWithoutReboot', 'sourceInstanceId'],
    computed: (inputs, id, context) => ({ ...copiedImage, ...imageOutputs(inputs, id, context) }),
  }),
  aws({
    type: 'aws:ebs/volume:Volume',
    id: ec2Id('vol'),
    tagged: true,
    arn: idArn('ec2', 'volume/'),
    required: ['availabilityZone'],
    replaceOnChanges: [
      'availabilityZone',
      'encrypted',
      'kmsKeyId',
      'multiAttachEnabled',
      'outpostArn',
      'snapshotId',
    ],
    notReadable: ['finalSnapshot'],
    computed: (inputs, _id, context) => ({
      createTime: context.nowIso,
      size: inputs['size'] ?? 8,
      type: inputs['type'] ?? 'gp2',
    }),
  }),
  aws({
    type: 'aws:ec2/volumeAttachment:VolumeAttachment',
    id: joined(':', 'deviceName', 'volumeId', 'instanceId'),
    required: ['deviceName', 'instanceId', 'volumeId'],
    replaceOnChanges: ['deviceName', 'instanceId', 'volumeId'],
    unique: ['deviceName', 'instanceId'],
    alreadyExists:
      "InvalidParameterValue: Invalid value '{deviceName}' for unixDevice. Attachment point {deviceName} is already in use",
    parents: ['instanceId', 'volumeId'],
    notReadable: ['forceDetach', 'skipDestroy', 'stopInstanceBeforeDetaching'],
  }),
  aws({
    type: 'aws:ebs/snapshot:Snapshot',
    id: ec2Id('snap'),
    tagged: true,
    arn: idArn('ec2', 'snapshot/'),
    required: ['volumeId'],
    replaceOnChanges: ['description', 'outpostArn', 'volumeId'],
    notReadable: ['permanentRestore', 'temporaryRestoreDays'],
    computed: (inputs, _id, context) => ({
      ownerId: context.account,
      storageTier: inputs['storageTier'] ?? 'standard',
      volumeSize:
        context.outputsOf('aws:ebs/volume:Volume', text(inputs, 'volumeId'))?.['size'] ?? 8,
    }),
  }),
];

const copiedImage = {
  architecture: 'x86_64',
  virtualizationType: 'hvm',
  rootDeviceName: '/dev/xvda',
};

function imageArn(_inputs: PropertyMap, id: string, context: SimulatedContext): string {
  return `arn:${context.partition}:ec2:${context.region}::image/${id}`;
}

function imageOutputs(inputs: PropertyMap, id: string, context: SimulatedContext): PropertyMap {
  return {
    ownerId: context.account,
    imageType: 'machine',
    hypervisor: 'xen',
    imageLocation: inputs['imageLocation'] ?? `${context.account}/${text(inputs, 'name')}`,
    imageOwnerAlias: '',
    platform: '',
    platformDetails: 'Linux/UNIX',
    public: false,
    rootSnapshotId: `snap-${context.hashHex(`${id} root`, 17)}`,
    usageOperation: 'RunInstances',
  };
}

function zoneOfSubnet(inputs: PropertyMap, context: SimulatedContext): string {
  const subnet = context.outputsOf('aws:ec2/subnet:Subnet', text(inputs, 'subnetId'));
  return text(subnet ?? {}, 'availabilityZone') || `${context.region}a`;
}
