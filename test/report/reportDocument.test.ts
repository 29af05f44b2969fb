import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/index.js';
import { reportDocument, reportJsonSchema, reportSchema } from '../../src/report/index.js';
import {
  after,
  CLUSTER,
  ended,
  outcome,
  QUEUE,
  READER,
  recoveryRecords,
  resumedRecords,
  STACK,
  started,
  TOPIC,
  VPC,
  WEB,
  write,
} from './journalRig.js';

function documentOf(records: readonly JournalRecord[]): ReturnType<typeof reportDocument> {
  const journal = { records, file: '/state/r1.jsonl', sha256: 'ab'.repeat(32), bytes: 7 };
  const report = reportDocument(journal);
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return report;
}

/** A start with options and what the plan foresaw. */
function startedWith(
  options: Record<string, unknown>,
  more: Partial<Extract<JournalRecord, { record: 'run-started' }>> = {},
): JournalRecord {
  const start = started();
  if (start.record !== 'run-started') throw new Error('no start');
  return { ...start, options, ...more };
}

const FORESEEN = {
  stages: ['aws', 'clusters', 'apps', 'empty'],
  providers: [{ packageName: 'aws', origin: 'simulated', version: '7.0.0' }],
  seconds: 400,
  emptyOfData: [QUEUE, VPC],
  newStateOnlyValues: [TOPIC],
};

describe('reportDocument', () => {
  it('tells how each resource fared, what was done for it, and what decided the time', () => {
    const report = documentOf(recoveryRecords());
    expect(report.summary).toBe(
      'Not recovered: 4 of 6 resources are there, 1 failed, 1 held back.',
    );
    expect(report.counts).toEqual({ created: 3, adopted: 1, failed: 1, held: 1 });
    const web = report.resources.find(({ urn }) => urn === WEB)!;
    expect(web).toMatchObject({ name: 'web', stage: 'apps', kind: 'resource', critical: true });
    expect(web.activities).toEqual([
      { what: 'create', from: after(414), to: after(420), came: true },
      { what: 'gate', from: after(420), to: after(450), note: 'ready: 1 of 2' },
    ]);
    const queue = report.resources.find(({ urn }) => urn === QUEUE)!;
    expect(queue).toMatchObject({ outcome: 'failed', reason: 'denied', critical: false });
    expect(report.resources.find(({ urn }) => urn === STACK)?.kind).toBe('stack');
    expect(report.criticalPath.map(({ urn }) => urn)).toEqual([VPC, CLUSTER, WEB]);
    expect(report.held).toEqual([{ urn: READER, by: [QUEUE] }]);
    expect(report.remedies).toEqual([{ urn: QUEUE, hazard: 'name not usable', remedy: 'waiting' }]);
    expect(report.processes).toMatchObject([{ who: 'ada', host: 'bench', resumes: false }]);
  });

  it.each([
    ['within', 600, 451, { comparable: true, within: true }],
    ['over', 300, 451, { comparable: true, within: false }],
  ])('holds the time against the objective: %s', (_, targetSeconds, seconds, expected) => {
    const [, ...rest] = recoveryRecords();
    const records = [startedWith({ targetSeconds }), ...rest.slice(0, -1), ended(451, 0, {})];
    expect(documentOf(records).time).toMatchObject({ seconds, targetSeconds, ...expected });
  });

  it('does not call an objective met while not everything is there', () => {
    const [, ...rest] = recoveryRecords();
    const { time } = documentOf([startedWith({ targetSeconds: 600 }), ...rest]);
    expect(time.comparable).toBe(true);
    expect(time.within).toBeUndefined();
  });

  it('does not compare the time of a faster sandbox, and says how long at most it would have been', () => {
    const [, ...rest] = recoveryRecords();
    const start = startedWith({ targetSeconds: 600, timeScale: 0.1 }, { foreseen: FORESEEN });
    const { time } = documentOf([start, ...rest]);
    expect(time).toMatchObject({ comparable: false, timeScale: 0.1, predictedSeconds: 400 });
    expect(time.within).toBeUndefined();
    expect(time.atRealSpeedSeconds).toBeCloseTo(447 / 0.1 + 4);
  });

  it('names the data that has to be restored and the values that are new, of what was created', () => {
    const [, ...rest] = recoveryRecords();
    const report = documentOf([startedWith({}, { foreseen: FORESEEN }), ...rest]);
    expect(report.dataToRestore).toEqual([VPC]);
    expect(report.newValues).toEqual([]);
    expect(report.stages.map(({ stage }) => stage)).toEqual(['aws', 'clusters', 'apps']);
    expect(report.providers).toEqual(FORESEEN.providers);
  });

  it('tells of a killed run what was begun without a known end, and what was never begun', () => {
    const planned = (urn: string): JournalRecord => ({
      ...{ record: 'planned', at: after(0), urn, step: 'create', stage: 'aws', type: 'x' },
    });
    const records: JournalRecord[] = [
      started(),
      ...[VPC, QUEUE, READER].map(planned),
      ...write(VPC, 'aws:ec2/vpc:Vpc', 1, 12),
      { record: 'intent', at: after(12), urn: QUEUE, type: 'q', operation: 'create' },
    ];
    const report = documentOf(records);
    expect(report.counts).toEqual({ created: 1, unknown: 1, 'not-started': 1 });
    expect(report.summary).toContain('has no end in its journal');
    expect(report.summary).toContain('"blackstart resume r1" goes on from here');
    const queue = report.resources.find(({ urn }) => urn === QUEUE)!;
    expect(queue.activities).toEqual([{ what: 'create', from: after(12), to: after(12) }]);
  });

  it('counts what an earlier process of a resumed run made as created', () => {
    const report = documentOf(resumedRecords());
    expect(report.counts).toEqual({ created: 2 });
    expect(report.processes.map(({ resumes }) => resumes)).toEqual([false, true]);
    expect(report.summary).toBe('Recovered: all 2 resources are there and every gate has passed.');
  });

  it.each([
    [
      0,
      [],
      'Rehearsal passed: the one resource is there and every gate has passed, and a plan afterwards shows no difference.',
    ],
    [
      2,
      [VPC],
      'Rehearsal failed: the one resource is there and every gate has passed, but a plan afterwards shows 1 resource not as declared.',
    ],
  ])('tells of a rehearsal what the plan afterwards showed: %i', (exitCode, differing, summary) => {
    const report = documentOf([
      startedWith({}, { command: 'rehearse', lost: { resources: 1, of: 1 } }),
      outcome(VPC, 'created', 1, 12),
      ended(12, 0, { created: 1 }),
      { record: 'verified', at: after(20), exitCode, differing },
    ]);
    expect(report.summary).toBe(summary);
    expect(report.rehearsal).toEqual({
      lost: { resources: 1, of: 1 },
      verified: { exitCode, differing },
    });
    expect(report.time.seconds).toBe(12);
  });

  it('has the schema that schemas/report.schema.json holds', async () => {
    const file = join(import.meta.dirname, '..', '..', 'schemas', 'report.schema.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(reportJsonSchema());
  });
});
