import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import grpc from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import type {
  CheckResponse,
  CheckFailure as CheckFailurePb,
} from '@pulumi/pulumi/proto/provider_pb.js';
import { BlackstartError } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';
import type {
  CallRequest,
  CallResult,
  CheckFailure,
  CheckRequest,
  CheckResult,
  ConstructRequest,
  ConstructResult,
  CreateRequest,
  CreateResult,
  DeleteRequest,
  DeletingProvider,
  DiffRequest,
  InvokeResult,
  LiveState,
  Provider,
  ProviderDiff,
  ReadRequest,
  ResourceAddress,
  UpdateRequest,
} from '../model/provider.js';
import { containsSecret, containsUnknown } from '../model/values.js';
import type { PropertyMap } from '../model/values.js';
import type { CallChannel, Method, RequestOf, ResponseOf } from './channel.js';
import { toProviderDiff } from './diffs.js';
import { isUnimplemented } from './failures.js';
import type { ProviderFeatures } from './handshake.js';
import { fromDependencies, toCallRequest, toConstructRequest } from './remoteComponents.js';
import { fromStruct, toStruct } from './struct.js';
import { restoreSecrets, secretValues, toWire, withoutUnknowns } from './wire.js';

export interface ProviderClientOptions {
  readonly packageName: string;
  readonly origin: string;
  readonly version: string;
  /** From the Handshake; without it the answer to Configure counts. */
  readonly features?: ProviderFeatures;
  /** Sent with every call, e.g. to tell apart the instances that one process serves. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The end of every call; a call's own timeout extends it. None by default. */
  readonly deadlineSeconds?: number;
}

/** What a provider instance is configured with. */
export interface ConfigureRequest extends ResourceAddress {
  readonly inputs: PropertyMap;
  readonly id?: string;
}

const NO_FEATURES: ProviderFeatures = {
  acceptSecrets: false,
  acceptResources: false,
  acceptOutputs: false,
  supportsPreview: false,
};

/** A provider cleans up after its own timeout; the call's deadline leaves it time for that. */
const CLEANUP_SECONDS = 60;

/**
 * A server of Pulumi's ResourceProvider protocol as a Provider. Failures of calls are ProviderErrors.
 */
export class ProviderClient implements Provider, DeletingProvider {
  readonly packageName: string;
  readonly origin: string;
  readonly version: string;
  readonly #channel: CallChannel;
  readonly #metadata: Metadata;
  readonly #deadlineSeconds: number | undefined;
  readonly #handshaken: boolean;
  #features: ProviderFeatures;

  constructor(channel: CallChannel, options: ProviderClientOptions) {
    this.packageName = options.packageName;
    this.origin = options.origin;
    this.version = options.version;
    this.#channel = channel;
    this.#metadata = new grpc.Metadata();
    for (const [key, value] of Object.entries(options.metadata ?? {})) {
      this.#metadata.set(key, value);
    }
    this.#deadlineSeconds = options.deadlineSeconds;
    this.#handshaken = options.features !== undefined;
    this.#features = options.features ?? NO_FEATURES;
  }

  get features(): ProviderFeatures {
    return this.#features;
  }

  /** Validates a provider's configuration; one that does not implement it takes every configuration. */
  async checkConfig(request: ConfigureRequest): Promise<CheckResult> {
    // Nothing is agreed on yet at this point, so it gets plain values.
    const plain = toWire(request.inputs, { secrets: false, resources: false, outputs: false });
    const message = new providerPb.CheckRequest()
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setOlds(toStruct({}))
      .setNews(toStruct(plain));
    try {
      const response = await this.#call('checkConfig', message);
      const checked = toCheckResult(response);
      return { ...checked, inputs: restoreSecrets(checked.inputs, request.inputs) };
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
      return { inputs: request.inputs, failures: [] };
    }
  }

