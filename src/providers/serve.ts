import grpc from '@grpc/grpc-js';
import type { handleUnaryCall, ServerUnaryCall, sendUnaryData, ServiceError } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import type { IResourceProviderServer } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import statusPb from '@pulumi/pulumi/proto/status_pb.js';
import { messageOf } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';
import { STATUS_DETAILS } from './failures.js';
import { withQuickStructs } from './quickMessages.js';
import { toStruct } from './struct.js';

/** The metadata key by which one process tells the provider instances apart that it serves. */
export const INSTANCE_METADATA = 'blackstart-provider';

/** What a handler may know of its call besides the request. */
export interface CallContext {
  /** Value of {@link INSTANCE_METADATA}; empty when the caller sent none. */
  readonly instance: string;
  /** Aborted when the caller cancels, hangs up or its deadline passes. */
  readonly signal: AbortSignal;
}

type KnownKeys<T> = keyof {
  [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K];
};

type UnaryName = Exclude<KnownKeys<IResourceProviderServer>, 'list' | symbol | number>;

type RequestOf<M extends UnaryName> =
  IResourceProviderServer[M] extends handleUnaryCall<infer Request, infer _> ? Request : never;
type ResponseOf<M extends UnaryName> =
  IResourceProviderServer[M] extends handleUnaryCall<infer _, infer Response> ? Response : never;

/** One promise-returning function for each method that an implementation offers. */
export type ProviderHandlers = {
  readonly [M in UnaryName]?: (
    request: RequestOf<M>,
    context: CallContext,
  ) => Promise<ResponseOf<M>>;
};

export interface ServedProvider {
  readonly port: number;
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Lets calls in flight end for `graceMs`, then drops them. */
  close(graceMs?: number): Promise<void>;
}

/** Checkpoints and schemas of large packages exceed gRPC's default of 4 MB. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

const SERVER_OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
} as const;

/**
 * Serves an implementation of Pulumi's ResourceProvider on loopback. Methods that it lacks answer UNIMPLEMENTED, and
 * whatever a handler throws becomes a gRPC error: a ProviderError with its own status, anything else UNKNOWN.
 */
export async function serveProvider(
  handlers: ProviderHandlers,
  options: { readonly port?: number } = {},
): Promise<ServedProvider> {
  const server = new grpc.Server(SERVER_OPTIONS);
  const implementation: Record<string, handleUnaryCall<unknown, unknown>> = {};
  for (const [name, handler] of Object.entries(handlers)) {
    // The one untyped seam: gRPC looks methods up by name, the types of each pair are fixed by ProviderHandlers.
    implementation[name] = asUnary(handler as Handler);
  }
  server.addService(withQuickStructs(providerGrpc.ResourceProviderService), implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      `127.0.0.1:${options.port ?? 0}`,
      grpc.ServerCredentials.createInsecure(),
      (error, bound) => (error === null ? resolve(bound) : reject(error)),
    );
  });
  return { port, address: `127.0.0.1:${port}`, close: (graceMs = 1_000) => stop(server, graceMs) };
}

/** A handler whose types its method's name would fix. */
export type Handler = (request: unknown, context: CallContext) => Promise<unknown>;

function asUnary(handler: Handler): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    void answer(handler, call, callback);
  };
}

async function answer(
  handler: Handler,
  call: ServerUnaryCall<unknown, unknown>,
  callback: sendUnaryData<unknown>,
): Promise<void> {
  const abort = new AbortController();
  call.on('cancelled', () => abort.abort());
  try {
    const response = await handler(call.request, {
      instance: String(call.metadata.get(INSTANCE_METADATA)[0] ?? ''),
      signal: abort.signal,
    });
    callback(null, response);
  } catch (error) {
    callback(toServiceError(error));
  }
}

/** The gRPC form of a failure, with Pulumi's ErrorResourceInitFailed where something exists all the same. */
export function toServiceError(thrown: unknown): Partial<ServiceError> {
  const message = messageOf(thrown);
  if (!(thrown instanceof ProviderError)) {
    return { code: grpc.status.UNKNOWN, details: message, message };
  }
  const code = statusCode(thrown.status);
  if (thrown.partial === undefined) return { code, details: message, message };
  const metadata = new grpc.Metadata();
  metadata.set(STATUS_DETAILS, initFailedDetails(code, message, thrown.partial));
  return { code, details: message, message, metadata };
}

function initFailedDetails(
  code: number,
  message: string,
  partial: NonNullable<ProviderError['partial']>,
): Buffer {
  const failed = new providerPb.ErrorResourceInitFailed();
  failed.setId(partial.id);
  failed.setProperties(toStruct(partial.outputs));
  failed.setReasonsList([...partial.reasons]);
  if (partial.inputs !== undefined) failed.setInputs(toStruct(partial.inputs));
  const detail = new anyPb.Any();
  detail.pack(failed.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
  const status = new statusPb.Status();
  status.setCode(code);
  status.setMessage(message);
  status.addDetails(detail);
  return Buffer.from(status.serializeBinary());
}

function statusCode(name: string): number {
  const codes: Readonly<Record<string, string | number>> = grpc.status;
  const code = codes[name];
  return typeof code === 'number' ? code : grpc.status.UNKNOWN;
}

function stop(server: InstanceType<typeof grpc.Server>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
