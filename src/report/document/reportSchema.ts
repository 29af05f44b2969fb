import { z } from 'zod';

const urn = z.string();
const at = z.number().describe('Milliseconds since the epoch.');
const seconds = z.number().min(0).describe('Seconds of the clock.');
const counts = z.record(z.string(), z.int().min(0));

/** How a resource ended; the last two are those of which the journal has no end. */
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
  'not-started',
  'unknown',
]);

const activity = z.strictObject({
  what: z
    .enum(['create', 'update', 'restore', 'delete', 'read', 'gate', 'pause'])
    .describe('An operation, a wait behind a gate, or a pause before another attempt.'),
  from: at,
  to: at,
  came: z
    .boolean()
    .optional()
    .describe('Of an operation: whether it came about; absent when nobody knows.'),
  note: z.string().optional().describe('What was waited for, or why it failed.'),
});

const resource = z.strictObject({
  urn,
  type: z.string(),
  name: z.string(),
  project: z.string(),
  stage: z.string(),
  kind: z.enum(['resource', 'component', 'provider', 'stack', 'stack-reference']),
  outcome,
  id: z.string().optional(),
  startedAt: at.optional().describe('When its program registered it.'),
  seconds: seconds.optional(),
  operationSeconds: seconds.describe('Of this, in operations.'),
  gateSeconds: seconds.describe('Of this, behind gates.'),
  critical: z.boolean().describe('On the critical path.'),
  dependencies: z.array(urn),
  activities: z.array(activity).describe('What was done for it, in order.'),
  reason: z.string().optional(),
  foundBy: z.string().optional().describe('How a survivor was found.'),
  why: z.string().optional().describe('Why it was created.'),
  leavesBehind: z.string().optional().describe('The id of a remnant that people may delete.'),
  changed: z.array(z.string()).optional().describe('Paths of the properties that differed.'),
  candidates: z.array(z.string()).optional().describe('Ids of what is live and could be meant.'),
});

export const reportSchema = z
  .strictObject({
    version: z.literal(1),
    run: z.string(),
    command: z.string(),
    system: z.string(),
    target: z.string().describe('live, or sandbox and its name.'),
    commit: z.string(),
    reference: z.string(),
    repository: z.string(),
    verdict: z.enum(['complete', 'failed', 'interrupted', 'unfinished']),
    summary: z.string().describe('The verdict in one line.'),
    exitCode: z.int().optional(),
    startedAt: at.optional(),
    endedAt: at.optional(),
    time: z
      .strictObject({
        seconds: seconds.describe('From the first record to the last, pauses before a resume too.'),
        targetSeconds: z.number().optional().describe('The recovery time objective.'),
        timeScale: z.number().describe('Seconds of the clock for one second of the target.'),
        comparable: z.boolean().describe('Can the time be held against the objective?'),
        within: z.boolean().optional().describe('Where it can: was the objective met?'),
        atRealSpeedSeconds: z
          .number()
          .optional()
          .describe('In a faster sandbox: at most about so long with the cloud at its real speed.'),
        predictedSeconds: z.number().optional().describe('By the plan, seconds of the target.'),
      })
      .describe('The time against the recovery time objective.'),
    counts: counts.describe('How many resources ended in each way.'),
    stages: z.array(
      z.strictObject({
        stage: z.string(),
        startedAt: at.optional(),
        endedAt: at.optional(),
        counts,
      }),
    ),
    criticalPath: z.array(
      z.strictObject({ urn, stage: z.string(), seconds, waitedSeconds: seconds }),
    ),
    criticalPathSeconds: seconds,
    makespanSeconds: seconds.describe('From the first start of a resource to the last end.'),
    resources: z.array(resource).describe('Every resource, in order of its start.'),
    retries: z.array(
      z.strictObject({
        urn,
        operation: z.string(),
        class: z.string(),
        attempt: z.int(),
        waitSeconds: z.number().describe('Seconds of the target.'),
        message: z.string(),
        at,
      }),
    ),
    gates: z.array(
      z.strictObject({ urn, gate: z.string(), seconds, reason: z.string().optional() }),
    ),
    remedies: z
      .array(
        z.strictObject({
          urn,
          hazard: z.string(),
          remedy: z.string(),
          byPeople: z.boolean().optional().describe('It is for people to do.'),
        }),
      )
      .describe('Hazards met, such as names in cooldown, and what was done about them.'),
    held: z
      .array(z.strictObject({ urn, by: z.array(urn) }))
      .describe('Not started, and by what they were held back.'),
    notices: z.array(
      z.strictObject({
        at,
        level: z.enum(['info', 'warning']),
        message: z.string(),
        urn: urn.optional(),
      }),
    ),
    dataToRestore: z.array(urn).describe('Hold data and were created empty: people restore it.'),
    newValues: z.array(urn).describe('Live only in state and got a new value.'),
    rehearsal: z
      .strictObject({
        lost: z.strictObject({ resources: z.int(), of: z.int() }).optional(),
        verified: z
          .strictObject({ exitCode: z.int(), differing: z.array(urn) })
          .optional()
          .describe('What a plan showed that was made afterwards.'),
      })
      .optional(),
    processes: z
      .array(
        z.strictObject({
          at,
          resumes: z.boolean(),
          who: z.string(),
          host: z.string(),
          pid: z.int(),
          versions: z.record(z.string(), z.string()),
        }),
      )
      .describe('Who ran it, where, and with which versions; one more for every resume.'),
    providers: z.array(
      z.strictObject({ packageName: z.string(), origin: z.string(), version: z.string() }),
    ),
    options: z.record(z.string(), z.json()).describe('The options of the command.'),
    journal: z.strictObject({
      file: z.string(),
      sha256: z.string().describe('Of the file as it was when this report was made.'),
      bytes: z.int(),
      records: z.int(),
    }),
  })
  .describe('The report of one run, as blackstart writes it beside the HTML page.');

export type RunReport = z.infer<typeof reportSchema>;
export type ReportedResource = RunReport['resources'][number];

/** The schema for other tools, as `schemas/report.schema.json` holds it. */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12' }),
    title: 'blackstart report',
  };
}
