import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BlackstartError, messageOf } from '../model/errors.js';
import { plural } from '../report/index.js';
import {
  DEFAULT_MANIFEST,
  findProjects,
  manifestSkeleton,
  type WorkTree,
} from '../system/index.js';
import { writeText, type ExitCode, type Io } from './io.js';

export type CiHost = 'github' | 'gitlab' | 'none';

export interface InitOptions {
  readonly repo?: string | undefined;
  /** Guessed from the remote when left out. */
  readonly ci?: CiHost | undefined;
}

interface NewFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const TEMPLATES = new URL('../../templates/', import.meta.url);

const GITLAB_INCLUDE = `include:\n  - local: .gitlab/blackstart.yml\n`;

/**
 * Writes what a repository needs to be checked by its host's CI, and a first manifest. A file that is there already is
 * left as it is, and named.
 */
export async function runInit(options: InitOptions, io: Io): Promise<ExitCode> {
  const tree = await findProjects(options.repo ?? '.', io.stop);
  const ci = options.ci ?? hostOf(tree.origin);
  const manifest = manifestSkeleton(basename(tree.root), tree.projects, DEFAULT_MANIFEST);
  const files = [
    ...(manifest === undefined ? [] : [{ path: DEFAULT_MANIFEST, text: manifest }]),
    ...(await workflowFiles(ci)),
  ];
  const written = new Set<string>();
  for (const file of files) {
    const isNew = await writeNew(tree.root, file);
    if (isNew) written.add(file.path);
    writeText(io.stdout, isNew ? `wrote ${file.path}` : `left ${file.path} as it is`);
  }
  for (const problem of tree.unreadable) writeText(io.stderr, `warning: passed over ${problem}`);
  writeText(io.stdout, nextSteps(tree, ci, manifest !== undefined, written).join('\n'));
  return 0;
}

/** GitHub unless the remote says otherwise. */
export function hostOf(origin: string): CiHost {
  return /gitlab/i.test(origin) ? 'gitlab' : 'github';
}

async function workflowFiles(ci: CiHost): Promise<NewFile[]> {
  const template = (name: string): Promise<string> => readFile(new URL(name, TEMPLATES), 'utf8');
  switch (ci) {
    case 'github':
      return Promise.all(
        ['blackstart-plan.yml', 'blackstart-drift.yml'].map(async (name) => ({
          path: `.github/workflows/${name}`,
          text: await template(`github/${name}`),
        })),
      );
    case 'gitlab':
      return [
        { path: '.gitlab/blackstart.yml', text: await template('gitlab/blackstart.yml') },
        { path: '.gitlab-ci.yml', text: GITLAB_INCLUDE },
      ];
    case 'none':
      return [];
  }
}

/** True when it was not there. */
async function writeNew(root: string, { path, text }: NewFile): Promise<boolean> {
  const file = join(root, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new BlackstartError({
      code: 'usage',
      operation: 'write the files',
      message: `${path} cannot be written: ${messageOf(error)}`,
      remedy: 'Run it in a clone that you may write to.',
      cause: error,
    });
  }
}

function nextSteps(
  tree: WorkTree,
  ci: CiHost,
  hasManifest: boolean,
  written: ReadonlySet<string>,
): string[] {
  const steps = [
    hasManifest
      ? `Look at each line marked CHECK in ${DEFAULT_MANIFEST} (found: ${plural(tree.projects.length, 'Pulumi project')}).`
      : `There is no Pulumi project for Node.js here: write one, then run "blackstart init" again for ${DEFAULT_MANIFEST}.`,
    'Add blackstart to the devDependencies of package.json, e.g. as the URL of its Git repository, and commit package-lock.json.',
    'Commit, then run "blackstart rehearse": it needs no account.',
    ...ciSteps(ci, written),
  ];
  return ['', 'Next:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
}

function ciSteps(ci: CiHost, written: ReadonlySet<string>): string[] {
  const role =
    'With AWS: make a role with the policy that "blackstart policy --read-only" writes, and the trust of';
  switch (ci) {
    case 'github':
      return [
        `${role} "blackstart policy --trust github --for OWNER/NAME"; its ARN is the variable BLACKSTART_AWS_ROLE of the repository.`,
        'Set the variables and secrets that the heads of .github/workflows/blackstart-*.yml list.',
      ];
    case 'gitlab':
      return [
        ...(written.has('.gitlab-ci.yml')
          ? []
          : ['Add to .gitlab-ci.yml: include: [{ local: .gitlab/blackstart.yml }]']),
        `${role} "blackstart policy --trust gitlab --for GROUP/PROJECT"; its ARN is the variable BLACKSTART_AWS_ROLE of the project.`,
        'Set the variables that the head of .gitlab/blackstart.yml lists, and make a pipeline schedule.',
      ];
    case 'none':
      return [];
  }
}
