import { z } from 'zod';

export const SCENARIOS = [
  'total',
  'random',
  'cluster',
  'zone',
  'throttled',
  'slow',
  'killed',
  'game-day',
] as const;
/** What goes wrong in a drill. */
export type Scenario = (typeof SCENARIOS)[number];

const seconds = z.number().min(0);
const realSeconds = seconds.describe('Seconds with the cloud at its real speed.');

/** What the people did. */
const gameDay = z
  .object({
    firstRunSeconds: seconds
      .optional()
      .describe('Seconds of the clock until the first recovery began; absent where none did.'),
    idleSeconds: seconds.describe('Seconds of the clock in which no recovery was under way.'),
    runs: z.int().min(0).describe('Recoveries that people started.'),
    altered: z.int().min(0).describe('Resources with a property that somebody had altered.'),
    putRight: z.int().min(0).describe('Of these, as they were before.'),
    collateral: z.int().min(0).describe('What the damage had spared and was gone afterwards.'),
  })
  .describe('Of a game day. Its time is that of the people and of the recoveries.');

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
    killed: z
      .object({
        afterSteps: z.int().min(1).describe('Journalled steps that it had come to.'),
        steps: z.int().min(0).describe('Journalled steps of the build, about as many as it needs.'),
        gapSeconds: seconds.describe('Seconds of the clock in which nobody worked on it.'),
      })
      .optional()
      .describe('Of scenario killed: where the recovery got SIGKILL. Its time includes the gap.'),
    gameDay: gameDay.optional(),
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
    leftBehind: z
      .int()
      .min(0)
      .optional()
      .describe('Survivors that named what was lost, and that the recovery left to people.'),
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
