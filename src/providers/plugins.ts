import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { BlackstartError } from '../model/errors.js';
import { compareVersions, isVersion, sameVersion } from './versions.js';

/** A plugin found on this machine. */
export interface PluginCandidate {
  readonly packageName: string;
  /** Undefined for a binary on the PATH, which does not say its version before it runs. */
  readonly version: string | undefined;
  /** The binary; for a plugin that needs a language runtime, its folder. */
  readonly path: string;
  readonly source: 'plugins' | 'path';
  /** Set when the plugin is a program in this language, which blackstart does not start. */
  readonly runtime?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The plugin to start for a package. Fails with `provider-unknown` when there is none, or when the one to choose needs
 * a language runtime.
 */
export async function findPlugin(
  packageName: string,
  version?: string,
  environment: Environment = process.env,
): Promise<PluginCandidate> {
  const chosen = selectPlugin(await listPlugins(packageName, environment), version);
  const wanted = version === undefined || version === '' ? '' : ` ${version.replace(/^v/, '')}`;
  const remedy = `Install the plugin: pulumi plugin install resource ${packageName}${wanted}`;
  if (chosen === undefined) {
    throw new BlackstartError({
      code: 'provider-unknown',
      message: `There is no plugin pulumi-resource-${packageName} under ${pluginsFolder(environment)} or on the PATH.`,
      operation: `find the provider ${packageName}`,
      remedy: `${remedy}; or put pulumi-resource-${packageName} on the PATH.`,
    });
  }
  if (chosen.runtime !== undefined) {
    throw new BlackstartError({
      code: 'provider-unknown',
      message: `The plugin ${packageName} in ${chosen.path} is a program for the runtime ${chosen.runtime}; blackstart starts executables only.`,
      operation: `find the provider ${packageName}`,
      remedy: `Put an executable pulumi-resource-${packageName} on the PATH and remove that folder.`,
    });
  }
  return chosen;
}

/** Every plugin of that package on this machine: Pulumi's own folder first, then the PATH. */
export async function listPlugins(
  packageName: string,
  environment: Environment = process.env,
): Promise<PluginCandidate[]> {
  // The name becomes part of a path.
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(packageName)) return [];
  return [
    ...(await installedPlugins(packageName, environment)),
    ...(await pluginsOnPath(packageName, environment)),
  ];
}

/**
 * The version asked for if it is installed, else the newest installed one, else the first on the PATH. Executables go
 * before plugins that need a runtime, except where exactly the version asked for is one of the latter.
 */
export function selectPlugin(
  candidates: readonly PluginCandidate[],
  version?: string,
): PluginCandidate | undefined {
  const installed = candidates
    .filter((candidate) => candidate.source === 'plugins')
    .toSorted((a, b) => compareVersions(b.version ?? '', a.version ?? ''));
  const exact = installed.filter(
    (candidate) =>
      version !== undefined &&
      candidate.version !== undefined &&
      sameVersion(candidate.version, version),
  );
  const executables = [
    ...installed,
    ...candidates.filter(({ source }) => source === 'path'),
  ].filter(({ runtime }) => runtime === undefined);
  return (
    exact.find(({ runtime }) => runtime === undefined) ?? exact[0] ?? executables[0] ?? installed[0]
  );
}

function pluginsFolder(environment: Environment): string {
  const home = environment['PULUMI_HOME'];
  const base =
    home === undefined || home === ''
      ? path.join(environment['HOME'] ?? os.homedir(), '.pulumi')
      : home;
  return path.join(base, 'plugins');
}

async function installedPlugins(
  packageName: string,
  environment: Environment,
): Promise<PluginCandidate[]> {
  const folder = pluginsFolder(environment);
  const names = new Set(await namesIn(folder));
  const prefix = `resource-${packageName}-v`;
  const found: PluginCandidate[] = [];
  for (const name of [...names].toSorted()) {
    const version = name.slice(prefix.length);
    // Pulumi leaves a mark beside a plugin whose installation did not end.
    if (!name.startsWith(prefix) || !isVersion(version) || names.has(`${name}.partial`)) continue;
    const candidate = await inspect(packageName, path.join(folder, name));
    if (candidate !== undefined)
      found.push({ packageName, version, source: 'plugins', ...candidate });
  }
  return found;
}

async function inspect(
  packageName: string,
  folder: string,
): Promise<{ readonly path: string; readonly runtime?: string } | undefined> {
  const binary = path.join(folder, `pulumi-resource-${packageName}`);
  if (await isExecutable(binary)) return { path: binary };
  const runtime = await runtimeOf(path.join(folder, 'PulumiPlugin.yaml'));
  return runtime === undefined ? undefined : { path: folder, runtime };
}

async function pluginsOnPath(
  packageName: string,
  environment: Environment,
): Promise<PluginCandidate[]> {
  const found: PluginCandidate[] = [];
  for (const folder of (environment['PATH'] ?? '').split(path.delimiter)) {
    if (folder === '') continue;
    const binary = path.resolve(folder, `pulumi-resource-${packageName}`);
    if (found.some((candidate) => candidate.path === binary)) continue;
    if (await isExecutable(binary)) {
      found.push({ packageName, version: undefined, path: binary, source: 'path' });
    }
  }
  return found;
}

/** The runtime that a PulumiPlugin.yaml names; undefined when there is no such file. */
async function runtimeOf(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const manifest: unknown = parse(text);
    const runtime = member(manifest, 'runtime');
    const name = typeof runtime === 'string' ? runtime : member(runtime, 'name');
    return typeof name === 'string' ? name : 'unknown';
  } catch {
    return 'unknown';
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
