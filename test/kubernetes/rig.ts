import { execFileSync } from 'node:child_process';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Cluster } from '../../scripts/lib/cluster.mjs';
import { toolsBuilt, toolsObtainable } from '../../scripts/lib/tools.mjs';

/** Building the control plane takes minutes on an idle machine, once; starting it takes seconds. */
export const START_MS = (toolsBuilt() ? 5 : 60) * 60_000;

// Without Go the suites are left out, by name, on somebody's laptop; in CI they fail.
const canStart = toolsObtainable() || process.env['CI'] === 'true';

/** A suite that starts a control plane of its own. */
export function describeWithCluster(name: string, suite: () => void): void {
  const reason = canStart ? '' : ' (skipped: no Go toolchain to build the control plane with)';
  if (!canStart) console.warn(`${name}${reason}`);
  describe.skipIf(!canStart)(name + reason, suite);
}

export function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const kubeconfigSchema = z.object({
  clusters: z.tuple([
    z.object({
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }),
    }),
  ]),
  users: z.tuple([
    z.object({
      user: z.object({ 'client-certificate-data': z.string(), 'client-key-data': z.string() }),
    }),
  ]),
});

/** The status of a GET as the user of a kubeconfig. Rejects if no answer came within five seconds. */
export function getAsUser(kubeconfigText: string, path: string): Promise<number> {
  const { clusters, users } = kubeconfigSchema.parse(parse(kubeconfigText));
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const decode = (text: string) => Buffer.from(text, 'base64').toString();
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, cluster.server), {
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
      agent: false,
      signal: AbortSignal.timeout(5_000),
    });
    outgoing.on('response', (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Makes an object and fails unless the server took it. */
export async function create(cluster: Cluster, path: string, object: object): Promise<void> {
  const { status, body } = await cluster.request('POST', path, object);
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
}

/** Reads `path` until `holds` says so of the answer's body, and yields that body. */
export async function eventually<T>(
  cluster: Cluster,
  path: string,
  schema: z.ZodType<T>,
  holds: (body: T) => boolean,
): Promise<T> {
  const end = Date.now() + 45_000;
  let last: unknown;
  while (Date.now() < end) {
    const { status, body } = await cluster.request('GET', path);
    last = body;
    const parsed = schema.safeParse(body);
    if (status === 200 && parsed.success && holds(parsed.data)) return parsed.data;
    await sleep(100);
  }
  throw new Error(`waited in vain for ${path}: ${JSON.stringify(last)}`);
}
