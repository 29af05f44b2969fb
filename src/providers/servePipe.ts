import grpc from '@grpc/grpc-js';
import { STATUS_DETAILS } from './failures.js';
import { asBuffer, codecOf, Outbox } from './pipe.js';
import type { ParcelsToEngine, ParcelsToProvider, PipeEnd, PipeError } from './pipe.js';
import { toServiceError } from './serve.js';
import type { CallContext, Handler, ProviderHandlers } from './serve.js';

/** Answers the calls that come over a pipe with an implementation of the protocol. */
export function servePipe(
  handlers: ProviderHandlers,
  pipe: PipeEnd<ParcelsToEngine, ParcelsToProvider>,
): void {
  const outbox = new Outbox<ParcelsToEngine[number]>((parcels) => pipe.send(parcels));
  const running = new Map<number, AbortController>();
  pipe.onMessage((parcels) => {
    for (const parcel of parcels) {
      if ('cancel' in parcel) {
        running.get(parcel.cancel)?.abort();
        continue;
      }
      const { call, method, instance, request } = parcel;
      const abort = new AbortController();
      running.set(call, abort);
      // The one untyped seam: methods are looked up by name, as gRPC does.
      const handler = (handlers as Readonly<Record<string, Handler | undefined>>)[method];
      void answer(handler, method, request, { instance, signal: abort.signal }).then((result) => {
        running.delete(call);
        outbox.add({ call, ...result });
      });
    }
  });
}

async function answer(
  handler: Handler | undefined,
  method: string,
  request: Uint8Array,
  context: CallContext,
): Promise<{ response: Uint8Array } | { error: PipeError }> {
  const codec = codecOf(method);
  if (handler === undefined || codec === undefined) {
    const details = `The server does not implement the method ${method}`;
    return { error: { code: grpc.status.UNIMPLEMENTED, details } };
  }
  try {
    const response = await handler(codec.requestDeserialize(asBuffer(request)), context);
    return { response: codec.responseSerialize(response) };
  } catch (error) {
    const { code, details, metadata } = toServiceError(error);
    const packed = metadata?.get(STATUS_DETAILS)[0];
    return {
      error: {
        code: code ?? grpc.status.UNKNOWN,
        details: details ?? '',
        ...(packed === undefined || typeof packed === 'string' ? {} : { packed }),
      },
    };
  }
}
