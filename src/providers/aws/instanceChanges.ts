import { setTimeout as sleep } from 'node:timers/promises';
import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyVolumeCommand,
  MonitorInstancesCommand,
  paginateDescribeInstances,
  ReplaceIamInstanceProfileAssociationCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  UnmonitorInstancesCommand,
  type Instance,
  type ModifyInstanceAttributeRequest,
} from '@aws-sdk/client-ec2';
import { ProviderError } from '../../model/provider.js';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages } from './ec2.js';
import { bool, num, obj, str, strs } from './values.js';

interface Alteration {
  readonly changed: ReadonlySet<string>;
  readonly news: PropertyMap;
  /** Its outputs; a new one has none yet. */
  readonly live?: PropertyMap;
}

/** What can only be altered while the machine stands still. */
const STOPPED_ONLY = ['ebsOptimized', 'instanceType', 'userData', 'userDataBase64'];
const STOP_SECONDS = 10 * 60;
const LOOK_MS = 2_000;
const FIRST_LOOK_MS = 100;

/** Puts a machine right in place: each setting has a call of its own. */
export async function alterInstance(
  id: string,
  alteration: Alteration,
  context: AwsContext,
): Promise<void> {
  const { changed, news, live = {} } = alteration;
  const attributes: Readonly<
    Record<string, () => Omit<ModifyInstanceAttributeRequest, 'InstanceId'>>
  > = {
    disableApiStop: () => ({ DisableApiStop: { Value: bool(news, 'disableApiStop') } }),
    disableApiTermination: () => ({
      DisableApiTermination: { Value: bool(news, 'disableApiTermination') },
    }),
    instanceInitiatedShutdownBehavior: () => ({
      InstanceInitiatedShutdownBehavior: { Value: str(news, 'instanceInitiatedShutdownBehavior') },
    }),
    sourceDestCheck: () => ({ SourceDestCheck: { Value: bool(news, 'sourceDestCheck') } }),
    vpcSecurityGroupIds: () => ({ Groups: strs(news, 'vpcSecurityGroupIds') }),
  };
  for (const [name, request] of Object.entries(attributes)) {
    if (changed.has(name)) await modify(id, request(), context);
  }
  if (changed.has('monitoring')) {
    const request = { InstanceIds: [id] };
    const isOn = bool(news, 'monitoring') === true;
    await (isOn
      ? context.client(EC2Client).send(new MonitorInstancesCommand(request))
      : context.client(EC2Client).send(new UnmonitorInstancesCommand(request)));
  }
  if (changed.has('metadataOptions')) await alterMetadataOptions(id, news, context);
  if (changed.has('iamInstanceProfile')) await alterProfile(id, news, context);
  if (changed.has('rootBlockDevice')) await alterRootVolume(id, news, live, context);
  if (STOPPED_ONLY.some((name) => changed.has(name))) {
    await alterStopped(id, changed, news, context);
  }
}

function modify(
  InstanceId: string,
  request: Omit<ModifyInstanceAttributeRequest, 'InstanceId'>,
  context: AwsContext,
): Promise<unknown> {
  return context
    .client(EC2Client)
    .send(new ModifyInstanceAttributeCommand({ InstanceId, ...request }));
}

async function alterMetadataOptions(
  InstanceId: string,
  news: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const options = obj(news, 'metadataOptions') ?? {};
  await context.client(EC2Client).send(
    new ModifyInstanceMetadataOptionsCommand({
      InstanceId,
      HttpEndpoint: str(options, 'httpEndpoint'),
      HttpProtocolIpv6: str(options, 'httpProtocolIpv6'),
      HttpPutResponseHopLimit: num(options, 'httpPutResponseHopLimit'),
      HttpTokens: str(options, 'httpTokens'),
      InstanceMetadataTags: str(options, 'instanceMetadataTags'),
    }),
  );
}

export function profileOf(inputs: PropertyMap): { Arn: string } | { Name: string } | undefined {
  const profile = str(inputs, 'iamInstanceProfile');
  if (profile === undefined) return undefined;
  return profile.startsWith('arn:') ? { Arn: profile } : { Name: profile };
}

