/** Rehearses the reference system and takes the picture of its report that the README shows: `npm run screenshot`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from './lib/chromium.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blackstart-screenshot-'));
try {
  const binary = join(root, 'bin', 'blackstart.js');
  execFileSync(process.execPath, [binary, 'rehearse', '--unrecorded', '--report', folder], {
    cwd: root,
    env: { ...process.env, BLACKSTART_STATE: join(folder, 'state') },
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  const page = readdirSync(folder).find((name) => name.endsWith('.html'));
  if (page === undefined) throw new Error('the rehearsal left no report');
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage({ viewport: { width: 1240, height: 1000 } });
    await tab.goto(pathToFileURL(join(folder, page)).href);
    await tab.waitForSelector('html[data-ready]');
    await tab.screenshot({ path: join(root, 'docs', 'images', 'report.png') });
  } finally {
    await browser.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
