import type { Event, Operation, Outcome, Pass, Phase } from '../../model/events.js';
import type { StepKind } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import { RemainingPath } from './remainingPath.js';

export interface StageProgress {
  readonly stage: string;
  total: number;
  done: number;
  readonly counts: Map<Outcome | StepKind, number>;
}

export interface RunningOperation {
  readonly urn: Urn;
  readonly operation: Operation;
  readonly startedAt: number;
  readonly expectedSeconds: number;
}

export interface WaitingGate {
  readonly urn: Urn;
  readonly gate: string;
  readonly since: number;
  reason: string;
}

/** Kinds of nodes that count: the others have nothing of their own to do. */
const COUNTED: ReadonlySet<string> = new Set(['custom', 'read']);

/**
 * Where a run stands, kept up from its events. Each event costs the same however many resources there are; what is
 * longest under way stands first in its map, since maps keep the order in which entries came.
 */
export class ProgressState {
  readonly stages = new Map<string, StageProgress>();
  readonly running = new Map<string, RunningOperation>();
  readonly gates = new Map<string, WaitingGate>();
  readonly startedAt: number;
  pass: Pass = 'preview';
  phase: Phase | undefined;
  recoverStartedAt: number | undefined;
  expectedSeconds: number | undefined;
  retries = 0;
  lastRetry: Extract<Event, { type: 'operation-retried' }> | undefined;
  readonly remaining: RemainingPath;
  private readonly planned = new Set<Urn>();
  private readonly plannedTotals = new Map<string, number>();

  constructor(private readonly now: () => number) {
    this.startedAt = now();
    this.remaining = new RemainingPath(now);
  }

  accept(event: Event): void {
    this.remaining.accept(event);
    switch (event.type) {
      case 'run-started':
        for (const stage of event.stages) this.stage(stage);
        break;
      case 'phase':
        if (event.state === 'started') this.startPhase(event.phase);
        break;
      case 'resource-registered':
        this.registered(event.urn, event.stage, event.kind, event.pass);
        break;
      case 'step-decided':
        if (event.pass === 'preview') this.finished(event.stage, event.step.kind);
        break;
      case 'plan-made':
        this.expectedSeconds = event.plan.prediction.seconds * event.plan.prediction.timeScale;
        for (const stage of event.plan.stages) this.stage(stage);
        for (const node of event.plan.graph.nodes.values()) {
          const kind = event.plan.steps.get(node.urn)?.kind ?? 'none';
          if (kind === 'none' || this.planned.has(node.urn)) continue;
          this.planned.add(node.urn);
          this.plannedTotals.set(node.stage, (this.plannedTotals.get(node.stage) ?? 0) + 1);
        }
        break;
      case 'resource-finished':
        this.startRecovery();
        if (event.outcome !== 'none') this.finished(event.stage, event.outcome);
        break;
      default:
        this.acceptOperation(event);
    }
  }

  private acceptOperation(event: Event): void {
    switch (event.type) {
      case 'operation-started': {
        const { urn, operation, expectedSeconds } = event;
        const startedAt = this.now();
        this.running.set(keyOf(urn, operation), { urn, operation, startedAt, expectedSeconds });
        break;
      }
      case 'operation-done':
      case 'operation-failed':
        this.running.delete(keyOf(event.urn, event.operation));
        break;
      case 'operation-retried':
        this.retries++;
        this.lastRetry = event;
        break;
      case 'gate-waiting': {
        const { urn, gate, reason } = event;
        const waiting = this.gates.get(keyOf(urn, gate));
        if (waiting === undefined) {
          this.gates.set(keyOf(urn, gate), { urn, gate, reason, since: this.now() });
        } else {
          waiting.reason = reason;
        }
        break;
      }
      case 'gate-passed':
      case 'gate-failed':
        this.gates.delete(keyOf(event.urn, event.gate));
        break;
      default:
    }
  }

  private startPhase(phase: Phase): void {
    this.phase = phase;
    if (phase === 'recover') this.startRecovery();
  }

  /** From here on counts are those of the real pass, against what the plan has seen. */
  private startRecovery(): void {
    if (this.pass === 'real') return;
    this.pass = 'real';
    this.recoverStartedAt = this.now();
    for (const progress of this.stages.values()) {
      progress.total = this.plannedTotals.get(progress.stage) ?? 0;
      progress.done = 0;
      progress.counts.clear();
    }
    for (const [stage, total] of this.plannedTotals) this.stage(stage).total = total;
  }

  private registered(urn: Urn, stage: string, kind: string, pass: Pass): void {
    if (pass === 'real') this.startRecovery();
    if (!COUNTED.has(kind)) return;
    if (pass === 'real') {
      if (this.planned.has(urn)) return;
      this.planned.add(urn);
    }
    this.stage(stage).total++;
  }

  private finished(stage: string, how: Outcome | StepKind): void {
    const progress = this.stage(stage);
    progress.done++;
    progress.total = Math.max(progress.total, progress.done);
    progress.counts.set(how, (progress.counts.get(how) ?? 0) + 1);
  }

  private stage(stage: string): StageProgress {
    let progress = this.stages.get(stage);
    if (progress === undefined) {
      progress = { stage, total: 0, done: 0, counts: new Map() };
      this.stages.set(stage, progress);
    }
    return progress;
  }
}

function keyOf(urn: Urn, what: string): string {
  return `${what} ${urn}`;
}

/** The first few of what may be many. */
export function firstOf<T>(values: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const value of values) {
    if (first.length === most) break;
    first.push(value);
  }
  return first;
}
