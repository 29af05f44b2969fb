import type { Plan } from '../model/plan.js';
import { plural, renderGraph, type GraphFormat } from '../report/index.js';
import { runStarted } from './announce.js';
import { namedSandbox, withSystem, withTarget, type Context } from './context.js';
import { inEmptyCloud } from './emptyCloud.js';
import { writeText, type ExitCode, type Io } from './io.js';
import type { SystemOptions } from './options.js';
import { withOutput } from './output.js';

export interface GraphOptions extends SystemOptions {
  readonly format: GraphFormat;
  readonly verbose: boolean;
}

/**
 * What Git declares, as a graph. Asks no live system: without a sandbox the programs run against an empty simulated
 * cloud of their own, so it needs neither an account nor a cluster.
 */
export function runGraph(options: GraphOptions, io: Io): Promise<ExitCode> {
  const { format, verbose } = options;
  return withOutput(io, { verbose, form: 'progress' }, async (output): Promise<ExitCode> => {
    const sandbox = await namedSandbox(options, io.env);
    const preview = async (context: Context): Promise<Plan> => {
      output.events(runStarted(context, 'graph', undefined));
      return context.engine.preview();
    };
    const plan = await withSystem(options, io, output.events, (system) =>
      sandbox === undefined
        ? inEmptyCloud('graph', system, options, io, output.events, preview)
        : withTarget(system, { sandbox }, options, io, output.events, preview),
    );
    const unresolved = [...plan.unresolvedApplies.values()].reduce((sum, count) => sum + count, 0);
    if (unresolved > 0) {
      const message = `${plural(unresolved, 'apply', 'applies')} waited for values that only exist once all is built; what they create is not in the graph`;
      output.events({ type: 'notice', level: 'info', message });
    }
    await output.finish();
    writeText(io.stdout, renderGraph(plan.graph, format));
    return 0;
  });
}
