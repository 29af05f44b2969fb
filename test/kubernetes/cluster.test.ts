import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startCluster, type Cluster } from '../../scripts/lib/cluster.mjs';
import { START_MS, create, describeWithCluster, eventually, getAsUser, hasKubectl } from './rig.js';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const PODS = '/api/v1/namespaces/default/pods';

const listSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
});

const deploymentSchema = z.object({
  status: z.object({ availableReplicas: z.number().optional() }),
});

const jobSchema = z.object({
  status: z.object({ succeeded: z.number().optional(), failed: z.number().optional() }),
});

const podSchema = z.object({
  status: z.object({
    phase: z.string(),
    containerStatuses: z.array(
      z.object({
        ready: z.boolean(),
        state: z.object({ waiting: z.object({ reason: z.string() }).optional() }),
      }),
    ),
  }),
});

const balancedSchema = z.object({
  status: z.object({
    loadBalancer: z.object({ ingress: z.array(z.object({ hostname: z.string() })).optional() }),
  }),
});

const claimSchema = z.object({ status: z.object({ phase: z.string() }) });

function deployment(name: string, replicas: number) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'registry.test/main:1' }] },
      },
    },
  };
}

function pod(name: string, container: object, spec: object = {}) {
  const containers = [{ name: 'main', image: 'registry.test/main:1', ...container }];
  return { metadata: { name }, spec: { containers, ...spec } };
}

