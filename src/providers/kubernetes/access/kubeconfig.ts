import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../../model/errors.js';
import type { ClusterAccess, User } from './clusterAccess.js';
import { inClusterAccess } from './inCluster.js';

/** What stands in the way of reading or using a kubeconfig. */
export class KubeconfigError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'KubeconfigError';
  }
}

export interface KubeconfigRequest {
  /** Text (YAML or JSON) or path; the ambient one when left out. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Overrides the context's cluster. */
  readonly cluster?: string;
  readonly env: NodeJS.ProcessEnv;
}

const optionalText = z.string().nullish();

const execSchema = z.looseObject({
  apiVersion: z.string().default('client.authentication.k8s.io/v1'),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: optionalText,
  provideClusterInfo: z.boolean().nullish(),
});

const kubeconfigSchema = z.looseObject({
  'current-context': optionalText,
  clusters: z
    .array(
      z.object({
        name: z.string(),
        cluster: z.looseObject({
          server: z.string(),
          'certificate-authority': optionalText,
          'certificate-authority-data': optionalText,
          'insecure-skip-tls-verify': z.boolean().nullish(),
          'tls-server-name': optionalText,
          'proxy-url': optionalText,
        }),
      }),
    )
    .nullish(),
  contexts: z
    .array(
      z.object({
        name: z.string(),
        context: z.looseObject({
          cluster: z.string(),
          user: optionalText,
          namespace: optionalText,
        }),
      }),
    )
    .nullish(),
  users: z
    .array(
      z.object({
        name: z.string(),
        user: z
          .looseObject({
            'client-certificate': optionalText,
            'client-certificate-data': optionalText,
            'client-key': optionalText,
            'client-key-data': optionalText,
            token: optionalText,
            tokenFile: optionalText,
            username: optionalText,
            password: optionalText,
            as: optionalText,
            'as-uid': optionalText,
            'as-groups': z.array(z.string()).nullish(),
            exec: execSchema.nullish(),
            'auth-provider': z.unknown().optional(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

type Kubeconfig = z.infer<typeof kubeconfigSchema>;

interface Loaded {
  readonly config: Kubeconfig;
  /** Where relative paths in it start. */
  readonly folder: string;
}

/** Reads the kubeconfig that is meant and what it says of one cluster. Throws KubeconfigError. */
export function readAccess(request: KubeconfigRequest): ClusterAccess {
  const loaded = load(request);
  if (loaded.length === 0) {
    const inside = inClusterAccess(request.env);
    if (inside !== undefined) return inside;
    throw new KubeconfigError(
      'there is no kubeconfig: none is configured, KUBECONFIG names none and ~/.kube/config does not exist',
    );
  }
  const wanted =
    request.context ?? loaded.map(({ config }) => config['current-context']).find((name) => name);
  const context = find(loaded, (config) => config.contexts, wanted)?.found.context;
  if (context === undefined && request.context !== undefined) {
    throw new KubeconfigError(`the kubeconfig has no context "${request.context}"`);
  }
  const clusterName = request.cluster ?? context?.cluster ?? onlyCluster(loaded);
  if (clusterName === undefined) {
    throw new KubeconfigError(
      wanted === undefined || wanted === null
        ? 'the kubeconfig has no current context'
        : `the kubeconfig has no context "${wanted}"`,
    );
  }
  const cluster = find(loaded, (config) => config.clusters, clusterName);
  if (cluster === undefined) {
    throw new KubeconfigError(`the kubeconfig has no cluster "${clusterName}"`);
  }
  const details = cluster.found.cluster;
  if (details['proxy-url']) {
    throw new KubeconfigError(
      `the cluster "${clusterName}" wants a proxy-url, which is not supported`,
    );
  }
  const ca = contents(
    details['certificate-authority-data'],
    details['certificate-authority'],
    cluster.folder,
  );
  return {
    clusterName,
    server: serverOf(details.server),
    ...(context?.namespace ? { namespace: context.namespace } : {}),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      insecure: details['insecure-skip-tls-verify'] === true,
      ...(details['tls-server-name'] ? { serverName: details['tls-server-name'] } : {}),
    },
    user: userOf(loaded, context?.user),
  };
}

function load({ kubeconfig, env }: KubeconfigRequest): Loaded[] {
  if (kubeconfig !== undefined && kubeconfig !== '') {
    if (looksLikeText(kubeconfig)) return [{ config: parsed(kubeconfig), folder: process.cwd() }];
    return kubeconfig.split(delimiter).map((path) => fromFile(expanded(path), true)!);
  }
  const listed = env['KUBECONFIG'] ?? '';
  const paths =
    listed === ''
      ? [join(env['HOME'] ?? homedir(), '.kube', 'config')]
      : listed.split(delimiter).filter((path) => path !== '');
  return paths.flatMap((path) => fromFile(expanded(path), false) ?? []);
}

function looksLikeText(given: string): boolean {
  return given.includes('\n') || given.trimStart().startsWith('{');
}

function expanded(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(path);
}

function fromFile(path: string, needed: boolean): Loaded | undefined {
  if (!needed && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KubeconfigError(`the kubeconfig ${path} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
  return { config: parsed(text, path), folder: dirname(path) };
}

/** Never says what is in it: a kubeconfig holds secrets. */
function parsed(text: string, path?: string): Kubeconfig {
  const which = path === undefined ? 'the kubeconfig' : `the kubeconfig ${path}`;
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (cause) {
    throw new KubeconfigError(`${which} is neither YAML nor JSON`, { cause });
  }
  const result = kubeconfigSchema.safeParse(value);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path: at }) => at.join('.') || 'its root');
  throw new KubeconfigError(`${which} is not one: look at ${[...new Set(places)].join(', ')}`);
}

/** Of several files the first that has a name counts, as kubectl merges them. */
function find<Entry extends { readonly name: string }>(
  loaded: readonly Loaded[],
  list: (config: Kubeconfig) => readonly Entry[] | null | undefined,
  name: string | null | undefined,
): { readonly found: Entry; readonly folder: string } | undefined {
  for (const { config, folder } of loaded) {
    const found = list(config)?.find((entry) => entry.name === name);
    if (found !== undefined) return { found, folder };
  }
  return undefined;
}

function onlyCluster(loaded: readonly Loaded[]): string | undefined {
  const all = loaded.flatMap(({ config }) => config.clusters ?? []);
  return all.length === 1 ? all[0]!.name : undefined;
}

function userOf(loaded: readonly Loaded[], name: string | null | undefined): User {
  const entry = find(loaded, (config) => config.users, name);
  const user = entry?.found.user;
  if (entry === undefined || user === undefined || user === null) return {};
  if (user['auth-provider'] !== undefined && user['auth-provider'] !== null) {
    throw new KubeconfigError(
      `the user "${entry.found.name}" has an auth-provider, which Kubernetes has given up: use an exec plugin`,
    );
  }
  const certificate = contents(
    user['client-certificate-data'],
    user['client-certificate'],
    entry.folder,
  );
  const key = contents(user['client-key-data'], user['client-key'], entry.folder);
  const { exec } = user;
  return {
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(user.token ? { token: user.token } : {}),
    ...(user.tokenFile ? { tokenFile: resolve(entry.folder, user.tokenFile) } : {}),
    ...(user.username ? { username: user.username, password: user.password ?? '' } : {}),
    ...(user.as
      ? {
          impersonate: {
            user: user.as,
            groups: user['as-groups'] ?? [],
            ...(user['as-uid'] ? { uid: user['as-uid'] } : {}),
          },
        }
      : {}),
    ...(exec === undefined || exec === null
      ? {}
      : {
          exec: {
            apiVersion: exec.apiVersion,
            command: isRelativePath(exec.command)
              ? resolve(entry.folder, exec.command)
              : exec.command,
            args: exec.args ?? [],
            env: Object.fromEntries((exec.env ?? []).map(({ name: key_, value }) => [key_, value])),
            ...(exec.installHint ? { installHint: exec.installHint } : {}),
            provideClusterInfo: exec.provideClusterInfo === true,
          },
        }),
  };
}

/** A bare name is looked for on the PATH, a relative path starts at the file. */
function isRelativePath(command: string): boolean {
  return command.includes('/') && !isAbsolute(command);
}

function contents(
  data: string | null | undefined,
  path: string | null | undefined,
  folder: string,
): Buffer | undefined {
  if (data) return Buffer.from(data, 'base64');
  if (!path) return undefined;
  const file = resolve(folder, path);
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new KubeconfigError(`${file}, which the kubeconfig names, cannot be read`, { cause });
  }
}

function serverOf(server: string): string {
  const full = server.includes('://') ? server : `https://${server}`;
  if (!URL.canParse(full)) throw new KubeconfigError(`the kubeconfig's server ${server} is no URL`);
  return full.replace(/\/+$/, '');
}
