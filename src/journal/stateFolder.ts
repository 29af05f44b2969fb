import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where journals, locks and sealed values live: `BLACKSTART_STATE`, else `blackstart` under `XDG_STATE_HOME`,
 * else `~/.local/state/blackstart`. Absolute.
 */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['BLACKSTART_STATE'];
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = environment['XDG_STATE_HOME'];
  const base = xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.local', 'state');
  return resolve(base, 'blackstart');
}

/** The folder of one system on one target, e.g. `<state>/reference/live` or `<state>/reference/sandbox+aws`. */
export function targetFolder(state: string, system: string, target: string): string {
  return join(state, folderName(system), folderName(target));
}

/** The folder of the journals, `<target folder>/runs`. */
export function runsFolder(state: string, system: string, target: string): string {
  return join(targetFolder(state, system, target), 'runs');
}

/** The folder of the reports, beside that of the journals: `<target folder>/reports`. */
export function reportsFolder(state: string, system: string, target: string): string {
  return join(targetFolder(state, system, target), 'reports');
}

/** `<target folder>/runs/<run>.jsonl` */
export function journalFile(state: string, system: string, target: string, run: string): string {
  return join(runsFolder(state, system, target), `${run}.jsonl`);
}

/** A name that no file system objects to; different names stay different. */
function folderName(name: string): string {
  return encodeURIComponent(name)
    .replaceAll('%20', '+')
    .replaceAll('*', '%2A')
    .replace(/^\./, '%2E');
}
