import type { ServiceDefinition } from '@grpc/grpc-js';
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import { withQuickStructs } from './quickMessages.js';

/**
 * What goes over the pipe between blackstart and a provider of its own: the protocol's messages as bytes, without the
 * HTTP/2 around them, which at thousands of small calls is most of their cost.
 */
export type ParcelsToProvider = readonly (
  | {
      readonly call: number;
      readonly method: string;
      readonly instance: string;
      readonly request: Uint8Array;
    }
  | { readonly cancel: number }
)[];

export type ParcelsToEngine = readonly (
  | { readonly call: number; readonly response: Uint8Array }
  | { readonly call: number; readonly error: PipeError }
)[];

/** A gRPC status as it would stand in a call's trailers. */
export interface PipeError {
  readonly code: number;
  readonly details: string;
  /** The `grpc-status-details-bin` of the trailers. */
  readonly packed?: Uint8Array;
}

interface Codec {
  requestSerialize(request: unknown): Uint8Array;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(response: unknown): Uint8Array;
  responseDeserialize(bytes: Buffer): unknown;
}

const CODECS: ServiceDefinition = withQuickStructs(providerGrpc.ResourceProviderService);

/** How the messages of a method become bytes and back; undefined for a method that the protocol does not have. */
export function codecOf(method: string): Codec | undefined {
  return CODECS[method] as Codec | undefined;
}

/** Structured cloning delivers bytes as an array of its own; the generated code wants a buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One end of the pipe: sends parcels of one kind, hears those of the other. */
export interface PipeEnd<Sent, Heard> {
  send(parcels: Sent): void;
  onMessage(hear: (parcels: Heard) => void): void;
}

/** More would let the other side wait for its first parcel. */
const PARCELS_TOGETHER = 8;

/** Collects what is sent in one turn of the event loop: each message on the pipe has its price. */
export class Outbox<Parcel> {
  private parcels: Parcel[] = [];

  constructor(private readonly send: (parcels: readonly Parcel[]) => void) {}

  add(parcel: Parcel): void {
    const count = this.parcels.push(parcel);
    if (count >= PARCELS_TOGETHER) this.flush();
    else if (count === 1) setImmediate(() => this.flush());
  }

  private flush(): void {
    const { parcels } = this;
    if (parcels.length === 0) return;
    this.parcels = [];
    this.send(parcels);
  }
}
