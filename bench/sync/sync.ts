import type { JournalRecord } from '../../src/journal/index.js';
import type { Bench, Goal, Section, Table } from '../rig/bench.js';
import { makeRepository } from '../rig/repository.js';
import { withWorkspace, type Workspace } from '../rig/workspace.js';

const SYSTEM = 'flock';
const TYPE = 'simulated:index:Resource';
const FIGHT_LIMIT = 3;
const LIMIT = 20;

/** Resources that hang on nothing but one root, so that a storm meets all at once. */
const filesOf = (size: number): Readonly<Record<string, string>> => ({
  'stacks/system.yaml': `version: 1
name: ${SYSTEM}
recoveryTimeObjective: 1h
programs:
  - { name: flock, path: ../program, stack: bench, stage: all }
stages: [all]
`,
  'program/Pulumi.yaml': 'name: flock\nruntime: nodejs\n',
  'program/Pulumi.bench.yaml': 'config: {}\n',
  'program/index.js': `'use strict';
const pulumi = require('@pulumi/pulumi');
const make = (name, inputs) => new pulumi.CustomResource('${TYPE}', name, { name, ...inputs });
const root = make('root', {});
for (let at = 1; at < ${size}; at++) make('bird-' + at, { size: 1, root: root.id });
`,
});

const urnOf = (name: string): string => `urn:pulumi:bench::flock::${TYPE}::${name}`;

/** What one sync did. */
interface Round {
  readonly what: string;
  readonly exitCode: number | null;
  readonly writes: number;
  readonly seconds: number;
  readonly said: string;
}

/** Two ways in which drift is not what a sync is for: a fight over one field, and a storm of 200 resources at once. */
export const sync: Bench = {
  name: 'sync',
  run: async ({ folder, cache, quick, progress }) => {
    const drifted = quick ? 20 : 200;
    const size = Math.round(drifted * 1.2);
    const repository = await makeRepository(folder, filesOf(size));
    return withWorkspace({ cache, timeScale: 0.001 }, async (workspace) => {
      await workspace.run(['recover', '--yes'], { cwd: repository });
      const fight = await fightOver(workspace, repository, progress);
      const storm = await stormOver(workspace, repository, drifted, progress);
      const { exitCode } = await workspace.run(['plan', '--json'], { cwd: repository });
      return section({ fight, storm, drifted, size, left: exitCode });
    });
  },
};

/** A second writer sets one field back before every sync. */
async function fightOver(
  workspace: Workspace,
  repository: string,
  progress: (text: string) => void,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 1; round <= FIGHT_LIMIT + 2; round++) {
    workspace.meddle((cloud) => void cloud.alter(urnOf('bird-1'), 'size', 100 + round));
    rounds.push(await syncOnce(workspace, repository, `round ${round}`, []));
    progress(`fight, round ${round}: ${rounds.at(-1)!.writes} writes`);
  }
  // Whoever has lost stops here: people decided for Git.
  await workspace.run(['recover', '--yes'], { cwd: repository });
  return rounds;
}

async function stormOver(
  workspace: Workspace,
  repository: string,
  drifted: number,
  progress: (text: string) => void,
): Promise<Round[]> {
  workspace.meddle((cloud) => {
    for (let at = 2; at < drifted + 2; at++) cloud.alter(urnOf(`bird-${at}`), 'size', 7);
  });
  const rounds: Round[] = [];
  for (const [what, options] of [
    [`with --limit ${LIMIT}`, ['--limit', String(LIMIT)]],
    ['with --limit 5%', ['--limit', '5%']],
    ['without a limit', []],
  ] as const) {
    rounds.push(await syncOnce(workspace, repository, what, options));
    progress(`storm, ${what}: ${rounds.at(-1)!.writes} writes`);
  }
  return rounds;
}

async function syncOnce(
  workspace: Workspace,
  repository: string,
  what: string,
  options: readonly string[],
): Promise<Round> {
  const before = await runs(workspace);
  const result = await workspace.run(['sync', '--yes', ...options], {
    cwd: repository,
    expected: [0, 1],
  });
  const records = (await runs(workspace)) > before ? await workspace.journal(SYSTEM) : [];
  const said = /a fight: .*|the limit is [^.]*/.exec(result.stdout + result.stderr)?.[0] ?? '';
  const { exitCode, seconds } = result;
  return { what, exitCode, writes: writesIn(records), seconds, said };
}

const runs = async (workspace: Workspace): Promise<number> =>
  (await workspace.runIds(SYSTEM)).length;

function writesIn(records: readonly JournalRecord[]): number {
  return records.filter(({ record }) => record === 'done').length;
}

/** Pure: what is to be said about the rounds. */
export function section(measured: {
  readonly fight: readonly Round[];
  readonly storm: readonly Round[];
  readonly drifted: number;
  readonly size: number;
  /** Exit code of a plan at the end. */
  readonly left: number | null;
}): Section {
  const { fight, storm, drifted, size, left } = measured;
  const fought = fight.reduce((sum, { writes }) => sum + writes, 0);
  const refused = storm.slice(0, -1);
  const last = storm.at(-1);
  return {
    title: 'Sync: a fight and a storm',
    goals: [
      equal('writes in a fight before sync gives up', fought, FIGHT_LIMIT),
      equal(
        'writes beyond the limit',
        refused.reduce((sum, { writes }) => sum + writes, 0),
        0,
      ),
      equal(`writes in a storm of ${drifted} without a limit`, last?.writes ?? 0, drifted),
      equal('exit code of a plan at the end', left ?? -1, 0),
    ],
    tables: [tableOf('fight', fight), tableOf('storm', storm)],
    notes: fight.flatMap(({ said }) => (said === '' ? [] : [said])).slice(0, 1),
    method: [
      `A system of ${size} simulated resources, in a sandbox in which no operation takes time: the seconds are those of the tool, from the start of its process to its end.`,
      `Fight: before each sync another writer changes the same field of one resource again. The limit on repeats is ${FIGHT_LIMIT}, the default.`,
      `Storm: ${drifted} resources are altered at once; then sync runs with a limit as a number, with one as a part of all, and without any. Writes are counted in the journals.`,
    ],
  };
}

function equal(what: string, value: number, wanted: number): Goal {
  return { what, goal: String(wanted), measured: String(value), met: value === wanted };
}

function tableOf(title: string, rounds: readonly Round[]): Table {
  return {
    columns: [title, 'exit code', 'writes', 'seconds'],
    rows: rounds.map(({ what, exitCode, writes, seconds, said }) => [
      said.startsWith('the limit') ? `${what}: ${said}` : what,
      String(exitCode),
      String(writes),
      seconds.toFixed(1),
    ]),
  };
}
