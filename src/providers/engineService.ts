import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import engineGrpc from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import type { IEngineServer } from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import type { LogSeverity as LogSeverityPb } from '@pulumi/pulumi/proto/engine_pb.js';
import enginePb from '@pulumi/pulumi/proto/engine_pb.js';
import { satisfiesRange } from './versions.js';

export type LogSeverity = 'debug' | 'info' | 'warning' | 'error';

/** What a plugin or a program logs. It may hold secrets: clean it before it is shown. */
export interface EngineLog {
  readonly severity: LogSeverity;
  readonly message: string;
  /** The resource it is about. */
  readonly urn: string | undefined;
  readonly streamId: number;
  /** A passing status rather than a line to keep. */
  readonly ephemeral: boolean;
}

export interface EngineServiceOptions {
  readonly onLog: (entry: EngineLog) => void;
}

/** The protocol service that {@link createEngineService} implements, for `server.addService`. */
export const ENGINE_SERVICE = engineGrpc.EngineService;

/**
 * Pulumi's version whose protocol we speak: that of the installed SDK, as there is no Pulumi CLI behind it.
 */
export const PULUMI_VERSION = installedVersion();

/**
 * What Pulumi's engine offers to plugins and programs beside the resource monitor. It remembers one root resource, so
 * every program needs a service of its own.
 */
export function createEngineService(options: EngineServiceOptions): IEngineServer {
  let root = '';
  const empty = (): InstanceType<typeof emptyPb.Empty> => new emptyPb.Empty();
  const log: IEngineServer['log'] = (call, callback) => {
    const { request } = call;
    options.onLog({
      severity: severityOf(request.getSeverity()),
      message: request.getMessage(),
      urn: request.getUrn() === '' ? undefined : request.getUrn(),
      streamId: request.getStreamid(),
      ephemeral: request.getEphemeral(),
    });
    callback(null, empty());
  };
  const getRootResource: IEngineServer['getRootResource'] = (_call, callback) => {
    callback(null, new enginePb.GetRootResourceResponse().setUrn(root));
  };
  const setRootResource: IEngineServer['setRootResource'] = (call, callback) => {
    root = call.request.getUrn();
    callback(null, new enginePb.SetRootResourceResponse());
  };
  const startDebugging: IEngineServer['startDebugging'] = (call, callback) => {
    options.onLog({
      severity: 'info',
      message: `Waiting for a debugger: ${call.request.getMessage()}`,
      urn: undefined,
      streamId: 0,
      ephemeral: false,
    });
    callback(null, empty());
  };
  return { log, getRootResource, setRootResource, startDebugging, requirePulumiVersion };
}

const requirePulumiVersion: handleUnaryCall<
  InstanceType<typeof enginePb.RequirePulumiVersionRequest>,
  InstanceType<typeof enginePb.RequirePulumiVersionResponse>
> = (call, callback) => {
  const range = call.request.getPulumiVersionRange();
  const satisfied = satisfiesRange(PULUMI_VERSION, range);
  if (satisfied === true) return callback(null, new enginePb.RequirePulumiVersionResponse());
  const details =
    satisfied === undefined
      ? `'${range}' is not a range of versions.`
      : `Pulumi ${range} is required; blackstart speaks the protocol of ${PULUMI_VERSION}.`;
  const code =
    satisfied === undefined ? grpc.status.INVALID_ARGUMENT : grpc.status.FAILED_PRECONDITION;
  callback({ code, details });
};

function severityOf(severity: LogSeverityPb): LogSeverity {
  switch (severity) {
    case enginePb.LogSeverity.DEBUG:
      return 'debug';
    case enginePb.LogSeverity.WARNING:
      return 'warning';
    case enginePb.LogSeverity.ERROR:
      return 'error';
    default:
      return 'info';
  }
}

function installedVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('@pulumi/pulumi/package.json');
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? manifest.version
      : undefined;
  return typeof version === 'string' ? version : '3.0.0';
}