  /** Configures with checked inputs; must precede every other call on a resource. */
  async configure(request: ConfigureRequest): Promise<void> {
    const message = new providerPb.ConfigureRequest()
      .setArgs(toStruct(toWire(request.inputs, { secrets: true, resources: true, outputs: false })))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type);
    if (request.id !== undefined) message.setId(request.id);
    const variables = message.getVariablesMap();
    for (const [key, value] of Object.entries(configVariables(request))) variables.set(key, value);
    const response = await this.#call('configure', message);
    if (this.#handshaken) return;
    this.#features = {
      acceptSecrets: response.getAcceptsecrets(),
      acceptResources: response.getAcceptresources(),
      acceptOutputs: response.getAcceptoutputs(),
      supportsPreview: response.getSupportspreview(),
    };
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    const message = new providerPb.CheckRequest()
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setOlds(this.#struct(request.olds))
      .setNews(this.#struct(request.news))
      .setRandomseed(request.randomSeed);
    const response = await this.#call('check', message);
    const checked = toCheckResult(response);
    return { ...checked, inputs: this.#restored(checked.inputs, request.news) };
  }

  async diff(request: DiffRequest): Promise<ProviderDiff> {
    const message = new providerPb.DiffRequest()
      .setId(request.id)
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setOldInputs(this.#struct(request.oldInputs))
      .setOlds(this.#struct(request.oldOutputs))
      .setNews(this.#struct(request.news))
      .setIgnorechangesList([...request.ignoreChanges]);
    const response = await this.#call('diff', message);
    return toProviderDiff(response);
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    if (!request.preview) refuseUnknowns(request.inputs, 'create', request.urn);
    else if (!this.#features.supportsPreview) return { id: '', outputs: request.inputs };
    const message = new providerPb.CreateRequest()
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setProperties(this.#struct(request.inputs))
      .setTimeout(request.timeoutSeconds)
      .setPreview(request.preview);
    const response = await this.#partially(request.inputs, request.inputs, () =>
      this.#call('create', message, { timeoutSeconds: request.timeoutSeconds }),
    );
    if (response.getId() === '' && !request.preview) {
      throw new ProviderError('The provider answered the create without an id.', 'INTERNAL');
    }
    return {
      id: response.getId(),
      outputs: this.#restored(fromStruct(response.getProperties()), request.inputs),
    };
  }

  async read(request: ReadRequest): Promise<LiveState | undefined> {
    const inputs = withoutUnknowns(request.inputs);
    const outputs = withoutUnknowns(request.outputs);
    const message = new providerPb.ReadRequest()
      .setId(request.id)
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setProperties(this.#struct(outputs))
      .setTimeout(request.timeoutSeconds);
    // Left out as Pulumi does on an import: then providers derive the inputs from what they find.
    if (Object.keys(inputs).length > 0) message.setInputs(this.#struct(inputs));
    const response = await this.#partially(inputs, outputs, () =>
      this.#call('read', message, { timeoutSeconds: request.timeoutSeconds }),
    );
    if (response.getId() === '') return undefined;
    return {
      id: response.getId(),
      inputs: this.#restored(fromStruct(response.getInputs()), inputs),
      outputs: this.#restored(fromStruct(response.getProperties()), inputs, outputs),
    };
  }

  async update(request: UpdateRequest): Promise<{ readonly outputs: PropertyMap }> {
    if (!request.preview) refuseUnknowns(request.news, 'update', request.urn);
    else if (!this.#features.supportsPreview) return { outputs: request.news };
    const message = new providerPb.UpdateRequest()
      .setId(request.id)
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setOldInputs(this.#struct(request.oldInputs))
      .setOlds(this.#struct(request.oldOutputs))
      .setNews(this.#struct(request.news))
      .setIgnorechangesList([...request.ignoreChanges])
      .setTimeout(request.timeoutSeconds)
      .setPreview(request.preview);
    const response = await this.#partially(request.news, request.news, () =>
      this.#call('update', message, { timeoutSeconds: request.timeoutSeconds }),
    );
    return { outputs: this.#restored(fromStruct(response.getProperties()), request.news) };
  }

  /** Deletes what has this id; succeeds when nothing has it any more. */
  async delete(request: DeleteRequest): Promise<void> {
    const message = new providerPb.DeleteRequest()
      .setId(request.id)
      .setUrn(request.urn)
      .setName(request.name)
      .setType(request.type)
      .setOldInputs(this.#struct(request.inputs))
      .setProperties(this.#struct(request.outputs));
    await this.#call('delete', message);
  }

  async invoke(token: string, args: PropertyMap, preview: boolean): Promise<InvokeResult> {
    refuseUnknowns(args, `invoke ${token}`);
    const message = new providerPb.InvokeRequest()
      .setTok(token)
      .setArgs(this.#struct(args))
      .setPreview(preview);
    const response = await this.#call('invoke', message, { operation: `invoke ${token}` });
    const result = fromStruct(response.getReturn());
    const hide = !this.#features.acceptSecrets && containsSecret(args);
    return {
      result: hide ? secretValues(result) : result,
      failures: toFailures(response.getFailuresList()),
    };
  }

  async call(request: CallRequest): Promise<CallResult> {
    const { acceptOutputs } = this.#features;
    const message = toCallRequest(
      request,
      toWire(request.args, { secrets: true, resources: true, outputs: acceptOutputs }),
    );
    const response = await this.#call('call', message, { operation: `call ${request.token}` });
    return {
      result: fromStruct(response.getReturn()),
      dependencies: fromDependencies(response.getReturndependenciesMap()),
      failures: toFailures(response.getFailuresList()),
    };
  }

  async construct(request: ConstructRequest): Promise<ConstructResult> {
    const { acceptSecrets, acceptResources, acceptOutputs } = this.#features;
    if (!acceptSecrets) {
      throw new ProviderError(
        `The provider ${this.packageName} cannot construct ${request.type}: it does not take secrets.`,
        'FAILED_PRECONDITION',
      );
    }
    const inputs = toWire(request.inputs, {
      secrets: true,
      resources: acceptResources,
      outputs: acceptOutputs,
    });
    const message = toConstructRequest(request, inputs);
    const response = await this.#call('construct', message);
    return {
      urn: response.getUrn(),
      state: fromStruct(response.getState()),
      stateDependencies: fromDependencies(response.getStatedependenciesMap()),
    };
  }

  /** Asks the provider to abort what it is doing; returns without waiting for that. */
  async cancel(): Promise<void> {
    await this.#call('cancel', new emptyPb.Empty());
  }

  #struct(map: PropertyMap) {
    const { acceptSecrets, acceptResources } = this.#features;
    // Outputs are for Construct and Call only, also with providers that accept them there.
    return toStruct(
      toWire(map, { secrets: acceptSecrets, resources: acceptResources, outputs: false }),
    );
  }

  #restored(answer: PropertyMap, ...asked: readonly PropertyMap[]): PropertyMap {
    return this.#features.acceptSecrets ? answer : asked.reduce(restoreSecrets, answer);
  }

  /** Runs the call; what a failure says to exist all the same gets its secrets marked as well. */
  async #partially<Response>(
    inputs: PropertyMap,
    outputs: PropertyMap,
    run: () => Promise<Response>,
  ): Promise<Response> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ProviderError) || error.partial === undefined) throw error;
      const { partial } = error;
      throw new ProviderError(
        error.message,
        error.status,
        {
          ...partial,
          outputs: this.#restored(partial.outputs, inputs, outputs),
          ...(partial.inputs === undefined
            ? {}
            : { inputs: this.#restored(partial.inputs, inputs) }),
        },
        { cause: error.cause },
      );
    }
  }

  #call<M extends Method>(
    method: M,
    request: RequestOf<M>,
    how: { readonly operation?: string; readonly timeoutSeconds?: number } = {},
  ): Promise<ResponseOf<M>> {
    const deadline = this.#deadlineSeconds;
    const timeout = how.timeoutSeconds ?? 0;
    return this.#channel.unary(method, request, {
      metadata: this.#metadata,
      operation: how.operation ?? method,
      deadlineSeconds:
        deadline === undefined || timeout === 0
          ? deadline
          : Math.max(deadline, timeout + CLEANUP_SECONDS),
    });
  }
}

/** The deprecated form of a configuration: strings only, everything else as JSON. */
function configVariables(request: ConfigureRequest): Record<string, string> {
  const packageName = request.type.replace(/^pulumi:providers:/, '');
  const plain = toWire(request.inputs, { secrets: false, resources: false, outputs: false });
  return Object.fromEntries(
    Object.entries(plain)
      .filter(([key]) => key !== 'version')
      .map(([key, value]) => [
        `${packageName}:config:${key}`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
  );
}

function toCheckResult(response: CheckResponse): CheckResult {
  return {
    inputs: fromStruct(response.getInputs()),
    failures: toFailures(response.getFailuresList()),
  };
}

function toFailures(failures: readonly CheckFailurePb[]): CheckFailure[] {
  return failures.map((failure) => ({
    property: failure.getProperty(),
    reason: failure.getReason(),
  }));
}

/** The mark of an unknown would be written into the real world as if it were a value. */
function refuseUnknowns(inputs: PropertyMap, operation: string, urn?: string): void {
  if (!containsUnknown(inputs)) return;
  throw new BlackstartError({
    code: 'internal',
    message: `Unknown values reached the provider's ${operation}.`,
    operation,
    ...(urn === undefined ? {} : { urn }),
    remedy: 'This is a defect of blackstart: report it with the program that led here.',
  });
}
