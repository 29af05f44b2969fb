import { mkdtemp, rm, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  listRunIds,
  loadRun,
  stateFolder,
  type JournalRecord,
  type Place,
} from '../../journal/index.js';
import { equalValues } from '../../model/values.js';
import { valueAt } from '../../providers/paths.js';
import { openSandbox, type ResourceRecord } from '../../providers/simulated/sandbox.js';
import { gradeOf, renderGrade, type Drill, type Grade } from '../../report/index.js';
import { withSystem, withTarget } from '../context.js';
import { lookAgain } from '../drills/lookAgain.js';
import { remnantsIn, withoutRemnants, type DeclaredThing } from '../drills/scenario.js';
import { keepDrill, thisMachine, thisVersion } from '../drills/recordDrill.js';
import { RunEvents } from '../execute.js';
import { writeJson, writeText, type ExitCode, type Io } from '../io.js';
import { WHOLE_SYSTEM, type OutputOptions, type SystemOptions } from '../options.js';
import { withOutput } from '../output.js';
import { withLock } from '../recover.js';
import { resolveSandbox, withSandbox } from '../sandboxes.js';
import { folderBefore, openGameDay, removeGameDay, type GameDay } from './gameDayFile.js';
import { damageInSecret, type SecretDamage } from './secretDamage.js';

export interface GradeGameDayOptions extends OutputOptions {
  /** The only one that is open when left out. */
  readonly name: string | undefined;
  readonly repo?: string | undefined;
  readonly drills?: string | undefined;
  readonly unrecorded: boolean;
  /** Leave the sandbox there. */
  readonly keep: boolean;
}

/** What was there, what happened to it, and what has become of it. */
interface Truth extends SecretDamage {
  readonly before: readonly ResourceRecord[];
}

/** Ends a game day: tells what had happened, and grades what people made of it. Exit code 0 when all is back. */
export function runGradeGameDay(options: GradeGameDayOptions, io: Io): Promise<ExitCode> {
  const { json, verbose, name, repo, keep } = options;
  const state = stateFolder(io.env);
  const game = openGameDay(state, name);
  const sandbox = resolveSandbox(game.name, state);
  const system: SystemOptions = {
    ...{ ...WHOLE_SYSTEM, repo: repo ?? game.repository, ref: game.commit },
    ...{ manifest: game.manifest, sandbox: game.name },
  };
  return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, (output) =>
    withSystem(system, io, output.events, (loaded) => {
      const events = new RunEvents(output.events);
      return withTarget(loaded, { sandbox }, system, io, events.sink, (context) =>
        // A recovery that is under way must not be graded.
        withLock(context, `grade ${game.name}`, false, async () => {
          const now = Date.now();
          const runs = await runsSince(context.place, game.startedAt);
          await withSandbox(sandbox, state, (opened) => opened.clearFaults());
          const { differing, exitCode } = await lookAgain(context, events);
          const truth = await recompute(state, game);
          const after = await withSandbox(sandbox, state, (opened) => opened.list());
          const { things, leftBehind } = withoutRemnants(declared(after), remnantsIn(runs.flat()));
          const grade = gradeOf({
            ...{ startedAt: game.startedAt, now, timeScale: game.timeScale, runs },
            ...{ targetSeconds: game.targetSeconds, differing, isCertain: exitCode === 0 },
            ...{
              before: declared(truth.before),
              after: things,
              leftBehind,
              lost: declared(truth.lost),
            },
            alterations: truth.alterations.map((each) => ({
              ...each,
              isPutRight: isPutRight(each, after),
            })),
          });
          const drill = options.unrecorded
            ? undefined
            : await keepDrill(drillOf(game, grade, new Date(now)), loaded, options.drills, io);
          await output.finish();
          const { story } = truth;
          const keptFolder = keep ? sandbox.folder : undefined;
          const graded = { name: game.name, system: game.system, story, grade, drill, keptFolder };
          if (json)
            writeJson(io.stdout, { version: 1, command: 'game-day', ...gradeDocument(graded) });
          else writeText(io.stdout, renderGrade(graded, { colour: io.colour }));
          removeGameDay(state, game.name);
          if (!keep) await rm(sandbox.folder, { recursive: true, force: true });
          return grade.verdict === 'passed' ? 0 : 1;
        }),
      );
    }),
  );
}

