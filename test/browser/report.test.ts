import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { renderReportPage, reportDocument } from '../../src/report/index.js';
import { temporaryFolder } from '../commands/rig.js';
import { recoveryRecords, resumedRecords } from '../report/journalRig.js';
import { describeWithBrowser } from './rig.js';

async function written(records = recoveryRecords()): Promise<string> {
  const file = join(temporaryFolder(), 'report.html');
  const journal = { records, file: '/state/r1.jsonl', sha256: 'ab'.repeat(32), bytes: 7 };
  await writeFile(file, renderReportPage(reportDocument(journal)));
  return pathToFileURL(file).href;
}

function shownRows(page: Page): Promise<string[]> {
  return page.locator('.resources tbody tr:visible a').allTextContents();
}

describeWithBrowser('the report in a browser', (open) => {
  it('opens from a file, complains of nothing and asks nobody for anything', async () => {
    const { page, errors, requests } = await open(await written());
    await page.waitForSelector('html[data-ready]');
    expect(await page.locator('h1').textContent()).toBe('Recovery of reference on sandbox test');
    expect(await page.locator('.verdict').textContent()).toContain('Not recovered');
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('filters by text, stage, outcome and critical path, and counts what is left', async () => {
    const { page } = await open(await written());
    const count = page.locator('#filter-count');
    await page.fill('#filter-text', 'SQS mail');
    await count.getByText('1 of 6').waitFor();
    expect(await shownRows(page)).toEqual(['aws:sqs:Queue mail']);
    await page.fill('#filter-text', 'nothing of the kind');
    await page.locator('#none-match').waitFor({ state: 'visible' });
    await page.fill('#filter-text', '');
    await page.selectOption('#filter-outcome', 'created');
    await page.selectOption('#filter-stage', 'clusters');
    await count.getByText('1 of 6').waitFor();
    expect(await shownRows(page)).toEqual(['aws:eks:Cluster main']);
    await page.selectOption('#filter-outcome', '');
    await page.selectOption('#filter-stage', '');
    await page.check('#filter-critical');
    await count.getByText('3 of 6').waitFor();
    expect(await shownRows(page)).toEqual([
      'aws:ec2:Vpc main',
      'aws:eks:Cluster main',
      'kubernetes:apps/v1:Deployment web',
    ]);
  });

  it('shows the details of a resource, and walks along its dependencies', async () => {
    const { page, errors } = await open(await written());
    await page.click('.resources a:text("Deployment web")');
    const details = page.getByRole('complementary', { name: 'kubernetes:apps/v1:Deployment web' });
    const text = await details.innerText();
    expect(text).toContain('created, on the critical path');
    expect(text).toContain('waited for ready: 1 of 2 (30.0s)');
    await page.click('section#people a:text("Queue mail")');
    await details.waitFor({ state: 'detached' });
    expect(await page.locator('#details').innerText()).toContain('denied');
    await page.click('#details a:text("Function reader")');
    expect(await page.locator('#details-title').innerText()).toBe('aws:lambda:Function reader');
    await page.click('#details-close');
    expect(await page.locator('#details').isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it('is used with the keyboard alone', async () => {
    const { page } = await open(await written());
    await page.focus('#filter-critical');
    await page.keyboard.press('Tab');
    const focused = (): Promise<string> =>
      page.evaluate<string>('document.activeElement.textContent');
    const names = await shownRows(page);
    expect(await focused()).toBe(names[0]);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(names[1]);
    await page.keyboard.press('End');
    expect(await focused()).toBe(names.at(-1));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('details-title');
    await page.keyboard.press('Escape');
    expect(await page.locator('#details').isVisible()).toBe(false);
    expect(await focused()).toBe(names[0]);
  });

  it('draws the graph, walks it with the keyboard and says where one is', async () => {
    const { page, errors } = await open(await written());
    await page.focus('#graph-canvas');
    await page.keyboard.press('ArrowDown');
    const said = page.locator('#graph-said');
    expect(await said.textContent()).toContain('needs 0');
    await page.click('#graph-path');
    expect(await said.textContent()).toBe('3 boxes hold the critical path');
    await page.focus('#graph-canvas');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('#details').isVisible()).toBe(true);
    const colours = await page.evaluate<number>(`(() => {
      const canvas = document.getElementById('graph-canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
    expect(colours).toBeGreaterThan(10);
    expect(errors).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('can be read in %s', async (colorScheme) => {
    const { page } = await open(await written(), { colorScheme });
    const style = (property: string): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.body).${property}`);
    const [ink, paper] = [await style('color'), await style('backgroundColor')];
    const light = (colour: string): number =>
      colour
        .match(/\d+/g)!
        .slice(0, 3)
        .reduce((sum, part) => sum + Number(part), 0);
    const [dark, bright] = colorScheme === 'light' ? [ink, paper] : [paper, ink];
    expect(light(bright) - light(dark)).toBeGreaterThan(400);
  });

  it('can be read without its script', async () => {
    const { page } = await open(await written(), { javaScriptEnabled: false });
    expect(await shownRows(page)).toHaveLength(6);
    const text = await page.innerText('body');
    for (const words of [
      'Not recovered',
      'Critical path',
      'throttled',
      'name not usable',
      'denied',
    ]) {
      expect(text).toContain(words);
    }
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('#graph').isVisible()).toBe(false);
  });

  it('prints, without what only works on a screen', async () => {
    const { page } = await open(await written(resumedRecords()));
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.byteLength).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('.resources').isVisible()).toBe(true);
  });

  it('has one heading of the first level, names for all tables and pictures, and unique ids', async () => {
    const { page } = await open(await written());
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByRole('img').getAttribute('aria-label')).toContain('critical path');
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    expect(twice).toEqual([]);
    const unnamed = await page.evaluate(
      `[...document.querySelectorAll('section')].filter((each) => !each.ariaLabelledByElements?.length).length`,
    );
    expect(unnamed).toBe(0);
  });

  it('takes what it shows for text, never for markup', async () => {
    const evil = '<img src=x onerror="document.title=\'gone\'"></script><script>alert(1)</script>';
    const records = recoveryRecords().map((record) =>
      record.record === 'outcome' && record.reason !== undefined
        ? { ...record, reason: evil }
        : record,
    );
    const { page, errors } = await open(await written(records));
    await page.click('section#people a:text("Queue mail")');
    expect(await page.locator('#details').innerText()).toContain(evil);
    expect(await page.title()).not.toBe('gone');
    expect(errors).toEqual([]);
  });

  it('is one file that names no other', async () => {
    const text = await readFile(new URL(await written()), 'utf8');
    expect(text).not.toMatch(/(?:src|href)=["']?(?:https?:|\/|\.)/);
    expect(text).not.toMatch(/@import|url\(/);
  });
});
