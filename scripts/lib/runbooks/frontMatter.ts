import { z } from 'zod';

const text = z.string().min(1);

/** What stands between the two lines of dashes at the top of a runbook. */
export const frontMatterSchema = z
  .strictObject({
    title: text.describe('As the heading of the page.'),
    alerts: z.array(text).describe('Alerts that this runbook answers; may be empty.'),
    stages: z.array(text).describe('Stages of the system that it is about; may be empty.'),
    rehearsed: z
      .strictObject({
        on: z.iso.date().describe('Day of the last rehearsal, e.g. 2026-11-25.'),
        how: text.describe('Who or what rehearsed which part of it, in one sentence.'),
      })
      .describe('When it was last rehearsed, and how.'),
    drill: z
      .array(text)
      .optional()
      .describe(
        'Commands that bring its incident about in a sandbox called drill; the test of the runbooks runs them first.',
      ),
  })
  .describe('Front matter of a runbook.');

export type FrontMatter = z.infer<typeof frontMatterSchema>;

/** The schema for editors, as `schemas/runbook.schema.json` holds it. */
export function runbookJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(frontMatterSchema, { target: 'draft-2020-12' }),
    title: 'blackstart runbook',
  };
}
