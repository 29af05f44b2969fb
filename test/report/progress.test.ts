import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../src/model/events.js';
import type { Urn } from '../../src/model/urn.js';
import { createProgress, type Progress } from '../../src/report/index.js';
import { RemainingPath } from '../../src/report/progress/remainingPath.js';
import { planOf, runStarted, urn, type Declared } from './rig.js';

const VPC = urn('aws:ec2/vpc:Vpc', 'main');
const CLUSTER = urn('aws:eks/cluster:Cluster', 'main');

/** A terminal that keeps what is written to it. */
function terminal(): { stream: NodeJS.WriteStream; text: () => string; writes: () => number } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  Object.assign(stream, { isTTY: true, columns: 120, rows: 50 });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    text: () => chunks.join(''),
    writes: () => chunks.length,
  };
}

function registered(of: Urn, pass: 'preview' | 'real', stage = 'aws'): Event {
  return { type: 'resource-registered', urn: of, program: 'shop', stage, kind: 'custom', pass };
}

function operation(of: Urn, expectedSeconds: number, stage = 'aws'): Event {
  return { type: 'operation-started', urn: of, stage, operation: 'create', expectedSeconds };
}

function done(of: Urn, seconds: number, stage = 'aws'): Event[] {
  return [
    { type: 'operation-done', urn: of, stage, operation: 'create', id: 'x', seconds },
    { type: 'resource-finished', urn: of, stage, outcome: 'created', id: 'x', seconds },
  ];
}

function send(progress: Progress, ...events: Event[]): void {
  for (const event of events) progress.sink(event);
}

const RECOVER: Event = { type: 'phase', phase: 'recover', state: 'started' };

