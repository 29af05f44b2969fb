import grpc from '@grpc/grpc-js';
import resourceGrpc from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import type { ResourceMonitorClient } from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import resourcePb from '@pulumi/pulumi/proto/resource_pb.js';
import type { RegisterResourceResponse } from '@pulumi/pulumi/proto/resource_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import type { ConstructRequest, ConstructResponse } from '@pulumi/pulumi/proto/provider_pb.js';
import { messageOf } from '../../../model/errors.js';
import { ProviderError } from '../../../model/provider.js';
import {
  containsUnknown,
  flattenOutputs,
  RESOURCE_SIGNATURE,
  revealSecrets,
  SIGNATURE_KEY,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { mapAt, textAt, withValueAt } from '../../paths.js';
import { withQuickStructs } from '../../quickMessages.js';
import { fromStruct, toStruct } from '../../struct.js';
import type { Cluster } from '../cluster.js';
import { inOrder, keyOf } from './order.js';
import { objectsOf } from './sources.js';

/** The generated client, over messages that are quicker to read. */
const QuickMonitorClient = grpc.makeGenericClientConstructor(
  withQuickStructs(resourceGrpc.ResourceMonitorService),
  'ResourceMonitor',
) as unknown as typeof resourceGrpc.ResourceMonitorClient;

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Builds the components of @pulumi/kubernetes that its SDK leaves to the provider: each registers the objects that it
 * stands for as its children.
 */
export async function constructComponent(
  request: ConstructRequest,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ConstructResponse> {
  const monitor = new QuickMonitorClient(
    request.getMonitorendpoint(),
    grpc.credentials.createInsecure(),
    { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES },
  );
  try {
    const component = new resourcePb.RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setCustom(false)
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setObject(toStruct({}));
    const urn = (await register(monitor, component)).getUrn();
    const inputs = flattenOutputs(fromStruct(request.getInputs()));
    const resources: PropertyValue = containsUnknown(inputs)
      ? UNKNOWN
      : await registerChildren(monitor, request, urn, revealSecrets(inputs), cluster, signal);
    await registerOutputs(monitor, urn, { resources });
    return new pb.ConstructResponse().setUrn(urn).setState(toStruct({ resources }));
  } finally {
    monitor.close();
  }
}

async function registerChildren(
  monitor: ResourceMonitorClient,
  request: ConstructRequest,
  parent: string,
  inputs: PropertyMap,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PropertyValue> {
  const type = request.getType();
  const objects = await objectsOf(type, request.getName(), inputs, signal);
  const prefix = textAt(inputs, 'resourcePrefix') ?? request.getName();
  const skipAwait = inputs['skipAwait'] === true;
  const children = new Map<string, Promise<RegisterResourceResponse>>();
  for (const { object, needs } of inOrder(objects)) {
    const needed = needs.map((key) => children.get(key)!);
    const child = Promise.all(needed).then((before) =>
      register(
        monitor,
        childRequest(
          request,
          parent,
          prefix,
          skipAwait ? withoutAwait(object) : object,
          cluster,
        ).setDependenciesList([
          ...request.getDependenciesList(),
          ...before.map((done) => done.getUrn()),
        ]),
      ),
    );
    // Whoever waits for it sees the failure as well; it is reported below.
    child.catch(() => undefined);
    children.set(keyOf(object), child);
  }
  const done = await Promise.all(children.values());
  return done.map((child) => ({
    [SIGNATURE_KEY]: RESOURCE_SIGNATURE,
    urn: child.getUrn(),
    id: child.getId() === '' ? UNKNOWN : child.getId(),
  }));
}

function childRequest(
  request: ConstructRequest,
  parent: string,
  prefix: string,
  object: PropertyMap,
  cluster: Cluster,
): InstanceType<typeof resourcePb.RegisterResourceRequest> {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const namespace = textAt(object, 'metadata.namespace');
  const name = textAt(object, 'metadata.name') ?? textAt(object, 'metadata.generateName') ?? '';
  const id = namespace === undefined ? name : `${namespace || cluster.namespace}/${name}`;
  const child = new resourcePb.RegisterResourceRequest()
    .setType(
      `kubernetes:${apiVersion === 'v1' ? 'core/v1' : apiVersion}:${textAt(object, 'kind') ?? ''}`,
    )
    .setName(`${prefix}:${id}`)
    .setParent(parent)
    .setCustom(true)
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true)
    .setProvider(request.getProvidersMap().get('kubernetes') ?? '')
    .setIgnorechangesList(request.getIgnorechangesList())
    .setReplaceonchangesList(request.getReplaceonchangesList())
    .setObject(toStruct(object));
  const protect = request.getProtect();
  if (protect !== undefined) child.setProtect(protect);
  return child;
}

function withoutAwait(object: PropertyMap): PropertyMap {
  const annotations = { ...mapAt(object, 'metadata.annotations'), 'pulumi.com/skipAwait': 'true' };
  return withValueAt(object, 'metadata.annotations', annotations);
}

function register(
  monitor: ResourceMonitorClient,
  request: InstanceType<typeof resourcePb.RegisterResourceRequest>,
): Promise<RegisterResourceResponse> {
  return new Promise((resolve, reject) => {
    monitor.registerResource(request, (error, response) => {
      if (error === null) resolve(response);
      else reject(failed(request.getName(), error));
    });
  });
}

function registerOutputs(
  monitor: ResourceMonitorClient,
  urn: string,
  outputs: PropertyMap,
): Promise<void> {
  const request = new resourcePb.RegisterResourceOutputsRequest()
    .setUrn(urn)
    .setOutputs(toStruct(outputs));
  return new Promise((resolve, reject) => {
    monitor.registerResourceOutputs(request, (error) => {
      if (error === null) resolve();
      else reject(failed(urn, error));
    });
  });
}

function failed(name: string, cause: Error): ProviderError {
  const message = `${name} could not be registered: ${messageOf(cause)}`;
  return new ProviderError(message, 'UNKNOWN', undefined, { cause });
}
