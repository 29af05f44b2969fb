import { loadRun, listRunIds, type JournalRecord, type Place } from '../../journal/index.js';
import { BlackstartError } from '../../model/errors.js';
import type { RunResult } from '../../model/events.js';
import { seededRandom } from '../../model/random.js';
import { analyseRun } from '../../report/index.js';
import type { LoadedSystem } from '../../system/index.js';
import { GrowingJournal, JOURNALLED_STEPS } from './growingJournal.js';
import { writeText, type Io } from '../io.js';
import type { SystemOptions } from '../options.js';
import { startOwn, type OwnEnd } from '../ownProcess.js';
import type { RehearsedRecovery } from '../rehearsalReport.js';

export interface KilledRequest {
  readonly system: LoadedSystem;
  readonly place: Place;
  /** As `--sandbox` takes it. */
  readonly sandbox: string;
  readonly options: SystemOptions;
  readonly seed: string;
  /** What the journal of the build tells: about as many steps as the recovery will have. */
  readonly build: readonly JournalRecord[];
  readonly say: (text: string) => void;
}

/** The last tenth is left out: a recovery that ends before it is killed would show nothing. */
const EARLY_ENOUGH = 0.9;
const LOOK_EVERY_MS = 2;

/** How many steps a journal tells of: each begin and each end of an operation is one. Pure. */
export function stepsIn(records: readonly JournalRecord[]): number {
  return records.filter(({ record }) => JOURNALLED_STEPS.has(record)).length;
}

/** After which step the recovery is killed; the seed chooses. Pure. */
export function stepToDieAt(seed: string, steps: number): number {
  const most = Math.max(1, Math.floor(steps * EARLY_ENOUGH));
  return 1 + Math.floor(seededRandom(`kill ${seed}`)() * most);
}

/**
 * A recovery in a process of its own, which gets SIGKILL with all that it has started as soon as its journal has a
 * step that the seed chooses, and is then gone on with by `resume` in another process. Its time is that from the first
 * start to the last end, the interruption included.
 */
export async function killedRecovery(request: KilledRequest, io: Io): Promise<RehearsedRecovery> {
  const { system, place, sandbox, options, seed, build, say } = request;
  const steps = stepsIn(build);
  const deadly = stepToDieAt(seed, steps);
  const known = new Set(await listRunIds(place));
  const on = [...['--sandbox', sandbox, '--yes'], ...repositoryOf(options)];
  const first = startOwn(['recover', ...on, ...recoverArguments(system, options)], io);
  const { run, after } = await killAtStep(first, new GrowingJournal(place, known), deadly);
  let end = await first.ended;
  if (run === undefined) throw endedEarly(end);
  const killed = end.exitCode === undefined;
  if (killed && !io.stop.aborted) {
    say(`Killed after ${after} of about ${steps} journalled steps; going on with run ${run}`);
    end = await startOwn(['resume', run, ...on], io).ended;
  }
  if (end.exitCode !== 0) writeText(io.stderr, end.said);
  const { records, summary } = await loadRun(place, run);
  const {
    criticalPath,
    criticalPathSeconds,
    counts,
    startedAt = 0,
    endedAt = 0,
  } = analyseRun(records);
  const { predicted } = summary.start ?? {};
  const result = end.result ?? lost(run, io.stop.aborted);
  return {
    result: { ...result, run, seconds: (endedAt - startedAt) / 1000, counts },
    path: { steps: criticalPath, seconds: criticalPathSeconds },
    retries: records.filter(({ record }) => record === 'retry').length,
    journal: summary.file,
    predictedSeconds: predicted?.seconds ?? 0,
    ...(predicted === undefined ? {} : { predicted }),
    ...(killed ? { killed: { afterSteps: after, steps, gapSeconds: summary.gapSeconds } } : {}),
  };
}

/** Kills it at the step, unless it ends by itself; says which run it was and which step it had come to. */
async function killAtStep(
  running: ReturnType<typeof startOwn>,
  journal: GrowingJournal,
  deadly: number,
): Promise<{ run: string | undefined; after: number }> {
  let hasEnded = false;
  void running.ended.finally(() => (hasEnded = true)).catch(() => undefined);
  try {
    for (;;) {
      const after = await journal.steps();
      if (after >= deadly) running.destroy();
      if (after >= deadly || hasEnded) return { run: journal.run, after };
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } catch (error) {
    running.destroy();
    throw error;
  } finally {
    await journal.close();
  }
}

function repositoryOf({ repo }: SystemOptions): string[] {
  return repo === undefined ? [] : ['--repo', repo];
}

/** The command line that asks for the same as the options of the rehearsal, at the commit that it has read. */
function recoverArguments(system: LoadedSystem, options: SystemOptions): string[] {
  const { manifest, hints, targets, stages, concurrency, assumeWiped, schedule, barrier } = options;
  const each = (name: string, values: readonly string[]): string[] =>
    values.flatMap((value) => [name, value]);
  return [
    ...['--ref', system.commit, '--skip-doctor', '--schedule', schedule],
    ...(manifest === undefined ? [] : ['--manifest', manifest]),
    ...[...each('--hints', hints), ...each('--target', targets), ...each('--stage', stages)],
    ...(concurrency === undefined ? [] : ['--concurrency', String(concurrency)]),
    ...(assumeWiped ? ['--assume-wiped'] : []),
    ...(barrier === undefined ? [] : ['--barrier', barrier]),
  ];
}

/** What is said of a run whose process died without a result. */
function lost(run: string, interrupted: boolean): RunResult {
  const message = 'the process of the recovery ended without a result';
  return {
    ...{ run, command: 'resume', exitCode: interrupted ? 130 : 1, seconds: 0, targetSeconds: 0 },
    ...{ timeScale: 1, counts: {}, interrupted, failures: [{ code: 'internal', message }] },
  };
}

function endedEarly({ exitCode, said }: OwnEnd): BlackstartError {
  const how = exitCode === undefined ? 'was killed' : `ended with exit code ${exitCode}`;
  return new BlackstartError({
    code: exitCode === 130 ? 'interrupted' : 'internal',
    operation: 'rehearse a recovery that is killed',
    message: `the recovery ${how} before it had begun to write`,
    remedy: said.trim() || '"blackstart rehearse" without --scenario killed shows more.',
  });
}
