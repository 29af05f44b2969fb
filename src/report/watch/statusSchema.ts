import { z } from 'zod';
import { CHECK_RESULTS, DRIFT_STATES } from '../../model/drift.js';
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
});

export type StatusDocument = z.infer<typeof statusSchema>;