describe('progress in lines', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function plain(verbose = false): { progress: Progress; text: () => string } {
    const { stream, text } = terminal();
    const options = { stream, colour: false, interactive: false, verbose };
    return { progress: createProgress(options), text };
  }

  it('tells what takes its time, what fails, and lives on in silence', async () => {
    const { progress, text } = plain();
    send(progress, runStarted(), { type: 'phase', phase: 'preview', state: 'started' });
    send(progress, registered(VPC, 'preview'), registered(CLUSTER, 'preview', 'clusters'));
    vi.advanceTimersByTime(4200);
    const declared: Declared[] = [
      { type: 'aws:ec2/vpc:Vpc', name: 'main', step: { kind: 'create', reason: 'absent' } },
      {
        type: 'aws:eks/cluster:Cluster',
        name: 'main',
        stage: 'clusters',
        step: { kind: 'create', reason: 'absent' },
      },
    ];
    const plan = planOf(declared);
    const prediction = { ...plan.prediction, seconds: 590 };
    send(progress, { type: 'plan-made', plan: { ...plan, prediction } }, RECOVER);
    send(progress, registered(VPC, 'real'), operation(VPC, 2));
    vi.advanceTimersByTime(1000);
    send(progress, ...done(VPC, 1), operation(CLUSTER, 580, 'clusters'));
    vi.advanceTimersByTime(31_000);
    send(progress, {
      type: 'operation-failed',
      urn: CLUSTER,
      stage: 'clusters',
      operation: 'create',
      seconds: 31,
      message: 'denied',
      remedy: 'Allow it.',
    });
    send(progress, {
      type: 'resource-finished',
      urn: CLUSTER,
      stage: 'clusters',
      outcome: 'failed',
      seconds: 31,
      reason: 'denied',
    });
    await progress.finish();
    expect(text()).toBe(`[  0.0s] recover of reference at 0123456789ab, sandbox test, run r1
[  0.0s] looking at what is live
[  4.2s] recovering
[  5.2s] creating aws:eks:Cluster main, about 9m 40s
[ 36.0s] recovering, 31.8s of about 9m 50s; 1/2 done (aws 1/1, clusters 0/1); creating aws:eks:Cluster main, 30.8s of about 9m 40s
[ 36.2s] failed: aws:eks:Cluster main: denied; try: Allow it.
[ 36.2s] recovering, 32.0s of about 9m 50s; 2/2 done (aws 1/1, clusters 1/1)
`);
  });

  it('tells of gates at once, of a failed one once', () => {
    const { progress, text } = plain();
    send(
      progress,
      { type: 'gate-waiting', urn: VPC, gate: 'ready', reason: '1 of 3' },
      { type: 'gate-waiting', urn: VPC, gate: 'ready', reason: '2 of 3' },
      { type: 'gate-failed', urn: VPC, gate: 'ready', seconds: 60, reason: 'never' },
      {
        type: 'resource-finished',
        urn: VPC,
        stage: 'aws',
        outcome: 'failed',
        seconds: 60,
        reason: 'never',
      },
    );
    expect(text()).toBe(`[  0.0s] waiting for ready of aws:ec2:Vpc main: 1 of 3
[  0.0s] gate failed: ready of aws:ec2:Vpc main: never
`);
  });

  it('does not drown in retries', () => {
    const { progress, text } = plain();
    const retry: Event = {
      type: 'operation-retried',
      urn: VPC,
      operation: 'create',
      attempt: 1,
      class: 'throttled',
      waitSeconds: 2,
      message: 'Rate exceeded',
    };
    for (let second = 0; second < 15; second++) {
      send(progress, retry, retry);
      vi.advanceTimersByTime(1000);
    }
    const line =
      'creating aws:ec2:Vpc main again in 2.0s (throttled, 1 attempt so far): Rate exceeded\n';
    expect(text()).toBe(`[  0.0s] ${line}[ 10.0s] ${line}`);
  });

  it('says only once what a program warns of in both passes', () => {
    const { progress, text } = plain();
    const warning: Event = {
      type: 'program-output',
      program: 'shop',
      severity: 'warning',
      text: 'deprecated',
    };
    send(progress, warning, warning, { ...warning, severity: 'info', text: 'hello' });
    expect(text()).toBe('[  0.0s] shop: deprecated\n');
  });

  it('keeps its lines to itself while a question is asked', async () => {
    const { progress, text } = plain();
    await progress.suspend();
    send(progress, { type: 'notice', level: 'warning', message: 'look out' });
    vi.advanceTimersByTime(60_000);
    expect(text()).toBe('');
    progress.resume();
    expect(text()).toBe('[  0.0s] look out\n');
  });

  it('writes nothing by itself after its end, and no carriage return ever', async () => {
    const { progress, text } = plain(true);
    send(progress, runStarted(), operation(VPC, 1), ...done(VPC, 1));
    await progress.finish();
    const before = text();
    vi.advanceTimersByTime(120_000);
    expect(text()).toBe(before);
    expect(before).not.toContain('\r');
    expect(before).not.toContain('\u001b');
  });
});

describe('live progress', () => {
  function live(): {
    progress: Progress;
    text: () => string;
    writes: () => number;
    stream: NodeJS.WriteStream;
  } {
    const shown = terminal();
    const { stream } = shown;
    const options = { stream, colour: false, interactive: true, verbose: false };
    return { ...shown, progress: createProgress(options) };
  }

  it('draws stages, operations and failures, makes room for a question and leaves the stages behind', async () => {
    const { progress, text, stream } = live();
    send(progress, runStarted(), registered(VPC, 'preview'));
    await vi.waitFor(() => expect(text()).toContain('aws'), { timeout: 5000 });
    await progress.suspend();
    stream.write('Recover? yes\n');
    progress.resume();
    send(progress, RECOVER, registered(VPC, 'real'), registered(CLUSTER, 'real', 'clusters'));
    send(progress, operation(VPC, 60));
    await vi.waitFor(
      () => expect(text()).toMatch(/creating aws:ec2:Vpc main, \S+ of about 1m 00s/),
      {
        timeout: 5000,
      },
    );
    send(progress, ...done(VPC, 1), {
      type: 'resource-finished',
      urn: CLUSTER,
      stage: 'clusters',
      outcome: 'failed',
      seconds: 1,
      reason: 'denied',
    });
    await vi.waitFor(() => expect(text()).toContain('failed: aws:eks:Cluster main: denied\n'), {
      timeout: 5000,
    });
    await progress.finish();
    expect(text()).toMatch(/✔ aws {12}1\/1 {2}1 created\n✖ clusters {7}1\/1 {2}1 failed\n$/);
  });

  it('leaves the terminal alone when it ends before it began', async () => {
    const { progress, text } = live();
    await progress.finish();
    expect(text()).toBe('');
  });
});

