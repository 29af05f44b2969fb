import { z } from 'zod';
import { planBodySchema } from './planSchema.js';
import { stepSchema } from './stepSchema.js';

const at = z.number().describe('Milliseconds since the epoch.');
const urn = z.string();
const stage = z.string();
const seconds = z.number();
const pass = z.enum(['preview', 'real']);
const operation = z.enum(['create', 'update', 'restore', 'read', 'delete']);
const command = z.enum([
  'recover',
  'plan',
  'drift',
  'resume',
  'rehearse',
  'graph',
  'sync',
  'rollback',
]);
const outcome = z.enum([
  'adopted',
  'created',
  'updated',
  'restored',
  'deleted',
  'read',
  'none',
  'conflict',
  'unlocatable',
  'unreachable',
  'failed',
  'held',
  'skipped',
]);

/** An event of one type, with its fields and its time. */
function event<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), at, ...shape });
}

const result = z.strictObject({
  run: z.string().optional(),
  command,
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(130)]),
  seconds,
  targetSeconds: seconds,
  timeScale: z.number().describe('Seconds of the clock for one second of the target.'),
  counts: z.record(z.string(), z.int().min(0)).describe('How many resources ended in each way.'),
  failures: z.array(
    z.strictObject({
      urn: urn.optional(),
      code: z.string(),
      message: z.string(),
      remedy: z.string().optional(),
    }),
  ),
  interrupted: z.boolean(),
});

export const eventSchema = z
  .discriminatedUnion('type', [
    event('run-started', {
      command,
      run: z.string().optional(),
      system: z.string(),
      commit: z.string(),
      reference: z.string(),
      repository: z.string(),
      target: z.string(),
      stages: z.array(z.string()),
      resumes: z.boolean(),
    }),
    event('phase', {
      phase: z.enum(['checkout', 'dependencies', 'preview', 'confirm', 'recover', 'verify']),
      state: z.enum(['started', 'done']),
    }),
    event('notice', {
      level: z.enum(['info', 'warning']),
      message: z.string(),
      urn: urn.optional(),
    }),
    event('program-started', { program: z.string(), pass }),
    event('program-finished', { program: z.string(), pass, seconds }),
    event('program-output', {
      program: z.string(),
      severity: z.enum(['debug', 'info', 'warning', 'error']),
      text: z.string(),
      urn: urn.optional(),
    }),
    event('provider-started', {
      packageName: z.string(),
      origin: z.string(),
      version: z.string(),
    }),
    event('resource-registered', {
      urn,
      program: z.string(),
      stage,
      kind: z.string(),
      pass,
    }),
    event('step-decided', { urn, stage, pass, step: stepSchema }),
    event('operation-queued', { urn, operation, limit: z.string() }),
    event('operation-started', { urn, stage, operation, expectedSeconds: seconds }),
    event('operation-retried', {
      urn,
      operation,
      attempt: z.int(),
      class: z.enum([
        'throttled',
        'eventual-consistency',
        'cooldown',
        'in-progress',
        'ambiguous',
        'transport',
      ]),
      waitSeconds: seconds,
      message: z.string(),
    }),
    event('operation-done', { urn, stage, operation, id: z.string(), seconds }),
    event('operation-failed', {
      urn,
      stage,
      operation,
      seconds,
      message: z.string(),
      remedy: z.string().optional(),
    }),
    event('gate-waiting', { urn, gate: z.string(), reason: z.string() }),
    event('gate-passed', { urn, gate: z.string(), seconds }),
    event('gate-failed', { urn, gate: z.string(), seconds, reason: z.string() }),
    event('remedy-taken', {
      urn,
      hazard: z.string(),
      remedy: z.string(),
      byPeople: z.boolean().optional(),
    }),
    event('resource-finished', {
      urn,
      stage,
      outcome,
      id: z.string().optional(),
      seconds,
      reason: z.string().optional(),
    }),
    event('plan-made', { plan: planBodySchema }),
    event('run-finished', { result }),
  ])
  .describe('One line of the stream of events that blackstart writes as NDJSON.');

export type EventLine = z.infer<typeof eventSchema>;

/** The schema for other tools, as `schemas/events.schema.json` holds it. */
export function eventJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(eventSchema, { target: 'draft-2020-12', reused: 'ref' }),
    title: 'blackstart event',
  };
}
