import { z } from 'zod';
import { CHECKS, FINDING_LEVELS } from '../../model/findings.js';

const finding = z.strictObject({
  check: z.enum(CHECKS),
  level: z.enum(FINDING_LEVELS).describe('skipped: not looked at, and the message says why.'),
  message: z.string(),
  remedy: z.string().optional(),
  urns: z.array(z.string()).optional().describe('The resources it is about.'),
});

export const doctorDocumentSchema = z
  .strictObject({
    version: z.literal(1),
    command: z.literal('doctor'),
    exitCode: z.int().describe('0 all is well, 1 something blocks a recovery, 2 warnings.'),
    system: z.string().optional().describe('Absent when the commit could not be read.'),
    commit: z.string().optional(),
    target: z.string().describe('live, or sandbox and its name.'),
    seconds: z.number().min(0).describe('How long the command took.'),
    findings: z.array(finding),
  })
  .describe('What blackstart doctor writes as JSON.');

export type DoctorDocument = z.infer<typeof doctorDocumentSchema>;

/** The schema for other tools, as `schemas/doctor.schema.json` holds it. */
export function doctorDocumentJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(doctorDocumentSchema, { target: 'draft-2020-12' }),
    title: 'blackstart doctor',
  };
}
