import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../../scripts/lib/chromium.js';
import { writeReport } from '../../src/commands/writeReport.js';
import type { Bench, BenchContext, Section } from '../rig/bench.js';
import { count, median, seconds } from '../rig/figures.js';
import { syntheticRun } from './syntheticRun.js';

const TIMES = 3;

interface Measured {
  readonly resources: number;
  readonly pageBytes: number;
  readonly documentBytes: number;
  readonly write: number;
  readonly usable: number;
  readonly filter: number;
}

/** How large is a report, how long does it take to write, and when can it be used in a browser? */
export const report: Bench = {
  name: 'report',
  run: async (context) => {
    const sizes = context.quick ? [300] : [300, 1000, 5000];
    const measured: Measured[] = [];
    for (const size of sizes) {
      context.progress(`${size} resources`);
      measured.push(await measure(size, context));
    }
    return summary(measured);
  },
};

async function measure(resources: number, { folder }: BenchContext): Promise<Measured> {
  mkdirSync(join(folder, 'report'), { recursive: true });
  const journal = join(folder, 'report', `${resources}.jsonl`);
  const page = join(folder, 'report', `${resources}.html`);
  writeFileSync(
    journal,
    syntheticRun(resources)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  const writes: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const started = performance.now();
    await writeReport(journal, page);
    writes.push((performance.now() - started) / 1000);
  }
  const opened: { usable: number; filter: number }[] = [];
  for (let time = 0; time < TIMES; time++) opened.push(await openIt(page));
  return {
    resources,
    pageBytes: statSync(page).size,
    documentBytes: statSync(page.replace(/html$/, 'json')).size,
    write: median(writes),
    usable: median(opened.map(({ usable }) => usable)),
    filter: median(opened.map(({ filter }) => filter)),
  };
}

/** From the navigation to the first frame after the script has run; then until a filter has been drawn. */
async function openIt(page: string): Promise<{ usable: number; filter: number }> {
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await tab.goto(pathToFileURL(page).href);
    await tab.waitForSelector('html[data-ready]');
    const usable = await tab.evaluate<number>(AFTER_NEXT_FRAME);
    const filter = await tab.evaluate<number>(FILTER);
    return { usable: usable / 1000, filter: filter / 1000 };
  } finally {
    await browser.close();
  }
}

const AFTER_NEXT_FRAME =
  'new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))))';
const FILTER = `new Promise((resolve) => {
  const started = performance.now();
  const text = document.getElementById('filter-text');
  const said = document.getElementById('filter-count');
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started))))
    .observe(said, { childList: true });
  text.value = 'resource-7';
  text.dispatchEvent(new Event('input', { bubbles: true }));
})`;

/** Pure. */
export function summary(measured: readonly Measured[]): Section {
  return {
    title: 'Report: its size, the time to write it, and the time until it can be used',
    method: [
      'Journals of recoveries that create so many resources, 40 at a time, each needing two of those before it, every tenth after a retry and every tenth behind a gate. They are generated; reading, analysis and writing are those of the product, from the journal’s file to both files on the disk.',
      `Chromium without a window opens the page from its file: a new browser each time, from the navigation to the first frame after the script has run. The filter: from a text being typed to the first frame after the rows are filtered, its own pause of 80 ms included. Medians of ${TIMES}.`,
    ],
    goals: [],
    tables: [
      {
        columns: [
          'resources',
          'page',
          'JSON',
          'time to write both',
          'usable in Chromium after',
          'filtered after',
        ],
        rows: measured.map((each) => [
          count(each.resources),
          size(each.pageBytes),
          size(each.documentBytes),
          seconds(each.write),
          seconds(each.usable),
          seconds(each.filter),
        ]),
      },
    ],
    notes: [],
  };
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
