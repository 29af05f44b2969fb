import type { JournalRecord } from '../../src/journal/index.js';
import type { Bench, BenchContext, Goal, Section } from '../rig/bench.js';
import { count } from '../rig/figures.js';
import { makeRepository } from '../rig/repository.js';
import { withWorkspace, type WorkspaceOptions } from '../rig/workspace.js';
import { expectedOf, type Aftermath, type Expected } from './aftermath.js';
import { killFiles, SYSTEM } from './killSystem.js';
import { isClean, killOnce, type KillOutcome } from './killOnce.js';

const TIME_SCALE = 0.001;
/** Of a quick run: only every so many lines. */
const QUICK_STRIDE = 12;

/** Kills recoveries with SIGKILL, one at every line of their journal, and counts what resuming leaves behind. */
export const kill: Bench = {
  name: 'kill',
  run: async (context) => {
    const { folder, cache, quick, progress } = context;
    const options = { cache, timeScale: TIME_SCALE };
    const repository = await makeRepository(folder, killFiles);
    const undisturbed = await recoverOnce(repository, options);
    const lines = linesToKillAt(undisturbed.records, quick ? QUICK_STRIDE : 1);
    progress(
      `${undisturbed.expected.urns.size} resources, a journal of ${undisturbed.records.length} lines`,
    );
    const outcomes = await killAtAll(repository, lines, undisturbed.expected, options, context);
    return summary(outcomes, undisturbed, quick);
  },
};

interface Undisturbed {
  readonly records: readonly JournalRecord[];
  readonly expected: Expected;
}

function recoverOnce(repository: string, options: WorkspaceOptions): Promise<Undisturbed> {
  return withWorkspace(options, async (workspace) => {
    await workspace.run(['recover', '--yes'], { cwd: repository });
    return {
      records: await workspace.journal(SYSTEM),
      expected: expectedOf(workspace.live()),
    };
  });
}

/**
 * Every line of the journal, but of those that only list the plan and are written in one go just the last. Runs
 * differ by a few lines, so it goes on a little beyond the end.
 */
export function linesToKillAt(records: readonly JournalRecord[], stride: number): number[] {
  const lastPlanned = records.findLastIndex(({ record }) => record === 'planned') + 1;
  const beyond = Math.ceil(records.length / 10);
  const lines = [1];
  for (let line = lastPlanned; line <= records.length + beyond; line += stride) lines.push(line);
  return lines;
}

/** As many at once as there are cores, until a run has ended by itself before it could be killed. */
async function killAtAll(
  repository: string,
  lines: readonly number[],
  expected: Expected,
  options: WorkspaceOptions,
  { cores, progress }: BenchContext,
): Promise<KillOutcome[]> {
  const outcomes: KillOutcome[] = [];
  const waiting = [...lines];
  let ended = false;
  const work = async (): Promise<void> => {
    for (let line = waiting.shift(); line !== undefined && !ended; line = waiting.shift()) {
      const outcome = await killOnce(repository, line, expected, options);
      outcomes.push(outcome);
      if (outcome.atLine === undefined) ended = true;
      if (!isClean(outcome)) progress(counterExample(outcome));
      if (outcomes.length % 10 === 0) progress(`${outcomes.length} of about ${lines.length} runs`);
    }
  };
  await Promise.all(Array.from({ length: cores }, work));
  return outcomes.sort((a, b) => a.line - b.line);
}

/** Pure: what is to be said about the kills. */
export function summary(
  outcomes: readonly KillOutcome[],
  { records, expected }: Undisturbed,
  quick: boolean,
): Section {
  const kills = outcomes.filter(({ atLine }) => atLine !== undefined);
  const again = kills.filter(({ resumes }) => resumes > 1);
  const problems = outcomes.filter(({ problem }) => problem !== undefined);
  return {
    title: 'Kill: SIGKILL at every journalled step',
    method: [
      `A system of ${expected.urns.size + 1} resources (some found by tag alone, some by name, by parent and key, in an EKS cluster, one that lives only in state) is recovered from nothing; an undisturbed run writes ${records.length} lines of journal. One recovery a line: as soon as the journal has that line, the process group of the tool gets SIGKILL, at once and without regard to what is under way. Lines that only list the plan are written in one go and count as one step.`,
      `Then the run is resumed until the exit code is 0, at most five times, and \`plan\` is asked. Duplicates are live things more than one to a URN; orphans are live things that no URN declares; lost is what does not live or what the plan would change. ${quick ? `A quick run: every ${QUICK_STRIDE}th line only.` : ''}`.trim(),
    ],
    goals: [
      none('duplicates', kills, ({ duplicates }) => duplicates),
      none('orphans', kills, ({ orphans }) => orphans),
      none('lost', kills, ({ lost }) => lost),
    ],
    tables: [
      {
        columns: [
          'kills',
          'resumed more than once',
          'never resumed to exit code 0',
          'runs that ended by themselves',
        ],
        rows: [
          [kills.length, again.length, problems.length, outcomes.length - kills.length].map(count),
        ],
      },
    ],
    notes: outcomes.filter((outcome) => !isClean(outcome)).map(counterExample),
  };
}

function none(
  what: string,
  kills: readonly KillOutcome[],
  pick: (aftermath: Aftermath) => readonly string[],
): Goal {
  const found = kills.reduce((sum, { aftermath }) => sum + pick(aftermath).length, 0);
  const measured = `${count(found)} in ${count(kills.length)} kills`;
  return { what, goal: '0', measured, met: found === 0 && kills.length > 0 };
}

function counterExample({ line, atLine, resumes, aftermath, problem, kept }: KillOutcome): string {
  const { duplicates, orphans, lost } = aftermath;
  const parts = [
    ...duplicates.map((each) => `duplicate ${each}`),
    ...orphans.map((each) => `orphan ${each}`),
    ...lost.map((each) => `lost ${each}`),
    ...(problem === undefined ? [] : [`after ${resumes} resumes still: ${problem}`]),
  ];
  return `Counter-example: killed at line ${atLine ?? line}: ${parts.join('; ')} (kept in ${kept ?? '?'})`;
}
