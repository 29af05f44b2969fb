import { listRuns, stateFolder, type JournalRecord } from '../journal/index.js';
import { analyseRun, renderRun, renderRuns } from '../report/index.js';
import { findRun, placesOf } from './findRun.js';
import { writeJson, writeText, type ExitCode, type Io } from './io.js';
import type { OutputOptions } from './options.js';
import { resolveSandbox } from './sandboxes.js';
import { reportFile, writeReport } from './writeReport.js';

export interface RunsOptions extends OutputOptions {
  readonly system?: string | undefined;
  readonly sandbox?: string | undefined;
}

/** Lists the runs on this machine, the newest first. */
export async function runRuns(options: RunsOptions, io: Io): Promise<ExitCode> {
  const state = stateFolder(io.env);
  const lists = await Promise.all(
    (await placesOf(state, filterOf(options, state))).map((place) => listRuns(place)),
  );
  const runs = lists.flat().sort((a, b) => (a.run < b.run ? 1 : -1));
  if (options.json) writeJson(io.stdout, { version: 1, runs });
  else if (runs.length > 0) writeText(io.stdout, renderRuns(runs, { colour: io.colour }));
  else writeText(io.stdout, `No run has been recorded under ${state}.`);
  return 0;
}

/** One run: its timeline per stage, retries, critical path, and its time against the objective. */
export async function runShowRun(
  options: RunsOptions & { readonly run: string },
  io: Io,
): Promise<ExitCode> {
  const state = stateFolder(io.env);
  const { records, summary } = await findRun(state, options.run, filterOf(options, state));
  const targetSeconds = targetSecondsOf(records);
  if (options.json) {
    const { file } = summary;
    writeJson(io.stdout, { version: 1, file, targetSeconds, ...analyseRun(records) });
    return 0;
  }
  const { colour } = io;
  writeText(
    io.stdout,
    renderRun(records, {
      ...{ colour, verbose: options.verbose, targetSeconds },
      timeScale: timeScaleOf(records),
    }),
  );
  return 0;
}

/** Writes the report of a run again, from its journal alone. */
export async function runReportRun(
  options: Pick<RunsOptions, 'system' | 'sandbox'> & {
    readonly run: string;
    /** The page; the document goes beside it. */
    readonly out?: string | undefined;
  },
  io: Io,
): Promise<ExitCode> {
  const state = stateFolder(io.env);
  const { summary } = await findRun(state, options.run, filterOf(options, state));
  const page = options.out ?? reportFile(summary, summary.run);
  writeText(io.stdout, await writeReport(summary.file, page));
  return 0;
}

/** The recovery time objective that held when the run was started. */
export function targetSecondsOf(records: readonly JournalRecord[]): number | undefined {
  const start = records.find((record) => record.record === 'run-started');
  const seconds = start?.options['targetSeconds'];
  return typeof seconds === 'number' ? seconds : undefined;
}

/** How fast the target ran, by what the run noted; 1 for the live one. */
function timeScaleOf(records: readonly JournalRecord[]): number {
  const start = records.find((record) => record.record === 'run-started');
  const scale = start?.options['timeScale'];
  return typeof scale === 'number' ? scale : 1;
}

function filterOf(
  { system, sandbox }: Pick<RunsOptions, 'system' | 'sandbox'>,
  state: string,
): { system: string | undefined; target: string | undefined } {
  const target =
    sandbox === undefined ? undefined : `sandbox ${resolveSandbox(sandbox, state).name}`;
  return { system, target };
}
