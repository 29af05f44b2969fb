import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * What can be lost without harm: `BLACKSTART_CACHE`, else `blackstart` under `XDG_CACHE_HOME`, else
 * `~/.cache/blackstart`. Absolute.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['BLACKSTART_CACHE'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = environment['XDG_CACHE_HOME'];
  const base = xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache');
  return resolve(base, 'blackstart');
}
