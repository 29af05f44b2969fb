import { arnName, arnOf, aws, from, joined, list, map, scalar, text, uuidFrom } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

const CLUSTER = 'aws:eks/cluster:Cluster';
const DEFAULT_VERSION = '1.34';

export const eksTypes: readonly SimulatedType[] = [
  aws({
    type: CLUSTER,
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('eks', `cluster/${text(inputs, 'name')}`, context),
    required: ['roleArn', 'vpcConfig'],
    replaceOnChanges: ['bootstrapSelfManagedAddons', 'name', 'outpostConfig', 'roleArn'],
    defaults: { bootstrapSelfManagedAddons: true },
    unique: ['name'],
    alreadyExists: 'ResourceInUseException: Cluster already exists with name: {name}',
    parents: ['vpcConfig.subnetIds'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 180 },
    notReadable: ['bootstrapSelfManagedAddons', 'defaultAddonsToRemoves', 'forceUpdateVersion'],
    computed: clusterOutputs,
  }),
  aws({
    type: 'aws:eks/nodeGroup:NodeGroup',
    id: joined(':', 'clusterName', 'nodeGroupName'),
    autoname: 'nodeGroupName',
    tagged: true,
    arn: (inputs, _id, context) =>
      memberArn('nodegroup', inputs, text(inputs, 'nodeGroupName'), context),
    required: ['clusterName', 'nodeRoleArn', 'scalingConfig', 'subnetIds'],
    replaceOnChanges: [
      'amiType',
      'capacityType',
      'clusterName',
      'diskSize',
      'instanceTypes',
      'nodeGroupName',
      'nodeGroupNamePrefix',
      'nodeRoleArn',
      'remoteAccess',
      'subnetIds',
    ],
    unique: ['clusterName', 'nodeGroupName'],
    alreadyExists:
      'ResourceInUseException: NodeGroup already exists with name {nodeGroupName} and cluster name {clusterName}',
    parents: ['clusterName'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 180 },
    notReadable: ['forceUpdateVersion'],
    computed: (inputs, _id, context) => ({
      amiType: inputs['amiType'] ?? 'AL2023_x86_64_STANDARD',
      capacityType: inputs['capacityType'] ?? 'ON_DEMAND',
      diskSize: inputs['diskSize'] ?? 20,
      instanceTypes: inputs['instanceTypes'] ?? ['t3.medium'],
      resources: [
        {
          autoscalingGroups: [
            { name: `eks-${text(inputs, 'nodeGroupName')}-${uuidFrom(context.identityHex(32))}` },
          ],
          remoteAccessSecurityGroupId: '',
        },
      ],
      status: 'ACTIVE',
      updateConfig: inputs['updateConfig'] ?? { maxUnavailable: 1 },
      version: inputs['version'] ?? versionOf(inputs, context),
      releaseVersion:
        inputs['releaseVersion'] ??
        `${scalar(inputs['version'] ?? versionOf(inputs, context))}.1-20251101`,
    }),
  }),
  aws({
    type: 'aws:eks/addon:Addon',
    id: joined(':', 'clusterName', 'addonName'),
    tagged: true,
    arn: (inputs, _id, context) => memberArn('addon', inputs, text(inputs, 'addonName'), context),
    required: ['addonName', 'clusterName'],
    replaceOnChanges: ['addonName', 'clusterName'],
    unique: ['clusterName', 'addonName'],
    alreadyExists: 'ResourceInUseException: Addon already exists.',
    parents: ['clusterName'],
    notReadable: ['preserve', 'resolveConflictsOnCreate', 'resolveConflictsOnUpdate'],
    computed: (inputs, _id, context) => ({
      addonVersion: inputs['addonVersion'] ?? 'v1.0.0-eksbuild.1',
      configurationValues: inputs['configurationValues'] ?? '',
      createdAt: context.nowIso,
      modifiedAt: context.nowIso,
    }),
  }),
  aws({
    type: 'aws:eks/accessEntry:AccessEntry',
    id: joined(':', 'clusterName', 'principalArn'),
    tagged: true,
    required: ['clusterName', 'principalArn'],
    replaceOnChanges: ['clusterName', 'principalArn', 'type'],
    defaults: { type: 'STANDARD' },
    unique: ['clusterName', 'principalArn'],
    alreadyExists:
      'ResourceInUseException: The specified access entry resource is already in use on this cluster.',
    parents: ['clusterName'],
    computed: (inputs, _id, context) => {
      const principal = text(inputs, 'principalArn');
      const kind = principal.includes(':user/') ? 'user' : 'role';
      const path = `${kind}/${context.account}/${arnName(principal)}/${uuidFrom(context.identityHex(32))}`;
      return {
        accessEntryArn: memberArn('access-entry', inputs, path, context, false),
        createdAt: context.nowIso,
        modifiedAt: context.nowIso,
        kubernetesGroups: inputs['kubernetesGroups'] ?? [],
        userName: inputs['userName'] ?? principal,
      };
    },
  }),
  aws({
    type: 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation',
    id: joined('#', 'clusterName', 'principalArn', 'policyArn'),
    required: ['accessScope', 'clusterName', 'policyArn', 'principalArn'],
    replaceOnChanges: ['accessScope', 'clusterName', 'policyArn', 'principalArn'],
    parents: ['clusterName'],
    computed: (_inputs, _id, context) => ({
      associatedAt: context.nowIso,
      modifiedAt: context.nowIso,
    }),
  }),
  aws({
    type: 'aws:eks/podIdentityAssociation:PodIdentityAssociation',
    id: (_inputs, context) => `a-${context.identityHex(17)}`,
    tagged: true,
    required: ['clusterName', 'namespace', 'roleArn', 'serviceAccount'],
    replaceOnChanges: ['clusterName', 'namespace', 'serviceAccount'],
    unique: ['clusterName', 'namespace', 'serviceAccount'],
    alreadyExists:
      'ResourceInUseException: Association already exists: {clusterName} {namespace} {serviceAccount}',
    parents: ['clusterName'],
    computed: (inputs, id, context) => ({
      associationId: id,
      associationArn: memberArn('podidentityassociation', inputs, id, context, false),
      externalId: '',
    }),
  }),
  aws({
    type: 'aws:eks/fargateProfile:FargateProfile',
    id: joined(':', 'clusterName', 'fargateProfileName'),
    autoname: 'fargateProfileName',
    tagged: true,
    arn: (inputs, _id, context) =>
      memberArn('fargateprofile', inputs, text(inputs, 'fargateProfileName'), context),
    required: ['clusterName', 'podExecutionRoleArn', 'selectors'],
    replaceOnChanges: [
      'clusterName',
      'fargateProfileName',
      'podExecutionRoleArn',
      'selectors',
      'subnetIds',
    ],
    unique: ['clusterName', 'fargateProfileName'],
    alreadyExists:
      'ResourceInUseException: A Fargate Profile already exists with this name in this cluster.',
    parents: ['clusterName'],
    computed: () => ({ status: 'ACTIVE' }),
  }),
  aws({
    type: 'aws:eks/identityProviderConfig:IdentityProviderConfig',
    id: (inputs) =>
      `${text(inputs, 'clusterName')}:${text(map(inputs['oidc']), 'identityProviderConfigName')}`,
    tagged: true,
    arn: (inputs, _id, context) =>
      memberArn(
        'identityproviderconfig',
        inputs,
        `oidc/${text(map(inputs['oidc']), 'identityProviderConfigName')}`,
        context,
      ),
    required: ['clusterName', 'oidc'],
    replaceOnChanges: ['clusterName', 'oidc'],
    parents: ['clusterName'],
    computed: () => ({ status: 'ACTIVE' }),
  }),
];

