import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const PRELOAD = fileURLToPath(new URL('./usagePreload.cjs', import.meta.url));

const ROLES = ['engine', 'provider', 'program in preview', 'program'] as const;
export type Role = (typeof ROLES)[number];

const usageSchema = z.object({
  role: z.enum(ROLES),
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
  peakBytes: z.number(),
});

/** What one process used from its start to its end. */
export type Usage = z.infer<typeof usageSchema>;

export function readUsage(file: string): Usage[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => usageSchema.parse(JSON.parse(line)));
}

/** CPU seconds of all processes of one role. */
export function cpuOf(usages: readonly Usage[], role: Role): number {
  return usages
    .filter((usage) => usage.role === role)
    .reduce((sum, each) => sum + each.cpuSeconds, 0);
}

export function peakMegabytesOf(usages: readonly Usage[], role: Role): number {
  const peaks = usages.filter((usage) => usage.role === role).map(({ peakBytes }) => peakBytes);
  return Math.max(0, ...peaks) / 1e6;
}

/** How long the processes of one role lived, the longest of them. */
export function lifeOf(usages: readonly Usage[], role: Role): number {
  const lives = usages.filter((usage) => usage.role === role).map(({ wallSeconds }) => wallSeconds);
  return Math.max(0, ...lives);
}
