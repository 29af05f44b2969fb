import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterAccess } from './clusterAccess.js';

/** Where a pod finds its service account. https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster in whose pod this process runs; undefined outside of one. */
export function inClusterAccess(env: NodeJS.ProcessEnv): ClusterAccess | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) return undefined;
  try {
    const ca = readFileSync(join(FOLDER, 'ca.crt'));
    const namespace = readFileSync(join(FOLDER, 'namespace'), 'utf8').trim();
    return {
      clusterName: 'in-cluster',
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      ...(namespace === '' ? {} : { namespace }),
      tls: { ca, insecure: false },
      user: { tokenFile: join(FOLDER, 'token') },
    };
  } catch {
    // A pod without a service account has no way in.
    return undefined;
  }
}
