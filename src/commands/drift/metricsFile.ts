import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { CheckHistory } from '../../model/drift.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import { replaceMetrics } from '../../report/index.js';
import { checkMetrics } from '../../report/metrics/checkMetrics.js';

/** Writes the metrics of a check. After a failed check the numbers of the one before stay. Fails with `metrics-write`. */
export async function writeMetricsFile(file: string, history: CheckHistory): Promise<void> {
  const text = await checkMetrics(history, { counters: false }).metrics();
  const failed = history.report === undefined;
  await replaceMetricsFile(file, async () =>
    failed ? replaceMetrics(await earlier(file), text) : text,
  );
}

/**
 * Writes a file for node_exporter's textfile collector, which must never see half a file: written beside it and
 * renamed. Fails with `metrics-write`.
 */
export async function replaceMetricsFile(file: string, text: () => Promise<string>): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, await text());
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw new BlackstartError({
      code: 'metrics-write',
      operation: 'write the metrics',
      message: `${file} cannot be written: ${messageOf(cause)}`,
      remedy: 'Name a file in a folder that is there and can be written to.',
      cause,
    });
  }
}

function earlier(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
