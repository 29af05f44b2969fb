import { z } from 'zod';

export const SCENARIOS = ['total', 'random', 'cluster', 'zone', 'throttled', 'slow'] as const;
/** What goes wrong in a drill. */
export type Scenario = (typeof SCENARIOS)[number];

const seconds = z.number().min(0);
const realSeconds = seconds.describe('Seconds with the cloud at its real speed.');

/** One drill as its file in the folder of drills holds it. Fields that are not known are passed over. */
export const drillSchema = z
  .object({
    version: z.literal(1),
    run: z.string().describe('Run of the recovery, or of the first build where that failed.'),
    at: z.iso.datetime().describe('When the drill ended, UTC.'),
    system: z.string(),
    commit: z.string(),
    scenario: z.enum(SCENARIOS),
    seed: z.string(),
    machine: z.object({
      platform: z.string(),
      architecture: z.string(),
      processors: z.int().min(1),
    }),
    timeScale: z.number().min(0).describe('Seconds of the clock for one second of the cloud.'),
    verdict: z.enum(['passed', 'failed', 'interrupted']),
    lost: z.object({ resources: z.int().min(0), of: z.int().min(0) }).optional(),
    targetSeconds: seconds.describe('The recovery time objective of the manifest.'),
    predicted: z.object({ p50Seconds: realSeconds, p90Seconds: realSeconds }).optional(),
    measured: z
      .object({
        clockSeconds: seconds.describe('Seconds of the clock on that machine.'),
        realSeconds: realSeconds.optional(),
      })
      .optional()
      .describe('The recovery; absent where the drill did not get as far.'),
    counts: z.record(z.string(), z.int().min(0)).describe('Resources of the recovery by outcome.'),
    retries: z.int().min(0),
    failures: z.int().min(0),
    coverage: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Share of the resources that were there before which were there again afterwards.'),
    duplicates: z.int().min(0).optional().describe('Resources that were there twice afterwards.'),
    differing: z.int().min(0).optional().describe('What a plan afterwards showed as different.'),
    versions: z.object({ blackstart: z.string(), node: z.string() }),
  })
  .describe('The result of one drill of blackstart rehearse.');

export type Drill = z.infer<typeof drillSchema>;

export function drillJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(drillSchema, { target: 'draft-2020-12' }),
    title: 'blackstart drill',
  };
}
