import { readdirSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BlackstartError } from '../model/errors.js';
import { openSandbox, type Sandbox } from '../providers/simulated/sandbox.js';
import { nearest } from '../model/nearest.js';

export interface SandboxPlace {
  /** What the target is called: `sandbox <name>`. */
  readonly name: string;
  readonly folder: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Where sandboxes that have a name live. */
export function sandboxesFolder(state: string): string {
  return join(state, 'sandboxes');
}

/** A value with a slash (or `.`, `..`) is a folder and goes by its full path; any other is a name. */
export function resolveSandbox(value: string, state: string): SandboxPlace {
  if (value.includes('/') || value === '.' || value === '..') {
    const folder = resolve(value);
    return { name: folder, folder };
  }
  if (!NAME.test(value)) {
    throw new BlackstartError({
      code: 'usage',
      operation: 'find the sandbox',
      message: `"${value}" is no name for a sandbox`,
      remedy:
        'Names are made of letters, digits, dots, hyphens and underscores; a folder is named with a slash, e.g. ./box.',
    });
  }
  return { name: value, folder: join(sandboxesFolder(state), value) };
}

/** The names of all sandboxes that have one. */
export function sandboxNames(state: string): string[] {
  const folder = sandboxesFolder(state);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'sandbox.json')))
    .map((entry) => entry.name)
    .sort();
}

/** Opens a sandbox for as long as `use` takes. Fails with `sandbox-unknown`, naming those that are near. */
export async function withSandbox<T>(
  place: SandboxPlace,
  state: string,
  use: (sandbox: Sandbox) => T | Promise<T>,
): Promise<T> {
  const sandbox = openOrExplain(place, state);
  try {
    return await use(sandbox);
  } finally {
    sandbox.close();
  }
}

function openOrExplain(place: SandboxPlace, state: string): Sandbox {
  if (existsSync(join(place.folder, 'sandbox.json'))) return openSandbox(place.folder);
  const names = sandboxNames(state);
  const near = nearest(place.name, names);
  const known =
    near.length > 0
      ? `; near it: ${near.join(', ')}`
      : names.length > 0
        ? `; there are: ${names.slice(0, 5).join(', ')}`
        : '';
  throw new BlackstartError({
    code: 'sandbox-unknown',
    operation: 'open the sandbox',
    message: `there is no sandbox ${place.name}${known}`,
    remedy: `Create it with "blackstart sandbox create ${place.name}".`,
  });
}
