import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import pluginPb from '@pulumi/pulumi/proto/plugin_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import { parseConnection } from '../../model/aws/connection.js';
import { ProviderError } from '../../model/provider.js';
import { address, checkResponse, diffResponse, proposedName } from '../messages.js';
import type { CallContext, ProviderHandlers } from '../serve.js';
import { fromStruct, toStruct } from '../struct.js';
import { AwsProvider } from './provider.js';

const VERSION = '7.48.0';

/** Pulumi's provider protocol for {@link AwsProvider}. One server stands for any number of configured instances. */
export function awsHandlers(): ProviderHandlers {
  const instances = new Map<string, AwsProvider>();
  const cancelled = new AbortController();
  const instanceOf = ({ instance }: CallContext): AwsProvider => {
    const found = instances.get(instance);
    if (found === undefined) {
      throw new ProviderError('this provider is not configured yet', 'FAILED_PRECONDITION');
    }
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
      const schema = { name: 'aws', version: VERSION, resources: {}, functions: {} };
      return Promise.resolve(new pb.GetSchemaResponse().setSchema(JSON.stringify(schema)));
    },
    checkConfig: (request) => {
      const inputs = fromStruct(request.getNews());
      const parsed = parseConnection(inputs);
      const failures = 'failures' in parsed ? parsed.failures : [];
      return Promise.resolve(checkResponse({ inputs, failures }));
    },
    diffConfig: () => Promise.resolve(diffResponse({ changes: 'none', diffs: [], replaces: [] })),
    configure: async (request, context) => {
      const provider = await AwsProvider.configure(fromStruct(request.getArgs()));
      instances.set(context.instance, provider);
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    },
    check: async (request, context) => {
      const { type, name } = address(request);
      const news = fromStruct(request.getNews());
      const proposed = proposedName(request, name);
      return Promise.resolve(checkResponse(instanceOf(context).check(type, news, proposed)));
    },
    diff: async (request, context) => {
      const { type } = address(request);
      const diff = instanceOf(context).diff({
        type,
        oldInputs: fromStruct(request.getOldInputs() ?? request.getOlds()),
        news: fromStruct(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
      });
      return Promise.resolve(diffResponse(diff));
    },
    create: async (request, context) => {
      const { id, outputs } = await instanceOf(context).create(
        {
          ...address(request),
          inputs: fromStruct(request.getProperties()),
          timeoutSeconds: request.getTimeout(),
          preview: request.getPreview(),
        },
        signalOf(context),
      );
      return new pb.CreateResponse().setId(id).setProperties(toStruct(outputs));
    },
    read: async (request, context) => {
      const live = await instanceOf(context).read(
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
      const { outputs } = await instanceOf(context).update(
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
    invoke: async (request, context) => {
      const args = fromStruct(request.getArgs());
      const { result, failures } = await instanceOf(context).invoke(request.getTok(), args);
      const response = new pb.InvokeResponse().setReturn(toStruct(result));
      response.setFailuresList(
        failures.map(({ property, reason }) =>
          new pb.CheckFailure().setProperty(property).setReason(reason),
        ),
      );
      return response;
    },
    cancel: () => {
      cancelled.abort();
      return Promise.resolve(new emptyPb.Empty());
    },
  };
}
