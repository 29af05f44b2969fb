import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../model/errors.js';
import { gitIn } from './git.js';
import { openLocal } from './localRepository.js';

/** A Pulumi project somewhere in a work tree; paths are from its root. */
export interface FoundProject {
  readonly name: string;
  /** Folder of the Pulumi.yaml; `.` is the root. */
  readonly folder: string;
  readonly runtime: string;
  readonly stacks: readonly FoundStack[];
}

export interface FoundStack {
  readonly name: string;
  readonly region: string | undefined;
  readonly accounts: readonly string[];
}

export interface WorkTree {
  readonly root: string;
  readonly projects: readonly FoundProject[];
  /** Project files that could not be read, with why. */
  readonly unreadable: readonly string[];
  /** Address of the remote `origin`; empty without one. */
  readonly origin: string;
}

const projectSchema = z.object({
  name: z.string().min(1),
  runtime: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]),
});
const stackSchema = z
  .object({
    config: z
      .object({
        'aws:region': z.string().optional().catch(undefined),
        'aws:allowedAccountIds': z.array(z.coerce.string()).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .catch({});

const PROJECT_FILE = /^Pulumi\.ya?ml$/;
const STACK_FILE = /^Pulumi\.(.+)\.ya?ml$/;

/** Looks through a work tree for Pulumi projects, sorted by folder. Fails with `repository-unreadable`. */
export async function findProjects(folder: string, signal?: AbortSignal): Promise<WorkTree> {
  const { workTree, gitFolder } = await openLocal(folder, signal);
  const root = workTree ?? gitFolder;
  const git = gitIn(root, signal);
  const list = await git.raw(
    ...['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.yaml', '*.yml'],
  );
  const files = [...new Set(list.split('\0'))].filter((file) => file !== '').sort();
  const origin = await git.raw('config', '--get', 'remote.origin.url').catch(() => '');
  const projects: FoundProject[] = [];
  const unreadable: string[] = [];
  for (const file of files.filter((each) => PROJECT_FILE.test(posix.basename(each)))) {
    try {
      const { name, runtime } = projectSchema.parse(
        parse(await readFile(join(root, file), 'utf8')),
      );
      const home = posix.dirname(file);
      projects.push({ name, runtime, folder: home, stacks: await stacksIn(root, home, files) });
    } catch (error) {
      const reason =
        error instanceof z.ZodError ? 'it has no name or no runtime' : messageOf(error);
      unreadable.push(`${file}: ${reason.split('\n')[0]}`);
    }
  }
  projects.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return { root, projects, unreadable, origin: origin.trim() };
}

async function stacksIn(
  root: string,
  folder: string,
  files: readonly string[],
): Promise<FoundStack[]> {
  const stacks: FoundStack[] = [];
  for (const file of files) {
    const name = STACK_FILE.exec(posix.basename(file))?.[1];
    if (name === undefined || posix.dirname(file) !== folder) continue;
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    const { config } = stackSchema.parse(safely(text));
    stacks.push({
      name,
      region: config?.['aws:region'],
      accounts: config?.['aws:allowedAccountIds'] ?? [],
    });
  }
  return stacks;
}

/** What it says is only a proposal: a file that is no YAML proposes nothing. */
function safely(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
