import { z } from 'zod';

const lockPackage = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  peer: z.boolean().optional(),
  extraneous: z.boolean().optional(),
});

const lockFile = z.object({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), lockPackage),
});

/** A package-lock.json, or the record of what is installed that npm keeps as node_modules/.package-lock.json. */
export type NpmLock = z.infer<typeof lockFile>;

/** Undefined when the text is no lock file of npm 7 or newer. */
export function parseNpmLock(text: string): NpmLock | undefined {
  try {
    return lockFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Why what is installed is not what the lock file asks for; undefined when it is. What the lock calls optional or for
 * development only may be missing, but what is there must be the locked version with the locked content.
 */
export function whyNotSatisfied(lock: NpmLock, installed: NpmLock): string | undefined {
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '' || wanted.extraneous === true) continue;
    const found = installed.packages[path];
    if (found === undefined) {
      const mayMiss = wanted.optional ?? wanted.dev ?? wanted.devOptional ?? false;
      if (!mayMiss) return `${path} is not installed`;
    } else if (wanted.version !== found.version) {
      return `${path} is ${found.version ?? 'unversioned'}, not ${wanted.version ?? 'unversioned'}`;
    } else if (
      wanted.integrity !== undefined &&
      found.integrity !== undefined &&
      wanted.integrity !== found.integrity
    ) {
      return `${path} has another content than the lock file says`;
    }
  }
  return undefined;
}

/** Does the lock refer to folders or files of the repository itself (workspaces, `file:` packages)? */
export function refersToRepository(lock: NpmLock): boolean {
  return Object.entries(lock.packages).some(
    ([path, { link, resolved }]) =>
      path !== '' &&
      (link === true ||
        !path.startsWith('node_modules/') ||
        resolved?.startsWith('file:') === true),
  );
}
