import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';

/** Debian's Chromium, or whatever else goes by one of its names. */
function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of folders) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

const executable = findChromium();
// Without a browser the suites are left out, by name, on somebody's laptop; in CI they fail.
const canStart = executable !== undefined || process.env['CI'] === 'true';

export interface OpenPage {
  readonly page: Page;
  /** What the page complained of. */
  readonly errors: readonly string[];
  /** Addresses that it asked for, its own left out. */
  readonly requests: readonly string[];
}

/** Starts the Chromium of this machine; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error('there is no chromium on the PATH');
  // As root, as in a container, Chromium refuses to start with its sandbox.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: executable, args });
}

export type Open = (address: string, options?: BrowserContextOptions) => Promise<OpenPage>;

/** A suite with a real browser; what it opens is closed at the end. */
export function describeWithBrowser(name: string, suite: (open: Open) => void): void {
  const reason = canStart ? '' : ' (skipped: no chromium on the PATH)';
  if (!canStart) console.warn(`${name}${reason}`);
  describe.skipIf(!canStart)(name + reason, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    suite(async (address, options) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      const errors: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('request', (request) => {
        if (request.url() !== address) requests.push(request.url());
      });
      await page.goto(address);
      return { page, errors, requests };
    });
  });
}
