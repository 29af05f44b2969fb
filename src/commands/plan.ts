import { planExitCode } from '../engine/planExitCode.js';
import { planDocument, renderPlan } from '../report/index.js';
import { runStarted } from './announce.js';
import { withContext } from './context.js';
import { writeJson, type ExitCode, type Io } from './io.js';
import type { OutputOptions, SystemOptions } from './options.js';
import { withOutput } from './output.js';
import { deliverMarkdown, markdownOf, type MarkdownOptions } from './planMarkdown.js';

export type PlanOptions = SystemOptions &
  OutputOptions &
  MarkdownOptions & {
    /** List what lives and is declared nowhere. */
    readonly unmanaged: boolean;
  };

/** `plan`: what a recovery would do. Writes nothing but the file of Markdown that is asked for. */
export function runPlan(options: PlanOptions, io: Io): Promise<ExitCode> {
  const { json, verbose } = options;
  const started = Date.now();
  return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, async (output) => {
    const { events } = output;
    const { plan, context, markdown } = await withContext(options, io, events, async (context) => {
      events(runStarted(context, 'plan', undefined));
      const plan = await context.engine.withInventory(await context.engine.preview());
      return {
        context,
        plan,
        markdown: await markdownOf(plan, context, 'plan', options, io, events),
      };
    });
    await output.finish();
    const exitCode = planExitCode(plan);
    if (
      markdown !== undefined &&
      (await deliverMarkdown(markdown, options, output)) === 'printed'
    ) {
      return exitCode;
    }
    if (!json) {
      await output.print(
        renderPlan(plan, {
          colour: io.colour,
          verbose,
          purpose: 'plan',
          unmanaged: options.unmanaged,
        }),
      );
      return exitCode;
    }
    const { system, place } = context;
    const document = planDocument(plan, {
      command: 'plan',
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
