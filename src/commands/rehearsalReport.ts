import type { Predicted } from '../journal/index.js';
import type { RunResult } from '../model/events.js';
import {
  createColours,
  formatSeconds,
  plural,
  resourceLabel,
  type Drill,
  type Scenario,
  secondsAtRealSpeed as stretched,
} from '../report/index.js';

/** The chain of resources that decided how long a recovery took. Seconds are those of the clock. */
export interface RecoveredPath {
  readonly steps: readonly { readonly urn: string; readonly seconds: number }[];
  readonly seconds: number;
}

/** One recovery within a rehearsal. */
export interface RehearsedRecovery {
  readonly result: RunResult;
  readonly path: RecoveredPath;
  readonly retries: number;
  readonly journal: string;
  /** Foreseen by the plan, seconds of the clock. */
  readonly predictedSeconds: number;
  /** The same as a distribution, in seconds of the target. */
  readonly predicted?: Predicted;
  /** Where its process was killed, of those that were to be. */
  readonly killed?: NonNullable<Drill['killed']>;
}

export interface Rehearsal {
  readonly system: string;
  readonly commit: string;
  readonly sandbox: string;
  /** Undefined unless it is kept. */
  readonly keptFolder: string | undefined;
  readonly timeScale: number;
  readonly scenario: Scenario;
  readonly seed: string;
  readonly targetSeconds: number;
  readonly built: RehearsedRecovery;
  /** The rest is undefined where what came before it did not succeed. */
  readonly lost: { readonly resources: number; readonly of: number } | undefined;
  readonly recovered: RehearsedRecovery | undefined;
  readonly verified:
    { readonly exitCode: 0 | 1 | 2; readonly differing: readonly string[] } | undefined;
  /** What was in the sandbox before the loss and is again, what is there twice, and what people may delete. */
  readonly survey?:
    | { readonly coverage: number; readonly duplicates: number; readonly leftBehind: number }
    | undefined;
  /** The result in the folder of drills; undefined unless it is kept. */
  readonly drill?: string | undefined;
  /** The page of the report; undefined until it is written. */
  readonly report?: string | undefined;
}

export type RehearsalVerdict = 'passed' | 'failed' | 'interrupted';

export function verdictOf(rehearsal: Rehearsal): RehearsalVerdict {
  const { built, recovered, verified, survey, scenario } = rehearsal;
  if (built.result.interrupted || recovered?.result.interrupted === true) return 'interrupted';
  const allGood =
    // One that came to its end before it was killed shows nothing.
    (scenario !== 'killed' || recovered?.killed !== undefined) &&
    built.result.exitCode === 0 &&
    recovered?.result.exitCode === 0 &&
    verified?.exitCode === 0 &&
    (survey?.duplicates ?? 0) === 0;
  return allGood ? 'passed' : 'failed';
}

/** See {@link stretched}: how long a recovery would have taken with the cloud at its real speed, in seconds. */
export function secondsAtRealSpeed(
  { result, path }: Pick<RehearsedRecovery, 'result' | 'path'>,
  timeScale: number,
): number {
  return stretched(result.seconds, path.seconds, timeScale) ?? Infinity;
}

/** The report as a document. */
export function rehearsalDocument(rehearsal: Rehearsal): Record<string, unknown> {
  const { built, recovered, ...rest } = rehearsal;
  const summary = (recovery: RehearsedRecovery): Record<string, unknown> => {
    const { result, path, retries, journal, predictedSeconds } = recovery;
    const { run, exitCode, seconds, counts, failures } = result;
    const { killed } = recovery;
    return {
      ...{ run, journal, exitCode, seconds, counts, failures, retries },
      criticalPath: path.steps,
      criticalPathSeconds: path.seconds,
      predictedSeconds,
      realSeconds: secondsAtRealSpeed(recovery, rehearsal.timeScale),
      ...(killed === undefined ? {} : { killed }),
    };
  };
  return {
    version: 1,
    command: 'rehearse',
    verdict: verdictOf(rehearsal),
    ...rest,
    built: summary(built),
    ...(recovered === undefined ? {} : { recovered: summary(recovered) }),
  };
}

const SHOWN = 10;

