import { describe, expect, it } from 'vitest';
import type { Event, RunResult } from '../../../src/model/events.js';
import type { Step } from '../../../src/model/step.js';
import type { Urn } from '../../../src/model/urn.js';
import { LiveState, liveVerdict, renderLivePage } from '../../../src/report/index.js';
import { planOf } from '../rig.js';

const CREATE: Step = { kind: 'create', reason: 'absent' };
const plan = planOf([
  { type: 'aws:ec2/vpc:Vpc', name: 'main', step: CREATE },
  { type: 'aws:sqs/queue:Queue', name: 'mail', step: CREATE },
]);
const [vpc, queue] = [...plan.graph.nodes.keys()] as [Urn, Urn];
const stage = plan.graph.nodes.get(vpc)!.stage;

const STARTED: Event = {
  ...{ type: 'run-started', command: 'recover', run: 'r1', system: 'shop' },
  ...{ commit: 'c'.repeat(40), reference: 'main', repository: '/shop', target: 'live' },
  ...{ stages: [stage], resumes: false },
};

/** A state that has heard these, with a clock that stands where it is put. */
function stateAfter(...events: readonly Event[]): { state: LiveState; clock: { ms: number } } {
  const clock = { ms: Date.UTC(2026, 0, 31, 3, 0, 0) };
  const state = new LiveState(() => clock.ms);
  for (const event of events) state.accept(event);
  return { state, clock };
}

const recovering: readonly Event[] = [
  STARTED,
  { type: 'plan-made', plan },
  { type: 'phase', phase: 'recover', state: 'started' },
  { type: 'operation-started', urn: vpc, stage, operation: 'create', expectedSeconds: 20 },
];

describe('the state of a live view', () => {
  it('can be shown before anything is known', () => {
    const view = stateAfter().state.view();
    expect(view).toMatchObject({ title: 'Starting', phase: 'starting', ended: false });
    expect(view.stages).toEqual([]);
  });

  it('says what is under way, for how long, and how far each stage is', () => {
    const { state, clock } = stateAfter(...recovering);
    clock.ms += 5_000;
    const view = state.view();
    expect(view.title).toBe('Recovery of shop');
    expect(view.phase).toBe('recovering');
    expect(view.running[0]?.text).toBe('creating, 5.0s of about 20.0s');
    expect(view.stages).toMatchObject([{ name: stage, done: 0, total: 2, state: 'running' }]);
    expect(view.figures[0]).toMatchObject({ name: 'Elapsed', value: '5.0s' });
  });

  it('counts failures and retries, and tells the newest first', () => {
    const { state } = stateAfter(
      ...recovering,
      {
        ...{ type: 'operation-retried', urn: vpc, operation: 'create', attempt: 1 },
        ...{ class: 'throttled', waitSeconds: 1, message: 'slow down' },
      },
      { type: 'resource-finished', urn: vpc, stage, outcome: 'failed', reason: 'no' } as Event,
      { type: 'resource-finished', urn: queue, stage, outcome: 'created' } as Event,
    );
    const view = state.view();
    expect(view.figures[3]).toMatchObject({ value: '1', note: '1 retry', bad: true });
    expect(view.trouble).toHaveLength(1);
    expect(view.news[0]).toMatchObject({ level: 'bad', time: '03:00:00' });
    expect(view.waiting.at(-1)?.text).toContain('last retry, creating, throttled: slow down');
    expect(view.stages[0]).toMatchObject({ done: 2, total: 2, state: 'failed' });
  });

  it('stands still at the end, with the verdict', () => {
    const { state, clock } = stateAfter(...recovering);
    const result: RunResult = {
      ...{ run: 'r1', command: 'recover', exitCode: 0, seconds: 7, targetSeconds: 60 },
      ...{ timeScale: 1, counts: {}, failures: [], interrupted: false },
    };
    state.accept({ type: 'run-finished', result });
    state.end(liveVerdict(result));
    const before = state.view();
    clock.ms += 60_000;
    expect(state.view()).toEqual(before);
    expect(before).toMatchObject({ ended: true, phase: 'ended', tone: 'good', running: [] });
    expect(before.verdict).toBe('Everything is there, after 7.0s.');
    expect(liveVerdict({ ...result, exitCode: 130, interrupted: true }).tone).toBe('bad');
    expect(liveVerdict({ ...result, exitCode: 1 }).verdict).toMatch(/^Not everything is there/);
  });

  it('stays with the recovery while a plan checks what a rehearsal has done', () => {
    const { state } = stateAfter(
      ...recovering,
      { ...{ type: 'operation-done', urn: vpc, stage, operation: 'create', id: 'v', seconds: 1 } },
      { ...STARTED, command: 'plan', run: undefined },
      { type: 'phase', phase: 'preview', state: 'started' },
      { type: 'notice', level: 'warning', message: 'look here' },
    );
    expect(state.view()).toMatchObject({ title: 'Recovery of shop', phase: 'recovering' });
    expect(state.view().news[0]?.text).toBe('look here');
  });

  it('begins anew with each run of a rehearsal, and keeps the news', () => {
    const { state } = stateAfter(...recovering, { ...STARTED, command: 'rehearse', run: 'r2' });
    state.say('info', 'bringing them back');
    const view = state.view();
    expect(view.title).toBe('Rehearsal of shop');
    expect(view.running).toEqual([]);
    expect(view.news[0]?.text).toBe('bringing them back');
    expect(view.news.length).toBeGreaterThan(1);
  });
});

it('is shown by a page that fetches from its own server alone', () => {
  const page = renderLivePage();
  expect(page).toContain('connect-src &#39;self&#39;');
  expect(page).not.toMatch(/(?:src|href)=["']?(?:https?:|\/)/);
});
