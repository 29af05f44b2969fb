import type { JournalRecord, RecordOf } from '../../journal/index.js';
import type { Outcome } from '../../model/events.js';
import type { ResourceRun } from './analyseRun.js';

/** A write that came about, from the journal's intent to its end. */
interface Write {
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
}

const WRITTEN = {
  create: 'created',
  update: 'updated',
  restore: 'restored',
  delete: 'deleted',
} as const;

/**
 * Gathers how each resource fared over all processes of a run. What an earlier process wrote and a later one merely
 * found again counts as written, since it was this run that did it.
 */
export class ResourceHistory {
  private readonly outcomes = new Map<string, RecordOf<'outcome'>>();
  private readonly stages = new Map<string, string>();
  private readonly intents = new Map<string, number>();
  private readonly writes = new Map<string, Write>();
  private readonly operationSeconds = new Map<string, number>();
  private readonly gateSeconds = new Map<string, number>();
  private readonly causes = new Map<string, readonly string[]>();

  add(record: JournalRecord): void {
    switch (record.record) {
      case 'planned':
        this.stages.set(record.urn, record.stage);
        break;
      case 'intent':
        this.intents.set(record.urn, record.at);
        break;
      case 'done':
        this.addDone(record);
        break;
      case 'failed': {
        const startedAt = this.intents.get(record.urn);
        if (startedAt !== undefined) this.addSeconds(record.urn, (record.at - startedAt) / 1000);
        this.intents.delete(record.urn);
        break;
      }
      case 'outcome':
        this.outcomes.set(record.urn, record);
        if (record.outcome !== 'held') this.causes.delete(record.urn);
        break;
      case 'waited':
        this.gateSeconds.set(record.urn, (this.gateSeconds.get(record.urn) ?? 0) + record.seconds);
        break;
      case 'held':
        this.causes.set(record.urn, record.by);
        break;
      default:
    }
  }

  resources(): ResourceRun[] {
    const found = [...this.outcomes.values()].map((record) => this.ended(record));
    for (const [urn, write] of this.writes) {
      if (this.outcomes.has(urn)) continue;
      found.push({
        urn,
        stage: this.stages.get(urn) ?? '',
        ...timesOf(write),
        operationSeconds: this.operationSeconds.get(urn) ?? 0,
        gateSeconds: this.gateSeconds.get(urn) ?? 0,
        dependencies: [],
        reason: undefined,
      });
    }
    return found;
  }

  held(): { urn: string; by: readonly string[] }[] {
    return [...this.causes].map(([urn, by]) => ({ urn, by }));
  }

  private addDone(record: RecordOf<'done'>): void {
    const { urn, operation, at, seconds } = record;
    const startedAt = this.intents.get(urn) ?? at - seconds * 1000;
    this.intents.delete(urn);
    this.addSeconds(urn, seconds);
    if (operation === 'read') return;
    const earlier = this.writes.get(urn);
    this.writes.set(urn, {
      outcome: earlier?.outcome ?? WRITTEN[operation],
      startedAt: earlier?.startedAt ?? startedAt,
      endedAt: at,
    });
  }

  private addSeconds(urn: string, seconds: number): void {
    this.operationSeconds.set(urn, (this.operationSeconds.get(urn) ?? 0) + seconds);
  }

  private ended(record: RecordOf<'outcome'>): ResourceRun {
    const { urn, stage, outcome, startedAt, seconds } = record;
    const write = outcome === 'adopted' ? this.writes.get(urn) : undefined;
    return {
      urn,
      stage,
      ...(write === undefined ? { outcome, startedAt, seconds } : timesOf(write)),
      operationSeconds: this.operationSeconds.get(urn) ?? 0,
      gateSeconds: this.gateSeconds.get(urn) ?? 0,
      dependencies: record.dependencies ?? [],
      reason: record.reason,
    };
  }
}

function timesOf(write: Write): Pick<ResourceRun, 'outcome' | 'startedAt' | 'seconds'> {
  const { outcome, startedAt, endedAt } = write;
  return { outcome, startedAt, seconds: Math.max(0, endedAt - startedAt) / 1000 };
}
