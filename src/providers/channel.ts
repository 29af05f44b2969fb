import grpc from '@grpc/grpc-js';
import type { CallOptions, ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js';
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import type { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import { messageOf } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';
import { deathError } from './death.js';
import type { ProcessDeath } from './death.js';
import { toProviderError } from './failures.js';
import { withQuickStructs } from './quickMessages.js';

/** The generated client, over messages that are quicker to read. */
const QuickClient = grpc.makeGenericClientConstructor(
  withQuickStructs(providerGrpc.ResourceProviderService),
  'ResourceProvider',
) as unknown as typeof providerGrpc.ResourceProviderClient;

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
/** The end of a process is noticed a little after the end of its connection, or a little before its last answer. */
export const DEATH_GRACE_MS = 500;
/** Statuses that gRPC gives by itself when a connection breaks. */
const TRANSPORT_CODES: ReadonlySet<number> = new Set([
  grpc.status.UNAVAILABLE,
  grpc.status.INTERNAL,
  grpc.status.CANCELLED,
]);

export interface CallSettings {
  readonly metadata?: Metadata;
  readonly deadlineSeconds?: number | undefined;
  /** What is being done, for messages; the method's name unless given. */
  readonly operation?: string;
}

/** The form in which the generated client offers a method. */
type Unary<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

/** The methods of a ResourceProvider that the engine calls. */
export type Method =
  | 'handshake'
  | 'getPluginInfo'
  | 'checkConfig'
  | 'configure'
  | 'check'
  | 'diff'
  | 'create'
  | 'read'
  | 'update'
  | 'delete'
  | 'invoke'
  | 'call'
  | 'construct'
  | 'cancel';
export type RequestOf<M extends Method> =
  ResourceProviderClient[M] extends Unary<infer Request, infer _> ? Request : never;
export type ResponseOf<M extends Method> =
  ResourceProviderClient[M] extends Unary<infer _, infer Response> ? Response : never;

/** A way to call a ResourceProvider, shared by all of its clients. */
export interface CallChannel {
  /** Makes one call. Fails with ProviderError only; its cause is a BlackstartError `provider-died` after a death. */
  unary<M extends Method>(
    method: M,
    request: RequestOf<M>,
    settings?: CallSettings,
  ): Promise<ResponseOf<M>>;
  /** Ends what is still under way. */
  close(): void;
}

/** A connection to a ResourceProvider server over gRPC. */
export class ProviderChannel implements CallChannel {
  readonly stub: ResourceProviderClient;
  #death: ProcessDeath | undefined;
  readonly #exited: Promise<ProcessDeath> | undefined;
  readonly #pending = new Set<(death: ProcessDeath) => void>();

  constructor(
    readonly address: string,
    exited?: Promise<ProcessDeath>,
  ) {
    this.stub = new QuickClient(address, grpc.credentials.createInsecure(), {
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
      // A proxy of the environment is not for loopback, and no call may be sent twice.
      'grpc.enable_http_proxy': 0,
      'grpc.enable_retries': 0,
      'grpc.use_local_subchannel_pool': 1,
    });
    this.#exited = exited;
    void exited?.then((death) => this.#end(death));
  }

  /** Resolves when the server answers connections; ProviderError DEADLINE_EXCEEDED when it does not in time. */
  ready(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (death: ProcessDeath): void => reject(deathError(death, 'connecting'));
      if (this.#death !== undefined) return fail(this.#death);
      this.#pending.add(fail);
      this.stub.waitForReady(Date.now() + timeoutMs, (error) => {
        this.#pending.delete(fail);
        if (error === undefined) resolve();
        else
          reject(
            new ProviderError(error.message, 'DEADLINE_EXCEEDED', undefined, { cause: error }),
          );
      });
    });
  }

  unary<M extends Method>(
    method: M,
    request: RequestOf<M>,
    settings: CallSettings = {},
  ): Promise<ResponseOf<M>> {
    const operation = settings.operation ?? method;
    // Which overload and which pair of messages belong to a method is fixed by RequestOf and ResponseOf.
    const start = this.stub[method].bind(this.stub) as unknown as Unary<
      RequestOf<M>,
      ResponseOf<M>
    >;
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(deathError(this.#death, operation));
        return;
      }
      const { deadlineSeconds } = settings;
      const options: Partial<CallOptions> =
        deadlineSeconds === undefined ? {} : { deadline: Date.now() + deadlineSeconds * 1_000 };
      let call: ClientUnaryCall | undefined;
      const abandon = (death: ProcessDeath): void => {
        reject(deathError(death, operation));
        call?.cancel();
      };
      this.#pending.add(abandon);
      try {
        const metadata = settings.metadata ?? new grpc.Metadata();
        call = start(request, metadata, options, (error, response) => {
          this.#pending.delete(abandon);
          if (error === null) resolve(response);
          else void this.#failure(error, operation).then(reject);
        });
      } catch (error) {
        // A closed channel throws instead of calling back.
        this.#pending.delete(abandon);
        reject(new ProviderError(messageOf(error), 'CANCELLED', undefined, { cause: error }));
      }
    });
  }

  close(): void {
    this.stub.close();
  }

  async #failure(error: ServiceError, operation: string): Promise<ProviderError> {
    if (this.#exited !== undefined && TRANSPORT_CODES.has(error.code)) {
      const death = await within(this.#exited, DEATH_GRACE_MS);
      if (death !== undefined) return deathError(death, operation, error);
    }
    return toProviderError(error);
  }

  /** Whatever still holds the dead process's socket open must not keep a call waiting. */
  #end(death: ProcessDeath): void {
    this.#death = death;
    setTimeout(() => {
      for (const abandon of this.#pending) abandon(death);
      this.#pending.clear();
    }, DEATH_GRACE_MS).unref();
  }
}

/** The promise's value if it comes in time. */
export async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