function clusterOutputs(inputs: PropertyMap, id: string, context: SimulatedContext): PropertyMap {
  const identity = context.identityHex(32).toUpperCase();
  const config = map(inputs['vpcConfig']);
  const subnet = scalar(list(config['subnetIds'])[0]);
  return {
    certificateAuthority: { data: certificate(`${context.account} ${identity}`) },
    createdAt: context.nowIso,
    endpoint: `https://${identity}.gr7.${context.region}.eks.amazonaws.com`,
    identities: [
      { oidcs: [{ issuer: `https://oidc.eks.${context.region}.amazonaws.com/id/${identity}` }] },
    ],
    platformVersion: 'eks.1',
    status: 'ACTIVE',
    version: inputs['version'] ?? DEFAULT_VERSION,
    accessConfig: { authenticationMode: 'CONFIG_MAP', ...map(inputs['accessConfig']) },
    kubernetesNetworkConfig: {
      ipFamily: 'ipv4',
      serviceIpv4Cidr: '172.20.0.0/16',
      ...map(inputs['kubernetesNetworkConfig']),
    },
    upgradePolicy: inputs['upgradePolicy'] ?? { supportType: 'EXTENDED' },
    vpcConfig: {
      endpointPrivateAccess: false,
      endpointPublicAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
      ...config,
      clusterSecurityGroupId: `sg-${context.hashHex(`${id} ${identity} sg`, 17)}`,
      vpcId: context.outputsOf('aws:ec2/subnet:Subnet', subnet)?.['vpcId'] ?? '',
    },
  };
}

/** Looks like a certificate authority's data: base64 of a PEM frame, with nothing genuine in it. */
function certificate(seed: string): string {
  const body = Buffer.from(`simulated certificate authority ${seed}`).toString('base64');
  const pem = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  return Buffer.from(pem).toString('base64');
}

/** What belongs to a cluster: `kind/cluster/name`, mostly with an identity of its own behind it. */
function memberArn(
  kind: string,
  inputs: PropertyMap,
  name: string,
  context: SimulatedContext,
  withIdentity = true,
): string {
  const identity = withIdentity ? `/${uuidFrom(context.identityHex(32))}` : '';
  return arnOf('eks', `${kind}/${text(inputs, 'clusterName')}/${name}${identity}`, context);
}

function versionOf(inputs: PropertyMap, context: SimulatedContext): string {
  const cluster = context.outputsOf(CLUSTER, text(inputs, 'clusterName'));
  return scalar(cluster?.['version']) || DEFAULT_VERSION;
}
