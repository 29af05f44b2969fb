import { z } from 'zod';
import { HOST_STATES } from '../../model/hosts.js';
import { differenceSchema, stepSchema, tallySchema } from './stepSchema.js';

const urn = z.string();
const basis = z.enum(['measured', 'table', 'assumed']);
const seconds = z.number().min(0);

const resource = z.strictObject({
  urn,
  type: z.string(),
  name: z.string(),
  program: z.string(),
  stage: z.string(),
  kind: z.enum(['custom', 'component', 'provider', 'read', 'stack', 'stack-reference']),
  parent: urn.optional(),
  dependencies: z.array(urn),
  step: stepSchema,
});

const notes = z.strictObject({
  forPeople: z
    .array(z.strictObject({ urn, hazard: z.string(), remedy: z.string() }))
    .describe('What only people can do, said before anything waits on it.'),
  emptyOfData: z.array(urn).describe('Hold data, and would come back without it.'),
  newStateOnlyValues: z
    .array(z.strictObject({ urn, dependents: z.array(urn) }))
    .describe('Live only in state and would get a new value.'),
  unresolvedLookups: z
    .array(z.strictObject({ token: z.string(), program: z.string(), reason: z.string() }))
    .describe('Found nothing; their subject may be yet to be rebuilt.'),
  unresolvedApplies: z
    .record(z.string(), z.int().min(0))
    .describe('By program: applies whose value is known only in the recovery.'),
  exclusions: z
    .array(
      z.strictObject({
        match: z.string(),
        path: z.string(),
        reason: z.string(),
        urns: z.array(urn),
      }),
    )
    .describe('Rules of the manifest that leave properties out of the comparison.'),
});

const coverage = z
  .strictObject({
    share: z.number().min(0).max(1).optional().describe('Absent where it cannot be told.'),
    declared: z.int().min(0).describe('Live things that are declared.'),
    unmanaged: z
      .array(z.strictObject({ scope: z.string(), type: z.string(), id: z.string() }))
      .describe('Live things that are declared nowhere.'),
    ignored: z.array(
      z.strictObject({ match: z.string(), reason: z.string(), count: z.int().min(0) }),
    ),
    gaps: z.array(z.string()).describe('What could not be listed.'),
    blindTo: z.array(z.string()).describe('What these targets never list.'),
  })
  .describe('How much of what lives is declared; absent for a selection.');

const host = z.strictObject({
  playbook: urn,
  host: z.string().describe('As the inventory names it; * where the playbook gave no answer.'),
  state: z.enum(HOST_STATES),
  reason: z.string().optional().describe('Why it could not be told.'),
  differences: z.array(differenceSchema),
});

const lever = z.strictObject({
  kind: z.enum(['faster-type', 'raise-rate', 'raise-concurrency', 'gate', 'side-by-side']),
  what: z.string().describe('The change, in words.'),
  urns: z.array(urn).describe('The resources it is about; empty where it is about a limit.'),
  savedP50Seconds: z.number(),
  savedP90Seconds: z.number(),
});

const prediction = z.strictObject({
  seconds: seconds.describe('One play with every duration at its median.'),
  p50Seconds: seconds.describe('Half of the plays were done by then.'),
  p90Seconds: seconds.describe('Nine in ten plays were done by then.'),
  plays: z.int().min(1).describe('How often the recovery was played.'),
  timeScale: z.number().describe('Seconds of the clock for one second of the target.'),
  targetSeconds: seconds,
  withinTarget: z.boolean(),
  p90WithinTarget: z.boolean(),
  criticalPath: z.array(z.strictObject({ urn, seconds, basis })),
  levers: z
    .array(lever)
    .describe('What would shorten it most, each by itself; played with the same draws.'),
  basis: z.strictObject({
    measured: z.int().min(0),
    table: z.int().min(0),
    assumed: z.int().min(0),
  }),
  limits: z.string(),
});

/** The plan itself, as it is also part of the event `plan-made`. */
export const planBodySchema = z.strictObject({
  system: z.string(),
  commit: z.string(),
  stages: z.array(z.string()),
  providers: z.array(
    z.strictObject({ packageName: z.string(), origin: z.string(), version: z.string() }),
  ),
  summary: z.strictObject({
    total: tallySchema,
    stages: z.array(z.strictObject({ stage: z.string(), counts: tallySchema })),
  }),
  resources: z.array(resource).describe('Every declared resource, sorted by URN.'),
  hosts: z.array(host).optional().describe('Hosts that playbooks look after; none in a sandbox.'),
  notes,
  coverage: coverage.optional(),
  prediction,
});

export type PlanBody = z.infer<typeof planBodySchema>;

export const planDocumentSchema = z
  .strictObject({
    version: z.literal(1),
    command: z.enum(['plan', 'drift']),
    exitCode: z
      .int()
      .describe('0 no difference, 2 differences, 1 something could not be told or failed.'),
    target: z.string().describe('live, or sandbox and its name.'),
    reference: z.string(),
    repository: z.string(),
    seconds: seconds.describe('How long the command took.'),
    ...planBodySchema.shape,
  })
  .describe('What blackstart plan and blackstart drift write as JSON.');

export type PlanDocument = z.infer<typeof planDocumentSchema>;

/** The schema for other tools, as `schemas/plan.schema.json` holds it. */
export function planDocumentJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(planDocumentSchema, { target: 'draft-2020-12' }),
    title: 'blackstart plan',
  };
}
