import grpc from '@grpc/grpc-js';
import callbackService from '@pulumi/pulumi/proto/callback_grpc_pb.js';
import callbackProto from '@pulumi/pulumi/proto/callback_pb.js';
import type { CallbackInvokeResponse } from '@pulumi/pulumi/proto/callback_pb.js';
import proto from '@pulumi/pulumi/proto/resource_pb.js';
import aliasProto from '@pulumi/pulumi/proto/alias_pb.js';
import { BlackstartError } from '../../model/errors.js';
import type { PropertyMap } from '../../model/values.js';
import type { Urn } from '../../model/urn.js';
import { parseDuration, type CallbackReference, type Registration } from './registration.js';
import { fromStruct, toStruct } from '../../providers/struct.js';
import { CHANNEL_OPTIONS } from './monitorServer.js';

/** Calls back into programs: transforms and hooks run in the program's own process. */
export class Callbacks {
  private readonly clients = new Map<
    string,
    InstanceType<typeof callbackService.CallbacksClient>
  >();

  /** Lets a transform rewrite a registration. Options that no transform may change stay as they are. */
  async transform(callback: CallbackReference, registration: Registration): Promise<Registration> {
    const request = new proto.TransformRequest();
    request.setType(registration.type);
    request.setName(registration.name);
    request.setCustom(registration.custom);
    request.setParent(registration.parent ?? '');
    request.setProperties(toStruct(registration.inputs));
    request.setOptions(transformOptions(registration));
    const bytes = await this.invoke(callback, request.serializeBinary());
    const response = proto.TransformResponse.deserializeBinary(bytes);
    const properties = response.getProperties();
    const options = response.getOptions();
    return {
      ...registration,
      inputs: properties === undefined ? registration.inputs : fromStruct(properties),
      ...(options === undefined ? {} : changedOptions(options, registration)),
    };
  }

  /** Runs a resource hook; throws what the hook reports. */
  async hook(
    callback: CallbackReference,
    details: {
      readonly urn: string;
      readonly id: string;
      readonly name: string;
      readonly type: string;
      readonly newInputs?: PropertyMap;
      readonly oldInputs?: PropertyMap;
      readonly newOutputs?: PropertyMap;
      readonly oldOutputs?: PropertyMap;
    },
  ): Promise<void> {
    const request = new proto.ResourceHookRequest();
    request.setUrn(details.urn);
    request.setId(details.id);
    request.setName(details.name);
    request.setType(details.type);
    if (details.newInputs !== undefined) request.setNewInputs(toStruct(details.newInputs));
    if (details.oldInputs !== undefined) request.setOldInputs(toStruct(details.oldInputs));
    if (details.newOutputs !== undefined) request.setNewOutputs(toStruct(details.newOutputs));
    if (details.oldOutputs !== undefined) request.setOldOutputs(toStruct(details.oldOutputs));
    const bytes = await this.invoke(callback, request.serializeBinary());
    const error = proto.ResourceHookResponse.deserializeBinary(bytes).getError();
    if (error !== '') {
      throw new BlackstartError({
        code: 'program-failed',
        message: `a hook of the program failed: ${error}`,
        operation: 'run a resource hook',
        urn: details.urn,
      });
    }
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private invoke(callback: CallbackReference, bytes: Uint8Array): Promise<Uint8Array> {
    let client = this.clients.get(callback.target);
    if (client === undefined) {
      client = new callbackService.CallbacksClient(
        callback.target,
        grpc.credentials.createInsecure(),
        CHANNEL_OPTIONS,
      );
      this.clients.set(callback.target, client);
    }
    const request = new callbackProto.CallbackInvokeRequest();
    request.setToken(callback.token);
    request.setRequest(bytes);
    return new Promise((resolve, reject) => {
      client.invoke(
        request,
        (error: grpc.ServiceError | null, response: CallbackInvokeResponse) => {
          if (error === null) resolve(response.getResponse_asU8());
          else reject(new BlackstartError({ code: 'program-failed', message: error.details }));
        },
      );
    });
  }
}

type TransformOptions = InstanceType<typeof proto.TransformResourceOptions>;

function transformOptions(registration: Registration): TransformOptions {
  const options = new proto.TransformResourceOptions();
  options.setDependsOnList([...registration.dependencies]);
  if (registration.protect !== undefined) options.setProtect(registration.protect);
  options.setIgnoreChangesList([...registration.ignoreChanges]);
  options.setReplaceOnChangesList([...registration.replaceOnChanges]);
  options.setVersion(registration.version);
  options.setProvider(registration.provider);
  options.setAliasesList(registration.aliases.map(aliasMessage));
  options.setAdditionalSecretOutputsList([...registration.additionalSecretOutputs]);
  options.setImport(registration.importId);
  options.setHideDiffList([...registration.hideDifferences]);
  options.setDeletedWith(registration.deletedWith);
  for (const [key, value] of Object.entries(registration.providers)) {
    options.getProvidersMap().set(key, value);
  }
  const { create, update, read } = registration.customTimeouts;
  const timeouts = new proto.RegisterResourceRequest.CustomTimeouts();
  if (create !== undefined) timeouts.setCreate(`${create}s`);
  if (update !== undefined) timeouts.setUpdate(`${update}s`);
  if (read !== undefined) timeouts.setRead(`${read}s`);
  options.setCustomTimeouts(timeouts);
  return options;
}

function aliasMessage(
  alias: Registration['aliases'][number],
): InstanceType<typeof aliasProto.Alias> {
  const message = new aliasProto.Alias();
  if ('urn' in alias) {
    message.setUrn(alias.urn);
    return message;
  }
  const spec = new aliasProto.Alias.Spec();
  spec.setName(alias.name);
  spec.setType(alias.type);
  spec.setStack(alias.stack);
  spec.setProject(alias.project);
  if (alias.noParent) spec.setNoparent(true);
  else spec.setParenturn(alias.parentUrn);
  message.setSpec(spec);
  return message;
}

function changedOptions(options: TransformOptions, before: Registration): Partial<Registration> {
  const timeouts = options.getCustomTimeouts();
  const create = parseDuration(timeouts?.getCreate() ?? '');
  const update = parseDuration(timeouts?.getUpdate() ?? '');
  const read = parseDuration(timeouts?.getRead() ?? '');
  return {
    dependencies: [...new Set([...before.dependencies, ...(options.getDependsOnList() as Urn[])])],
    protect: options.hasProtect() ? options.getProtect() : undefined,
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    version: options.getVersion(),
    provider: options.getProvider(),
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    importId: options.getImport(),
    hideDifferences: options.getHideDiffList(),
    customTimeouts: {
      ...(create === undefined ? {} : { create }),
      ...(update === undefined ? {} : { update }),
      ...(read === undefined ? {} : { read }),
    },
  };
}
