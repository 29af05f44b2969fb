import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BlackstartError, messageOf } from '../../model/errors.js';

const gameDaySchema = z.object({
  version: z.literal(1),
  /** Of the game and of its sandbox. */
  name: z.string(),
  system: z.string(),
  commit: z.string(),
  /** Where the commit was read: path, URL or bundle. */
  repository: z.string(),
  manifest: z.string().optional(),
  /** What happened follows from it and from the sandbox as it was; nothing else of it is written down. */
  seed: z.string(),
  /** Of the alterations that the seed chooses, those that a plan shows. */
  kept: z.array(z.int()),
  timeScale: z.number(),
  targetSeconds: z.number(),
  /** When people were told, milliseconds since the epoch. */
  startedAt: z.number(),
  /** What a plan foretold right after the damage, seconds of the cloud. */
  predicted: z.object({ p50Seconds: z.number(), p90Seconds: z.number() }),
});

export type GameDay = z.infer<typeof gameDaySchema>;

const FILE = 'game.json';
const BEFORE = 'before';

function gamesFolder(state: string): string {
  return join(state, 'game-days');
}

/** Where the sandbox lies as it was before the damage. */
export function folderBefore(state: string, name: string): string {
  return join(gamesFolder(state), name, BEFORE);
}

/** Copies a sandbox as it is, before anything happens to it. */
export function keepBefore(state: string, name: string, sandbox: string): void {
  mkdirSync(join(gamesFolder(state), name), { recursive: true, mode: 0o700 });
  cpSync(sandbox, folderBefore(state, name), { recursive: true });
}

export function writeGameDay(state: string, game: GameDay): void {
  const folder = join(gamesFolder(state), game.name);
  writeFileSync(join(folder, FILE), `${JSON.stringify(game, undefined, 2)}\n`, { mode: 0o600 });
}

export function removeGameDay(state: string, name: string): void {
  rmSync(join(gamesFolder(state), name), { recursive: true, force: true });
}

/** The game day of that name or, without one, the only one that is open. Fails with `usage`, naming those there are. */
export function openGameDay(state: string, name: string | undefined): GameDay {
  const names = namesIn(gamesFolder(state));
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  if (chosen !== undefined && names.includes(chosen)) return read(state, chosen);
  throw new BlackstartError({
    code: 'usage',
    operation: 'grade a game day',
    message:
      name !== undefined
        ? `no game day ${name} is open`
        : names.length === 0
          ? 'no game day is open'
          : `${names.length} game days are open`,
    remedy:
      names.length === 0
        ? 'Start one with "blackstart rehearse --game-day".'
        : `Name the one that is meant behind --grade: ${names.join(', ')}.`,
  });
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, FILE)))
    .sort();
}

function read(state: string, name: string): GameDay {
  const file = join(gamesFolder(state), name, FILE);
  try {
    return gameDaySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new BlackstartError({
      code: 'sandbox-invalid',
      operation: 'grade a game day',
      message: `${file} cannot be read: ${messageOf(cause)}`,
      remedy: `Remove the folder ${join(gamesFolder(state), name)} and start another game day.`,
      cause,
    });
  }
}
