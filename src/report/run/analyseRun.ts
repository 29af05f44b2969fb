import {
  workTime,
  type JournalRecord,
  type Predicted,
  type RecordOf,
  type WorkTime,
} from '../../journal/index.js';
import type { Outcome } from '../../model/events.js';
import { compareText } from '../text/format.js';
import { criticalPath, endOf, hasWorked } from './criticalPath.js';
import { ResourceHistory } from './resourceHistory.js';

/** How one resource fared. Times are milliseconds since the epoch, durations seconds. */
export interface ResourceRun {
  readonly urn: string;
  readonly stage: string;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly seconds: number;
  /** Of this, in creates, updates, restores and reads. */
  readonly operationSeconds: number;
  /** Of this, behind gates until it was ready for its dependents. */
  readonly gateSeconds: number;
  readonly dependencies: readonly string[];
  readonly reason: string | undefined;
}

export interface RunAnalysis extends WorkTime {
  readonly run: string | undefined;
  readonly system: string | undefined;
  readonly command: string | undefined;
  readonly target: string | undefined;
  readonly commit: string | undefined;
  readonly reference: string | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly verdict: 'complete' | 'failed' | 'interrupted' | 'unfinished';
  readonly exitCode: number | undefined;
  readonly resumes: number;
  /** What the plan of its first process foretold, in seconds of the target; earlier versions did not note it. */
  readonly predicted: Predicted | undefined;
  /** In order of their start. */
  readonly resources: readonly ResourceRun[];
  readonly retries: readonly {
    readonly urn: string;
    readonly operation: string;
    readonly class: string;
    readonly attempt: number;
    readonly waitSeconds: number;
    readonly message: string;
    readonly at: number;
  }[];
  readonly gates: readonly {
    readonly urn: string;
    readonly gate: string;
    readonly seconds: number;
    readonly reason: string | undefined;
  }[];
  readonly remedies: readonly {
    readonly urn: string;
    readonly hazard: string;
    readonly remedy: string;
  }[];
  readonly held: readonly { readonly urn: string; readonly by: readonly string[] }[];
  /** The longest chain by operations and gates, first to last. */
  readonly criticalPath: readonly {
    readonly urn: string;
    readonly stage: string;
    readonly seconds: number;
    /** Between the end of the one before and the start of this one. */
    readonly waitedSeconds: number;
  }[];
  readonly criticalPathSeconds: number;
  /** From the first start of a resource to the last end. */
  readonly makespanSeconds: number;
  /** How many resources ended in each way. */
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
}

/** What a journal tells of a run, resumed or not. Pure: the same records give the same analysis. */
export function analyseRun(records: readonly JournalRecord[]): RunAnalysis {
  const history = new ResourceHistory();
  const starts: RecordOf<'run-started'>[] = [];
  let end: RecordOf<'run-ended'> | undefined;
  const retries: RunAnalysis['retries'][number][] = [];
  const gates: RunAnalysis['gates'][number][] = [];
  const remedies: RunAnalysis['remedies'][number][] = [];
  for (const record of records) {
    history.add(record);
    switch (record.record) {
      case 'run-started':
        starts.push(record);
        end = undefined;
        break;
      case 'run-ended':
        end = record;
        break;
      case 'retry': {
        const { record: _, ...retry } = record;
        retries.push(retry);
        break;
      }
      case 'waited':
        gates.push({
          urn: record.urn,
          gate: record.gate,
          seconds: record.seconds,
          reason: record.reason,
        });
        break;
      case 'remedy':
        remedies.push({
          urn: record.urn,
          hazard: record.hazard,
          remedy: record.remedy,
          ...(record.byPeople === undefined ? {} : { byPeople: record.byPeople }),
        });
        break;
      default:
    }
  }
  const resources = history
    .resources()
    .sort((a, b) => a.startedAt - b.startedAt || compareText(a.urn, b.urn));
  const path = criticalPath(new Map(resources.map((resource) => [resource.urn, resource])));
  const first = starts[0];
  return {
    run: first?.run,
    system: first?.system,
    command: first?.command,
    target: first?.target,
    commit: first?.commit,
    reference: first?.reference,
    startedAt: first?.at ?? records[0]?.at,
    endedAt: (end ?? records.at(-1))?.at,
    verdict: verdictOf(end?.exitCode),
    exitCode: end?.exitCode,
    resumes: Math.max(0, starts.length - 1),
    predicted: first?.predicted,
    ...workTime(records),
    resources,
    retries,
    gates,
    remedies,
    held: history.held(),
    criticalPath: path,
    criticalPathSeconds: path.reduce((sum, { seconds }) => sum + seconds, 0),
    makespanSeconds: makespan(resources),
    counts: countOutcomes(resources),
  };
}

function verdictOf(exitCode: number | undefined): RunAnalysis['verdict'] {
  if (exitCode === undefined) return 'unfinished';
  if (exitCode === 0) return 'complete';
  return exitCode === 130 ? 'interrupted' : 'failed';
}

/** From the first start to the last end of what was worked on. */
function makespan(resources: readonly ResourceRun[]): number {
  let first = Infinity;
  let last = -Infinity;
  for (const resource of resources) {
    if (!hasWorked(resource)) continue;
    first = Math.min(first, resource.startedAt);
    last = Math.max(last, endOf(resource));
  }
  return last > first ? (last - first) / 1000 : 0;
}

function countOutcomes(resources: readonly ResourceRun[]): RunAnalysis['counts'] {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of resources) {
    if (outcome !== 'none') counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
