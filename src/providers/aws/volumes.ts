import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  EC2Client,
  ModifyVolumeCommand,
  paginateDescribeVolumes,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, number, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, isEndOf, need, num, str, timeText } from './values.js';

const volume: AwsResource = {
  type: 'aws:ebs/volume:Volume',
  inputs: {
    availabilityZone: { ...text, required: true, replace: true },
    encrypted: { ...flag, computed: true, replace: true },
    finalSnapshot: { ...flag, writeOnly: true },
    iops: { ...number, computed: true },
    kmsKeyId: { ...text, computed: true, replace: true, alike: isEndOf },
    multiAttachEnabled: { ...flag, replace: true },
    size: { ...number, computed: true },
    snapshotId: { ...text, computed: true, replace: true },
    throughput: { ...number, computed: true },
    type: { ...text, computed: true },
  },
  refused: ['outpostArn', 'volumeInitializationRate'],
  outputs: { arn: text, createTime: text },
  create: async (inputs, context) => {
    const { VolumeId = '' } = await context.client(EC2Client).send(
      new CreateVolumeCommand({
        AvailabilityZone: need(inputs, 'availabilityZone'),
        Encrypted: bool(inputs, 'encrypted'),
        Iops: num(inputs, 'iops'),
        KmsKeyId: str(inputs, 'kmsKeyId'),
        MultiAttachEnabled: bool(inputs, 'multiAttachEnabled'),
        Size: num(inputs, 'size'),
        SnapshotId: str(inputs, 'snapshotId'),
        Throughput: num(inputs, 'throughput'),
        VolumeType: str(inputs, 'type'),
        ...tagSpecifications('volume', inputs),
      }),
    );
    return VolumeId;
  },
  read: async (id, context) => {
    const found = await describeVolume(id, context);
    const state = found?.State ?? 'deleted';
    if (found === undefined || state === 'deleting' || state === 'deleted') return undefined;
    const live: LiveResource = {
      properties: compact({
        arn: context.arn('ec2', `volume/${id}`),
        availabilityZone: found.AvailabilityZone ?? '',
        createTime: timeText(found.CreateTime),
        encrypted: found.Encrypted ?? false,
        iops: found.Iops ?? 0,
        kmsKeyId: found.KmsKeyId ?? '',
        multiAttachEnabled: found.MultiAttachEnabled ?? false,
        size: found.Size ?? 0,
        snapshotId: found.SnapshotId ?? '',
        throughput: found.Throughput ?? 0,
        type: found.VolumeType ?? '',
      }),
      tags: fromPairs(found.Tags),
    };
    if (state === 'error') return { ...live, failed: state };
    return state === 'creating' ? { ...live, pending: state } : live;
  },
  /** A volume grows while it is in use; that it never shrinks is for AWS to say. */
  update: async (id, { changed, new: news }, context) => {
    const only = (name: string): number | undefined =>
      changed.has(name) ? num(news, name) : undefined;
    await context.client(EC2Client).send(
      new ModifyVolumeCommand({
        VolumeId: id,
        Iops: only('iops'),
        Size: only('size'),
        Throughput: only('throughput'),
        ...(changed.has('type') ? { VolumeType: str(news, 'type') } : {}),
      }),
    );
  },
  tag: tagEc2,
};

/** Its id says all of it: `device:volume:instance`. */
const attachment: AwsResource = {
  type: 'aws:ec2/volumeAttachment:VolumeAttachment',
  inputs: {
    deviceName: { ...text, required: true, replace: true },
    forceDetach: { ...flag, writeOnly: true },
    instanceId: { ...text, required: true, replace: true },
    skipDestroy: { ...flag, writeOnly: true },
    stopInstanceBeforeDetaching: { ...flag, writeOnly: true },
    volumeId: { ...text, required: true, replace: true },
  },
  create: async (inputs, context) => {
    const [Device, VolumeId, InstanceId] = [
      need(inputs, 'deviceName'),
      need(inputs, 'volumeId'),
      need(inputs, 'instanceId'),
    ];
    await context.client(EC2Client).send(new AttachVolumeCommand({ Device, VolumeId, InstanceId }));
    return `${Device}:${VolumeId}:${InstanceId}`;
  },
  read: async (id, context) => {
    const [deviceName = '', volumeId = '', instanceId = ''] = id.split(':');
    const found = await describeVolume(volumeId, context);
    const state = found?.Attachments?.find(
      ({ Device, InstanceId }) => Device === deviceName && InstanceId === instanceId,
    )?.State;
    if (state === undefined || state === 'detaching' || state === 'detached') return undefined;
    const properties = { deviceName, instanceId, volumeId };
    return state === 'attached' ? { properties } : { properties, pending: state };
  },
};

export function describeVolume(id: string, context: AwsContext): Promise<Volume | undefined> {
  return describeById(
    'volumes',
    'volume-id',
    id,
    context,
    (Filters, client) =>
      pages(paginateDescribeVolumes({ client }, { Filters }), (page) => page.Volumes),
    (item) => item.VolumeId,
  );
}

export const volumeResources: readonly AwsResource[] = [volume, attachment];
