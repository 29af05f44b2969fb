import { rename, writeFile } from 'node:fs/promises';
import { BlackstartError, messageOf } from '../model/errors.js';
import type { EventSink } from '../model/events.js';
import type { Plan } from '../model/plan.js';
import { MARKDOWN_LIMITS, planMarkdown, type MarkdownPlace } from '../report/index.js';
import { compareWith } from './compare.js';
import type { Context } from './context.js';
import type { Io } from './io.js';
import type { SystemOptions } from './options.js';
import type { Output } from './output.js';

export interface MarkdownOptions {
  /** File, or `-` for stdout. */
  readonly markdown?: string | undefined;
  /** Where it is going to be shown, which limits its length. */
  readonly markdownFor?: MarkdownPlace | undefined;
  /** The commit that the change is based on. */
  readonly compareTo?: string | undefined;
}

/** The Markdown that was asked for; undefined when none was. Needs the engine's preview. */
export async function markdownOf(
  plan: Plan,
  { engine, place }: Pick<Context, 'engine' | 'place'>,
  purpose: 'plan' | 'drift',
  options: SystemOptions & MarkdownOptions,
  io: Io,
  events: EventSink,
): Promise<string | undefined> {
  if (options.markdown === undefined) return undefined;
  const compared =
    options.compareTo === undefined
      ? undefined
      : await compareWith(options.compareTo, engine.declared(), options, io, events);
  return planMarkdown(plan, {
    purpose,
    target: place.target,
    limit: MARKDOWN_LIMITS[options.markdownFor ?? 'github-comment'],
    ...(compared === undefined
      ? {}
      : 'comparison' in compared
        ? { comparison: compared.comparison }
        : { comparisonMissing: compared.missing }),
  });
}

/** Puts it where the options say: on stdout, which then belongs to it alone, or into a file. */
export async function deliverMarkdown(
  text: string,
  { markdown }: MarkdownOptions,
  output: Pick<Output, 'print'>,
): Promise<'printed' | 'written'> {
  if (markdown === undefined || markdown === '-') {
    await output.print(text);
    return 'printed';
  }
  await writeMarkdown(markdown, text);
  return 'written';
}

/** Whole or not at all: whoever posts the file must not post half of it. */
async function writeMarkdown(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (cause) {
    throw new BlackstartError({
      code: 'usage',
      operation: 'write the Markdown',
      message: `${file} cannot be written: ${messageOf(cause)}`,
      remedy: 'Name a file in a folder that is there, or "-" for stdout.',
      cause,
    });
  }
}
