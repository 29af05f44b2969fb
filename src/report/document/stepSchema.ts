import { z } from 'zod';
import { NOT_KNOWN_YET } from '../../model/values.js';

/** Any JSON value; secrets are masked in it, unknown values read `[not known yet]`. */
const propertyValue = z.json();

export const differenceSchema = z.strictObject({
  path: z.string().describe('Path from the root of the inputs, e.g. tags.Name.'),
  declared: propertyValue
    .optional()
    .describe(
      `What Git says; absent when Git says nothing. "${NOT_KNOWN_YET}" until the recovery.`,
    ),
  live: propertyValue.optional().describe('What is live; absent when nothing is.'),
  needsReplacement: z.boolean().describe('Only a replacement could put it right.'),
  changedBy: z
    .strictObject({
      manager: z.string().describe('E.g. kubectl-edit.'),
      at: z.string().describe('ISO 8601; empty when it is not known.'),
    })
    .optional()
    .describe('Who wrote the live value, where the target tells.'),
});

const id = z.string();
const foundBy = z.enum(['import', 'hint', 'id', 'tags', 'keys', 'sealed']);
const notComparable = z.array(z.string()).describe('Properties that cannot be read back.');
const additions = z
  .array(z.strictObject({ path: z.string(), live: propertyValue }))
  .optional()
  .describe('What it has beyond what is declared; left alone. Absent where there is nothing.');
const reason = z.string();

export const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('same'), id, foundBy, notComparable, additions }),
  z.strictObject({
    kind: z.literal('update'),
    id,
    foundBy,
    differences: z.array(differenceSchema),
    notComparable,
    additions,
  }),
  z.strictObject({
    kind: z.literal('create'),
    reason: z.enum([
      'absent',
      'parent-absent',
      'assumed-wiped',
      'state-only',
      'provider-absent',
      'not-configured',
      'remnant',
    ]),
    leavesBehind: z
      .string()
      .optional()
      .describe('The id of a survivor that belongs to what was lost; people may delete it.'),
    reclaims: z
      .string()
      .optional()
      .describe('What the lost one had and is asked for again, e.g. a public address.'),
  }),
  z.strictObject({ kind: z.literal('restore'), id, condition: z.string() }),
  z.strictObject({
    kind: z.literal('wait'),
    reason,
    untilEpochMs: z.number().optional().describe('Milliseconds since the epoch.'),
  }),
  z.strictObject({ kind: z.literal('read'), id }),
  z.strictObject({
    kind: z.literal('conflict'),
    reason,
    id: id.optional(),
    differences: z.array(differenceSchema),
    candidates: z.array(z.string()).describe('What is live and could be meant.'),
  }),
  z.strictObject({ kind: z.literal('unlocatable'), reason }),
  z.strictObject({ kind: z.literal('unreachable'), reason }),
  z.strictObject({ kind: z.literal('failed'), reason }),
  z.strictObject({
    kind: z.literal('held'),
    by: z.array(z.string()).describe('URNs of what kept it from being started.'),
    reason: z.string().optional().describe('Why, where that is not the state of those.'),
  }),
  z.strictObject({ kind: z.literal('skipped') }),
  z.strictObject({ kind: z.literal('none') }),
]);

export type StepDocument = z.infer<typeof stepSchema>;

const count = z.int().min(0);

/** How many steps of each kind; every kind is named, also when there is none. */
export const tallySchema = z.strictObject({
  create: count,
  update: count,
  restore: count,
  wait: count,
  conflict: count,
  unlocatable: count,
  unreachable: count,
  failed: count,
  held: count,
  same: count,
  read: count,
  skipped: count,
  none: count,
});
