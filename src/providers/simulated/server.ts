import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import pluginPb from '@pulumi/pulumi/proto/plugin_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import { address, checkResponse, diffResponse, proposedName } from '../messages.js';
import type { CallContext, ProviderHandlers } from '../serve.js';
import { fromStruct, toStruct } from '../struct.js';
import type { Cloud } from './cloud.js';
import { diffInputs } from './diff.js';
import { behaviourOf } from './families.js';
import { makeInstance, type Instance } from './instance.js';
import { invoke } from './invokes.js';
import { createResource, deleteResource, readResource, updateResource } from './lifecycle.js';

const VERSION = '1.0.0';

/**
 * Pulumi's provider protocol over the simulated cloud. One server stands for any number of provider instances of any
 * packages; the call's metadata says which is meant.
 */
export function providerHandlers(cloud: Cloud): ProviderHandlers {
  const instances = new Map<string, Instance>();
  const cancelled = new AbortController();
  const instanceOf = ({ instance }: CallContext): Instance => {
    let found = instances.get(instance);
    if (found === undefined) instances.set(instance, (found = makeInstance(instance, {})));
    return found;
  };
  const signalOf = ({ signal }: CallContext): AbortSignal =>
    AbortSignal.any([signal, cancelled.signal]);

  return {
    handshake: () => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return Promise.resolve(response);
    },
    getPluginInfo: () => Promise.resolve(new pluginPb.PluginInfo().setVersion(VERSION)),
    getSchema: () => {
      const schema = { name: 'simulated', version: VERSION, resources: {}, functions: {} };
      return Promise.resolve(new pb.GetSchemaResponse().setSchema(JSON.stringify(schema)));
    },
    checkConfig: (request) => {
      const response = new pb.CheckResponse();
      response.setInputs(request.getNews() ?? toStruct({}));
      return Promise.resolve(response);
    },
    diffConfig: (request) => {
      const oldInputs = fromStruct(request.getOldInputs() ?? request.getOlds());
      const news = fromStruct(request.getNews());
      const ignoreChanges = request.getIgnorechangesList();
      return Promise.resolve(
        diffResponse(diffInputs({ oldInputs, news, ignoreChanges, replacePaths: [] })),
      );
    },
    configure: (request, context) => {
      instances.set(
        context.instance,
        makeInstance(context.instance, fromStruct(request.getArgs())),
      );
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return Promise.resolve(response);
    },
    check: async (request, context) => {
      const { type, name } = address(request);
      return Promise.resolve(
        checkResponse(
          behaviourOf(type).check({
            type,
            name,
            news: fromStruct(request.getNews()),
            olds: fromStruct(request.getOlds()),
            account: cloud.account,
            instance: instanceOf(context),
            proposedName: proposedName(request, name),
          }),
        ),
      );
    },
    diff: async (request) => {
      const { type } = address(request);
      return Promise.resolve(
        diffResponse(
          diffInputs({
            oldInputs: fromStruct(request.getOldInputs() ?? request.getOlds()),
            news: fromStruct(request.getNews()),
            ignoreChanges: request.getIgnorechangesList(),
            replacePaths: behaviourOf(type).replacePaths(type),
          }),
        ),
      );
    },
    create: async (request, context) => {
      const { id, outputs } = await createResource(
        cloud,
        instanceOf(context),
        {
          ...address(request),
          inputs: fromStruct(request.getProperties()),
          timeoutSeconds: request.getTimeout(),
          preview: request.getPreview(),
        },
        signalOf(context),
      );
      const response = new pb.CreateResponse();
      response.setId(id);
      response.setProperties(toStruct(outputs));
      return response;
    },
    read: async (request, context) => {
      const live = await readResource(
        cloud,
        instanceOf(context),
        {
          ...address(request),
          id: request.getId(),
          inputs: fromStruct(request.getInputs()),
          outputs: fromStruct(request.getProperties()),
          timeoutSeconds: request.getTimeout(),
        },
        signalOf(context),
      );
      const response = new pb.ReadResponse();
      // An empty id says that there is nothing of that id.
      if (live === undefined) return response;
      response.setId(live.id);
      response.setInputs(toStruct(live.inputs));
      response.setProperties(toStruct(live.outputs));
      return response;
    },
    update: async (request, context) => {
      const { outputs } = await updateResource(
        cloud,
        instanceOf(context),
        {
          ...address(request),
          id: request.getId(),
          oldInputs: fromStruct(request.getOldInputs()),
          oldOutputs: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
          timeoutSeconds: request.getTimeout(),
          preview: request.getPreview(),
        },
        signalOf(context),
      );
      return new pb.UpdateResponse().setProperties(toStruct(outputs));
    },
    delete: async (request, context) => {
      const { type, urn } = address(request);
      const call = { type, urn, id: request.getId() };
      await deleteResource(cloud, instanceOf(context), call, signalOf(context));
      return new emptyPb.Empty();
    },
    invoke: async (request, context) => {
      const result = await invoke(
        cloud,
        instanceOf(context),
        request.getTok(),
        fromStruct(request.getArgs()),
        signalOf(context),
      );
      return new pb.InvokeResponse().setReturn(toStruct(result));
    },
    cancel: () => {
      cancelled.abort();
      return Promise.resolve(new emptyPb.Empty());
    },
  };
}
