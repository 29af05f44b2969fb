import grpc from '@grpc/grpc-js';
import emptyProto from 'google-protobuf/google/protobuf/empty_pb.js';
import monitorService from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import engineServiceDefinition from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineProto from '@pulumi/pulumi/proto/engine_pb.js';
import proto from '@pulumi/pulumi/proto/resource_pb.js';
import providerProto from '@pulumi/pulumi/proto/provider_pb.js';
import type * as providerTypes from '@pulumi/pulumi/proto/provider_pb.js';
import type * as resource from '@pulumi/pulumi/proto/resource_pb.js';
import type * as engineTypes from '@pulumi/pulumi/proto/engine_pb.js';
import type { Callback } from '@pulumi/pulumi/proto/callback_pb.js';
import { messageOf } from '../../model/errors.js';
import type { CheckFailure, DependencyMap } from '../../model/provider.js';
import type { DeclaredProgram } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';
import type { PropertyMap } from '../../model/values.js';
import { withQuickStructs } from '../../providers/quickMessages.js';
import { fromStruct, toStruct } from '../../providers/struct.js';
import {
  parseCall,
  parseCallback,
  parseInvoke,
  parseRead,
  parseRegistration,
  refuseParameterized,
  type CallbackReference,
  type InvokeCall,
  type MethodCall,
  type ReadRegistration,
  type Registration,
} from './registration.js';

export interface Registered {
  readonly urn: Urn;
  readonly id: string;
  readonly outputs: PropertyMap;
  /** Held back or failed: the program sees only unknown values and goes on with the rest. */
  readonly unknown: boolean;
  readonly dependencies?: DependencyMap;
}

export interface InvokeAnswer {
  readonly result: PropertyMap;
  readonly failures: readonly CheckFailure[];
  readonly unknown: boolean;
  readonly dependencies?: DependencyMap;
}

/** What answers the calls of one program. */
export interface ProgramSession {
  readonly program: DeclaredProgram;
  readonly dryRun: boolean;
  readonly parallel: number;
  register(registration: Registration): Promise<Registered>;
  read(registration: ReadRegistration): Promise<Registered>;
  exists(registration: ReadRegistration): Promise<{ exists: boolean; unknown: boolean }>;
  invoke(call: InvokeCall): Promise<InvokeAnswer>;
  call(call: MethodCall): Promise<InvokeAnswer>;
  registerOutputs(urn: Urn, outputs: PropertyMap): Promise<void>;
  addStackTransform(callback: CallbackReference): void;
  addHook(
    name: string,
    callback: CallbackReference,
    onDryRun: boolean,
    ignoreErrors: boolean,
  ): void;
  log(severity: 'debug' | 'info' | 'warning' | 'error', text: string, urn: string): void;
}

/** Messages up to the size that the SDK itself allows. */
export const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': 400 * 1024 * 1024,
  'grpc.max_send_message_length': 400 * 1024 * 1024,
};

const FEATURES = proto.ResourceMonitorFeature;

/** What programs are offered, by the names of older SDKs and by the numbers of newer ones. */
const SUPPORTED_FEATURES: ReadonlyMap<string, resource.ResourceMonitorFeature> = new Map([
  ['secrets', FEATURES.RESOURCE_MONITOR_FEATURE_SECRETS],
  ['resourceReferences', FEATURES.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES],
  ['outputValues', FEATURES.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES],
  ['deletedWith', FEATURES.RESOURCE_MONITOR_FEATURE_DELETED_WITH],
  ['replaceWith', FEATURES.RESOURCE_MONITOR_FEATURE_REPLACE_WITH],
  ['transforms', FEATURES.RESOURCE_MONITOR_FEATURE_TRANSFORMS],
  ['resourceHooks', FEATURES.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS],
  ['invokeDependsOn', FEATURES.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON],
]);

/** A running monitor for one program: its address, and how to stop it. */
export interface MonitorServer {
  readonly address: string;
  close(): void;
}

/**
 * Serves `pulumirpc.ResourceMonitor` and `pulumirpc.Engine` to one program on loopback.
 * `onFatal` hears of what must stop the whole run (a duplicate URN, an unsupported option).
 */
export async function serveMonitor(
  session: ProgramSession,
  onFatal: (error: unknown) => void,
): Promise<MonitorServer> {
  const server = new grpc.Server(CHANNEL_OPTIONS);
  server.addService(
    withQuickStructs(monitorService.ResourceMonitorService),
    monitorHandlers(session, onFatal),
  );
  server.addService(engineServiceDefinition.EngineService, engineHandlers(session));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** One call of the service as a promise; a rejection becomes a gRPC error with the failure's own words. */
function unary<Request, Response>(
  onFatal: (error: unknown) => void,
  handle: (request: Request) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    handle(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => {
        onFatal(error);
        callback({ code: grpc.status.UNKNOWN, details: messageOf(error) });
      },
    );
  };
}

