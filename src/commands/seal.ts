import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SealedValues, stateFolder, targetFolder } from '../journal/index.js';
import { BlackstartError } from '../model/errors.js';
import { plural } from '../report/index.js';
import { DEFAULT_MANIFEST, openRepository, parseManifest } from '../system/index.js';
import { writeText, type ExitCode, type Io } from './io.js';
import { resolveSandbox } from './sandboxes.js';

export interface SealOptions {
  readonly repo?: string | undefined;
  readonly ref?: string | undefined;
  readonly manifest?: string | undefined;
  readonly sandbox?: string | undefined;
}

/**
 * Writes the sealed values of what lives only in state, as runs on this machine have kept them, to the file that the
 * manifest names as `sealed`: committed, it brings them back after the loss of this machine as well. They stay
 * encrypted all the way, so no passphrase is needed.
 */
export async function runSeal(options: SealOptions, io: Io): Promise<ExitCode> {
  const repository = await openRepository({
    repository: options.repo,
    reference: options.ref,
    signal: io.stop,
  });
  try {
    const path = options.manifest ?? DEFAULT_MANIFEST;
    const text = await readFile(join(repository.root, path), 'utf8').catch(() => undefined);
    if (text === undefined) {
      throw new BlackstartError({
        code: 'manifest-invalid',
        operation: 'read the manifest',
        message: `the commit has no manifest ${path}`,
        remedy: 'Name it with --manifest, as a path from the root of the repository.',
      });
    }
    const manifest = parseManifest(text, path);
    if (manifest.sealed === undefined || repository.workTree === undefined) {
      throw nowhere(manifest.sealed === undefined, path);
    }
    const state = stateFolder(io.env);
    const target =
      options.sandbox === undefined
        ? 'live'
        : `sandbox ${resolveSandbox(options.sandbox, state).name}`;
    const file = join(repository.workTree, manifest.sealed);
    const folder = targetFolder(state, manifest.name, target);
    const values = await SealedValues.open({ folder, file });
    if (values.urns.length === 0) {
      writeText(io.stdout, `There is no sealed value of ${manifest.name} on ${target} yet.`);
      return 0;
    }
    await replaceFile(file, values.toYaml());
    const count = plural(values.urns.length, 'sealed value');
    writeText(io.stdout, `Wrote ${count} to ${file}. Commit it.`);
    return 0;
  } finally {
    await repository.dispose();
  }
}

function nowhere(unnamed: boolean, manifest: string): BlackstartError {
  return new BlackstartError({
    code: unnamed ? 'manifest-invalid' : 'repository-unreadable',
    operation: 'seal values',
    message: unnamed
      ? `${manifest} names no file for sealed values`
      : 'that repository has no work tree to write to',
    remedy: unnamed ? 'Add "sealed: sealed.yaml" to it and commit.' : 'Run this in a clone of it.',
  });
}

async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
