/**
 * A real Kubernetes control plane on loopback for tests: etcd, API server, controller manager and scheduler, with nodes
 * that KWOK plays (cluster/fakeNodes.mjs says how). All that it keeps lies in one folder.
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Api } from './cluster/api.mjs';
import { DEFAULT_STORAGE_CLASS, fakeNode, kwokConfiguration } from './cluster/fakeNodes.mjs';
import { Component, Guard } from './cluster/processes.mjs';
import { CONTROL_PLANE_TOOLS, ensureTools } from './tools.mjs';

const HOST = '127.0.0.1';

/** Ports that no system hands out by itself: one stays ours while the server behind it is down for a test. */
const PORTS = { first: 20_000, count: 10_000 };

/** A machine that is busy with other tests takes many times the few seconds that an idle one needs. */
const READY_MS = 120_000;

/** Not `system:masters`, for whose requests the API server's own limits do not hold. */
const ADMINS = 'blackstart:admins';

const THROTTLE = 'blackstart-test-throttle';
const FLOW_CONTROL = '/apis/flowcontrol.apiserver.k8s.io/v1';

/** Starts a control plane and resolves once it is ready. Its processes end with this one at the latest. */
export async function startCluster(options = {}) {
  const cluster = new Cluster(await prepare(options));
  try {
    await cluster.start();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  if (options.detached) await cluster.release();
  return cluster;
}

class Cluster {
  #api;
  #guard;
  #parts;
  #settings;

  constructor(settings) {
    this.#settings = settings;
    this.#api = new Api(settings.server, settings.superuser);
    this.#parts = components(settings);
    this.#guard = new Guard(settings.folder);
    this.name = settings.name;
    this.folder = settings.folder;
    this.server = settings.server;
    this.kubeconfig = settings.kubeconfig;
    this.kubeconfigText = settings.kubeconfigText;
  }

  /** Process ids by the name of the program; of those that run. */
  get processes() {
    const running = Object.values(this.#parts).filter((part) => part.running);
    return Object.fromEntries(running.map((part) => [part.name, part.pid]));
  }

  async start() {
    await this.#start(this.#parts.etcd, this.#parts.apiServer);
    await this.#waitForApiServer();
    const { controllerManager, scheduler, kwok } = this.#parts;
    await this.#start(controllerManager, scheduler, kwok);
    await this.#furnish();
  }

  async stop() {
    await this.#killAll();
    this.#api.close();
    await this.release();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** From now on the processes outlive this one. */
  async release() {
    const guard = this.#guard;
    this.#guard = undefined;
    await guard?.dismiss();
  }

  async wipe() {
    await this.#killAll();
    await rm(this.#settings.etcdData, { recursive: true, force: true });
    await this.start();
  }

  async killApiServer() {
    await this.#parts.apiServer.kill();
    this.#tellGuard();
  }

  async restartApiServer() {
    await this.#parts.apiServer.kill();
    await this.#start(this.#parts.apiServer);
    await this.#waitForApiServer();
  }

  async pauseApiServer() {
    await this.#parts.apiServer.pause();
  }

  continueApiServer() {
    this.#parts.apiServer.continue();
  }

  async stopEtcd() {
    // Asked politely, it would wait for its clients. What it has written is in the system's hands already.
    await this.#parts.etcd.kill();
    this.#tellGuard();
  }

  async startEtcd() {
    await this.#start(this.#parts.etcd);
    await this.#waitForApiServer();
  }

  async throttle(shares = 0) {
    await this.unthrottle();
    await this.#api.create(`${FLOW_CONTROL}/prioritylevelconfigurations`, {
      metadata: { name: THROTTLE },
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: shares,
          lendablePercent: 0,
          borrowingLimitPercent: 0,
          limitResponse: { type: 'Reject' },
        },
      },
    });
    await this.#api.create(`${FLOW_CONTROL}/flowschemas`, {
      metadata: { name: THROTTLE },
      spec: {
        matchingPrecedence: 2,
        priorityLevelConfiguration: { name: THROTTLE },
        rules: [
          {
            subjects: [{ kind: 'Group', group: { name: ADMINS } }],
            resourceRules: [
              {
                verbs: ['*'],
                apiGroups: ['*'],
                resources: ['*'],
                clusterScope: true,
                namespaces: ['*'],
              },
            ],
            nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
          },
        ],
      },
    });
  }

  async unthrottle() {
    await this.#api.send('DELETE', `${FLOW_CONTROL}/flowschemas/${THROTTLE}`);
    await this.#api.send('DELETE', `${FLOW_CONTROL}/prioritylevelconfigurations/${THROTTLE}`);
  }

  async writePodLog(lines) {
    await writeFile(this.#settings.podLog, containerLog(lines));
  }

  request(method, path, body, contentType) {
    return this.#api.send(method, path, body, contentType);
  }

  async #start(...parts) {
    for (const part of parts) await part.start();
    this.#tellGuard();
  }

  async #killAll() {
    await Promise.all(Object.values(this.#parts).map((part) => part.kill()));
    this.#tellGuard();
  }

  #tellGuard() {
    this.#guard?.watch(Object.values(this.processes));
  }

  async #waitForApiServer() {
    await this.#waitFor('the API server to be ready', async () => {
      const ready = await this.#api.send('GET', '/readyz');
      // What it says of etcd may be a moment old; an object, or that there is none, comes from there.
      const read = await this.#api.send('GET', '/api/v1/namespaces/default');
      return ready.status === 200 && (read.status === 200 || read.status === 404);
    });
  }

  /** What every fresh cluster has: an administrator, nodes, a storage class, and an account for the first pods. */
  async #furnish() {
    await this.#api.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name: ADMINS },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'cluster-admin',
      },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: ADMINS }],
    });
    await this.#api.create('/apis/storage.k8s.io/v1/storageclasses', DEFAULT_STORAGE_CLASS);
    const { nodes, nodeLabels } = this.#settings;
    for (let index = 0; index < nodes; index++) {
      await this.#api.create('/api/v1/nodes', fakeNode(index, nodeLabels));
    }
    await this.#waitFor(`${nodes} nodes to be ready`, async () => {
      const { body } = await this.#api.send('GET', '/api/v1/nodes');
      return body.items.filter(isReadyNode).length === nodes;
    });
    await this.#waitFor('the default service account', async () => {
      const path = '/api/v1/namespaces/default/serviceaccounts/default';
      const { status } = await this.#api.send('GET', path);
      return status === 200;
    });
  }

  async #waitFor(what, holds) {
    const end = Date.now() + READY_MS;
    let problem = '';
    while (Date.now() < end) {
      for (const part of Object.values(this.#parts)) part.assertNotDied();
      try {
        if (await holds()) return;
      } catch (error) {
        problem = `: ${error.message}`;
      }
      await sleep(50);
    }
    throw new Error(`Waited ${READY_MS / 1000} s for ${what}${problem}. Logs: ${this.folder}`);
  }
}

