import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

/** EKS, ECR and ECS. A repository made anew has none of the lost images. */
export const containerRules: readonly IdentityRule[] = [
  aws('aws:eks/cluster:Cluster', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: [
      'accessConfig.bootstrapClusterCreatorAdminPermissions',
      'bootstrapSelfManagedAddons',
      'defaultAddonsToRemoves',
      'forceUpdateVersion',
    ],
  }),
  aws('aws:eks/nodeGroup:NodeGroup', {
    id: '{clusterName}:{nodeGroupName}',
    tags: TAGS,
    nameProperty: 'nodeGroupName',
    notReadable: ['forceUpdateVersion'],
  }),
  aws('aws:eks/addon:Addon', {
    id: '{clusterName}:{addonName}',
    tags: TAGS,
    notReadable: ['preserve', 'resolveConflictsOnCreate', 'resolveConflictsOnUpdate'],
  }),
  aws('aws:eks/accessEntry:AccessEntry', { id: '{clusterName}:{principalArn}', tags: TAGS }),
  aws('aws:eks/accessPolicyAssociation:AccessPolicyAssociation', {
    id: '{clusterName}#{principalArn}#{policyArn}',
  }),
  aws('aws:eks/podIdentityAssociation:PodIdentityAssociation', {
    tags: TAGS,
    keys: ['clusterName', 'namespace', 'serviceAccount'],
  }),
  aws('aws:eks/fargateProfile:FargateProfile', {
    id: '{clusterName}:{fargateProfileName}',
    tags: TAGS,
    nameProperty: 'fargateProfileName',
  }),
  aws('aws:eks/identityProviderConfig:IdentityProviderConfig', {
    id: '{clusterName}:{oidc.identityProviderConfigName}',
    tags: TAGS,
  }),
  aws('aws:ecr/repository:Repository', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    holdsData: true,
    notReadable: ['forceDelete'],
  }),
  aws('aws:ecr/lifecyclePolicy:LifecyclePolicy', { id: '{repository}' }),
  aws('aws:ecr/repositoryPolicy:RepositoryPolicy', { id: '{repository}' }),
  aws('aws:ecs/cluster:Cluster', { id: '{name}', tags: TAGS, nameProperty: 'name' }),
  aws('aws:ecs/service:Service', {
    id: '{cluster:arnName}/{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: [
      'forceDelete',
      'forceNewDeployment',
      'sigintRollback',
      'triggers',
      'waitForSteadyState',
    ],
  }),
  aws('aws:ecs/taskDefinition:TaskDefinition', {
    tags: TAGS,
    keys: ['family'],
    notReadable: ['skipDestroy', 'trackLatest'],
  }),
];