type Graded = Parameters<typeof renderGrade>[0];

function gradeDocument({ grade, ...rest }: Graded): Record<string, unknown> {
  const { runs, ...figures } = grade;
  return {
    ...rest,
    ...figures,
    runs: runs.map(({ analysis, realSeconds }) => ({
      ...{ run: analysis.run, command: analysis.command, verdict: analysis.verdict, realSeconds },
    })),
  };
}

/** Does again what happened, to a copy of the sandbox as it was: so nothing of it had to be written down. */
async function recompute(state: string, { name, seed, kept }: GameDay): Promise<Truth> {
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-game-day-'));
  try {
    await cp(folderBefore(state, name), folder, { recursive: true });
    const sandbox = openSandbox(folder);
    try {
      const before = sandbox.list();
      return { before, ...damageInSecret(sandbox, seed, new Set(kept)) };
    } finally {
      sandbox.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The journals of what people have run since, the oldest first; one that cannot be read is passed over. */
async function runsSince(place: Place, startedAt: number): Promise<(readonly JournalRecord[])[]> {
  const found: (readonly JournalRecord[])[] = [];
  for (const run of await listRunIds(place)) {
    const loaded = await loadRun(place, run).catch(() => undefined);
    if ((loaded?.summary.startedAt ?? 0) >= startedAt) found.unshift(loaded!.records);
  }
  return found;
}

/** What a program has declared; only that can be asked of a recovery. */
function declared(records: readonly ResourceRecord[]): DeclaredThing[] {
  return records.flatMap(({ urn, id, incarnation }) =>
    urn === undefined || urn === '' ? [] : [{ urn, id, incarnation }],
  );
}

function isPutRight(
  { incarnation, path, before }: SecretDamage['alterations'][number],
  after: readonly ResourceRecord[],
): boolean {
  const record = after.find((each) => each.incarnation === incarnation);
  const value = valueAt(record?.inputs, path);
  return value !== undefined && equalValues(value, before);
}

/** What is kept of a game day: figures only, as of every drill. Pure. */
export function drillOf(game: GameDay, grade: Grade, now: Date): Drill {
  const { name, system, commit, seed, timeScale, targetSeconds, predicted } = game;
  const { clockSeconds, realSeconds, firstRunSeconds, idleSeconds, runs, coverage } = grade;
  const counts: Record<string, number> = {};
  for (const { analysis } of runs) {
    for (const [outcome, count] of Object.entries(analysis.counts)) {
      counts[outcome] = (counts[outcome] ?? 0) + count;
    }
  }
  return {
    ...{ version: 1, run: name, at: now.toISOString(), system, commit, scenario: 'game-day', seed },
    ...{ machine: thisMachine(), timeScale, verdict: grade.verdict, targetSeconds, predicted },
    lost: { resources: grade.lost.length, of: grade.of },
    measured: { clockSeconds, realSeconds },
    counts,
    retries: runs.reduce((sum, { analysis }) => sum + analysis.retries.length, 0),
    failures: grade.missing.length + grade.notPutRight.length,
    ...{ coverage, duplicates: grade.twice.length, leftBehind: grade.leftBehind.length },
    ...{ differing: grade.differing.length },
    gameDay: {
      ...(firstRunSeconds === undefined ? {} : { firstRunSeconds }),
      ...{ idleSeconds, runs: runs.length, altered: grade.altered.length },
      putRight: grade.altered.length - grade.notPutRight.length,
      collateral: grade.collateral.length,
    },
    versions: thisVersion(),
  };
}
