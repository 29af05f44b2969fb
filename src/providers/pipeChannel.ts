import grpc from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { messageOf } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';
import type { CallChannel, CallSettings, Method, RequestOf, ResponseOf } from './channel.js';
import { DEATH_GRACE_MS, within } from './channel.js';
import { deathError } from './death.js';
import type { ProcessDeath } from './death.js';
import { STATUS_DETAILS, toProviderError } from './failures.js';
import { asBuffer, codecOf, Outbox } from './pipe.js';
import type { ParcelsToEngine, ParcelsToProvider, PipeEnd, PipeError } from './pipe.js';
import { INSTANCE_METADATA } from './serve.js';

/** The engine's end of the pipe to a process. */
export interface ProviderPipe extends PipeEnd<ParcelsToProvider, ParcelsToEngine> {
  /** Resolves when nothing more can come. */
  readonly drained: Promise<void>;
}

interface Waiting {
  readonly operation: string;
  answer(response: Uint8Array): void;
  fail(error: ProviderError): void;
}

/** Calls of a provider of blackstart's own, over the pipe to its process. */
export class PipeChannel implements CallChannel {
  readonly #outbox: Outbox<ParcelsToProvider[number]>;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #death: ProcessDeath | undefined;

  constructor(pipe: ProviderPipe, exited: Promise<ProcessDeath>) {
    this.#outbox = new Outbox((parcels) => pipe.send(parcels));
    pipe.onMessage((parcels) => this.#hear(parcels));
    void exited.then((death) => this.#end(death, pipe.drained));
  }

  unary<M extends Method>(
    method: M,
    request: RequestOf<M>,
    settings: CallSettings = {},
  ): Promise<ResponseOf<M>> {
    const operation = settings.operation ?? method;
    const codec = codecOf(method)!;
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(deathError(this.#death, operation));
        return;
      }
      const call = ++this.#calls;
      const timer = this.#deadline(call, settings.deadlineSeconds);
      this.#waiting.set(call, {
        operation,
        answer: (response) => {
          clearTimeout(timer);
          try {
            // Which pair of messages belongs to a method is fixed by RequestOf and ResponseOf.
            resolve(codec.responseDeserialize(asBuffer(response)) as ResponseOf<M>);
          } catch (error) {
            reject(new ProviderError(messageOf(error), 'INTERNAL', undefined, { cause: error }));
          }
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      const instance = String(settings.metadata?.get(INSTANCE_METADATA)[0] ?? '');
      this.#outbox.add({ call, method, instance, request: codec.requestSerialize(request) });
    });
  }

  close(): void {
    for (const call of [...this.#waiting.keys()]) {
      this.#take(call)?.fail(new ProviderError('The channel has been closed.', 'CANCELLED'));
    }
  }

  #deadline(call: number, seconds: number | undefined): NodeJS.Timeout | undefined {
    if (seconds === undefined) return undefined;
    return setTimeout(() => {
      this.#outbox.add({ cancel: call });
      this.#take(call)?.fail(
        new ProviderError(`Deadline exceeded after ${seconds} s`, 'DEADLINE_EXCEEDED'),
      );
    }, seconds * 1_000);
  }

  #hear(parcels: ParcelsToEngine): void {
    for (const parcel of parcels) {
      const waiting = this.#take(parcel.call);
      if ('response' in parcel) waiting?.answer(parcel.response);
      else waiting?.fail(toProviderError(serviceError(parcel.error)));
    }
  }

  #take(call: number): Waiting | undefined {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    return waiting;
  }

  /** What it had answered before its end is heard first. */
  async #end(death: ProcessDeath, drained: Promise<void>): Promise<void> {
    this.#death = death;
    await within(drained, DEATH_GRACE_MS);
    for (const [call, { operation }] of [...this.#waiting]) {
      this.#take(call)?.fail(deathError(death, operation));
    }
  }
}

/** In the form in which gRPC's client reports a failure. */
function serviceError({ code, details, packed }: PipeError): ServiceError {
  const metadata = new grpc.Metadata();
  if (packed !== undefined) metadata.set(STATUS_DETAILS, asBuffer(packed));
  return Object.assign(new Error(details), { code, details, metadata });
}
