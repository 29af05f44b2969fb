/**
 * Every failure that people see is one of these: a code that scripts can match, what was being done to which
 * resource, the cause, and what the user can do next.
 */
export type ErrorCode =
  | 'manifest-invalid'
  | 'repository-unreadable'
  | 'reference-unknown'
  | 'configuration-invalid'
  | 'passphrase-missing'
  | 'passphrase-wrong'
  | 'dependencies-missing'
  | 'program-failed'
  | 'program-timeout'
  | 'program-memory'
  | 'option-unsupported'
  | 'urn-duplicate'
  | 'dependency-cycle'
  | 'stack-reference-unknown'
  | 'provider-unknown'
  | 'provider-died'
  | 'provider-failed'
  | 'guard-account'
  | 'guard-region'
  | 'guard-cluster'
  | 'lock-held'
  | 'journal-write'
  | 'journal-corrupt'
  | 'run-unknown'
  | 'report-write'
  | 'runbook-file'
  | 'sandbox-unknown'
  | 'sandbox-invalid'
  | 'hints-invalid'
  | 'selection-empty'
  | 'sync-limit'
  | 'sync-fight'
  | 'prune-refused'
  | 'prune-unconfirmed'
  | 'notes-failed'
  | 'check-timeout'
  | 'listen-failed'
  | 'metrics-write'
  | 'delivery-failed'
  | 'doctor-blocked'
  | 'interrupted'
  | 'declined'
  | 'usage'
  | 'internal';

export interface ErrorDetails {
  readonly code: ErrorCode;
  /** One sentence: what went wrong. */
  readonly message: string;
  /** What was being done, e.g. `create`, `read the manifest`. */
  readonly operation?: string;
  /** The resource it was done to. */
  readonly urn?: string;
  /** What the user can do next, as one or two imperative sentences. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A failure with everything a person needs. The only kind of Error whose message reaches the terminal. */
export class BlackstartError extends Error {
  readonly code: ErrorCode;
  readonly operation: string | undefined;
  readonly urn: string | undefined;
  readonly remedy: string | undefined;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'BlackstartError';
    this.code = details.code;
    this.operation = details.operation;
    this.urn = details.urn;
    this.remedy = details.remedy;
  }
}

/** The text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
