import {
  DescribeKeyPairsCommand,
  DescribePlacementGroupsCommand,
  EC2Client,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplates,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Volume,
} from '@aws-sdk/client-ec2';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** Machines and what they are made of. */
export const computeLocators: readonly Locator[] = [
  {
    types: ['aws:ec2/keyPair:KeyPair'],
    list: async (context) => {
      const { KeyPairs = [] } = await context.once('key pairs', () =>
        context.client(EC2Client).send(new DescribeKeyPairsCommand({})),
      );
      return KeyPairs.map(({ KeyName = '', Tags }) => ({ id: KeyName, tags: tagsFrom(Tags) }));
    },
  },
  {
    types: ['aws:ec2/placementGroup:PlacementGroup'],
    list: async (context) => {
      const { PlacementGroups = [] } = await context.once('placement groups', () =>
        context.client(EC2Client).send(new DescribePlacementGroupsCommand({})),
      );
      return PlacementGroups.map(({ GroupName = '', State, Tags }): Found => ({
        id: GroupName,
        tags: tagsFrom(Tags),
        ...(State === 'deleting' || State === 'deleted'
          ? { dead: { condition: State, remedy: State === 'deleting' ? 'wait' : 'none' } }
          : {}),
      }));
    },
  },
  {
    types: ['aws:ec2/instance:Instance'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const reservations = await context.once('instances', () =>
        collect(paginateDescribeInstances({ client }, {}), (page) => page.Reservations),
      );
      return reservations
        .flatMap(({ Instances = [] }) => Instances)
        .map(({ InstanceId = '', State, Tags }) => ({
          id: InstanceId,
          tags: tagsFrom(Tags),
          ...instanceDeath(State?.Name ?? ''),
        }));
    },
  },
  {
    types: ['aws:ec2/launchTemplate:LaunchTemplate'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const templates = await context.once('launch templates', () =>
        collect(paginateDescribeLaunchTemplates({ client }, {}), (page) => page.LaunchTemplates),
      );
      return templates.map(({ LaunchTemplateId = '', LaunchTemplateName, Tags }) => ({
        id: LaunchTemplateId,
        tags: tagsFrom(Tags),
        keys: { name: LaunchTemplateName },
      }));
    },
  },
  {
    types: [
      'aws:ec2/ami:Ami',
      'aws:ec2/amiCopy:AmiCopy',
      'aws:ec2/amiFromInstance:AmiFromInstance',
    ],
    list: async (context) => {
      const client = context.client(EC2Client);
      const query = { Owners: ['self'], IncludeDisabled: true };
      const images = await context.once('images', () =>
        collect(paginateDescribeImages({ client }, query), (page) => page.Images),
      );
      return images.map(({ ImageId = '', Name, State, Tags }) => ({
        id: ImageId,
        tags: tagsFrom(Tags),
        keys: { name: Name },
        ...imageDeath(State ?? ''),
      }));
    },
  },
  {
    types: ['aws:ebs/volume:Volume'],
    list: async (context) =>
      (await volumes(context)).map(({ VolumeId = '', State, Tags }): Found => ({
        id: VolumeId,
        tags: tagsFrom(Tags),
        ...(State === 'deleting' || State === 'deleted' || State === 'error'
          ? { dead: { condition: State, remedy: 'none' } }
          : {}),
      })),
  },
  {
    types: ['aws:ec2/volumeAttachment:VolumeAttachment'],
    list: async (context) =>
      (await volumes(context))
        .flatMap(({ Attachments = [] }) => Attachments)
        .filter(({ State }) => State === 'attached' || State === 'attaching')
        .map(({ Device = '', VolumeId = '', InstanceId = '' }) => ({
          id: `${Device}:${VolumeId}:${InstanceId}`,
        })),
  },
  {
    types: ['aws:ebs/snapshot:Snapshot'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const snapshots = await context.once('snapshots', () =>
        collect(
          paginateDescribeSnapshots({ client }, { OwnerIds: ['self'] }),
          (page) => page.Snapshots,
        ),
      );
      return snapshots.map(({ SnapshotId = '', State, Tags }): Found => ({
        id: SnapshotId,
        tags: tagsFrom(Tags),
        ...(State === 'error' ? { dead: { condition: State, remedy: 'none' } } : {}),
      }));
    },
  },
];

/** A terminated instance shows for about an hour: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
function instanceDeath(state: string): Pick<Found, 'dead'> {
  if (state !== 'terminated' && state !== 'shutting-down') return {};
  return { dead: { condition: state, remedy: 'none' } };
}

function imageDeath(state: string): Pick<Found, 'dead'> {
  if (!['deregistered', 'disabled', 'failed', 'error', 'invalid'].includes(state)) return {};
  return { dead: { condition: state, remedy: 'none' } };
}

function volumes(context: LocatorContext): Promise<Volume[]> {
  const client = context.client(EC2Client);
  return context.once('volumes', () =>
    collect(paginateDescribeVolumes({ client }, {}), (page) => page.Volumes),
  );
}