/** Makes the folder with everything that the processes need before they start. */
async function prepare(options) {
  const { name = 'blackstart', nodes = 3, nodeLabels = {}, detached = false, log } = options;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new Error(`A cluster's name is of a-z, 0-9 and -, unlike "${name}".`);
  }
  const tools = await ensureTools(CONTROL_PLANE_TOOLS, log);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `blackstart-cluster-${name}-`)));
  const at = (file) => join(folder, file);
  await mkdir(folder, { recursive: true, mode: 0o700 });

  const ports = await freePorts(4, options.port);
  const [port, etcdPort, peerPort, kubeletPort] = ports;
  await promisify(execFile)(tools.certs, [
    folder,
    `server,server,${HOST},localhost`,
    'client,superuser,blackstart-test,system:masters',
    `client,admin,${name}-admin,${ADMINS}`,
  ]);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(at('accounts.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  await writeFile(at('accounts.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(
    at('pod.log'),
    containerLog(['This container is played by KWOK: it does nothing.']),
  );
  await writeFile(at('kwok.yaml'), kwokConfiguration(at('pod.log')));

  const server = `https://${HOST}:${port}`;
  const ca = await readFile(at('ca.crt'), 'utf8');
  const identity = async (user) => ({
    ca,
    cert: await readFile(at(`${user}.crt`), 'utf8'),
    key: await readFile(at(`${user}.key`), 'utf8'),
  });
  const superuser = await identity('superuser');
  const kubeconfigText = kubeconfig(name, `${name}-admin`, server, await identity('admin'));
  await writeFile(at('kubeconfig'), kubeconfigText, { mode: 0o600 });
  await writeFile(at('superuser.kubeconfig'), kubeconfig(name, 'superuser', server, superuser), {
    mode: 0o600,
  });
  return {
    name,
    nodes,
    nodeLabels,
    detached,
    folder,
    tools,
    port,
    etcdPort,
    peerPort,
    kubeletPort,
    server,
    superuser,
    kubeconfig: at('kubeconfig'),
    kubeconfigText,
    podLog: at('pod.log'),
    etcdData: at('etcd'),
  };
}

function components(settings) {
  const { folder, detached, tools, port, etcdPort, peerPort, kubeletPort, etcdData } = settings;
  const at = (file) => join(folder, file);
  const part = (name, args, env) =>
    new Component({ name, command: tools[name], args, env, folder, detached });
  const etcdUrl = `https://${HOST}:${etcdPort}`;
  const peerUrl = `http://${HOST}:${peerPort}`;
  // Enough that what a test waits for is never a client's own limit.
  const quick = ['--kube-api-qps=1000', '--kube-api-burst=2000'];
  const asController = [
    `--kubeconfig=${at('superuser.kubeconfig')}`,
    `--authentication-kubeconfig=${at('superuser.kubeconfig')}`,
    `--authorization-kubeconfig=${at('superuser.kubeconfig')}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--profiling=false',
    ...quick,
  ];
  return {
    etcd: part('etcd', [
      `--data-dir=${etcdData}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      '--client-cert-auth',
      `--trusted-ca-file=${at('ca.crt')}`,
      `--cert-file=${at('server.crt')}`,
      `--key-file=${at('server.key')}`,
      '--log-level=warn',
      // A test's data need not survive a power cut.
      '--unsafe-no-fsync',
    ]),
    apiServer: part('kube-apiserver', [
      `--etcd-servers=${etcdUrl}`,
      `--etcd-cafile=${at('ca.crt')}`,
      `--etcd-certfile=${at('server.crt')}`,
      `--etcd-keyfile=${at('server.key')}`,
      `--bind-address=${HOST}`,
      `--advertise-address=${HOST}`,
      `--secure-port=${port}`,
      `--client-ca-file=${at('ca.crt')}`,
      `--tls-cert-file=${at('server.crt')}`,
      `--tls-private-key-file=${at('server.key')}`,
      `--kubelet-certificate-authority=${at('ca.crt')}`,
      `--kubelet-client-certificate=${at('superuser.crt')}`,
      `--kubelet-client-key=${at('superuser.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${at('accounts.pub')}`,
      `--service-account-signing-key-file=${at('accounts.key')}`,
      '--service-cluster-ip-range=10.96.0.0/12',
      '--authorization-mode=RBAC',
      '--allow-privileged=true',
      // No endpoint of the service `kubernetes` could be on loopback.
      '--endpoint-reconciler-type=none',
      '--profiling=false',
    ]),
    controllerManager: part('kube-controller-manager', [
      ...asController,
      `--root-ca-file=${at('ca.crt')}`,
      `--service-account-private-key-file=${at('accounts.key')}`,
      // There are no real disks to attach.
      '--controllers=*,-persistentvolume-attach-detach-controller',
    ]),
    scheduler: part('kube-scheduler', asController),
    kwok: part(
      'kwok',
      [
        `--kubeconfig=${at('superuser.kubeconfig')}`,
        `--config=${at('kwok.yaml')}`,
        '--manage-all-nodes=true',
        '--cidr=10.64.0.1/12',
        `--node-ip=${HOST}`,
        `--node-port=${kubeletPort}`,
        `--server-address=${HOST}:${kubeletPort}`,
        `--tls-cert-file=${at('server.crt')}`,
        `--tls-private-key-file=${at('server.key')}`,
      ],
      // Or it would read a configuration that the user keeps at home.
      { KWOK_WORKDIR: folder },
    ),
  };
}

function kubeconfig(cluster, user, server, { ca, cert, key }) {
  const base64 = (text) => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
  - name: ${cluster}
    cluster:
      server: ${server}
      certificate-authority-data: ${base64(ca)}
users:
  - name: ${user}
    user:
      client-certificate-data: ${base64(cert)}
      client-key-data: ${base64(key)}
contexts:
  - name: ${cluster}
    context:
      cluster: ${cluster}
      user: ${user}
current-context: ${cluster}
`;
}

/** Lines as a container runtime keeps them, which is how a kubelet reads them. */
function containerLog(lines) {
  const now = new Date().toISOString();
  return lines.map((line) => `${now} stdout F ${line}\n`).join('');
}

function isReadyNode(node) {
  const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
  const taints = node.spec.taints ?? [];
  return ready?.status === 'True' && taints.length === 0;
}

/** As many ports on which nobody listens; the first is the one that was asked for, if one was. */
async function freePorts(count, wanted) {
  const ports = [];
  if (wanted !== undefined) {
    if (!(await isFree(wanted))) throw new Error(`Port ${wanted} is taken.`);
    ports.push(wanted);
  }
  while (ports.length < count) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (!ports.includes(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