function monitorHandlers(
  session: ProgramSession,
  onFatal: (error: unknown) => void,
): grpc.UntypedServiceImplementation {
  const empty = async (): Promise<emptyProto.Empty> => new emptyProto.Empty();
  const refuse = (name: string) =>
    unary<unknown, emptyProto.Empty>(onFatal, () =>
      Promise.reject(new Error(`${name} is not supported by blackstart; see docs/protocol.md`)),
    );
  return {
    getDeploymentInfo: unary<unknown, resource.DeploymentInfo>(onFatal, async () => {
      const info = new proto.DeploymentInfo();
      info.setProject(session.program.project);
      info.setStack(session.program.stack);
      info.setOrganization('organization');
      for (const [key, value] of Object.entries(session.program.config)) {
        info.getConfigMap().set(key, value);
      }
      info.setConfigsecretkeysList([...session.program.configSecretKeys]);
      info.setDryrun(session.dryRun);
      info.setParallel(session.parallel);
      info.setSupportedfeaturesList([...SUPPORTED_FEATURES.values()]);
      return info;
    }),
    supportsFeature: unary(onFatal, async (request: resource.SupportsFeatureRequest) => {
      const response = new proto.SupportsFeatureResponse();
      response.setHassupport(SUPPORTED_FEATURES.has(request.getId()));
      return response;
    }),
    registerResource: unary(onFatal, async (request: resource.RegisterResourceRequest) =>
      registeredResponse(await session.register(parseRegistration(request))),
    ),
    readResource: unary(onFatal, async (request: resource.ReadResourceRequest) => {
      const registered = await session.read(parseRead(request));
      const response = new proto.ReadResourceResponse();
      response.setUrn(registered.urn);
      response.setProperties(toStruct(registered.outputs));
      response.setUnknown(registered.unknown);
      return response;
    }),
    existsResource: unary(onFatal, async (request: resource.ExistsResourceRequest) => {
      refuseParameterized(request.getPackageref(), `${request.getType()} ${request.getId()}`);
      const answer = await session.exists({
        id: request.getId(),
        type: request.getType(),
        name: 'exists',
        parent: undefined,
        properties: fromStruct(request.getProperties()),
        dependencies: [],
        provider: request.getProvider(),
        version: request.getVersion(),
        additionalSecretOutputs: [],
      });
      const response = new proto.ExistsResourceResponse();
      response.setExists(answer.exists);
      response.setUnknown(answer.unknown);
      return response;
    }),
    invoke: unary(onFatal, async (request: resource.ResourceInvokeRequest) => {
      const answer = await session.invoke(parseInvoke(request));
      const response = new proto.ResourceInvokeResponse();
      response.setReturn(toStruct(answer.result));
      response.setUnknown(answer.unknown);
      response.setFailuresList(answer.failures.map(failureMessage));
      return response;
    }),
    call: unary(onFatal, async (request: resource.ResourceCallRequest) => {
      const answer = await session.call(parseCall(request));
      const response = new providerProto.CallResponse();
      response.setReturn(toStruct(answer.result));
      response.setFailuresList(answer.failures.map(failureMessage));
      for (const [key, urns] of Object.entries(answer.dependencies ?? {})) {
        const dependencies = new providerProto.CallResponse.ReturnDependencies();
        dependencies.setUrnsList([...urns]);
        response.getReturndependenciesMap().set(key, dependencies);
      }
      return response;
    }),
    registerResourceOutputs: unary(
      onFatal,
      async (request: resource.RegisterResourceOutputsRequest) => {
        const outputs = fromStruct(request.getOutputs());
        await session.registerOutputs(request.getUrn() as Urn, outputs);
        return new emptyProto.Empty();
      },
    ),
    registerStackTransform: unary(onFatal, async (callback: Callback) => {
      session.addStackTransform(parseCallback(callback));
      return new emptyProto.Empty();
    }),
    registerStackInvokeTransform: refuse('registerStackInvokeTransform'),
    registerResourceHook: unary(onFatal, async (request: resource.RegisterResourceHookRequest) => {
      const callback = request.getCallback();
      if (callback !== undefined) {
        session.addHook(
          request.getName(),
          parseCallback(callback),
          request.getOnDryRun(),
          request.getIgnoreErrors(),
        );
      }
      return new emptyProto.Empty();
    }),
    registerErrorHook: refuse('registerErrorHook'),
    registerPackage: refuse('registerPackage'),
    signalAndWaitForShutdown: unary(onFatal, empty),
  };
}

function engineHandlers(session: ProgramSession): grpc.UntypedServiceImplementation {
  const severities = ['debug', 'info', 'warning', 'error'] as const;
  let root = '';
  const ignore = (): void => undefined;
  return {
    log: unary(ignore, async (request: engineTypes.LogRequest) => {
      session.log(
        severities[request.getSeverity()] ?? 'info',
        request.getMessage(),
        request.getUrn(),
      );
      return new emptyProto.Empty();
    }),
    getRootResource: unary(ignore, async () => {
      const response = new engineProto.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    }),
    setRootResource: unary(ignore, async (request: engineTypes.SetRootResourceRequest) => {
      root = request.getUrn();
      return new engineProto.SetRootResourceResponse();
    }),
    startDebugging: unary(ignore, async () => new emptyProto.Empty()),
    requirePulumiVersion: unary(ignore, async () => new engineProto.RequirePulumiVersionResponse()),
  };
}

function registeredResponse(registered: Registered): resource.RegisterResourceResponse {
  const response = new proto.RegisterResourceResponse();
  response.setUrn(registered.urn);
  response.setId(registered.id);
  response.setObject(toStruct(registered.outputs));
  response.setUnknown(registered.unknown);
  for (const [key, urns] of Object.entries(registered.dependencies ?? {})) {
    const dependencies = new proto.RegisterResourceResponse.PropertyDependencies();
    dependencies.setUrnsList([...urns]);
    response.getPropertydependenciesMap().set(key, dependencies);
  }
  return response;
}

function failureMessage(failure: CheckFailure): providerTypes.CheckFailure {
  const message = new providerProto.CheckFailure();
  message.setProperty(failure.property);
  message.setReason(failure.reason);
  return message;
}