/** The report for people. */
export function renderRehearsal(
  rehearsal: Rehearsal,
  { colour }: { readonly colour: boolean },
): string {
  const { strong, good, bad, faint } = createColours(colour);
  const { system, commit, sandbox, built, lost, recovered, verified, timeScale } = rehearsal;
  const lines = [
    strong(`Rehearsal of ${system} at ${commit.slice(0, 12)} in sandbox ${sandbox}`),
    ...row('built', `${countsOf(built.result)} in ${formatSeconds(built.result.seconds)}`),
    ...failuresOf(built.result),
  ];
  if (lost !== undefined) {
    lines.push(...row('lost', `${lost.resources} of ${plural(lost.of, 'resource')}`));
  }
  if (recovered !== undefined) {
    const { result, retries } = recovered;
    const real = secondsAtRealSpeed(recovered, timeScale);
    const met = real <= rehearsal.targetSeconds ? good('met') : bad('missed');
    const target = formatSeconds(rehearsal.targetSeconds);
    lines.push(
      ...row('recovered', `${countsOf(result)} in ${formatSeconds(result.seconds)}`),
      ...failuresOf(result),
      ...killedRow(rehearsal),
      ...row('real speed', `at most about ${formatSeconds(real)}; target ${target}: ${met}`),
      ...row('predicted', foretold(recovered)),
      ...row('retries', String(retries)),
    );
    const path = recovered.path.steps;
    const longest = [...path].sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
    const shown = path.filter((entry) => longest.includes(entry));
    if (shown.length > 0) lines.push('  critical path, at real speed');
    for (const { urn, seconds } of shown) {
      lines.push(`    ${formatSeconds(seconds / timeScale).padStart(8)}  ${resourceLabel(urn)}`);
    }
    if (path.length > shown.length) {
      lines.push(faint(`    and ${plural(path.length - shown.length, 'shorter one')}`));
    }
  }
  if (verified !== undefined) {
    const { differing } = verified;
    const finding =
      verified.exitCode === 0
        ? 'the plan shows no difference'
        : `the plan shows ${plural(differing.length, 'resource')} not as declared`;
    lines.push(...row('verified', finding));
    for (const urn of differing.slice(0, SHOWN)) lines.push(`    ${resourceLabel(urn)}`);
    if (differing.length > SHOWN) lines.push(faint(`    and ${differing.length - SHOWN} more`));
  }
  if (rehearsal.survey !== undefined && rehearsal.survey.duplicates > 0) {
    lines.push(...row('twice', plural(rehearsal.survey.duplicates, 'resource')));
  }
  if (rehearsal.survey !== undefined && rehearsal.survey.leftBehind > 0) {
    const remnants = plural(rehearsal.survey.leftBehind, 'survivor');
    lines.push(...row('left behind', `${remnants} of what was lost, for people to delete`));
  }
  const verdict = verdictOf(rehearsal);
  lines.push(...row('verdict', verdict === 'passed' ? good(verdict) : bad(verdict)));
  lines.push(...row('journal', (recovered ?? built).journal));
  if (rehearsal.drill !== undefined) lines.push(...row('drill', rehearsal.drill));
  if (rehearsal.report !== undefined) lines.push(...row('report', rehearsal.report));
  if (rehearsal.keptFolder !== undefined) lines.push(...row('sandbox', rehearsal.keptFolder));
  return `${lines.join('\n')}\n`;
}

/** The middle and the slow case; of old journals, which have neither, one play without luck. */
function foretold({ predicted, predictedSeconds }: RehearsedRecovery): string {
  if (predicted === undefined) return formatSeconds(predictedSeconds);
  const { p50Seconds, p90Seconds } = predicted;
  return `${formatSeconds(p50Seconds)} (P50), ${formatSeconds(p90Seconds)} (P90)`;
}

function killedRow({ scenario, recovered }: Rehearsal): string[] {
  if (scenario !== 'killed') return [];
  const { killed } = recovered ?? {};
  if (killed === undefined) return row('killed', 'not: it had ended before');
  const { afterSteps, steps, gapSeconds } = killed;
  const gap = formatSeconds(gapSeconds);
  return row(
    'killed',
    `after ${afterSteps} of about ${plural(steps, 'journalled step')}, gone on with after ${gap}`,
  );
}

function row(name: string, text: string): string[] {
  return [`  ${name.padEnd(11)} ${text}`];
}

function countsOf({ counts }: RunResult): string {
  const parts = Object.entries(counts)
    .filter(([kind, count]) => kind !== 'none' && kind !== 'skipped' && count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function failuresOf({ failures }: RunResult): string[] {
  const lines = failures
    .slice(0, SHOWN)
    .map(
      ({ urn, message }) => `    ${urn === undefined ? '' : `${resourceLabel(urn)}: `}${message}`,
    );
  return failures.length > SHOWN
    ? [...lines, `    and ${failures.length - SHOWN} more failures`]
    : lines;
}
