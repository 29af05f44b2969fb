import type { Plan } from './plan.js';
import type { ErrorCode } from './errors.js';
import type { FoundBy, Step, StepKind } from './step.js';
import type { Urn } from './urn.js';

/**
 * All that the engine tells the world. The core never prints: the terminal, the JSON writer, the journal and
 * the report each render these. Nothing in an event is secret: values are masked before they get here.
 */
export type Event =
  | {
      readonly type: 'run-started';
      readonly command: CommandName;
      readonly run: string | undefined;
      readonly system: string;
      readonly commit: string;
      readonly reference: string;
      readonly repository: string;
      /** `sandbox <name>` or `live`. */
      readonly target: string;
      readonly stages: readonly string[];
      readonly resumes: boolean;
    }
  | { readonly type: 'phase'; readonly phase: Phase; readonly state: 'started' | 'done' }
  | {
      readonly type: 'notice';
      readonly level: 'info' | 'warning';
      readonly message: string;
      readonly urn?: Urn;
    }
  | { readonly type: 'program-started'; readonly program: string; readonly pass: Pass }
  | {
      readonly type: 'program-finished';
      readonly program: string;
      readonly pass: Pass;
      readonly seconds: number;
    }
  /** What a program prints or logs, cleaned of secrets. */
  | {
      readonly type: 'program-output';
      readonly program: string;
      readonly severity: 'debug' | 'info' | 'warning' | 'error';
      readonly text: string;
      readonly urn?: Urn;
    }
  | {
      readonly type: 'provider-started';
      readonly packageName: string;
      readonly origin: string;
      readonly version: string;
    }
  | {
      readonly type: 'resource-registered';
      readonly urn: Urn;
      readonly program: string;
      readonly stage: string;
      readonly kind: string;
      readonly pass: Pass;
    }
  | {
      readonly type: 'step-decided';
      readonly urn: Urn;
      readonly stage: string;
      readonly pass: Pass;
      readonly step: Step;
    }
  /** Waits for a place under the limit on concurrency or an API's rate. */
  | {
      readonly type: 'operation-queued';
      readonly urn: Urn;
      readonly operation: Operation;
      readonly limit: string;
    }
  | {
      readonly type: 'operation-started';
      readonly urn: Urn;
      readonly stage: string;
      readonly operation: Operation;
      readonly expectedSeconds: number;
    }
  | {
      readonly type: 'operation-retried';
      readonly urn: Urn;
      readonly operation: Operation;
      readonly attempt: number;
      readonly class: RetryClass;
      readonly waitSeconds: number;
      readonly message: string;
    }
  | {
      readonly type: 'operation-done';
      readonly urn: Urn;
      readonly stage: string;
      readonly operation: Operation;
      readonly id: string;
      readonly seconds: number;
    }
  | {
      readonly type: 'operation-failed';
      readonly urn: Urn;
      readonly stage: string;
      readonly operation: Operation;
      readonly seconds: number;
      readonly message: string;
      readonly remedy?: string;
    }
  | {
      readonly type: 'gate-waiting';
      readonly urn: Urn;
      readonly gate: string;
      readonly reason: string;
    }
  | {
      readonly type: 'gate-passed';
      readonly urn: Urn;
      readonly gate: string;
      readonly seconds: number;
    }
  | {
      readonly type: 'gate-failed';
      readonly urn: Urn;
      readonly gate: string;
      readonly seconds: number;
      readonly reason: string;
    }
  | {
      readonly type: 'remedy-taken';
      readonly urn: Urn;
      readonly hazard: string;
      readonly remedy: string;
      /** It is for people to do. */
      readonly byPeople?: boolean;
    }
  | {
      readonly type: 'resource-finished';
      readonly urn: Urn;
      readonly stage: string;
      readonly outcome: Outcome;
      readonly id?: string;
      readonly seconds: number;
      readonly reason?: string;
    }
  | { readonly type: 'plan-made'; readonly plan: Plan }
  | { readonly type: 'run-finished'; readonly result: RunResult };

export type CommandName =
  'recover' | 'plan' | 'drift' | 'resume' | 'rehearse' | 'graph' | 'sync' | 'rollback';
export type Pass = 'preview' | 'real';
export type Phase = 'checkout' | 'dependencies' | 'preview' | 'confirm' | 'recover' | 'verify';
export type Operation = 'create' | 'update' | 'restore' | 'read' | 'delete';
export type RetryClass =
  'throttled' | 'eventual-consistency' | 'cooldown' | 'in-progress' | 'ambiguous' | 'transport';
/** How it ended for one resource in the real pass. */
export type Outcome =
  | 'adopted'
  | 'created'
  | 'updated'
  | 'restored'
  | 'deleted'
  | 'read'
  | 'none'
  | 'conflict'
  | 'unlocatable'
  | 'unreachable'
  | 'failed'
  | 'held'
  | 'skipped';

export const GOOD_OUTCOMES: ReadonlySet<Outcome> = new Set([
  'adopted',
  'created',
  'updated',
  'restored',
  'deleted',
  'read',
  'none',
  'skipped',
]);

export interface RunResult {
  readonly run: string | undefined;
  readonly command: CommandName;
  readonly exitCode: 0 | 1 | 2 | 130;
  /** Seconds of the clock. */
  readonly seconds: number;
  /** The recovery time objective. */
  readonly targetSeconds: number;
  /** Seconds of the clock for one second of the target: with any other than 1 the two cannot be compared. */
  readonly timeScale: number;
  readonly counts: Readonly<Partial<Record<Outcome | StepKind, number>>>;
  readonly failures: readonly {
    readonly urn?: Urn;
    readonly code: ErrorCode | 'provider' | 'conflict';
    readonly message: string;
    readonly remedy?: string;
  }[];
  readonly interrupted: boolean;
}

/** An event with its time: milliseconds since the epoch. */
export type TimedEvent = Event & { readonly at: number };
export type EventSink = (event: Event) => void;
export type { FoundBy };
