import { arnName, arnOf, aws, from, text } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

/** ECR and ECS. */
export const containerTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:ecr/repository:Repository',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('ecr', `repository/${text(inputs, 'name')}`, context),
    replaceOnChanges: ['encryptionConfigurations', 'name'],
    defaults: { imageTagMutability: 'MUTABLE' },
    unique: ['name'],
    alreadyExists:
      "RepositoryAlreadyExistsException: The repository with name '{name}' already exists in the registry",
    notReadable: ['forceDelete'],
    computed: (inputs, _id, context) => ({
      registryId: context.account,
      repositoryUrl: `${context.account}.dkr.ecr.${context.region}.amazonaws.com/${text(inputs, 'name')}`,
    }),
  }),
  ...['lifecyclePolicy:LifecyclePolicy', 'repositoryPolicy:RepositoryPolicy'].map((name) =>
    aws({
      type: `aws:ecr/${name}`,
      id: from('repository'),
      required: ['policy', 'repository'],
      replaceOnChanges:
        name === 'lifecyclePolicy:LifecyclePolicy' ? ['policy', 'repository'] : ['repository'],
      parents: ['repository'],
      computed: (_inputs, _id, context) => ({ registryId: context.account }),
    }),
  ),
  aws({
    type: 'aws:ecs/cluster:Cluster',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('ecs', `cluster/${text(inputs, 'name')}`, context),
    replaceOnChanges: ['name'],
  }),
  aws({
    type: 'aws:ecs/service:Service',
    id: (inputs) => `${arnName(text(inputs, 'cluster'))}/${text(inputs, 'name')}`,
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id, context) => arnOf('ecs', `service/${id}`, context),
    replaceOnChanges: ['cluster', 'launchType', 'name', 'schedulingStrategy'],
    parents: ['cluster'],
    notReadable: [
      'forceDelete',
      'forceNewDeployment',
      'sigintRollback',
      'triggers',
      'waitForSteadyState',
    ],
  }),
  aws({
    type: 'aws:ecs/taskDefinition:TaskDefinition',
    id: (inputs, context) => arnOf('ecs', `task-definition/${text(inputs, 'family')}:1`, context),
    tagged: true,
    arn: (_inputs, id) => id,
    required: ['containerDefinitions', 'family'],
    replaceOnChanges: [
      'containerDefinitions',
      'cpu',
      'ephemeralStorage',
      'executionRoleArn',
      'family',
      'ipcMode',
      'memory',
      'networkMode',
      'pidMode',
      'placementConstraints',
      'proxyConfiguration',
      'requiresCompatibilities',
      'runtimePlatform',
      'taskRoleArn',
      'volumes',
    ],
    notReadable: ['skipDestroy', 'trackLatest'],
    computed: (_inputs, id) => ({ revision: 1, arnWithoutRevision: id.replace(/:\d+$/, '') }),
  }),
];
