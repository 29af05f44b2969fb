/** ansible-core for the tests of hosts; users bring their own. Installed once into a virtual environment of its own. */
import { join } from 'node:path';
import process from 'node:process';
import { installVenv, venvFolder } from './venv.mjs';

/** The newest line that runs on Python 3.11 to 3.13. */
const VERSION = '2.19.14';

export function ansibleFolder(environment = process.env) {
  return venvFolder(`ansible-core-${VERSION}`, environment);
}

/** Installs ansible-core unless it is there. Returns the folder with `ansible-playbook`, for the PATH. */
export async function installAnsible(environment = process.env) {
  const folder = ansibleFolder(environment);
  return join(await installVenv(folder, [`ansible-core==${VERSION}`]), 'bin');
}
