import {
  CopyImageCommand,
  EC2Client,
  paginateDescribeImages,
  type BlockDeviceMapping,
  type Image,
} from '@aws-sdk/client-ec2';
import type { PropertyMap, PropertyValue } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, number, object, set, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, need, objs, str, strMap, strs } from './values.js';

const GONE = new Set(['deregistered', 'disabled']);
const FAILED = new Set(['failed', 'error', 'invalid']);

const amiCopy: AwsResource = {
  type: 'aws:ec2/amiCopy:AmiCopy',
  inputs: {
    description: { ...text },
    ebsBlockDevices: {
      ...set(
        object(
          {
            deleteOnTermination: { ...flag, computed: true },
            deviceName: { ...text, computed: true },
            encrypted: { ...flag, computed: true },
            iops: { ...number, computed: true },
            snapshotId: { ...text, computed: true },
            throughput: { ...number, computed: true },
            volumeSize: { ...number, computed: true },
            volumeType: { ...text, computed: true },
          },
          ['outpostArn'],
        ),
      ),
      computed: true,
      replace: true,
    },
    // What came of it is said of each volume.
    encrypted: { ...flag, writeOnly: true },
    ephemeralBlockDevices: {
      ...set(
        object({
          deviceName: { ...text, computed: true },
          virtualName: { ...text, computed: true },
        }),
      ),
      computed: true,
      replace: true,
    },
    kmsKeyId: { ...text, writeOnly: true },
    name: { ...text, replace: true },
    sourceAmiId: { ...text, required: true, writeOnly: true },
    sourceAmiRegion: { ...text, required: true, writeOnly: true },
  },
  refused: ['deprecationTime', 'destinationOutpostArn'],
  outputs: {
    architecture: text,
    arn: text,
    bootMode: text,
    enaSupport: flag,
    hypervisor: text,
    imageLocation: text,
    imageOwnerAlias: text,
    imageType: text,
    imdsSupport: text,
    kernelId: text,
    lastLaunchedTime: text,
    manageEbsSnapshots: flag,
    ownerId: text,
    platform: text,
    platformDetails: text,
    public: flag,
    ramdiskId: text,
    rootDeviceName: text,
    rootSnapshotId: text,
    sriovNetSupport: text,
    tpmSupport: text,
    uefiData: text,
    usageOperation: text,
    virtualizationType: text,
  },
  autoname: { property: 'name', longest: 128 },
  // Copying an image of many gigabytes from another region takes its time.
  readySeconds: 40 * 60,
  create: async (inputs, context) => {
    const { ImageId = '' } = await context.client(EC2Client).send(
      new CopyImageCommand({
        Name: need(inputs, 'name'),
        Description: str(inputs, 'description'),
        Encrypted: bool(inputs, 'encrypted'),
        KmsKeyId: str(inputs, 'kmsKeyId'),
        SourceImageId: need(inputs, 'sourceAmiId'),
        SourceRegion: need(inputs, 'sourceAmiRegion'),
        ...tagSpecifications('image', inputs),
      }),
    );
    // Emulators do not heed tags that come with the copying.
    const tags = strMap(inputs, 'tags');
    await tagEc2(ImageId, { set: tags, remove: [], properties: {} }, context);
    return ImageId;
  },
  read: async (id, context) => {
    const found = await describeImage(id, context);
    const state = found?.State ?? 'deregistered';
    if (found === undefined || GONE.has(state)) return undefined;
    const live: LiveResource = {
      properties: copyProperties(found, id, context),
      tags: fromPairs(found.Tags),
    };
    if (FAILED.has(state)) return { ...live, failed: found.StateReason?.Message ?? state };
    return state === 'available' ? live : { ...live, pending: state };
  },
  tag: tagEc2,
};

function describeImage(id: string, context: AwsContext): Promise<Image | undefined> {
  return describeById(
    'images',
    'image-id',
    id,
    context,
    (Filters, client) =>
      pages(paginateDescribeImages({ client }, { Filters }), (page) => page.Images),
    (item) => item.ImageId,
  );
}

/** Under which name a machine has its first volume: the image says. */
export async function rootDeviceName(imageId: string, context: AwsContext): Promise<string> {
  const name = (await describeImage(imageId, context))?.RootDeviceName;
  if (name === undefined) throw new Error(`the image ${imageId} is not there`);
  return name;
}

function copyProperties(found: Image, id: string, context: AwsContext): PropertyMap {
  const devices = found.BlockDeviceMappings ?? [];
  const volumes = devices.filter(({ Ebs }) => Ebs !== undefined);
  return compact({
    ...commonProperties(found),
    arn: `arn:${context.partition}:ec2:${context.region}::image/${id}`,
    ebsBlockDevices: volumes.map(({ DeviceName, Ebs }) =>
      compact({
        deleteOnTermination: Ebs?.DeleteOnTermination ?? true,
        deviceName: DeviceName,
        encrypted: Ebs?.Encrypted ?? false,
        iops: Ebs?.Iops ?? 0,
        snapshotId: Ebs?.SnapshotId ?? '',
        throughput: Ebs?.Throughput ?? 0,
        volumeSize: Ebs?.VolumeSize ?? 0,
        volumeType: Ebs?.VolumeType ?? '',
      }),
    ),
    ephemeralBlockDevices: devices
      .filter(({ VirtualName }) => VirtualName !== undefined)
      .map(({ DeviceName, VirtualName }) =>
        compact({ deviceName: DeviceName, virtualName: VirtualName }),
      ),
    kmsKeyId: '',
    manageEbsSnapshots: true,
    uefiData: '',
  });
}

