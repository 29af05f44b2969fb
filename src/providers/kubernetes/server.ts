import { randomBytes } from 'node:crypto';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import pluginPb from '@pulumi/pulumi/proto/plugin_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import type { CheckRequest } from '@pulumi/pulumi/proto/provider_pb.js';
import { parseUrn } from '../../model/urn.js';
import type { CallContext, ProviderHandlers } from '../serve.js';
import { fromStruct, toStruct } from '../struct.js';
import { checkResponse, diffResponse } from '../messages.js';
import { Cluster } from './cluster.js';
import { parseInstance } from './look.js';
import { constructComponent } from './components/construct.js';
import { invoke } from './functions/invoke.js';
import { checkObject } from './operations/check.js';
import { createObject, previewCreate } from './operations/create.js';
import { diffObject } from './operations/diff.js';
import { readObject } from './operations/read.js';
import { removeObject } from './operations/remove.js';
import type { Operation } from './operations/request.js';
import { previewUpdate, updateObject } from './operations/update.js';
import { readSettings, settingsFailures } from './settings.js';

/** The release of @pulumi/kubernetes whose tokens and settings are spoken. */
const VERSION = '4.0.0';
const SUFFIX_BYTES = 4;

/**
 * Pulumi's provider protocol over real clusters. One server stands for any number of provider instances; the call's
 * metadata says which is meant.
 */
export function kubernetesHandlers(env: NodeJS.ProcessEnv): ProviderHandlers {
  const clusters = new Map<string, Cluster>();
  const cancelled = new AbortController();
  const clusterOf = (context: CallContext): Cluster => {
    const { instance } = parseInstance(context.instance);
    let found = clusters.get(instance);
    if (found === undefined) clusters.set(instance, (found = new Cluster({}, env)));
    return found;
  };
  const operation = (request: Addressed, context: CallContext, timeoutSeconds = 0): Operation => ({
    ...address(request),
    cluster: clusterOf(context),
    signal: AbortSignal.any([context.signal, cancelled.signal]),
    timeoutSeconds,
  });

  return {
    handshake: () => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return Promise.resolve(response);
    },
    getPluginInfo: () => Promise.resolve(new pluginPb.PluginInfo().setVersion(VERSION)),
    getSchema: () => {
      const schema = { name: 'kubernetes', version: VERSION, resources: {}, functions: {} };
      return Promise.resolve(new pb.GetSchemaResponse().setSchema(JSON.stringify(schema)));
    },
    checkConfig: async (request) => {
      const inputs = fromStruct(request.getNews());
      return Promise.resolve(checkResponse({ inputs, failures: settingsFailures(inputs, env) }));
    },
    diffConfig: () => Promise.resolve(diffResponse({ changes: 'none', diffs: [], replaces: [] })),
    configure: (request, context) => {
      // One that is in use already ends with its last request.
      const settings = readSettings(fromStruct(request.getArgs()));
      clusters.set(parseInstance(context.instance).instance, new Cluster(settings, env));
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return Promise.resolve(response);
    },
    check: async (request, context) =>
      checkResponse(
        await checkObject({
          ...operation(request, context),
          news: fromStruct(request.getNews()),
          olds: fromStruct(request.getOlds()),
          suffix: suffixOf(request),
          proposedName: proposedName(request),
        }),
      ),
    diff: async (request, context) =>
      diffResponse(
        await diffObject({
          ...operation(request, context),
          id: request.getId(),
          news: fromStruct(request.getNews()),
          live: fromStruct(request.getOlds()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    create: async (request, context) => {
      const question = {
        ...operation(request, context, request.getTimeout()),
        inputs: fromStruct(request.getProperties()),
      };
      const { id, outputs } = request.getPreview()
        ? previewCreate(question)
        : await createObject(question);
      return new pb.CreateResponse().setId(id).setProperties(toStruct(outputs));
    },
    read: async (request, context) => {
      const live = await readObject({
        ...operation(request, context, request.getTimeout()),
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        look: parseInstance(context.instance).look,
      });
      const response = new pb.ReadResponse();
      // An empty id says that there is nothing of that id.
      if (live === undefined) return response;
      return response
        .setId(live.id)
        .setInputs(toStruct(live.inputs))
        .setProperties(toStruct(live.outputs));
    },
    update: async (request, context) => {
      const news = fromStruct(request.getNews());
      const question = {
        ...operation(request, context, request.getTimeout()),
        id: request.getId(),
        news,
      };
      const outputs = request.getPreview()
        ? previewUpdate(news, fromStruct(request.getOlds()))
        : await updateObject(question);
      return new pb.UpdateResponse().setProperties(toStruct(outputs));
    },
    delete: async (request, context) => {
      await removeObject({ ...operation(request, context), id: request.getId() });
      return new emptyPb.Empty();
    },
    construct: (request, context) =>
      constructComponent(
        request,
        clusterOf(context),
        AbortSignal.any([context.signal, cancelled.signal]),
      ),
    invoke: async (request, context) => {
      const signal = AbortSignal.any([context.signal, cancelled.signal]);
      const args = fromStruct(request.getArgs());
      const result = await invoke(clusterOf(context), request.getTok(), args, signal);
      return new pb.InvokeResponse().setReturn(toStruct(result));
    },
    cancel: () => {
      cancelled.abort();
      return Promise.resolve(new emptyPb.Empty());
    },
  };
}

interface Addressed {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** Older engines send the URN alone. */
function address(request: Addressed): { urn: string; type: string; name: string } {
  const urn = request.getUrn();
  const type = request.getType();
  const name = request.getName();
  if (type !== '' && name !== '') return { urn, type, name };
  const parts = parseUrn(urn);
  return { urn, type: parts.type, name: parts.name };
}

/** Eight digits that are the same whenever the resource is. */
function suffixOf(request: CheckRequest): string {
  const seed = Buffer.from(request.getRandomseed_asU8());
  const bytes =
    seed.length >= SUFFIX_BYTES ? seed.subarray(0, SUFFIX_BYTES) : randomBytes(SUFFIX_BYTES);
  return bytes.toString('hex');
}

function proposedName(request: CheckRequest): string | null | undefined {
  const autonaming = request.getAutonaming();
  if (autonaming === undefined) return undefined;
  if (autonaming.getMode() === pb.CheckRequest.AutonamingOptions.Mode.DISABLE) return null;
  return autonaming.getProposedName() === '' ? undefined : autonaming.getProposedName();
}
