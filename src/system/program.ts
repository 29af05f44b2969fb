import { readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { DeclaredProgram, ProgramDeclaration } from '../model/system.js';
import { invalid, parsePulumiProject } from './pulumiProject.js';
import { resolveStackConfig } from './stackConfig.js';
import type { ConfigMap } from './configValue.js';
import type { OnNotice } from './notice.js';

export interface LoadedProgram extends DeclaredProgram {
  /** `runtime.options` of the Pulumi.yaml, e.g. `typescript` and `nodeargs`. */
  readonly runtimeOptions: ConfigMap;
  /** What encrypts the secrets of the stack, where its file names it. */
  readonly secretsProvider?: string;
  /** Where Pulumi's own tools keep the state, where the project names it. */
  readonly backend?: string;
}

const EXTENSIONS = ['yaml', 'yml', 'json'] as const;

/**
 * Reads a program's Pulumi.yaml and the configuration of its stack from the checkout at `root`. Fails with
 * `configuration-invalid`, `passphrase-missing` or `passphrase-wrong`.
 */
export async function loadProgram(
  declared: ProgramDeclaration,
  root: string,
  environment: NodeJS.ProcessEnv,
  onNotice: OnNotice | undefined,
): Promise<LoadedProgram> {
  const projectRoot = await inside(join(root, declared.path), root, declared.path, 'folder');
  const found = await findProjectFile(projectRoot);
  if (found === undefined) {
    throw invalid(
      `the program ${declared.name} has no Pulumi.yaml in ${declared.path}`,
      join(declared.path, 'Pulumi.yaml'),
      'Name the folder of its Pulumi.yaml as path in the manifest (it is relative to the manifest), or commit that file.',
    );
  }
  const project = parsePulumiProject(found.text, relative(root, found.file));
  const stackFile = resolve(
    projectRoot,
    project.stackConfigDir,
    `Pulumi.${declared.stack}.${found.extension}`,
  );
  const stackName = relative(root, stackFile);
  const stackText = await readIfThere(stackFile);
  if (stackText === undefined) {
    onNotice?.({
      level: 'info',
      message: `the program ${declared.name} has no ${stackName}: it runs with what its project sets by default`,
    });
  }
  const { config, secretKeys, secretsProvider } = await resolveStackConfig(
    project,
    stackText,
    stackName,
    environment,
  );
  const main =
    project.main === undefined
      ? projectRoot
      : await inside(resolve(projectRoot, project.main), root, project.main, 'main');
  return {
    ...declared,
    project: project.name,
    projectRoot,
    main,
    config,
    configSecretKeys: secretKeys,
    runtimeOptions: project.runtimeOptions,
    ...(secretsProvider === undefined ? {} : { secretsProvider }),
    ...(project.backend === undefined ? {} : { backend: project.backend }),
  };
}

async function findProjectFile(
  folder: string,
): Promise<{ file: string; text: string; extension: string } | undefined> {
  for (const extension of EXTENSIONS) {
    const file = join(folder, `Pulumi.${extension}`);
    const text = await readIfThere(file);
    if (text !== undefined) return { file, text, extension };
  }
  return undefined;
}

/** The real path, which must exist and, links followed, lie in the checkout. */
async function inside(path: string, root: string, written: string, what: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw invalid(`there is no ${written} in the repository`, written);
  if (real !== root && !real.startsWith(root + sep)) {
    throw invalid(`the ${what} ${written} leads out of the repository`, written);
  }
  return real;
}

async function readIfThere(file: string): Promise<string | undefined> {
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) return undefined;
  return readFile(file, 'utf8');
}
