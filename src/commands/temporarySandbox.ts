import { rm } from 'node:fs/promises';
import type { SystemManifest } from '../model/system.js';
import { createSandbox } from '../providers/simulated/sandbox.js';
import type { SandboxPlace } from './sandboxes.js';

export interface TemporarySandboxRequest extends SandboxPlace {
  readonly timeScale: number;
  readonly keep: boolean;
  /** How much durations vary; not at all when left out. */
  readonly spread?: number;
  /** Chooses by how much. */
  readonly spreadSeed?: string;
}

/** A new, empty sandbox in which the guards of a system hold; removed in all cases, unless it is to be kept. */
export async function withTemporarySandbox<T>(
  request: TemporarySandboxRequest,
  { guards }: SystemManifest,
  use: (place: SandboxPlace) => Promise<T>,
): Promise<T> {
  const { name, folder, timeScale, keep, spread = 0, spreadSeed = '1' } = request;
  const account = guards.aws?.accounts[0];
  const region = guards.aws?.regions[0];
  createSandbox(folder, {
    ...{ name, timeScale, spread, spreadSeed },
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }).close();
  try {
    return await use({ name, folder });
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}
