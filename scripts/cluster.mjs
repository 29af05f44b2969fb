#!/usr/bin/env node
/**
 * A Kubernetes control plane on this machine, without containers or privileges.
 *
 *   node scripts/cluster.mjs up [--name N] [--nodes 3] [--port P] [--dir FOLDER] [--foreground]
 *   node scripts/cluster.mjs down [--name N] [--dir FOLDER]
 *
 * `up` prints the path of a kubeconfig. With --foreground it goes on until it is interrupted, and everything ends with
 * it; without, `down` ends it. Exit code 3: something has to be built first, and there is no Go toolchain.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startCluster } from './lib/cluster.mjs';
import { NoGoToolchainError } from './lib/tools.mjs';

const USAGE =
  'Usage: node scripts/cluster.mjs up [--name N] [--nodes 3] [--port P] [--dir FOLDER] [--foreground]\n' +
  '       node scripts/cluster.mjs down [--name N] [--dir FOLDER]';

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof NoGoToolchainError ? 3 : 1;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'blackstart' },
      nodes: { type: 'string', default: '3' },
      port: { type: 'string' },
      dir: { type: 'string' },
      foreground: { type: 'boolean', default: false },
    },
  });
  const folder = resolve(values.dir ?? join(tmpdir(), `blackstart-cluster-${values.name}`));
  if (positionals.join() === 'up') await up(folder, values);
  else if (positionals.join() === 'down') down(folder);
  else throw new Error(USAGE);
}

async function up(folder, { name, nodes, port, foreground }) {
  if (existsSync(folder)) {
    throw new Error(
      `${folder} is there already. Take it down first: node scripts/cluster.mjs down`,
    );
  }
  const started = Date.now();
  const cluster = await startCluster({
    name,
    nodes: wholeNumber('--nodes', nodes),
    ...(port === undefined ? {} : { port: wholeNumber('--port', port) }),
    folder,
    detached: !foreground,
    log: (line) => console.error(line),
  });
  console.error(`${name}: ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  console.log(cluster.kubeconfig);
  if (foreground) {
    await new Promise((interrupted) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupted);
    });
    await cluster.stop();
  } else {
    writeFileSync(stateFile(folder), JSON.stringify(cluster.processes));
    process.exit(0);
  }
}

function down(folder) {
  if (!existsSync(stateFile(folder))) throw new Error(`No cluster in ${folder}.`);
  for (const pid of Object.values(JSON.parse(readFileSync(stateFile(folder), 'utf8')))) {
    // A process id may have gone to somebody else since.
    if (commandLine(pid).includes(folder)) process.kill(pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
}

function commandLine(pid) {
  try {
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function stateFile(folder) {
  return join(folder, 'processes.json');
}

function wholeNumber(option, text) {
  if (!/^\d+$/.test(text)) throw new Error(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}
