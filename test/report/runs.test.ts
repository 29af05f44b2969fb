import { describe, expect, it } from 'vitest';
import type { JournalRecord, RunSummary } from '../../src/journal/index.js';
import type { RunResult } from '../../src/model/events.js';
import {
  analyseRun,
  collectHeld,
  renderRun,
  renderRunResult,
  renderRuns,
} from '../../src/report/index.js';
import {
  after,
  CLUSTER,
  outcome,
  QUEUE,
  READER,
  recoveryRecords,
  resumedRecords,
  START,
  started,
  VPC,
  WEB,
  write,
} from './journalRig.js';
import { urn } from './rig.js';

const PLAIN = { colour: false, verbose: false, targetSeconds: 600, timeScale: 1 };

describe('analyseRun', () => {
  it('finds the chain that decided the time, also through providers and stack references', () => {
    const analysis = analyseRun(recoveryRecords());
    expect(analysis.criticalPath).toEqual([
      { urn: VPC, stage: 'aws', seconds: 11, waitedSeconds: 0 },
      { urn: CLUSTER, stage: 'clusters', seconds: 400, waitedSeconds: 1 },
      { urn: WEB, stage: 'apps', seconds: 36, waitedSeconds: 1 },
    ]);
    expect(analysis.criticalPathSeconds).toBe(447);
    expect(analysis.makespanSeconds).toBe(449);
  });

  it('tells how each resource and the whole fared', () => {
    const analysis = analyseRun(recoveryRecords());
    expect(analysis).toMatchObject({
      run: 'r1',
      system: 'reference',
      command: 'recover',
      startedAt: START,
      endedAt: after(451),
      verdict: 'failed',
      exitCode: 1,
      resumes: 0,
      counts: { created: 3, adopted: 1, failed: 1, held: 1 },
      held: [{ urn: READER, by: [QUEUE] }],
    });
    expect(analysis.resources.find((resource) => resource.urn === CLUSTER)).toMatchObject({
      outcome: 'created',
      startedAt: after(13),
      seconds: 400,
      operationSeconds: 400,
    });
    expect(analysis.retries).toHaveLength(1);
    expect(analysis.gates).toEqual([{ urn: WEB, gate: 'ready', seconds: 30, reason: '1 of 2' }]);
  });

  it('counts as created what an earlier process created and a later one found again', () => {
    const analysis = analyseRun(resumedRecords());
    expect(analysis.verdict).toBe('complete');
    expect(analysis.resumes).toBe(1);
    expect(analysis.counts).toEqual({ created: 2 });
    expect(
      analysis.criticalPath.map(({ urn: one, waitedSeconds }) => [one, waitedSeconds]),
    ).toEqual([
      [VPC, 0],
      [CLUSTER, 50],
    ]);
  });

  it('knows what a killed run has written even without an outcome', () => {
    const analysis = analyseRun([started(), ...write(VPC, 'aws:ec2/vpc:Vpc', 1, 12)]);
    expect(analysis.verdict).toBe('unfinished');
    expect(analysis.counts).toEqual({ created: 1 });
    expect(analysis.makespanSeconds).toBe(11);
  });

  it('takes a run that went on after its end as unfinished', () => {
    expect(analyseRun([...recoveryRecords(), started(500, 'resume')]).verdict).toBe('unfinished');
  });

  it('ends with nothing for no records, and with dependencies in a ring', () => {
    expect(analyseRun([])).toMatchObject({
      verdict: 'unfinished',
      resources: [],
      criticalPath: [],
    });
    const ring = [
      outcome('a', 'created', 0, 1, { dependencies: ['b'] }),
      outcome('b', 'created', 1, 2, { dependencies: ['a'] }),
    ];
    expect(analyseRun(ring).criticalPath).toEqual([]);
  });
});

describe('renderRun', () => {
  it('shows timeline, critical path, failures and what was waited for', () => {
    expect(renderRun(recoveryRecords(), PLAIN)).toBe(`Run r1: failed
  recover of reference at 0123456789ab (main), sandbox test
  from 2026-11-25T10:00:00Z to 2026-11-25T10:07:31Z
  took 7m 31s of 10m 00s
  3 created, 1 adopted, 1 failed, 1 held back

Timeline
  aws       █·······································  0.0s to 11.0s    1 created, 1 adopted
  clusters  ·████████████████████████████████████···  12.0s to 6m 52s  1 created
  apps      ·███████████████████████████████████████  13.0s to 7m 29s  1 created, 1 failed

Critical path, 7m 27s of 7m 29s
   11.0s  aws:ec2:Vpc main (aws)
  6m 40s  aws:eks:Cluster main (clusters, after 1.0s of waiting)
   36.0s  kubernetes:apps/v1:Deployment web (apps, after 1.0s of waiting)

Failures (1)
  aws:sqs:Queue mail failed: denied

Held back (1)
  aws:sqs:Queue mail holds back 1: aws:lambda:Function reader

Retries (1 throttled; 4.0s of waiting together)
  aws:eks:Cluster main: throttled, once, waited 4.0s: Rate exceeded

Gates (1)
  30.0s  ready of kubernetes:apps/v1:Deployment web: 1 of 2

Remedies (1)
  aws:sqs:Queue mail: name not usable (waiting)
`);
  });

  it('lists every resource when asked for more', () => {
    const text = renderRun(resumedRecords(), {
      ...PLAIN,
      verbose: true,
      targetSeconds: undefined,
      timeScale: 1,
    });
    // 12 s until it was killed, 103 s from the resume on.
    expect(text).toContain(
      'resumed once\n  took 1m 55s\n  besides 48.0s between its processes, in which nobody worked\n',
    );
    expect(text).toContain(`Resources
  0.0s +11.0s  aws:ec2:Vpc main created
  1m 01s +1m 40s  aws:eks:Cluster main created
`);
  });

  it('says what the plan had foretold', () => {
    const predicted = {
      ...{ seconds: 870, p50Seconds: 900, p90Seconds: 1080 },
      basis: { measured: 1, table: 2, assumed: 0 },
    };
    const [start, ...rest] = recoveryRecords();
    const records = [{ ...start, predicted } as JournalRecord, ...rest];
    expect(analyseRun(records).predicted).toEqual(predicted);
    expect(renderRun(records, PLAIN)).toContain('\n  predicted 15m 00s (P50), 18m 00s (P90)\n');
    expect(renderRun(records, { ...PLAIN, timeScale: 0.01 })).toContain(
      '\n  predicted 15m 00s (P50), 18m 00s (P90) at real speed\n',
    );
  });

  it('has something to say of an empty journal', () => {
    expect(renderRun([], PLAIN)).toContain('Run ?: unfinished\n');
  });
});

