import { BlackstartError, messageOf } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';
import { containsUnknown } from '../model/values.js';
import type { PropertyMap } from '../model/values.js';
import type { ConfigureRequest, ProviderClient } from './client.js';
import { missingKeysOf } from './failures.js';

/**
 * Checks a provider's inputs and configures it with them. Returns the checked inputs. Fails with `internal` when a
 * value is still unknown, `configuration-invalid` when the provider refuses the inputs, `provider-died` or
 * `provider-failed`.
 */
export async function configure(
  provider: ProviderClient,
  request: ConfigureRequest,
): Promise<PropertyMap> {
  if (containsUnknown(request.inputs)) {
    throw new BlackstartError({
      code: 'internal',
      message: `The provider ${request.name} was to be configured while its inputs are unknown.`,
      operation: 'configure',
      urn: request.urn,
      remedy: 'This is a defect of blackstart: report it with the program that led here.',
    });
  }
  try {
    const { inputs, failures } = await provider.checkConfig(request);
    if (failures.length > 0) {
      const reasons = failures.map(({ property, reason }) =>
        property === '' ? reason : `${property}: ${reason}`,
      );
      throw invalid(request, `refuses its configuration: ${reasons.join('; ')}`);
    }
    await provider.configure({ ...request, inputs });
    return inputs;
  } catch (error) {
    throw toBlackstartError(request, error);
  }
}

function toBlackstartError(request: ConfigureRequest, error: unknown): BlackstartError {
  if (error instanceof BlackstartError) return error;
  if (error instanceof ProviderError && error.cause instanceof BlackstartError) return error.cause;
  const missing = missingKeysOf(error);
  if (missing.length > 0) {
    const keys = missing.map(({ name, description }) =>
      description === '' ? name : `${name} (${description})`,
    );
    return invalid(request, `lacks required configuration: ${keys.join('; ')}`, error);
  }
  return new BlackstartError({
    code: 'provider-failed',
    message: `The provider ${request.name} could not be configured: ${messageOf(error)}`,
    operation: 'configure',
    urn: request.urn,
    remedy: 'Check its credentials and configuration, then resume the run.',
    cause: error,
  });
}

function invalid(request: ConfigureRequest, problem: string, cause?: unknown): BlackstartError {
  return new BlackstartError({
    code: 'configuration-invalid',
    message: `The provider ${request.name} (${request.type}) ${problem}.`,
    operation: 'configure',
    urn: request.urn,
    remedy:
      "Set the values in the stack's configuration file or in the provider's arguments in the program.",
    cause,
  });
}
