import { expect, it } from 'vitest';
import { startLiveServer } from '../../src/commands/live/liveServer.js';
import type { Event } from '../../src/model/events.js';
import {
  LiveState,
  renderLivePage,
  renderReportPage,
  reportDocument,
} from '../../src/report/index.js';
import { recoveryRecords } from '../report/journalRig.js';
import { planOf } from '../report/rig.js';
import { describeWithBrowser } from './rig.js';

const plan = planOf([
  { type: 'aws:ec2/vpc:Vpc', name: 'main', step: { kind: 'create', reason: 'absent' } },
]);
const [urn] = plan.graph.nodes.keys();
const { stage } = plan.graph.nodes.get(urn!)!;
const BEGUN: readonly Event[] = [
  {
    ...{
      type: 'run-started',
      command: 'recover',
      run: 'r1',
      system: 'shop',
      commit: 'c'.repeat(40),
    },
    ...{ reference: 'main', repository: '/shop', target: 'live', stages: [stage], resumes: false },
  },
  { type: 'plan-made', plan },
  { type: 'phase', phase: 'recover', state: 'started' },
  { type: 'operation-started', urn: urn!, stage, operation: 'create', expectedSeconds: 20 },
];
const EVIL = '<img src=x onerror="document.title=\'gone\'">';

describeWithBrowser('the live view in a browser', (open) => {
  it('follows a run, shows a late joiner all of it, and ends with the report', async () => {
    const state = new LiveState();
    const server = await startLiveServer({
      ...{ address: { host: '127.0.0.1', port: 0 }, page: renderLivePage, tickMs: 50 },
      view: () => state.view(),
    });
    const early = await open(server.url);
    await early.page.waitForSelector('html[data-ready]');
    expect(await early.page.locator('#link').textContent()).toBe('connected');
    for (const event of BEGUN) state.accept(event);
    await early.page.getByRole('heading', { name: 'Recovery of shop' }).waitFor();
    await early.page.locator('#running').getByText('creating').waitFor();

    const late = await open(server.url);
    await late.page.locator('#running').getByText('creating').waitFor();
    expect(await late.page.locator('.stage').innerText()).toContain('0 of 1');
    state.accept({
      type: 'resource-finished',
      urn: urn!,
      stage,
      outcome: 'failed',
      seconds: 1,
      reason: EVIL,
    });
    for (const { page } of [early, late]) {
      await page.locator('#trouble').getByText(EVIL).waitFor();
      await page.locator('.figure.bad', { hasText: '1' }).waitFor();
    }

    state.end({ verdict: 'Not everything is there.', tone: 'bad' });
    const journal = { records: recoveryRecords(), file: '/r1.jsonl', sha256: 'ab', bytes: 7 };
    await server.close(renderReportPage(reportDocument(journal)));
    for (const { page, errors } of [early, late]) {
      await page.locator('#link', { hasText: 'the run has ended' }).waitFor();
      expect(await page.title()).toBe('Not everything is there.: Recovery of shop');
      // The server is gone by now: the report came along.
      await page.getByRole('link', { name: 'Open the report' }).click();
      await page.getByRole('heading', { name: 'Recovery of reference on sandbox test' }).waitFor();
      await page.waitForSelector('html[data-ready]');
      expect(errors).toEqual([]);
    }
  });
});