/** What a resource and the function `getAmi` both say of an image. */
function commonProperties(found: Image): Record<string, PropertyValue | undefined> {
  const root = found.BlockDeviceMappings?.find(
    ({ DeviceName }) => DeviceName === found.RootDeviceName,
  );
  return {
    architecture: found.Architecture ?? '',
    bootMode: found.BootMode ?? '',
    description: found.Description ?? '',
    enaSupport: found.EnaSupport ?? false,
    hypervisor: found.Hypervisor ?? '',
    imageLocation: found.ImageLocation ?? '',
    imageOwnerAlias: found.ImageOwnerAlias ?? '',
    imageType: found.ImageType ?? 'machine',
    imdsSupport: found.ImdsSupport ?? '',
    kernelId: found.KernelId ?? '',
    lastLaunchedTime: found.LastLaunchedTime ?? '',
    name: found.Name ?? '',
    ownerId: found.OwnerId ?? '',
    platform: found.Platform ?? '',
    platformDetails: found.PlatformDetails ?? '',
    public: found.Public ?? false,
    ramdiskId: found.RamdiskId ?? '',
    rootDeviceName: found.RootDeviceName ?? '',
    rootSnapshotId: root?.Ebs?.SnapshotId ?? '',
    sriovNetSupport: found.SriovNetSupport ?? '',
    tpmSupport: found.TpmSupport ?? '',
    usageOperation: found.UsageOperation ?? '',
    virtualizationType: found.VirtualizationType ?? '',
  };
}

/** The one image that the arguments of `getAmi` single out. None, or several without `mostRecent`, is an error. */
export async function findImage(args: PropertyMap, context: AwsContext): Promise<PropertyMap> {
  const client = context.client(EC2Client);
  const filters = objs(args, 'filters').map((filter) => ({
    Name: str(filter, 'name'),
    Values: strs(filter, 'values'),
  }));
  const byTag = Object.entries(strMap(args, 'tags')).map(([key, value]) => ({
    Name: `tag:${key}`,
    Values: [value],
  }));
  const owners = strs(args, 'owners');
  const users = strs(args, 'executableUsers');
  const query = {
    IncludeDeprecated: bool(args, 'includeDeprecated') ?? false,
    ...(filters.length + byTag.length === 0 ? {} : { Filters: [...filters, ...byTag] }),
    ...(owners.length === 0 ? {} : { Owners: owners }),
    ...(users.length === 0 ? {} : { ExecutableUsers: users }),
  };
  const pattern = new RegExp(str(args, 'nameRegex') ?? '');
  const found: Image[] = [];
  for await (const page of paginateDescribeImages({ client }, query)) {
    found.push(...(page.Images ?? []).filter(({ Name }) => pattern.test(Name ?? '')));
  }
  const [newest, other] = found.sort((a, b) =>
    (b.CreationDate ?? '').localeCompare(a.CreationDate ?? ''),
  );
  if (newest === undefined) throw new Error('getAmi: no image answers to these filters');
  if (other !== undefined && bool(args, 'mostRecent') !== true) {
    throw new Error(
      `getAmi: ${found.length} images answer to these filters; narrow them down, or set mostRecent`,
    );
  }
  return imageResult(newest, args, context);
}

function imageResult(found: Image, args: PropertyMap, context: AwsContext): PropertyMap {
  const id = found.ImageId ?? '';
  return compact({
    ...args,
    ...commonProperties(found),
    id,
    imageId: id,
    arn: `arn:${context.partition}:ec2:${context.region}::image/${id}`,
    blockDeviceMappings: (found.BlockDeviceMappings ?? []).map(deviceResult),
    creationDate: found.CreationDate ?? '',
    deprecationTime: found.DeprecationTime ?? '',
    productCodes: (found.ProductCodes ?? []).map(({ ProductCodeId, ProductCodeType }) => ({
      productCodeId: ProductCodeId ?? '',
      productCodeType: ProductCodeType ?? '',
    })),
    region: context.region,
    rootDeviceType: found.RootDeviceType ?? '',
    state: found.State ?? '',
    stateReason: {
      code: found.StateReason?.Code ?? 'UNSET',
      message: found.StateReason?.Message ?? 'UNSET',
    },
    tags: fromPairs(found.Tags),
  });
}

function deviceResult({ DeviceName, Ebs, NoDevice, VirtualName }: BlockDeviceMapping): PropertyMap {
  return {
    deviceName: DeviceName ?? '',
    ebs: {
      delete_on_termination: String(Ebs?.DeleteOnTermination ?? false),
      encrypted: String(Ebs?.Encrypted ?? false),
      iops: String(Ebs?.Iops ?? 0),
      snapshot_id: Ebs?.SnapshotId ?? '',
      throughput: String(Ebs?.Throughput ?? 0),
      volume_size: String(Ebs?.VolumeSize ?? 0),
      volume_type: Ebs?.VolumeType ?? '',
    },
    noDevice: NoDevice ?? '',
    virtualName: VirtualName ?? '',
  };
}

export const imageResources: readonly AwsResource[] = [amiCopy];
