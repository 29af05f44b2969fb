import grpc from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import type { Any } from 'google-protobuf/google/protobuf/any_pb.js';
import errorsPb from '@pulumi/pulumi/proto/errors_pb.js';
import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import statusPb from '@pulumi/pulumi/proto/status_pb.js';
import { ProviderError } from '../model/provider.js';
import { fromStruct } from './struct.js';

/** Where a gRPC call's trailers carry what is known of its failure. */
export const STATUS_DETAILS = 'grpc-status-details-bin';

/** A key that the provider must be configured with and is not. */
export interface MissingKey {
  readonly name: string;
  readonly description: string;
}

/** gRPC's failure as the engine knows it, with what Pulumi's providers pack into its details. */
export function toProviderError(error: ServiceError): ProviderError {
  // A server may answer with a number that is no status.
  const status = (grpc.status[error.code] as string | undefined) ?? 'UNKNOWN';
  const details = detailsOf(error);
  const failed = unpack(
    details,
    'pulumirpc.ErrorResourceInitFailed',
    providerPb.ErrorResourceInitFailed,
  );
  const message = withPropertyErrors(error.details || error.message, details);
  if (failed === undefined) return new ProviderError(message, status, undefined, { cause: error });
  const inputs = failed.getInputs();
  const partial = {
    id: failed.getId(),
    outputs: fromStruct(failed.getProperties()),
    reasons: failed.getReasonsList(),
    ...(inputs === undefined ? {} : { inputs: fromStruct(inputs) }),
  };
  return new ProviderError(message, status, partial, { cause: error });
}

/** The keys that a failed Configure asks for; empty when it failed for another reason. */
export function missingKeysOf(error: unknown): readonly MissingKey[] {
  const cause = error instanceof ProviderError ? error.cause : error;
  if (!isServiceError(cause)) return [];
  const missing = unpack(
    detailsOf(cause),
    'pulumirpc.ConfigureErrorMissingKeys',
    providerPb.ConfigureErrorMissingKeys,
  );
  return (missing?.getMissingkeysList() ?? []).map((key) => ({
    name: key.getName(),
    description: key.getDescription(),
  }));
}

/** Does the server not know the method? */
export function isUnimplemented(error: unknown): boolean {
  return error instanceof ProviderError && error.status === 'UNIMPLEMENTED';
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return (
    thrown instanceof Error &&
    'metadata' in thrown &&
    (thrown.metadata === undefined || thrown.metadata instanceof grpc.Metadata)
  );
}

function withPropertyErrors(message: string, details: readonly Any[]): string {
  const errors = unpack(
    details,
    'pulumirpc.InputPropertiesError',
    errorsPb.InputPropertiesError,
  )?.getErrorsList();
  if (errors === undefined || errors.length === 0) return message;
  const lines = errors.map((error) => `${error.getPropertyPath()}: ${error.getReason()}`);
  return [message, ...lines].join('\n  ');
}

function detailsOf(error: ServiceError): readonly Any[] {
  // Failures that arise on this side carry no metadata, whatever the type says.
  const metadata = error.metadata as ServiceError['metadata'] | undefined;
  const packed = metadata?.get(STATUS_DETAILS)[0];
  if (packed === undefined || typeof packed === 'string') return [];
  try {
    return statusPb.Status.deserializeBinary(packed).getDetailsList();
  } catch {
    // Unreadable details are no reason to lose the failure that they belong to.
    return [];
  }
}

function unpack<Message>(
  details: readonly Any[],
  type: string,
  message: { deserializeBinary(bytes: Uint8Array): Message },
): Message | undefined {
  const detail = details.find((candidate) => candidate.getTypeName() === type);
  return detail === undefined ? undefined : message.deserializeBinary(detail.getValue_asU8());
}
