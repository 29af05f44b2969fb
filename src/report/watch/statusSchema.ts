import { z } from 'zod';
import { CHECK_RESULTS, DRIFT_STATES } from '../../model/drift.js';
import { SYNC_RESULTS } from '../../model/watchSync.js';
import { differenceSchema } from '../document/stepSchema.js';

const time = z.string().describe('ISO 8601, UTC.');
const seconds = z.number().min(0);

const item = z.strictObject({
  kind: z.enum(['resource', 'host']),
  id: z.string().describe('URN of a resource.'),
  name: z.string(),
  type: z.string(),
  program: z.string(),
  stage: z.string(),
  state: z.enum(DRIFT_STATES),
  reason: z.string().optional(),
  differences: z.array(differenceSchema),
  seenAt: time
    .optional()
    .describe('The last check could not tell: this is what an earlier one saw, and when.'),
});

/** What `blackstart watch` serves as /status.json, and writes as a line for each check with `--json`. */
export const statusSchema = z.strictObject({
  version: z.literal(1),
  system: z.string().optional().describe('Absent until a check could be made.'),
  commit: z.string().optional(),
  reference: z.string().optional(),
  target: z.string().optional(),
  watching: z.strictObject({
    since: time,
    intervalSeconds: seconds,
    running: z.boolean().describe('A check is under way.'),
    nextCheckAt: time.optional(),
  }),
  lastCheck: z
    .strictObject({
      startedAt: time,
      seconds,
      result: z.enum(CHECK_RESULTS),
      failure: z
        .strictObject({ code: z.string(), message: z.string(), remedy: z.string().optional() })
        .optional(),
    })
    .optional(),
  lastCompleteCheckAt: time.optional(),
  checks: z.record(z.enum(CHECK_RESULTS), z.int().min(0)),
  counts: z.record(z.enum(DRIFT_STATES), z.int().min(0)),
  declared: z.int().min(0),
  items: z.array(item).describe('All that is not simply as declared, sorted by id.'),
  coverageRatio: z.number().optional(),
  prediction: z
    .strictObject({
      differencesSeconds: seconds,
      totalLossSeconds: seconds,
      targetSeconds: seconds,
    })
    .optional(),
  sync: z
    .strictObject({
      stages: z.array(z.string()).describe('Opted in with --sync.'),
      results: z.record(z.enum(SYNC_RESULTS), z.int().min(0)),
      writes: z.int().min(0).describe('Resources written to since the watch was started.'),
      last: z
        .strictObject({
          startedAt: time,
          seconds,
          result: z.enum(SYNC_RESULTS),
          run: z.string().optional(),
          writes: z.int().min(0),
          fights: z.array(z.strictObject({ urn: z.string(), message: z.string() })),
          problems: z.array(z.string()),
        })
        .optional(),
    })
    .optional()
    .describe('Present when a stage has been opted in.'),
});

export type StatusDocument = z.infer<typeof statusSchema>;
