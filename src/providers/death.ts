import path from 'node:path';
import { BlackstartError } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';

/** How a plugin process ended. */
export interface ProcessDeath {
  readonly binary: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Its last lines on stderr. */
  readonly lastLines: readonly string[];
  /** Was it stopped by us? */
  readonly stopped: boolean;
}

/** The failure of a call whose process has ended, as calls fail: its cause is that of {@link diedError}. */
export function deathError(death: ProcessDeath, operation: string, cause?: unknown): ProviderError {
  const died = diedError(death, operation, cause);
  return new ProviderError(died.message, 'UNAVAILABLE', undefined, { cause: died });
}

/** Says how and with which last words a plugin process ended. */
export function diedError(
  death: ProcessDeath,
  operation: string,
  cause?: unknown,
): BlackstartError {
  const name = path.basename(death.binary);
  const how =
    death.signal === null ? `exit code ${death.exitCode ?? 'unknown'}` : `signal ${death.signal}`;
  const words =
    death.lastLines.length === 0
      ? 'It wrote nothing to stderr.'
      : `Its last lines on stderr:\n  ${death.lastLines.join('\n  ')}`;
  return new BlackstartError({
    code: 'provider-died',
    message: death.stopped
      ? `The provider process ${name} was stopped before ${operation} ended.`
      : `The provider process ${name} died with ${how} (${operation}). ${words}`,
    operation,
    remedy: death.stopped
      ? 'Resume the run: what was being done is looked up first.'
      : 'Put right what its last lines name (memory, credentials, a wrong build of the plugin), then resume the run.',
    cause,
  });
}
