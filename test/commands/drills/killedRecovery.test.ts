import { mkdirSync, mkdtempSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GrowingJournal } from '../../../src/commands/drills/growingJournal.js';
import { stepsIn, stepToDieAt } from '../../../src/commands/drills/killedRecovery.js';
import { journalFile } from '../../../src/journal/index.js';
import { recoveryRecords } from '../../report/journalRig.js';

describe('the step at which a recovery dies', () => {
  const steps = (count: number): number[] =>
    Array.from({ length: 200 }, (_, at) => stepToDieAt(`seed ${at}`, count));

  it('is the same for the same seed, and another one for others', () => {
    expect(stepToDieAt('7', 100)).toBe(stepToDieAt('7', 100));
    expect(new Set(steps(100)).size).toBeGreaterThan(40);
  });

  it('lies in the first nine tenths, and there is always one', () => {
    expect(Math.min(...steps(100))).toBeGreaterThanOrEqual(1);
    expect(Math.max(...steps(100))).toBeLessThanOrEqual(90);
    expect(steps(1).every((step) => step === 1)).toBe(true);
    expect(steps(0).every((step) => step === 1)).toBe(true);
  });

  it('is one of the begins and ends of operations', () => {
    // Three creates with begin and end each, and one that failed.
    expect(stepsIn(recoveryRecords())).toBe(7);
  });
});

it('a journal that grows is followed step by step, also where a line comes in two parts', async () => {
  const state = mkdtempSync(join(tmpdir(), 'blackstart-growing-'));
  const place = { state, system: 'shop', target: 'sandbox test' };
  const file = (run: string): string => journalFile(state, place.system, place.target, run);
  const [old, fresh] = ['20260131-235959-0000', '20260131-235959-0001'] as const;
  const journal = new GrowingJournal(place, new Set([old]));
  try {
    mkdirSync(dirname(file(old)), { recursive: true });
    writeFileSync(file(old), '{"record":"done","at":1}\n');
    expect(await journal.steps()).toBe(0);
    writeFileSync(
      file(fresh),
      '{"record":"run-started","at":1}\n{"record":"intent","at":2}\n{"rec',
    );
    expect(await journal.steps()).toBe(1);
    expect(journal.run).toBe(fresh);
    appendFileSync(file(fresh), 'ord":"done","at":3,"message":"\\"record\\":\\"done\\" é"}\n');
    expect(await journal.steps()).toBe(2);
  } finally {
    await journal.close();
    rmSync(state, { recursive: true, force: true });
  }
});
