import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { BlackstartError, messageOf } from '../model/errors.js';
import { openLocal } from './localRepository.js';

/** Where the notes of runs are kept: apart from those of people, and pushed only by name. */
export const NOTES_REF = 'refs/notes/blackstart';
const REFSPEC = `${NOTES_REF}:${NOTES_REF}`;

/** Lines that hang on one commit. */
export interface CommitNotes {
  /** Full hash. */
  readonly commit: string;
  readonly lines: readonly string[];
}

export interface Author {
  readonly name: string;
  readonly host: string;
}

/** How often a writer whose notes were overtaken by another one's begins anew. */
const ATTEMPTS = 40;
/** How often one that finds the ref locked does: a writer holds that lock for a moment, one that died for ever. */
const LOCKED_ATTEMPTS = 8;
const LONGEST_PAUSE_MS = 150;

/**
 * The notes of blackstart in a repository on this machine. Every change is made on a ref of its own and put in place by
 * an update that names the value it replaces, so that of two writers neither loses a line: `git notes append` alone
 * would let the later one win.
 */
export class GitNotes {
  private constructor(private readonly git: SimpleGit) {}

  /** Fails with `repository-unreadable` where there is none. */
  static async open(folder: string, signal?: AbortSignal): Promise<GitNotes> {
    return new GitNotes((await openLocal(folder, signal)).git);
  }

  /** Adds one line to those of a commit; a line that is there already stays the only one of its kind. */
  async append(commit: string, line: string, author: Author): Promise<void> {
    // Git would hang a note on anything that looks like a hash.
    if ((await this.valueOf(`${commit}^{commit}`)) === undefined) {
      throw failed(
        'write the notes',
        new Error(`there is no commit ${commit} here`),
        'Fetch that commit, then note the run with "blackstart audit note RUN".',
      );
    }
    await this.change(author, async (draft, config) => {
      const before = linesOf(await this.quietly('notes', `--ref=${draft}`, 'show', commit));
      const blob = await this.store([...new Set([...before, line])].sort().join('\n'));
      await this.git.raw(
        ...config,
        ...['notes', `--ref=${draft}`, 'add', '--force', '-C', blob, commit],
      );
    });
  }

  /** All notes, in no particular order. */
  async read(): Promise<CommitNotes[]> {
    const listed = linesOf(await this.quietly('notes', `--ref=${NOTES_REF}`, 'list'));
    const notes: CommitNotes[] = [];
    for (const entry of listed) {
      const [blob = '', commit = ''] = entry.split(' ');
      notes.push({ commit, lines: linesOf(await this.git.raw('cat-file', 'blob', blob)) });
    }
    return notes;
  }

  /** Sends the notes to a remote. Refuses, with what to do, when that has notes which are not here. */
  async push(remote: string): Promise<void> {
    try {
      await this.git.raw('push', '--quiet', '--', remote, REFSPEC);
    } catch (error) {
      throw failed('push the notes', error, 'Run "blackstart audit fetch" first, then push again.');
    }
  }

  /** Brings the notes of a remote here and joins both, line by line. False when the remote has none. */
  async fetch(remote: string, author: Author): Promise<boolean> {
    const incoming = draftName('incoming');
    try {
      const theirs = await this.git.raw('ls-remote', '--', remote, NOTES_REF);
      if (theirs.trim() === '') return false;
      await this.git.raw('fetch', '--quiet', '--no-tags', '--', remote, `${NOTES_REF}:${incoming}`);
      await this.change(author, async (draft, config) => {
        if ((await this.valueOf(draft)) === undefined) {
          await this.git.raw('update-ref', draft, incoming);
          return;
        }
        await this.git.raw(
          ...config,
          ...['notes', `--ref=${draft}`, 'merge', '--quiet', '--strategy=cat_sort_uniq', incoming],
        );
      });
      return true;
    } catch (error) {
      if (error instanceof BlackstartError) throw error;
      throw failed('fetch the notes', error, 'Name a remote of this repository with --remote.');
    } finally {
      await this.quietly('update-ref', '-d', incoming);
    }
  }

  /** Compare and swap, again for as long as others are faster. */
  private async change(
    author: Author,
    make: (draft: string, config: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const config = await this.identity(author);
    let problem: unknown;
    for (let attempt = 1; ; attempt++) {
      const draft = draftName('draft');
      try {
        const old = await this.valueOf(NOTES_REF);
        if (old !== undefined) await this.git.raw('update-ref', draft, old);
        await make(draft, config);
        const made = await this.valueOf(draft);
        if (made === undefined || made === old) return;
        await this.git.raw('update-ref', NOTES_REF, made, old ?? '0'.repeat(made.length));
        return;
      } catch (error) {
        problem = error;
        const pause = Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * attempt);
        await new Promise((resolve) => setTimeout(resolve, pause));
        const most = isLocked(error) ? LOCKED_ATTEMPTS : isOvertaken(error) ? ATTEMPTS : 0;
        if (attempt >= most) break;
      } finally {
        await this.quietly('update-ref', '-d', draft);
      }
    }
    throw failed(
      'write the notes',
      problem,
      'Make the repository writable, then note the run with "blackstart audit note RUN".',
    );
  }

  private async valueOf(ref: string): Promise<string | undefined> {
    const value = await this.quietly('rev-parse', '--verify', '--quiet', ref);
    return value.trim() === '' ? undefined : value.trim();
  }

  /** Git makes no commit, also none of notes, without a name; a machine that has none set gives its user's. */
  private async identity({ name, host }: Author): Promise<string[]> {
    const known = await this.quietly('config', '--get', 'user.email');
    return known.trim() === ''
      ? ['-c', `user.name=${name}`, '-c', `user.email=${name}@${host}`]
      : [];
  }

  private async store(text: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'blackstart-note-'));
    try {
      const file = join(folder, 'note');
      await writeFile(file, `${text}\n`);
      return (await this.git.raw('hash-object', '-w', '--no-filters', '--', file)).trim();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async quietly(...words: string[]): Promise<string> {
    return this.git.raw(...words).catch(() => '');
  }
}

/** Is it a folder on this machine, where notes can be written? A URL or a bundle is none. */
export async function takesNotes(repository: string): Promise<boolean> {
  const found = await stat(repository).catch(() => undefined);
  return found?.isDirectory() === true;
}

function draftName(purpose: string): string {
  return `${NOTES_REF}-${purpose}-${randomBytes(6).toString('hex')}`;
}

/** Somebody else has put other notes in place meanwhile. */
function isOvertaken(error: unknown): boolean {
  return /cannot lock ref|is at .* but expected|reference already exists/i.test(messageOf(error));
}

/** Somebody is just doing so, or died of it. */
function isLocked(error: unknown): boolean {
  return /unable to create .*\.lock/i.test(messageOf(error));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function failed(operation: string, cause: unknown, remedy: string): BlackstartError {
  return new BlackstartError({
    ...{ code: 'notes-failed', operation, remedy, cause },
    message: `could not ${operation}: ${messageOf(cause).trim().split('\n').at(-1) ?? ''}`,
  });
}