describe('renderRuns', () => {
  const summary: RunSummary = {
    state: '/state',
    system: 'reference',
    target: 'live',
    run: 'r2',
    file: '/state/r2.jsonl',
    verdict: 'complete',
    start: undefined,
    startedAt: START,
    endedAt: after(200),
    seconds: 90,
    exitCode: 0,
    counts: { created: 4 },
    resumes: 1,
    workingSeconds: 115,
    gapSeconds: 48,
  };

  it('lists runs in columns', () => {
    const broken: RunSummary = {
      ...summary,
      run: 'r1',
      verdict: 'unreadable',
      startedAt: undefined,
      endedAt: undefined,
      seconds: undefined,
      counts: {},
      resumes: 0,
      problem: 'line 3 is not JSON',
    };
    expect(renderRuns([summary, broken], { colour: false })).toBe(
      `RUN  STARTED               COMMAND  SYSTEM     TARGET  COMMIT  VERDICT     TOOK    OUTCOME
r2   2026-11-25T10:00:00Z  -        reference  live    -       complete    1m 55s  4 created; resumed once after 48.0s without work
r1   -                     -        reference  live    -       unreadable  -       line 3 is not JSON
`,
    );
  });

  it('says so when there is none', () => {
    expect(renderRuns([], { colour: false })).toBe('No run has been recorded.\n');
  });
});

describe('renderRunResult', () => {
  const good: RunResult = {
    run: 'r1',
    command: 'recover',
    exitCode: 0,
    seconds: 500,
    targetSeconds: 600,
    timeScale: 1,
    counts: { created: 3, adopted: 2 },
    failures: [],
    interrupted: false,
  };

  it('is short when all went well', () => {
    expect(renderRunResult(good, { colour: false, resumeHint: 'blackstart resume r1' })).toBe(
      `Recovered (run r1): everything is there and every gate has passed.
  3 created, 2 adopted
  took 8m 20s of 10m 00s: 1m 40s to spare
`,
    );
  });

  it('names failures with what to do next, and what was held back by which of them', () => {
    const a = urn('aws:ec2/vpc:Vpc', 'a');
    const b = urn('aws:ec2/vpc:Vpc', 'b');
    const bad: RunResult = {
      ...good,
      exitCode: 1,
      seconds: 700,
      counts: { created: 3, failed: 1, conflict: 1, held: 3 },
      failures: [
        { urn: a, code: 'provider', message: 'boom\n\u001b[31mbang' },
        { urn: b, code: 'conflict', message: 'taken' },
        { code: 'program-failed', message: 'died', remedy: 'Mend it.' },
      ],
    };
    const collector = collectHeld();
    const held = (name: string, ...by: ReturnType<typeof urn>[]): void =>
      collector.sink({
        type: 'step-decided',
        urn: urn('aws:sns/topic:Topic', name),
        stage: 'aws',
        pass: 'real',
        step: { kind: 'held', by },
      });
    held('x', a);
    held('y', a, b);
    const text = renderRunResult(bad, {
      colour: false,
      resumeHint: 'blackstart resume r1',
      held: collector.held(),
    });
    expect(text).toBe(`Not recovered (run r1): 3 failures, 3 held back.
  3 created, 1 in conflict, 1 failed, 3 held back
  took 11m 40s of 10m 00s: 1m 40s over the target

Failures (3)
  aws:ec2:Vpc a: boom bang
    try: Put right what the message names, then resume the run; what is already there will be kept.
  aws:ec2:Vpc b: taken
    try: Decide whether Git or the live resource is right, put the other one right, then resume the run.
  died
    try: Mend it.

Held back (3)
  aws:ec2:Vpc a holds back 2: aws:sns:Topic x, aws:sns:Topic y
  aws:ec2:Vpc b holds back 1: aws:sns:Topic y
  1 resource not started, since something needed did not come about

Go on from here with: blackstart resume r1
`);
  });

  it('tells an interruption from a failure', () => {
    const text = renderRunResult(
      { ...good, exitCode: 130, interrupted: true, counts: { created: 1 } },
      { colour: false, resumeHint: 'blackstart resume r1' },
    );
    expect(text)
      .toBe(`Interrupted (run r1): what was under way was finished and journalled, the rest was not started.
  1 created
  took 8m 20s of 10m 00s

Go on from here with: blackstart resume r1
`);
  });
});
