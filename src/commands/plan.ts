import { planExitCode } from '../engine/engine.js';
import { planDocument, renderPlan } from '../report/index.js';
import { runStarted } from './announce.js';
import { withContext } from './context.js';
import { writeJson, type ExitCode, type Io } from './io.js';
import type { OutputOptions, SystemOptions } from './options.js';
import { withOutput } from './output.js';
import { markdownOf, writeMarkdown, type MarkdownOptions } from './planMarkdown.js';

export type PlanOptions = SystemOptions & OutputOptions & MarkdownOptions;

/** `plan` and `drift`: the same question in other words. Writes nothing but the file of Markdown that is asked for. */
export function runPlan(
  options: PlanOptions,
  io: Io,
  command: 'plan' | 'drift' = 'plan',
): Promise<ExitCode> {
  const { json, verbose } = options;
  const started = Date.now();
  return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, async (output) => {
    const { plan, context, markdown } = await withContext(
      options,
      io,
      output.events,
      async (context) => {
        output.events(runStarted(context, command, undefined));
        const plan = await context.engine.preview();
        const markdown = await markdownOf(plan, context, command, options, io, output.events);
        return { context, plan, markdown };
      },
    );
    await output.finish();
    const exitCode = planExitCode(plan);
    if (markdown !== undefined && options.markdown !== undefined && options.markdown !== '-') {
      await writeMarkdown(options.markdown, markdown);
    }
    if (markdown !== undefined && options.markdown === '-') {
      await output.print(markdown);
      return exitCode;
    }
    if (!json) {
      await output.print(renderPlan(plan, { colour: io.colour, verbose, purpose: command }));
      return exitCode;
    }
    const { system, place } = context;
    const document = planDocument(plan, {
      command,
      exitCode,
      target: place.target,
      reference: system.reference,
      repository: system.repository,
      seconds: (Date.now() - started) / 1000,
    });
    writeJson(io.stdout, document);
    return exitCode;
  });
}