describe.each([true, false])('progress with 10,000 resources, interactive: %s', (interactive) => {
  it('draws as little as with few', async () => {
    const { stream, text, writes } = terminal();
    const progress = createProgress({ stream, colour: true, interactive, verbose: false });
    const names = Array.from({ length: 10_000 }, (_, index) => `v${index}`);
    send(progress, runStarted());
    for (const name of names) send(progress, registered(urn('aws:ec2/vpc:Vpc', name), 'preview'));
    const step = { kind: 'create', reason: 'absent' } as const;
    send(progress, {
      type: 'plan-made',
      plan: planOf(names.map((name) => ({ type: 'aws:ec2/vpc:Vpc', name, step }))),
    });
    send(progress, RECOVER);
    for (const name of names) {
      const of = urn('aws:ec2/vpc:Vpc', name);
      send(progress, registered(of, 'real'), operation(of, 1));
    }
    for (const name of names) send(progress, ...done(urn('aws:ec2/vpc:Vpc', name), 1));
    await progress.finish();
    expect(text()).toContain('10000/10000');
    expect(writes()).toBeLessThan(200);
  });
});

describe('the longest path that is left', () => {
  it('is that of what has not ended, less what has passed of what is under way', () => {
    let clock = 0;
    const path = new RemainingPath(() => clock);
    const declared: Declared[] = [
      { type: 'aws:ec2/vpc:Vpc', name: 'main' },
      { type: 'aws:eks/cluster:Cluster', name: 'main', dependencies: [VPC] },
      { type: 'aws:sns/topic:Topic', name: 'alarms' },
    ];
    const TOPIC = urn('aws:sns/topic:Topic', 'alarms');
    const expectedSeconds = new Map([
      [VPC, 10],
      [CLUSTER, 500],
      [TOPIC, 600],
    ]);
    path.accept({ type: 'plan-made', plan: planOf(declared, { expectedSeconds }) });
    expect(path.longest()).toEqual({ seconds: 600, steps: [{ urn: TOPIC, seconds: 600 }] });
    path.accept({
      ...{ type: 'operation-started', urn: TOPIC, stage: 'aws', operation: 'create' },
      expectedSeconds: 600,
    });
    clock = 400_000;
    expect(path.longest()?.steps.map(({ urn: each }) => each)).toEqual([VPC, CLUSTER]);
    for (const each of [VPC, CLUSTER]) {
      path.accept({
        ...{ type: 'resource-finished', urn: each, stage: 'aws', outcome: 'created', seconds: 1 },
      });
    }
    clock = 500_000;
    expect(path.longest()).toEqual({ seconds: 100, steps: [{ urn: TOPIC, seconds: 100 }] });
  });
});

it('leaves the first error of a program to the message that it ends with', () => {
  const { stream, text } = terminal();
  const options = { stream, colour: false, interactive: false, verbose: false };
  const progress = createProgress(options);
  for (const said of ['first', 'second']) {
    progress.sink({ type: 'program-output', program: 'shop', severity: 'error', text: said });
  }
  expect(text()).not.toContain('first');
  expect(text()).toContain('shop: second');
});
