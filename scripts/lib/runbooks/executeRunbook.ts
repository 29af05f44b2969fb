import { specOf } from './checkCommand.js';
import { commandsOf, filledIn, type Command, type Placeholders } from './commandLines.js';
import { SANDBOX, TIME_SCALE, type DrillRoom } from './drillRoom.js';
import type { FrontMatter } from './frontMatter.js';
import type { Block, Page } from './readPage.js';
import { missingLines } from './shape.js';
import { z } from 'zod';

const runsSchema = z.object({ runs: z.array(z.object({ run: z.string() })) });

export interface Execution {
  /** Commands of the runbook that were executed. */
  readonly executed: number;
  /** What was not as the runbook says, a sentence or more each. */
  readonly problems: readonly string[];
}

/** True where the page has a block that is executed. Pure. */
export const isExecutable = ({ blocks }: Page): boolean => blocks.some(isExecuted);

const isExecuted = ({ attributes }: Block): boolean => attributes['run'] === 'sandbox';

/**
 * Does what a runbook says, in its order, in a copy of a room in which all is well: brings the incident about as the
 * front matter says, then executes every block that is marked, and compares exit code and shown output.
 */
export async function executeRunbook(
  page: Page,
  { drill = [] }: FrontMatter,
  placeholders: Placeholders,
  allIsWell: DrillRoom,
): Promise<Execution> {
  const room = allIsWell.copy();
  const problems: string[] = [];
  let executed = 0;
  try {
    for (const line of drill) await perform(room, line, placeholders);
    for (const [at, block] of page.blocks.entries()) {
      if (block.language === 'drill') await perform(room, block.text, placeholders);
      if (!isExecuted(block)) continue;
      const next = page.blocks[at + 1];
      const shown = next?.language === 'text' ? next.text : '';
      const result = await executeBlock(room, block, shown, placeholders);
      executed += result.executed;
      problems.push(...result.problems);
    }
    return { executed, problems };
  } finally {
    room.dispose();
  }
}

async function executeBlock(
  room: DrillRoom,
  block: Block,
  shown: string,
  placeholders: Placeholders,
): Promise<Execution> {
  const commands = commandsOf(block.text);
  const problems: string[] = [];
  let said = '';
  for (const [at, command] of commands.entries()) {
    const expected = at === commands.length - 1 ? Number(block.attributes['exit'] ?? '0') : 0;
    const ended = await execute(room, command, placeholders);
    said += ended.said;
    if (ended.code !== expected) {
      problems.push(`${command.line}: exit code ${ended.code}, not ${expected}:\n${ended.said}`);
    }
  }
  const missing = missingLines(shown, said);
  if (missing.length > 0) {
    problems.push(`${block.text}: does not show\n${missing.join('\n')}\nbut\n${said}`);
  }
  return { executed: commands.length, problems };
}

/** A step of the drill itself; a recovery in it may fail, since that can be its point. */
async function perform(room: DrillRoom, line: string, placeholders: Placeholders): Promise<void> {
  for (const command of commandsOf(line)) {
    const { code, said } = await execute(room, command, placeholders);
    const isFine = code === 0 || (code === 1 && command.words[1] === 'recover');
    if (!isFine) throw new Error(`${line}: exit code ${code}:\n${said}`);
  }
}

async function execute(
  room: DrillRoom,
  command: Command,
  placeholders: Placeholders,
): Promise<{ code: number; said: string }> {
  const [program = '', ...rest] = filledIn(command, {
    ...placeholders,
    ...(command.words.includes('RUN') ? { RUN: await lastRun(room) } : {}),
  });
  if (program === 'export') {
    for (const setting of rest) room.export(setting);
    return { code: 0, said: '' };
  }
  return room.run(program === 'blackstart' ? [program, ...inSandbox(rest)] : [program, ...rest]);
}

/** A command as it is typed for the live target, turned to the sandbox: told which, and not asked. Pure. */
export function inSandbox(words: readonly string[]): string[] {
  const options = specOf(words)?.options ?? {};
  const isTold = words.includes('--sandbox') || !('sandbox' in options);
  const isAsked = 'yes' in options && !words.includes('--plan') && !words.includes('--yes');
  // A rehearsal makes a sandbox of its own.
  const isOwn = words[0] === 'rehearse' && !words.includes('--time-scale');
  return [
    ...words,
    ...(isTold ? [] : ['--sandbox', SANDBOX]),
    ...(isAsked ? ['--yes'] : []),
    ...(isOwn ? ['--time-scale', TIME_SCALE] : []),
  ];
}

async function lastRun(room: DrillRoom): Promise<string> {
  const said = await room.must(['blackstart', 'runs', '--sandbox', SANDBOX, '--json']);
  const run = runsSchema.parse(JSON.parse(said)).runs[0]?.run;
  if (run === undefined) throw new Error('there is no run');
  return run;
}
