import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { BlackstartError } from '../../model/errors.js';
import type { PropertyMap } from '../../model/values.js';
import { faultSchema } from './fault.js';

const SETTINGS_FILE = 'sandbox.json';

const outsideSchema = z.strictObject({
  type: z.string(),
  id: z.string(),
  properties: z.custom<PropertyMap>((value) => typeof value === 'object' && value !== null),
});

const settingsSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  /** 1 is real time, 0.01 a hundredfold speed. */
  timeScale: z.number().min(0),
  enforceRates: z.boolean(),
  faults: z.array(faultSchema),
  /** How much durations vary: 0 not at all, 1 as much as the table of durations says. */
  spread: z.number().min(0).default(0),
  /** The same seed, the same durations. */
  spreadSeed: z.string().default('1'),
  /** What exists outside the system, e.g. a parent hosted zone: readable, never ours, left alone by a wipe. */
  outside: z.array(outsideSchema).default([]),
});

export type SandboxSettings = z.infer<typeof settingsSchema>;
export type OutsideResource = SandboxSettings['outside'][number];

export const defaultSettings: SandboxSettings = {
  version: 1,
  name: 'sandbox',
  account: '111122223333',
  region: 'eu-west-1',
  timeScale: 1,
  enforceRates: false,
  faults: [],
  spread: 0,
  spreadSeed: '1',
  outside: [],
};

/** The settings file of a sandbox, read again whenever somebody has changed it. */
export class SettingsFile {
  readonly path: string;
  #stamp = '';
  #current: SandboxSettings = defaultSettings;

  constructor(folder: string) {
    this.path = join(folder, SETTINGS_FILE);
  }

  current(): SandboxSettings {
    const stamp = stampOf(this.path);
    if (stamp === undefined) {
      throw new BlackstartError({
        code: 'sandbox-unknown',
        message: `There is no sandbox: ${this.path} does not exist.`,
        remedy: 'Create one with `blackstart sandbox create`.',
      });
    }
    if (stamp !== this.#stamp) {
      this.#current = parseSettings(this.path, readFileSync(this.path, 'utf8'));
      this.#stamp = stamp;
    }
    return this.#current;
  }

  exists(): boolean {
    return stampOf(this.path) !== undefined;
  }

  /** Replaces the file in one step, so that no reader sees half of it. */
  write(settings: SandboxSettings): void {
    mkdirSync(join(this.path, '..'), { recursive: true });
    const draft = `${this.path}.${randomUUID()}`;
    writeFileSync(draft, `${JSON.stringify(settings, null, 2)}\n`);
    renameSync(draft, this.path);
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

function parseSettings(path: string, text: string): SandboxSettings {
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new BlackstartError({
      code: 'sandbox-invalid',
      message: `The sandbox settings in ${path} cannot be read.`,
      operation: 'read the sandbox settings',
      remedy: 'Correct the file, or create the sandbox anew.',
      cause: error,
    });
  }
}
