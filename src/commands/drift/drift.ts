import { NO_CHECKS, type CheckHistory } from '../../model/drift.js';
import type { SystemManifest } from '../../model/system.js';
import { planExitCode } from '../../engine/planExitCode.js';
import {
  planDocument,
  renderPlan,
  slackFailure,
  slackMessage,
  withCheck,
} from '../../report/index.js';
import { checkMetrics } from '../../report/metrics/checkMetrics.js';
import { writeJson, type ExitCode, type Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import { withOutput } from '../output.js';
import { deliverMarkdown, markdownOf, type MarkdownOptions } from '../planMarkdown.js';
import { failedCheck, makeCheck, noteSystem, type CheckRequest } from '../watch/check.js';
import { deliver } from './deliver.js';
import { writeMetricsFile } from './metricsFile.js';

export interface DriftOptions extends SystemOptions, OutputOptions, MarkdownOptions {
  /** List what lives and is declared nowhere. */
  readonly unmanaged: boolean;
  /** File for node_exporter's textfile collector. */
  readonly metricsFile?: string | undefined;
  /** Base URL of a Pushgateway. */
  readonly push?: string | undefined;
  /** An incoming webhook. A secret. */
  readonly slack?: string | undefined;
}

/** `drift`: one check, told on the terminal and to whomever the options name, also when it could not be made. */
export function runDrift(options: DriftOptions, io: Io): Promise<ExitCode> {
  const { json, verbose } = options;
  const startedAt = Date.now();
  return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, async (output) => {
    const noted = noteSystem(output.events);
    let markdown: string | undefined;
    const request: CheckRequest = {
      ...{ options, io, events: noted.events, command: 'drift' },
      whileOpen: async (plan, context) => {
        markdown = await markdownOf(plan, context, 'drift', options, io, output.events);
      },
    };
    const made = await makeCheck(request).catch(async (error: unknown): Promise<never> => {
      // Somebody who interrupts a command needs no alert about it.
      if (!io.stop.aborted) {
        const failure = failedCheck(error, startedAt, noted.system);
        await tell(options, withCheck(NO_CHECKS, failure));
      }
      throw error;
    });
    const { plan, report, context } = made;
    await output.finish();
    const exitCode = planExitCode(plan);
    const shown =
      markdown === undefined ? undefined : await deliverMarkdown(markdown, options, output);
    if (json) {
      const { target, reference, repository } = report;
      const seconds = (Date.now() - startedAt) / 1000;
      const about = { command: 'drift', exitCode, target, reference, repository, seconds } as const;
      writeJson(io.stdout, planDocument(plan, about));
    } else if (shown !== 'printed') {
      await output.print(
        renderPlan(plan, {
          colour: io.colour,
          verbose,
          purpose: 'drift',
          unmanaged: options.unmanaged,
        }),
      );
    }
    await tell(options, withCheck(NO_CHECKS, { kind: 'made', report }), context.system.manifest);
    return exitCode;
  });
}

/** Everybody who was to be told is told, also when telling another one fails; the first failure is thrown then. */
async function tell(
  { metricsFile, push, slack }: DriftOptions,
  history: CheckHistory,
  manifest?: SystemManifest,
): Promise<void> {
  const told = await Promise.allSettled([
    metricsFile === undefined ? undefined : writeMetricsFile(metricsFile, history),
    push === undefined ? undefined : pushMetrics(push, history),
    slack === undefined ? undefined : tellSlack(slack, history, manifest),
  ]);
  for (const each of told) if (each.status === 'rejected') throw each.reason;
}

/**
 * One group for blackstart: a PUT replaces it, a POST leaves the numbers of the last good check beside the failure.
 * https://github.com/prometheus/pushgateway#api
 */
async function pushMetrics(url: string, history: CheckHistory): Promise<void> {
  const registry = checkMetrics(history, { counters: false });
  await deliver({
    url: `${url.replace(/\/+$/, '')}/metrics/job/blackstart`,
    method: history.report === undefined ? 'POST' : 'PUT',
    type: registry.contentType,
    body: await registry.metrics(),
    to: 'the Pushgateway',
  });
}

async function tellSlack(
  url: string,
  { report, last }: CheckHistory,
  manifest: SystemManifest | undefined,
): Promise<void> {
  const message =
    last?.failure !== undefined
      ? slackFailure(last.failure)
      : report === undefined || manifest === undefined
        ? undefined
        : slackMessage(report, manifest);
  if (message === undefined) return;
  const body = JSON.stringify(message);
  await deliver({ url, method: 'POST', type: 'application/json', body, to: 'Slack' });
}