async function names(cluster: Cluster, path: string): Promise<string[]> {
  const { body } = await cluster.request('GET', path);
  return listSchema.parse(body).items.map((item) => item.metadata.name);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describeWithCluster('A control plane on loopback', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ name: 'trial', log: (line) => console.error(line) });
  }, START_MS);

  afterAll(async () => {
    await cluster?.stop();
  });

  it('makes the pods of a deployment ready', async () => {
    await create(cluster, DEPLOYMENTS, deployment('web', 3));
    const { status } = await eventually(
      cluster,
      `${DEPLOYMENTS}/web`,
      deploymentSchema,
      (found) => found.status.availableReplicas === 3,
    );
    expect(status.availableReplicas).toBe(3);
  });

  it('applies the defaults and the admission of a real API server', async () => {
    await create(cluster, PODS, pod('defaulted', {}));
    const { body } = await cluster.request('GET', `${PODS}/defaulted`);
    expect(body).toMatchObject({
      spec: { serviceAccountName: 'default', terminationGracePeriodSeconds: 30, priority: 0 },
    });
    const answer = await cluster.request('POST', PODS, { metadata: { name: 'empty' }, spec: {} });
    expect(answer.status).toBe(422);
  });

  it('completes jobs, and fails those whose command fails', async () => {
    const job = (name: string, container: object) => ({
      metadata: { name },
      spec: { backoffLimit: 0, template: pod('', container, { restartPolicy: 'Never' }) },
    });
    await create(cluster, JOBS, job('works', {}));
    await create(cluster, JOBS, job('fails', { command: ['false'] }));
    await eventually(cluster, `${JOBS}/works`, jobSchema, (found) => found.status.succeeded === 1);
    await eventually(cluster, `${JOBS}/fails`, jobSchema, (found) => found.status.failed === 1);
  });

  it.each([
    ['an image that cannot be pulled', { image: 'registry.invalid/x:1' }, 'ImagePullBackOff'],
    ['a command that fails', { command: ['false'] }, 'CrashLoopBackOff'],
  ])('shows %s as a kubelet would', async (_what, container, reason) => {
    const name = reason.toLowerCase();
    await create(cluster, PODS, pod(name, container));
    const { status } = await eventually(
      cluster,
      `${PODS}/${name}`,
      podSchema,
      (found) => found.status.containerStatuses[0]?.state.waiting !== undefined,
    );
    expect(status.containerStatuses[0]).toMatchObject({
      ready: false,
      state: { waiting: { reason } },
    });
  });

  it('never makes a pod ready whose readiness probe fails', async () => {
    await create(
      cluster,
      PODS,
      pod('unready', { readinessProbe: { exec: { command: ['false'] } } }),
    );
    const { status } = await eventually(
      cluster,
      `${PODS}/unready`,
      podSchema,
      (found) => found.status.phase === 'Running',
    );
    expect(status.containerStatuses[0]?.ready).toBe(false);
  });

  it('serves the log that a test has written', async () => {
    await cluster.writePodLog(['first line', 'last line']);
    const { status, body } = await cluster.request('GET', `${PODS}/defaulted/log`);
    expect({ status, body }).toEqual({ status: 200, body: 'first line\nlast line\n' });
  });

  it('binds claims, at once or with their first pod, and removes the volume with the claim', async () => {
    const classes = '/apis/storage.k8s.io/v1/storageclasses';
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const claim = (name: string, storageClass: object) => ({
      metadata: { name },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        ...storageClass,
      },
    });
    await create(cluster, classes, {
      metadata: { name: 'late' },
      provisioner: 'disks.example.test',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    await create(cluster, claims, claim('early', {}));
    await create(cluster, claims, claim('late', { storageClassName: 'late' }));
    const bound = (name: string) =>
      eventually(cluster, `${claims}/${name}`, claimSchema, (it) => it.status.phase === 'Bound');
    await bound('early');
    const before = await cluster.request('GET', `${claims}/late`);
    expect(before.body).toMatchObject({ status: { phase: 'Pending' } });
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'late' } }];
    await create(cluster, PODS, pod('consumer', {}, { volumes }));
    await bound('late');

    await cluster.request('DELETE', `${claims}/early`);
    await eventually(
      cluster,
      '/api/v1/persistentvolumes',
      listSchema,
      (found) => found.items.length === 1,
    );
  });

  it("gives load balancers and ingresses an address, unless their class is nobody's", async () => {
    const services = '/api/v1/namespaces/default/services';
    const ingresses = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
    const service = (name: string, more: object) => ({
      metadata: { name },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...more },
    });
    await create(cluster, services, service('lonely', { loadBalancerClass: 'nobody.invalid/x' }));
    await create(cluster, services, service('web', {}));
    await create(cluster, ingresses, {
      metadata: { name: 'web' },
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    });
    for (const path of [`${services}/web`, `${ingresses}/web`]) {
      const { status } = await eventually(
        cluster,
        path,
        balancedSchema,
        (found) => found.status.loadBalancer.ingress !== undefined,
      );
      expect(status.loadBalancer.ingress).toEqual([{ hostname: 'web.default.balancer.test' }]);
    }
    const { body } = await cluster.request('GET', `${services}/lonely`);
    expect(balancedSchema.parse(body).status.loadBalancer.ingress).toBeUndefined();
  });

  it.skipIf(!hasKubectl())('takes kubectl with the kubeconfig that it wrote', async () => {
    const { stdout } = await promisify(execFile)('kubectl', [
      `--kubeconfig=${cluster.kubeconfig}`,
      'get',
      'nodes',
      '--output=name',
    ]);
    expect(stdout.trim().split('\n')).toEqual(['node/node-1', 'node/node-2', 'node/node-3']);
  });

  it('answers 429 to its user while it is throttled', async () => {
    const statuses = async () => {
      const requests = Array.from({ length: 30 }, () =>
        getAsUser(cluster.kubeconfigText, DEPLOYMENTS),
      );
      return [...new Set(await Promise.all(requests))].sort();
    };
    await cluster.throttle();
    await expect.poll(statuses, { timeout: 20_000 }).toEqual([200, 429]);
    await cluster.unthrottle();
    await expect.poll(statuses, { timeout: 20_000 }).toEqual([200]);
  });

  it('refuses connections while the API server is dead, and has everything afterwards', async () => {
    await cluster.killApiServer();
    await expect(getAsUser(cluster.kubeconfigText, DEPLOYMENTS)).rejects.toThrow('ECONNREFUSED');
    await cluster.restartApiServer();
    expect(await names(cluster, DEPLOYMENTS)).toEqual(['web']);
  });

  it('does not answer while the API server is paused', async () => {
    await cluster.pauseApiServer();
    try {
      await expect(getAsUser(cluster.kubeconfigText, DEPLOYMENTS)).rejects.toThrow('aborted');
    } finally {
      cluster.continueApiServer();
    }
    expect(await getAsUser(cluster.kubeconfigText, DEPLOYMENTS)).toBe(200);
  });

  it('cannot tell while etcd is down, and has everything afterwards', async () => {
    await cluster.stopEtcd();
    const status = await getAsUser(cluster.kubeconfigText, `${DEPLOYMENTS}/web`).catch(() => 503);
    expect(status).toBeGreaterThanOrEqual(500);
    await cluster.startEtcd();
    expect(await names(cluster, DEPLOYMENTS)).toEqual(['web']);
  });

  it('is empty after a wipe, at the same address, and works', async () => {
    const { server, kubeconfigText } = cluster;
    await cluster.wipe();
    expect(await names(cluster, DEPLOYMENTS)).toEqual([]);
    expect(await names(cluster, '/api/v1/namespaces')).not.toContain('other');
    expect(cluster.server).toBe(server);
    expect(await getAsUser(kubeconfigText, DEPLOYMENTS)).toBe(200);
    await create(cluster, DEPLOYMENTS, deployment('again', 1));
    await eventually(
      cluster,
      `${DEPLOYMENTS}/again`,
      deploymentSchema,
      (found) => found.status.availableReplicas === 1,
    );
  }, 180_000);
});

describeWithCluster('A control plane whose parent is killed', () => {
  it(
    'ends with it and leaves nothing behind',
    async () => {
      const library = new URL('../../scripts/lib/cluster.mjs', import.meta.url).href;
      const script = `
      const { startCluster } = await import(${JSON.stringify(library)});
      const { folder, processes } = await startCluster({ name: 'orphan', nodes: 1 });
      console.log(JSON.stringify({ folder, pids: Object.values(processes) }));
      setInterval(() => {}, 1000);`;
      const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [output]: unknown[] = await once(parent.stdout, 'data');
      const { folder, pids } = z
        .object({ folder: z.string(), pids: z.array(z.number()) })
        .parse(JSON.parse(String(output)));
      expect(pids).toHaveLength(5);

      parent.kill('SIGKILL');
      for (let tries = 0; tries < 100 && (pids.some(isAlive) || existsSync(folder)); tries++) {
        await sleep(100);
      }
      expect(pids.filter(isAlive)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
    },
    START_MS,
  );
});
