import { stat } from 'node:fs/promises';
import { messageOf } from '../model/errors.js';
import { gitIn } from './git.js';
import { withoutCredentials } from './repositoryErrors.js';

export interface Remote {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
}

/** The remotes of the repository on this machine that a folder lies in; undefined where `place` is no folder. */
export async function gitRemotes(place: string): Promise<Remote[] | undefined> {
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory() !== true) return undefined;
  const remotes = await gitIn(place).getRemotes(true);
  return remotes.map(({ name, refs }) => ({ name, url: withoutCredentials(refs.fetch) }));
}

/** Remote branches that hold a commit, as this clone knows them: none where it is cut too short to tell. Asks no network. */
export async function remoteBranchesWith(folder: string, commit: string): Promise<string[]> {
  const question = ['branch', '--remotes', '--format=%(refname:short)', '--contains', commit];
  const branches = await gitIn(folder)
    .raw(question)
    .catch(() => '');
  return branches.split('\n').filter((name) => name.includes('/') && !name.endsWith('/HEAD'));
}

/** Why a remote does not answer within so many milliseconds; undefined when it does. */
export async function whyRemoteIsSilent(
  folder: string,
  remote: string,
  patienceMs: number,
): Promise<string | undefined> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await gitIn(folder, patience).raw('ls-remote', '--heads', '--end-of-options', remote);
    return undefined;
  } catch (error) {
    if (patience.aborted) return `no answer within ${patienceMs / 1000} s`;
    const lines = messageOf(error).split(/[\r\n]+/);
    return withoutCredentials((lines.find((line) => line.trim() !== '') ?? 'no reason').trim());
  }
}
