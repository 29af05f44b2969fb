import { problemOf } from '../../scripts/lib/runbooks/checkCommand.js';
import { DrillRoom } from '../../scripts/lib/runbooks/drillRoom.js';
import { executeRunbook, isExecutable } from '../../scripts/lib/runbooks/executeRunbook.js';
import { frontMatterSchema } from '../../scripts/lib/runbooks/frontMatter.js';
import {
  allPages,
  isRunbook,
  placeholders,
  shellCommands,
  type NamedPage,
} from '../../scripts/lib/runbooks/pages.js';
import type { Bench, BenchContext, Section } from '../rig/bench.js';
import { count, seconds } from '../rig/figures.js';

interface Counted {
  readonly path: string;
  readonly all: number;
  readonly ours: number;
  /** Taken by the parser. */
  readonly checked: number;
  readonly executed: number;
  /** As the page says. */
  readonly right: boolean;
  readonly seconds: number;
}

/** How many of the commands in the runbooks are checked, and how many are executed? */
export const runbooks: Bench = {
  name: 'runbooks',
  run: async (context) => {
    const pages = allPages().filter(isRunbook);
    const chosen = context.quick ? pages.slice(0, 2) : pages;
    const counted: Counted[] = [];
    const allIsWell = await DrillRoom.whereAllIsWell();
    try {
      for (const page of chosen) counted.push(await measure(page, allIsWell, context));
    } finally {
      allIsWell.dispose();
    }
    return summary(counted, countDocumentation());
  },
};

async function measure(
  page: NamedPage,
  allIsWell: DrillRoom,
  { progress }: BenchContext,
): Promise<Counted> {
  progress(page.path);
  const started = performance.now();
  const result = isExecutable(page)
    ? await executeRunbook(
        page,
        frontMatterSchema.parse(page.frontMatter),
        placeholders(),
        allIsWell,
      )
    : { executed: 0, problems: [] };
  return {
    ...countCommands(page),
    executed: result.executed,
    right: result.problems.length === 0,
    seconds: (performance.now() - started) / 1000,
  };
}

type Checked = Pick<Counted, 'path' | 'all' | 'ours' | 'checked'>;

function countCommands(page: NamedPage): Checked {
  const commands = shellCommands(page);
  const ours = commands.filter(({ words }) => words[0] === 'blackstart');
  const examples = placeholders();
  const checked = ours.filter(
    (command) => problemOf(command, examples, isRunbook(page)) === undefined,
  );
  return {
    path: page.path,
    all: commands.length,
    ours: ours.length,
    checked: checked.length,
  };
}

function countDocumentation(): readonly Checked[] {
  return allPages()
    .filter((page) => !isRunbook(page))
    .map(countCommands);
}

/** Pure. */
export function summary(counted: readonly Counted[], others: readonly Checked[]): Section {
  const sum = (of: (each: Counted) => number): number =>
    counted.reduce((total, each) => total + of(each), 0);
  const [checked, ours, executed, all] = [
    sum((each) => each.checked),
    sum((each) => each.ours),
    sum((each) => each.executed),
    sum((each) => each.all),
  ];
  const ofDocs = others.reduce((total, each) => total + each.ours, 0);
  const checkedInDocs = others.reduce((total, each) => total + each.checked, 0);
  const right = counted.filter((each) => each.right).length;
  return {
    title: 'Runbooks: commands checked, executed and all',
    method: [
      'Commands in the shell blocks of `runbooks/`; both sides of a pipe count as two. Checked: ours, taken by the parser of the command line after examples have replaced the placeholders. Executed: marked `run=sandbox`, those of Git among them, and executed in their order, with their exit codes and shown outputs compared.',
      'Each runbook has a sandbox and a Git repository of its own with a system of 11 resources at 1,000 times the real speed, damaged as its front matter says. The system is built once and copied for each of them; the time is that from the damage to the last command.',
    ],
    goals: [
      {
        what: 'commands of ours in the runbooks that the parser takes',
        goal: 'all',
        measured: `${count(checked)} of ${count(ours)}`,
        met: checked === ours,
      },
      {
        what: 'the same in documentation and README',
        goal: 'all',
        measured: `${count(checkedInDocs)} of ${count(ofDocs)}`,
        met: checkedInDocs === ofDocs,
      },
      {
        what: 'runbooks that did in the sandbox what they say',
        goal: 'all',
        measured: `${right} of ${counted.length}`,
        met: right === counted.length,
      },
    ],
    tables: [
      {
        columns: ['runbook', 'checked', 'executed', 'all', 'time'],
        rows: [
          ...counted.map((each) => [
            each.path,
            count(each.checked),
            count(each.executed),
            count(each.all),
            seconds(each.seconds),
          ]),
          [
            'together',
            count(checked),
            count(executed),
            count(all),
            seconds(sum((each) => each.seconds)),
          ],
        ],
      },
    ],
    notes: [
      'What is not executed: commands for the live target alone (credentials, quotas of the provider), searches for an account id, and those that only show a second way.',
    ],
  };
}
