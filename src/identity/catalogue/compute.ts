import type { IdentityRule } from '../../model/identity.js';
import { AUTO_SCALING_TAGS, aws, TAGS } from './rule.js';

/** EC2 instances, images and volumes, Auto Scaling and Lambda. */
export const computeRules: readonly IdentityRule[] = [
  aws('aws:ec2/keyPair:KeyPair', { id: '{keyName}', tags: TAGS, nameProperty: 'keyName' }),
  aws('aws:ec2/placementGroup:PlacementGroup', { id: '{name}', tags: TAGS, nameProperty: 'name' }),
  aws('aws:ec2/instance:Instance', {
    tags: TAGS,
    notReadable: ['forceDestroy', 'getPasswordData', 'userDataReplaceOnChange'],
  }),
  aws('aws:ec2/launchTemplate:LaunchTemplate', {
    tags: TAGS,
    keys: ['name'],
    nameProperty: 'name',
    notReadable: ['updateDefaultVersion'],
  }),
  aws('aws:ec2/ami:Ami', { tags: TAGS, keys: ['name'], nameProperty: 'name' }),
  aws('aws:ec2/amiCopy:AmiCopy', {
    tags: TAGS,
    keys: ['name'],
    nameProperty: 'name',
    notReadable: [
      'destinationOutpostArn',
      'encrypted',
      'kmsKeyId',
      'sourceAmiId',
      'sourceAmiRegion',
    ],
  }),
  aws('aws:ec2/amiFromInstance:AmiFromInstance', {
    tags: TAGS,
    keys: ['name'],
    nameProperty: 'name',
    notReadable: ['snapshotWithoutReboot', 'sourceInstanceId'],
  }),
  aws('aws:ebs/volume:Volume', { tags: TAGS, holdsData: true, notReadable: ['finalSnapshot'] }),
  aws('aws:ec2/volumeAttachment:VolumeAttachment', {
    id: '{deviceName}:{volumeId}:{instanceId}',
    notReadable: ['forceDetach', 'skipDestroy', 'stopInstanceBeforeDetaching'],
  }),
  aws('aws:ebs/snapshot:Snapshot', {
    tags: TAGS,
    holdsData: true,
    notReadable: ['permanentRestore', 'temporaryRestoreDays'],
  }),
  aws('aws:autoscaling/group:Group', {
    id: '{name}',
    tags: AUTO_SCALING_TAGS,
    nameProperty: 'name',
    notReadable: [
      'forceDelete',
      'forceDeleteWarmPool',
      'ignoreFailedScalingActivities',
      'initialLifecycleHooks',
      'instanceRefresh',
      'minElbCapacity',
      'waitForCapacityTimeout',
      'waitForElbCapacity',
    ],
  }),
  aws('aws:autoscaling/policy:Policy', {
    id: '{autoscalingGroupName}/{name}',
    nameProperty: 'name',
  }),
  aws('aws:autoscaling/schedule:Schedule', { id: '{autoscalingGroupName}/{scheduledActionName}' }),
  aws('aws:autoscaling/lifecycleHook:LifecycleHook', {
    id: '{autoscalingGroupName}/{name}',
    nameProperty: 'name',
  }),
  aws('aws:autoscaling/attachment:Attachment', {
    keys: ['autoscalingGroupName', 'elb', 'lbTargetGroupArn'],
  }),
  aws('aws:autoscaling/notification:Notification', { keys: ['topicArn'] }),
  aws('aws:lambda/function:Function', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: [
      'code',
      'publish',
      'replaceSecurityGroupsOnDestroy',
      'replacementSecurityGroupIds',
      's3Bucket',
      's3Key',
      's3ObjectVersion',
      'skipDestroy',
      'sourceCodeHash',
    ],
  }),
  aws('aws:lambda/alias:Alias', {
    id: '{functionName:arnName}/{name}',
    nameProperty: 'name',
  }),
  aws('aws:lambda/permission:Permission', {
    id: '{function:arnName}[:{qualifier}]/{statementId}',
    nameProperty: 'statementId',
  }),
  aws('aws:lambda/functionUrl:FunctionUrl', { id: '{functionName:arnName}[/{qualifier}]' }),
  aws('aws:lambda/eventSourceMapping:EventSourceMapping', {
    tags: TAGS,
    keys: ['functionName', 'eventSourceArn'],
  }),
  aws('aws:lambda/layerVersion:LayerVersion', {
    keys: ['layerName'],
    notReadable: ['code', 's3Bucket', 's3Key', 's3ObjectVersion', 'skipDestroy', 'sourceCodeHash'],
  }),
];
