import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseJournal, reportsFolder, type Place } from '../journal/index.js';
import { BlackstartError, messageOf } from '../model/errors.js';
import { renderReportPage, reportDocument, type RunReport } from '../report/index.js';
import { writeText, type Io } from './io.js';

export interface ReportOptions {
  /** Folder for reports; beside the journals when left out. */
  readonly report?: string | undefined;
}

/** The report of a run, from its journal's file alone. */
export async function readReport(journal: string): Promise<RunReport> {
  const content = await readFile(journal);
  return reportDocument({
    records: parseJournal(content.toString('utf8'), journal),
    file: journal,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.byteLength,
  });
}

/** Writes page and document side by side, and yields the path of the page. Fails with `report-write`. */
export async function writeReport(journal: string, page: string): Promise<string> {
  const report = await readReport(journal);
  const document = page.replace(/(?:\.html)?$/, '.json');
  try {
    await mkdir(dirname(page), { recursive: true, mode: 0o700 });
    await writeWhole(document, `${JSON.stringify(report, undefined, 2)}\n`);
    await writeWhole(page, renderReportPage(report));
  } catch (cause) {
    throw new BlackstartError({
      code: 'report-write',
      operation: 'write the report',
      message: `the report ${page} cannot be written: ${messageOf(cause)}`,
      remedy: `Make room or choose another folder, then write it with "blackstart runs report ${report.run}".`,
      cause,
    });
  }
  return page;
}

/** Where the page of a run goes unless it is told otherwise. */
export function reportFile(place: Place, run: string, { report }: ReportOptions = {}): string {
  const folder = report ?? reportsFolder(place.state, place.system, place.target);
  return join(folder, `${run}.html`);
}

/**
 * Writes the report after a run. The run is over and its result told: a report that cannot be written is a warning,
 * no failure. Undefined then.
 */
export async function tryWriteReport(
  journal: string,
  page: string,
  io: Pick<Io, 'stderr'>,
): Promise<string | undefined> {
  try {
    return await writeReport(journal, page);
  } catch (error) {
    const remedy = error instanceof BlackstartError ? ` ${error.remedy ?? ''}` : '';
    writeText(io.stderr, `warning: ${messageOf(error)}.${remedy}`);
    return undefined;
  }
}

/** Readers see the old file or the new one, never a half. Readable by its owner only, as the journal is. */
async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, file);
}
