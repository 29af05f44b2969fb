import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium, launchChromium } from '../../scripts/lib/chromium.js';

// Without a browser the suites are left out, by name, on somebody's laptop; in CI they fail.
const canStart = findChromium() !== undefined || process.env['CI'] === 'true';

export interface OpenPage {
  readonly page: Page;
  /** What the page complained of. */
  readonly errors: readonly string[];
  /** Addresses that it asked for, its own left out. */
  readonly requests: readonly string[];
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
