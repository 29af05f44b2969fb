/**
 * Go programs that tests need and nobody packages for npm: the parts of a Kubernetes control plane, and the genuine
 * provider plugin. Each is built from its own module under tools/go, once, into a cache outside the checkout.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../../tools/go', import.meta.url));

/** A build that another process has begun is waited for this long: the slowest takes a quarter of it. */
const LOCK_WAIT_MS = 45 * 60_000;

const KUBERNETES = 'k8s.io/kubernetes';

/** Name of the program -> the module under tools/go that it is built in, and the package that it is. */
const TOOLS = {
  'kube-apiserver': { module: 'controlplane', package: `${KUBERNETES}/cmd/kube-apiserver` },
  'kube-controller-manager': {
    module: 'controlplane',
    package: `${KUBERNETES}/cmd/kube-controller-manager`,
  },
  'kube-scheduler': { module: 'controlplane', package: `${KUBERNETES}/cmd/kube-scheduler` },
  etcd: { module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  certs: { module: 'certs', package: '.' },
  actionlint: { module: 'actionlint', package: 'github.com/rhysd/actionlint/cmd/actionlint' },
  'pulumi-resource-kubernetes': { module: 'pulumi-kubernetes', package: '.' },
};

/** What a control plane is made of; the plugin is apart, since it takes longer than all of these. */
export const CONTROL_PLANE_TOOLS = [
  'certs',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
];

export const TOOL_NAMES = Object.keys(TOOLS);

/** There is no Go toolchain, and what was asked for has not been built before. */
export class NoGoToolchainError extends Error {
  name = 'NoGoToolchainError';
}

/** Where the program is, or is going to be. */
export function toolPath(name) {
  const tool = TOOLS[name];
  if (tool === undefined) {
    throw new Error(`No tool is called ${name}. There are: ${TOOL_NAMES.join(', ')}.`);
  }
  return join(cacheFolder(), `${tool.module}-${moduleHash(tool.module)}`, 'bin', executable(name));
}

export function toolsBuilt(names = CONTROL_PLANE_TOOLS) {
  return names.every((name) => existsSync(toolPath(name)));
}

/** Whether `ensureTools` could hand all of these out: they are built already, or Go is there to build them. */
export function toolsObtainable(names = CONTROL_PLANE_TOOLS) {
  return goBinary() !== undefined || toolsBuilt(names);
}

/**
 * Builds what is missing, one after the other, and answers with the path of each. `log` hears a line when a build
 * starts and when it ends.
 */
export async function ensureTools(names = CONTROL_PLANE_TOOLS, log = () => {}) {
  const paths = Object.fromEntries(names.map((name) => [name, toolPath(name)]));
  const missing = names.filter((name) => !existsSync(paths[name]));
  if (missing.length > 0) {
    const go = goBinary();
    if (go === undefined) {
      throw new NoGoToolchainError(
        `No Go toolchain on the PATH to build ${missing.join(', ')} with. Install Go 1.26 or newer (https://go.dev/dl).`,
      );
    }
    await mkdir(cacheFolder(), { recursive: true });
    await withLock(join(cacheFolder(), 'lock'), log, async () => {
      for (const name of missing) {
        if (!existsSync(paths[name])) await build(go, name, paths[name], log);
      }
    });
  }
  return paths;
}

async function build(go, name, path, log) {
  const started = Date.now();
  log(`${name}: building`);
  const folder = join(MODULES, TOOLS[name].module);
  await mkdir(join(path, '..'), { recursive: true });
  // Only what is whole ever has the final name.
  const unfinished = `${path}.${process.pid}.unfinished`;
  const scratch = [unfinished];
  try {
    const args = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly'];
    args.push('-ldflags', `-s -w ${await linkerVariables(go, name, folder)}`.trim());
    if (name === 'pulumi-resource-kubernetes') {
      const overlay = `${unfinished}.overlay.json`;
      scratch.push(overlay);
      await writeFile(overlay, JSON.stringify(await pluginOverlay(go, folder)));
      args.push('-overlay', overlay);
    }
    await runGo(go, [...args, '-o', unfinished, TOOLS[name].package], folder);
    await rename(unfinished, path);
  } finally {
    await Promise.all(scratch.map((file) => rm(file, { force: true })));
  }
  log(`${name}: built in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** Kubernetes learns its version from the linker; without, clients take the server for a development build. */
async function linkerVariables(go, name, folder) {
  if (!TOOLS[name].package.startsWith(KUBERNETES)) return '';
  const version = await moduleField(go, folder, KUBERNETES, 'Version');
  const [major, minor] = version.slice(1).split('.');
  return Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor })
    .map(([variable, value]) => `-X k8s.io/component-base/version.${variable}=${value}`)
    .join(' ');
}

/** The plugin embeds two large files of the module that it comes from; for the compiler they lie beside our main. */
async function pluginOverlay(go, folder) {
  const module = 'github.com/pulumi/pulumi-kubernetes/provider/v4';
  await runGo(go, ['mod', 'download', module], folder);
  const source = join(
    await moduleField(go, folder, module, 'Dir'),
    'cmd',
    'pulumi-resource-kubernetes',
  );
  const files = ['schema.json', 'terraform-mapping.json'];
  return {
    Replace: Object.fromEntries(files.map((file) => [join(folder, file), join(source, file)])),
  };
}

async function moduleField(go, folder, module, field) {
  return (await runGo(go, ['list', '-m', '-f', `{{.${field}}}`, module], folder)).trim();
}

/** Runs Go in a module folder, free of what a user's own Go settings would change, and yields its standard output. */
function runGo(go, args, cwd) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
    const child = spawn(go, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Minutes of compiling should not be felt by whatever else the machine is doing.
    if (child.pid !== undefined) setPriority(child.pid, 15);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr = (stderr + chunk).slice(-8_000)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`go ${args[0]} in ${cwd} ended with ${signal ?? code}:\n${stderr}`));
    });
  });
}

/** One build at a time on a machine, whoever asks; the lock of a process that is no more is taken over. */
async function withLock(path, log, work) {
  const end = Date.now() + LOCK_WAIT_MS;
  let told = false;
  while (!(await tryLock(path))) {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && !isAlive(holder)) {
      await rm(path, { force: true });
      continue;
    }
    if (Date.now() > end) {
      throw new Error(
        `Waited 45 minutes for process ${holder} to finish building. Its lock: ${path}`,
      );
    }
    if (!told) log(`waiting for process ${holder}, which is building`);
    told = true;
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path) {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function cacheFolder() {
  const own = process.env['BLACKSTART_TOOLS'];
  if (own) return own;
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'blackstart', 'tools');
}

const hashes = new Map();

/** Of everything that decides what a module's programs are: its files, and the platform. */
function moduleHash(module) {
  if (!hashes.has(module)) {
    const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
    const folder = join(MODULES, module);
    for (const file of readdirSync(folder).sort()) {
      hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
    }
    hashes.set(module, hash.digest('hex').slice(0, 12));
  }
  return hashes.get(module);
}

function goBinary() {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, executable('go')))
    .find((file) => existsSync(file));
}

function executable(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}
