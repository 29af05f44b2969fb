import type { Urn } from './urn.js';

/** What a preflight looks at, in the order in which people read it. */
export const CHECKS = [
  'programs',
  'commit',
  'secrets',
  'disk',
  'providers',
  'account',
  'clock',
  'permissions',
  'quotas',
  'clusters',
  'circularity',
] as const;

export type Check = (typeof CHECKS)[number];

/** `skipped`: not looked at, and the message says why. */
export const FINDING_LEVELS = ['ok', 'skipped', 'warning', 'blocked'] as const;

export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** What a preflight found about one thing. */
export interface Finding {
  readonly check: Check;
  readonly level: FindingLevel;
  /** One sentence. */
  readonly message: string;
  /** What people can do about it; there for warnings and for what blocks. */
  readonly remedy?: string;
  /** The resources it is about. */
  readonly urns?: readonly Urn[];
}

/** The exit code of a preflight: 1 something blocks a recovery, 2 something should be looked at, 0 neither. */
export function findingsExitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ level }) => level === 'blocked')) return 1;
  return findings.some(({ level }) => level === 'warning') ? 2 : 0;
}

/** In the order of {@link CHECKS}. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (left, right) => CHECKS.indexOf(left.check) - CHECKS.indexOf(right.check),
  );
}