async function alterProfile(id: string, news: PropertyMap, context: AwsContext): Promise<void> {
  const client = context.client(EC2Client);
  const Filters = [
    { Name: 'instance-id', Values: [id] },
    { Name: 'state', Values: ['associating', 'associated'] },
  ];
  const answer = await client.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters }));
  const AssociationId = answer.IamInstanceProfileAssociations?.[0]?.AssociationId;
  const IamInstanceProfile = profileOf(news);
  if (IamInstanceProfile === undefined) {
    if (AssociationId === undefined) return;
    await client.send(new DisassociateIamInstanceProfileCommand({ AssociationId }));
  } else if (AssociationId === undefined) {
    const request = { InstanceId: id, IamInstanceProfile };
    await client.send(new AssociateIamInstanceProfileCommand(request));
  } else {
    const request = { AssociationId, IamInstanceProfile };
    await client.send(new ReplaceIamInstanceProfileAssociationCommand(request));
  }
}

async function alterRootVolume(
  id: string,
  news: PropertyMap,
  live: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const [before, after] = [obj(live, 'rootBlockDevice') ?? {}, obj(news, 'rootBlockDevice') ?? {}];
  const isNew = (name: string): boolean =>
    after[name] !== undefined && after[name] !== before[name];
  const fixed = ['encrypted', 'kmsKeyId'].filter(isNew);
  if (fixed.length > 0) {
    throw new ProviderError(
      `${fixed.join(', ')} of the root volume of ${id} cannot be changed: that would need a replacement`,
      'FAILED_PRECONDITION',
    );
  }
  if (['iops', 'throughput', 'volumeSize', 'volumeType'].some(isNew)) {
    const only = (name: string): number | undefined => (isNew(name) ? num(after, name) : undefined);
    await context.client(EC2Client).send(
      new ModifyVolumeCommand({
        VolumeId: str(before, 'volumeId'),
        Iops: only('iops'),
        Throughput: only('throughput'),
        Size: only('volumeSize'),
        ...(isNew('volumeType') ? { VolumeType: str(after, 'volumeType') } : {}),
      }),
    );
  }
  if (isNew('deleteOnTermination')) {
    const Ebs = { DeleteOnTermination: bool(after, 'deleteOnTermination') };
    const DeviceName = str(before, 'deviceName');
    await modify(id, { BlockDeviceMappings: [{ DeviceName, Ebs }] }, context);
  }
}

/** Stops the machine, alters it, and starts it again if it was running. */
async function alterStopped(
  id: string,
  changed: ReadonlySet<string>,
  news: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const client = context.client(EC2Client);
  const wasRunning = (await describeInstance(id, context))?.State?.Name === 'running';
  if (wasRunning) {
    await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await untilStopped(id, context);
  }
  if (changed.has('instanceType')) {
    await modify(id, { InstanceType: { Value: str(news, 'instanceType') } }, context);
  }
  if (changed.has('ebsOptimized')) {
    await modify(id, { EbsOptimized: { Value: bool(news, 'ebsOptimized') } }, context);
  }
  if (changed.has('userData') || changed.has('userDataBase64')) {
    const Value = Buffer.from(encodedUserData(news) ?? '', 'base64');
    await modify(id, { UserData: { Value } }, context);
  }
  if (wasRunning) await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
}

async function untilStopped(id: string, context: AwsContext): Promise<void> {
  const patience = Date.now() + STOP_SECONDS * 1000;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = LOOK_MS) {
    const state = (await describeInstance(id, context))?.State?.Name;
    if (state === 'stopped') return;
    if (Date.now() > patience) {
      throw new ProviderError(`${id} is still ${state} after ${STOP_SECONDS} s`, 'UNKNOWN');
    }
    await sleep(pauseMs);
  }
}

export function encodedUserData(inputs: PropertyMap): string | undefined {
  const plain = str(inputs, 'userData');
  return plain === undefined
    ? str(inputs, 'userDataBase64')
    : Buffer.from(plain).toString('base64');
}

export function describeInstance(id: string, context: AwsContext): Promise<Instance | undefined> {
  return describeById(
    'instances',
    'instance-id',
    id,
    context,
    (Filters, client) =>
      pages(paginateDescribeInstances({ client }, { Filters }), (page) =>
        page.Reservations?.flatMap(({ Instances = [] }) => Instances),
      ),
    (item) => item.InstanceId,
  );
}
