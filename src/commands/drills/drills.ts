import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder } from '../../journal/index.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import {
  drillMetrics,
  drillSchema,
  drillsPage,
  drillTrend,
  renderDrills,
  type Drill,
} from '../../report/index.js';
import { loadManifest, localRepositoryRoot } from '../../system/index.js';
import { replaceMetricsFile } from '../drift/metricsFile.js';
import { writeJson, writeText, type ExitCode, type Io } from '../io.js';
import { drillsUnderState } from './recordDrill.js';

export interface DrillsOptions {
  readonly repo?: string | undefined;
  readonly ref?: string | undefined;
  readonly manifest?: string | undefined;
  readonly drills?: string | undefined;
  readonly json: boolean;
  readonly metricsFile?: string | undefined;
  readonly html?: string | undefined;
}

/** `drills`: the trend of all drills that were kept. Exit code 2 when the last one is older than the manifest allows. */
export async function runDrills(options: DrillsOptions, io: Io): Promise<ExitCode> {
  const { repo: repository, ref: reference, manifest: path, metricsFile, html } = options;
  const manifest = await loadManifest({
    ...{ repository, reference, manifest: path, signal: io.stop },
  });
  const root = await localRepositoryRoot(repository ?? '.', io.stop).catch(() => undefined);
  const folders =
    options.drills === undefined
      ? [
          ...(root === undefined ? [] : [join(root, manifest.drills.folder)]),
          drillsUnderState(stateFolder(io.env), manifest.name),
        ]
      : [options.drills];
  const found = await Promise.all(folders.map((folder) => readDrills(folder, io)));
  const trend = drillTrend({
    system: manifest.name,
    drills: found.flat(),
    maximumAgeSeconds: manifest.drills.maximumAge,
    now: Date.now(),
  });
  if (metricsFile !== undefined) {
    await replaceMetricsFile(metricsFile, () => drillMetrics(trend).metrics());
  }
  if (html !== undefined) await writePage(html, drillsPage(trend));
  if (options.json) writeJson(io.stdout, trend);
  else writeText(io.stdout, renderDrills(trend, { colour: io.colour }));
  return trend.tooOld ? 2 : 0;
}

/** A folder that is not there holds none; a file that is no drill is passed over with a warning. */
async function readDrills(folder: string, io: Io): Promise<Drill[]> {
  const names = await readdir(folder).catch(() => []);
  const drills: Drill[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const file = join(folder, name);
    try {
      drills.push(drillSchema.parse(JSON.parse(await readFile(file, 'utf8'))));
    } catch {
      writeText(io.stderr, `warning: ${file} is passed over: it is no result of a drill`);
    }
  }
  return drills;
}

async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((cause: unknown): never => {
    throw new BlackstartError({
      code: 'report-write',
      operation: 'write the page of the drills',
      message: `the page ${file} cannot be written: ${messageOf(cause)}`,
      remedy: 'Name a file in a folder that is there and can be written to.',
      cause,
    });
  });
}
