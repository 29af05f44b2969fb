import { describe, expect, it } from 'vitest';
import { gradeOf, type GradeRequest } from '../../../src/report/gameDay/gradeOf.js';
import { renderGrade } from '../../../src/report/gameDay/renderGrade.js';
import {
  after,
  CLUSTER,
  ended,
  outcome,
  QUEUE,
  resumedRecords,
  START,
  started,
  VPC,
  WEB,
  write,
} from '../journalRig.js';

const thing = (urn: string, incarnation: string) => ({ urn, incarnation });

/** Three things, of which the cluster was lost and one property of the queue altered; all is as it was again. */
const good: GradeRequest = {
  ...{ startedAt: START - 60_000, now: after(900), timeScale: 1, targetSeconds: 1200 },
  before: [thing(VPC, 'v'), thing(CLUSTER, 'c'), thing(QUEUE, 'q')],
  lost: [thing(CLUSTER, 'c')],
  after: [thing(VPC, 'v'), thing(CLUSTER, 'c2'), thing(QUEUE, 'q')],
  leftBehind: [],
  alterations: [{ urn: QUEUE, path: 'delaySeconds', isPutRight: true }],
  ...{ differing: [], isCertain: true },
  runs: [
    [
      started(),
      ...write(CLUSTER, 'aws:eks/cluster:Cluster', 5, 405),
      outcome(CLUSTER, 'created', 5, 405, { stage: 'clusters' }),
      ended(410, 0, { created: 1 }),
    ],
  ],
};
const gradeWith = (changes: Partial<GradeRequest>) => gradeOf({ ...good, ...changes });

describe('the result of a game day', () => {
  it('is good when all is back, once, and as declared', () => {
    expect(gradeOf(good)).toMatchObject({
      ...{ verdict: 'passed', inTime: true, coverage: 1, of: 3, lost: [CLUSTER] },
      ...{ missing: [], twice: [], collateral: [], notPutRight: [] },
    });
  });

  it.each<[string, Partial<GradeRequest>, Record<string, unknown>]>([
    [
      'something is not back',
      { after: [thing(VPC, 'v'), thing(QUEUE, 'q')] },
      { missing: [CLUSTER], coverage: 2 / 3 },
    ],
    [
      'something is there twice',
      { after: [...good.after, thing(CLUSTER, 'c3')] },
      { twice: [CLUSTER], coverage: 1 },
    ],
    [
      'something was made anew that had survived',
      { after: [thing(VPC, 'v2'), thing(CLUSTER, 'c2'), thing(QUEUE, 'q')] },
      { collateral: [VPC], missing: [] },
    ],
    [
      'a property is still altered',
      { alterations: [{ urn: QUEUE, path: 'delaySeconds', isPutRight: false }] },
      { notPutRight: [{ urn: QUEUE, path: 'delaySeconds' }] },
    ],
    ['a plan shows a difference', { differing: [WEB] }, { differing: [WEB] }],
    ['the plan could not tell of everything', { isCertain: false }, {}],
  ])('is bad when %s', (_what, changes, expected) => {
    expect(gradeWith(changes)).toMatchObject({ verdict: 'failed', inTime: false, ...expected });
  });

  it('is none the worse for survivors that a recovery left to people', () => {
    const grade = gradeWith({
      before: [...good.before, thing(WEB, 'w')],
      after: [...good.after, thing(WEB, 'w2')],
      leftBehind: [thing(WEB, 'w')],
    });
    expect(grade).toMatchObject({
      verdict: 'passed',
      leftBehind: [WEB],
      twice: [],
      collateral: [],
    });
  });

  it('is bad when nobody did anything', () => {
    const grade = gradeWith({ after: [thing(VPC, 'v'), thing(QUEUE, 'q')], runs: [] });
    expect(grade).toMatchObject({ verdict: 'failed', firstRunSeconds: undefined });
    expect(grade.clockSeconds).toBe(960);
    expect(grade.hints).toEqual(['Nothing was recovered: no run has begun.']);
  });
});

describe('the time of a game day', () => {
  it('ends with the last run when all is well, and goes on while it is not', () => {
    expect(gradeOf(good).clockSeconds).toBe(470);
    expect(gradeWith({ differing: [WEB] }).clockSeconds).toBe(960);
  });

  it('stretches what the cloud took, and not what people took', () => {
    const grade = gradeWith({ timeScale: 0.1 });
    expect(grade).toMatchObject({ firstRunSeconds: 60, idleSeconds: 60 });
    expect(grade.realSeconds).toBeCloseTo(60 + 4000 + 10, 6);
    expect(grade).toMatchObject({ verdict: 'passed', inTime: false });
  });

  it('counts the interruption of a run that was resumed', () => {
    const grade = gradeWith({ runs: [resumedRecords()] });
    expect(grade.runs).toHaveLength(1);
    expect(grade.clockSeconds).toBe(223);
    expect(grade.realSeconds).toBeCloseTo(223, 6);
  });
});

describe('the hints of a game day', () => {
  it('name the time until somebody began, and the step that took most', () => {
    const text = gradeOf(good).hints.join('\n');
    expect(gradeWith({ startedAt: START - 600_000 }).hints.join('\n')).toContain(
      '10m 00s went by until the first recovery began',
    );
    expect(text).toContain('aws:eks:Cluster main alone took 100 % of the critical path');
    expect(text).not.toContain('Nothing was recovered');
  });

  it('name a run that failed, with what it failed on', () => {
    const failed = [
      started(),
      outcome(QUEUE, 'failed', 1, 2, { reason: 'denied' }),
      ended(3, 1, { failed: 1 }),
    ];
    const { hints } = gradeWith({ runs: [failed, ...good.runs] });
    expect(hints.join('\n')).toContain(
      'did not bring everything back: aws:sqs:Queue mail (denied)',
    );
    expect(hints.join('\n')).toContain('2 runs were made');
  });

  it('take refused calls for nobody’s fault', () => {
    const retry = {
      ...{ record: 'retry' as const, at: after(6), urn: CLUSTER, operation: 'create' as const },
      ...{ attempt: 1, class: 'throttled', waitSeconds: 4, message: 'Rate exceeded' },
    };
    const { hints } = gradeWith({ runs: [[...good.runs[0]!, retry]] });
    expect(hints.join('\n')).toContain('1 call had to be made again, with 4.0s of waiting');
  });
});

it('a grade is told with what had happened, what came of it and how long it took', () => {
  const grade = gradeWith({ after: [thing(VPC, 'v'), thing(QUEUE, 'q')], differing: [CLUSTER] });
  const text = renderGrade(
    {
      ...{ name: 'game-day-1', system: 'shop', story: ['a cluster was lost'], grade },
      ...{ drill: '/shop/drills/game-day-1.json', keptFolder: undefined },
    },
    { colour: false },
  );
  expect(text).toMatch(/what happened +a cluster was lost/);
  expect(text).toMatch(/brought back +0 of 1 lost, of 3 in all/);
  expect(text).toMatch(/not back +1\n +aws:eks:Cluster main/);
  expect(text).toMatch(/put right +1 of 1 altered/);
  expect(text).toMatch(/verdict +failed/);
  expect(text).toContain('/shop/drills/game-day-1.json');
  expect(text).not.toContain('\u001b');
});
