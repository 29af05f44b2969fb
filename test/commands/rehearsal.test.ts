import { describe, expect, test } from 'vitest';
import {
  rehearsalDocument,
  renderRehearsal,
  secondsAtRealSpeed,
  verdictOf,
  type Rehearsal,
  type RehearsedRecovery,
} from '../../src/commands/rehearsalReport.js';
import type { RunResult } from '../../src/model/events.js';
import { urn } from './rig.js';

function recovery(changes: Partial<RunResult> = {}): RehearsedRecovery {
  return {
    result: {
      ...{
        run: 'r1',
        command: 'rehearse',
        exitCode: 0,
        seconds: 12,
        targetSeconds: 1200,
        timeScale: 1,
      },
      ...{ counts: { created: 3 }, failures: [], interrupted: false, ...changes },
    },
    path: { steps: [{ urn: urn('a'), seconds: 10 }], seconds: 10 },
    retries: 2,
    journal: '/state/r1.jsonl',
    predictedSeconds: 900,
  };
}

const passed: Rehearsal = {
  ...{ system: 'shop', commit: 'c'.repeat(40), sandbox: 'rehearsal-1', keptFolder: undefined },
  ...{
    timeScale: 0.01,
    scenario: 'total' as const,
    seed: '1',
    targetSeconds: 1200,
    built: recovery(),
    recovered: recovery(),
  },
  ...{ lost: { resources: 3, of: 3 }, verified: { exitCode: 0, differing: [] } },
};

const killed: RehearsedRecovery = {
  ...recovery(),
  killed: { afterSteps: 4, steps: 9, gapSeconds: 2 },
};

describe('a rehearsal', () => {
  test.each([
    ['passed', passed],
    ['failed', { ...passed, built: recovery({ exitCode: 1 }), recovered: undefined }],
    ['failed', { ...passed, recovered: recovery({ exitCode: 1 }) }],
    ['failed', { ...passed, verified: { exitCode: 2 as const, differing: [urn('a')] } }],
    ['failed', { ...passed, verified: undefined }],
    ['failed', { ...passed, scenario: 'killed' as const }],
    ['passed', { ...passed, scenario: 'killed' as const, recovered: killed }],
    ['interrupted', { ...passed, recovered: recovery({ exitCode: 130, interrupted: true }) }],
  ])('has %s: %#', (verdict, rehearsal) => {
    expect(verdictOf(rehearsal)).toBe(verdict);
  });

  test('stretches what the cloud took, and not what this machine did besides', () => {
    expect(secondsAtRealSpeed(recovery(), 0.01)).toBe(1002);
    const short = { ...recovery(), path: { steps: [], seconds: 100 } };
    expect(secondsAtRealSpeed(short, 0.5)).toBe(24);
  });

  test('is reported for people', () => {
    const text = renderRehearsal(passed, { colour: false });
    expect(text).toContain('Rehearsal of shop at cccccccccccc in sandbox rehearsal-1');
    expect(text).toMatch(/real speed +at most about 16m 42s; target 20m 00s: met/);
    expect(text).toMatch(/lost +3 of 3 resources/);
    expect(text).toMatch(/verdict +passed/);
    expect(text).toContain('/state/r1.jsonl');
    expect(text).not.toContain('\u001b');
  });

  test('holds the middle and the slow case of what was foretold against it', () => {
    const basis = { measured: 0, table: 3, assumed: 0 };
    const predicted = { seconds: 900, p50Seconds: 960, p90Seconds: 1200, basis };
    const text = renderRehearsal(
      { ...passed, recovered: { ...recovery(), predicted } },
      { colour: false },
    );
    expect(text).toMatch(/predicted +16m 00s \(P50\), 20m 00s \(P90\)/);
  });

  test('says where its recovery was killed, or that it was not', () => {
    const scenario = 'killed' as const;
    expect(renderRehearsal({ ...passed, scenario, recovered: killed }, { colour: false })).toMatch(
      /killed +after 4 of about 9 journalled steps, gone on with after 2.0s/,
    );
    expect(renderRehearsal({ ...passed, scenario }, { colour: false })).toContain(
      'not: it had ended before',
    );
  });

  test('is reported with all that is not as declared', () => {
    const differing = Array.from({ length: 12 }, (_, index) => urn(`q${index}`));
    const failed = {
      ...passed,
      targetSeconds: 60,
      verified: { exitCode: 2 as const, differing },
    };
    const text = renderRehearsal(failed, { colour: false });
    expect(text).toContain('12 resources not as declared');
    expect(text).toContain('and 2 more');
    expect(text).toContain('missed');
  });

  test('is reported for machines', () => {
    expect(rehearsalDocument(passed)).toMatchObject({
      ...{ version: 1, command: 'rehearse', verdict: 'passed' },
      recovered: { run: 'r1', realSeconds: 1002, predictedSeconds: 900, retries: 2 },
    });
  });
});
