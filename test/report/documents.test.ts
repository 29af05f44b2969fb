import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/model/events.js';
import { makeSecret, UNKNOWN } from '../../src/model/values.js';
import {
  eventJsonSchema,
  eventLine,
  eventSchema,
  planDocument,
  planDocumentJsonSchema,
  planDocumentSchema,
  type PlanContext,
} from '../../src/report/index.js';
import { mixedPlan, planOf, reversed, runStarted, urn } from './rig.js';

const CONTEXT: PlanContext = {
  command: 'plan',
  exitCode: 1,
  target: 'sandbox test',
  reference: 'main',
  repository: '/repository',
  seconds: 1.5,
};
const VPC = urn('aws:ec2/vpc:Vpc', 'main');

async function schemaFile(name: string): Promise<unknown> {
  const file = join(import.meta.dirname, '..', '..', 'schemas', name);
  return JSON.parse(await readFile(file, 'utf8')) as unknown;
}

describe('planDocument', () => {
  it('holds every resource with its step, and keeps to its schema', () => {
    const document = planDocument(mixedPlan(), CONTEXT);
    expect(planDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.resources).toHaveLength(14);
    expect(document.resources.find((resource) => resource.name === 'web')).toEqual({
      urn: urn('kubernetes:apps/v1:Deployment', 'web'),
      type: 'kubernetes:apps/v1:Deployment',
      name: 'web',
      program: 'shop',
      stage: 'apps',
      kind: 'custom',
      dependencies: [urn('aws:eks/cluster:Cluster', 'main')],
      step: { kind: 'held', by: [urn('aws:eks/cluster:Cluster', 'main')] },
    });
    expect(document.summary.total).toMatchObject({ create: 3, update: 1, conflict: 1, none: 1 });
    expect(document.summary.stages.map(({ stage }) => stage)).toEqual(['aws', 'clusters', 'apps']);
    expect(document.prediction.withinTarget).toBe(false);
    expect(document.prediction).toMatchObject({ p90WithinTarget: false, p90Seconds: 3200 });
    expect(document.prediction.levers.map(({ kind }) => kind)).toEqual([
      'faster-type',
      'raise-rate',
    ]);
    expect(document.notes.unresolvedApplies).toEqual({ edge: 0, shop: 2 });
  });

  it('is the same whatever the order of registration', () => {
    expect(JSON.stringify(planDocument(reversed(mixedPlan()), CONTEXT))).toBe(
      JSON.stringify(planDocument(mixedPlan(), CONTEXT)),
    );
  });

  it('holds neither secrets nor the reserved string for unknowns', () => {
    const plan = planOf([
      {
        type: 'aws:ec2/vpc:Vpc',
        name: 'main',
        step: {
          kind: 'update',
          id: 'v-1',
          foundBy: 'id',
          differences: [
            {
              path: 'key',
              live: { a: makeSecret('hunter2') },
              declared: UNKNOWN,
              needsReplacement: false,
            },
          ],
          notComparable: [],
        },
      },
    ]);
    const text = JSON.stringify(planDocument(plan, CONTEXT));
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(UNKNOWN);
    expect(text).toContain('"declared":"[not known yet]","live":{"a":"[secret]"}');
  });

  it('has the schema that schemas/plan.schema.json holds', async () => {
    expect(await schemaFile('plan.schema.json')).toEqual(planDocumentJsonSchema());
  });
});

const EVENTS: readonly Event[] = [
  runStarted(),
  { type: 'phase', phase: 'preview', state: 'started' },
  { type: 'notice', level: 'warning', message: 'look out', urn: VPC },
  { type: 'program-started', program: 'shop', pass: 'preview' },
  { type: 'program-finished', program: 'shop', pass: 'preview', seconds: 1 },
  { type: 'program-output', program: 'shop', severity: 'info', text: 'hello' },
  { type: 'provider-started', packageName: 'aws', origin: 'plugin', version: '7.0.0' },
  {
    type: 'resource-registered',
    urn: VPC,
    program: 'shop',
    stage: 'aws',
    kind: 'custom',
    pass: 'real',
  },
  {
    type: 'step-decided',
    urn: VPC,
    stage: 'aws',
    pass: 'preview',
    step: { kind: 'create', reason: 'absent' },
  },
  { type: 'operation-queued', urn: VPC, operation: 'create', limit: '64 at once' },
  { type: 'operation-started', urn: VPC, stage: 'aws', operation: 'create', expectedSeconds: 2 },
  {
    type: 'operation-retried',
    urn: VPC,
    operation: 'create',
    attempt: 1,
    class: 'throttled',
    waitSeconds: 2,
    message: 'slow down',
  },
  { type: 'operation-done', urn: VPC, stage: 'aws', operation: 'create', id: 'v-1', seconds: 2 },
  {
    type: 'operation-failed',
    urn: VPC,
    stage: 'aws',
    operation: 'create',
    seconds: 2,
    message: 'no',
  },
  { type: 'gate-waiting', urn: VPC, gate: 'ready', reason: 'not yet' },
  { type: 'gate-passed', urn: VPC, gate: 'ready', seconds: 3 },
  { type: 'gate-failed', urn: VPC, gate: 'ready', seconds: 3, reason: 'never' },
  { type: 'remedy-taken', urn: VPC, hazard: 'deleted', remedy: 'restored' },
  { type: 'resource-finished', urn: VPC, stage: 'aws', outcome: 'created', id: 'v-1', seconds: 2 },
  { type: 'plan-made', plan: mixedPlan() },
  {
    type: 'run-finished',
    result: {
      run: undefined,
      command: 'recover',
      exitCode: 1,
      seconds: 5,
      targetSeconds: 10,
      timeScale: 1,
      counts: { created: 1 },
      failures: [{ urn: VPC, code: 'provider', message: 'no' }],
      interrupted: false,
    },
  },
];

describe('eventLine', () => {
  it.each(EVENTS.map((event) => [event.type, event] as const))(
    'writes %s as one line that keeps to the schema',
    (type, event) => {
      const line = eventLine(event, 1764063600000);
      expect(line.endsWith('}\n')).toBe(true);
      expect(line.trimEnd()).not.toContain('\n');
      const parsed = JSON.parse(line) as unknown;
      expect(eventSchema.parse(parsed)).toEqual(parsed);
      expect(parsed).toMatchObject({ type, at: 1764063600000 });
    },
  );

  it('puts the type and the time first', () => {
    expect(eventLine({ type: 'gate-passed', urn: VPC, gate: 'ready', seconds: 3 }, 7)).toBe(
      `{"type":"gate-passed","at":7,"urn":"${VPC}","gate":"ready","seconds":3}\n`,
    );
  });

  it('has the schema that schemas/events.schema.json holds', async () => {
    expect(await schemaFile('events.schema.json')).toEqual(eventJsonSchema());
  });
});
