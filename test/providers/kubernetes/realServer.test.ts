import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PropertyMap } from '../../../src/model/values.js';
import { kubernetesKnowledge } from '../../../src/engine/sources/kubernetesKnowledge.js';
import { lookupByRead } from '../../../src/engine/sources/lookupByRead.js';
import { startCluster, type Cluster } from '../../../scripts/lib/cluster.mjs';
import { CONTROL_PLANE_TOOLS, toolsObtainable } from '../../../scripts/lib/tools.mjs';
import { CONFIG_MAP, DEPLOYMENT, Rig, SECRET, SERVICE, urnOf } from './rig.js';

const possible = process.env['CI'] === 'true' || toolsObtainable(CONTROL_PLANE_TOOLS);

const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';

const deployment: PropertyMap = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        securityContext: {},
        hostNetwork: false,
        containers: [
          {
            name: 'web',
            image: 'nginx:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '' },
            ],
            ports: [{ containerPort: 80 }, { containerPort: 443, name: 'https' }],
            resources: { requests: { cpu: '0.05', memory: '1073741824' }, limits: { cpu: 1 } },
          },
          { name: 'side', image: 'busybox', args: ['sleep', '1d'] },
        ],
      },
    },
  },
};
const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';

describe.skipIf(!possible)('against a real API server', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: 0 });
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
  }, 300_000);

  afterAll(() => cluster?.stop());

  const configuredRig = (): Promise<Rig> => Rig.configured({ kubeconfig: cluster.kubeconfigText });

  async function patch(path: string, body: PropertyMap, manager = 'kubectl-edit'): Promise<void> {
    const answer = await cluster.request('PATCH', `${path}?fieldManager=${manager}`, body, MERGE);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

  it('finds no difference in what it has just made, and names each that is made by hand', async () => {
    const rig = await configuredRig();
    const { inputs, failures } = await rig.check(DEPLOYMENT, 'web', deployment);
    expect(failures).toEqual([]);
    const { id } = await rig.create(DEPLOYMENT, 'web', inputs);
    expect(id).toBe('shop/web');
    await expect(rig.create(DEPLOYMENT, 'web', inputs)).rejects.toMatchObject({
      status: 'ALREADY_EXISTS',
    });
    expect(await rig.diff(DEPLOYMENT, id, inputs)).toMatchObject({ changes: 'none' });

    await patch(WEB, {
      metadata: { labels: { mine: 'x' } },
      spec: {
        replicas: 3,
        template: { spec: { hostNetwork: true } },
      },
    });
    await moment();
    const diff = await rig.diff(DEPLOYMENT, id, inputs);
    expect(Object.fromEntries(diff.detailed ?? [])).toEqual({
      'spec.replicas': 'update',
      'spec.template.spec.hostNetwork': 'update',
    });
    const live = (await rig.read(DEPLOYMENT, id))!;
    expect(kubernetesKnowledge.changedBy(DEPLOYMENT, live, inputs, 'spec.replicas')).toMatchObject({
      manager: 'kubectl-edit',
      at: expect.stringMatching(/^\d{4}-/) as string,
    });
    expect(kubernetesKnowledge.handMade(DEPLOYMENT, live, inputs)).toMatchObject([
      { path: 'metadata.labels.mine', manager: 'kubectl-edit' },
    ]);

    await rig.update(DEPLOYMENT, id, inputs);
    expect(await rig.diff(DEPLOYMENT, id, inputs)).toMatchObject({ changes: 'none' });
    const after = (await rig.read(DEPLOYMENT, id))!;
    expect(after.outputs['metadata']).toMatchObject({ labels: { app: 'web', mine: 'x' } });
  });

  it('takes away again what it had applied and nobody declares any more', async () => {
    const rig = await configuredRig();
    const named = { ...deployment, metadata: { name: 'less', namespace: 'shop' } };
    const { inputs } = await rig.check(DEPLOYMENT, 'less', named);
    const { id } = await rig.create(DEPLOYMENT, 'less', inputs);
    const less = structuredClone(inputs);
    const template = (less['spec'] as PropertyMap)['template'] as PropertyMap;
    const containers = (template['spec'] as PropertyMap)['containers'] as PropertyMap[];
    (containers[0]!['env'] as PropertyMap[]).pop();
    await moment();
    const { detailed } = await rig.diff(DEPLOYMENT, id, less);
    expect([...(detailed ?? [])]).toEqual([['spec.template.spec.containers[0].env[1]', 'delete']]);
    await rig.update(DEPLOYMENT, id, less);
    expect(await rig.diff(DEPLOYMENT, id, less)).toMatchObject({ changes: 'none' });
  });

  it('says what only a replacement could change', async () => {
    const rig = await configuredRig();
    const named = { ...deployment, metadata: { name: 'fixed', namespace: 'shop' } };
    const { inputs } = await rig.check(DEPLOYMENT, 'fixed', named);
    const { id } = await rig.create(DEPLOYMENT, 'fixed', inputs);
    const spec = inputs['spec'] as PropertyMap;
    const template = spec['template'] as PropertyMap;
    const labels = { matchLabels: { app: 'other' } };
    const other = {
      ...inputs,
      spec: {
        ...spec,
        selector: labels,
        template: { ...template, metadata: { labels: { app: 'other' } } },
      },
    };
    const { detailed } = await rig.diff(DEPLOYMENT, id, other);
    expect(detailed?.get('spec.selector.matchLabels.app')).toBe('update-replace');
    expect(detailed?.get('spec.template.metadata.labels.app')).toBe('update');
  });

  it('turns refusals into failures with paths', async () => {
    const rig = await configuredRig();
    const wrong = {
      metadata: { name: 'wrong', namespace: 'shop' },
      spec: { ...(deployment['spec'] as PropertyMap), replicas: -1 },
    };
    expect((await rig.check(DEPLOYMENT, 'wrong', wrong)).failures).toMatchObject([
      { property: 'spec.replicas' },
    ]);
    const misspelt = { ...wrong, spec: { ...(deployment['spec'] as PropertyMap), replica: 1 } };
    expect((await rig.check(DEPLOYMENT, 'misspelt', misspelt)).failures).toEqual([
      { property: 'spec.replica', reason: 'the kind has no such field' },
    ]);
  });

  it('keeps Secrets and Services free of false differences', async () => {
    const rig = await configuredRig();
    const metadata = { namespace: 'shop' };
    const secret = await rig.check(SECRET, 's', { metadata, stringData: { key: 'geheim' } });
    const { id } = await rig.create(SECRET, 's', secret.inputs);
    expect(await rig.diff(SECRET, id, secret.inputs)).toMatchObject({ changes: 'none' });
    const name = id.slice('shop/'.length);
    await patch(`/api/v1/namespaces/shop/secrets/${name}`, { data: { key: 'eA==' } });
    await moment();
    const { detailed } = await rig.diff(SECRET, id, secret.inputs);
    expect([...(detailed ?? [])]).toEqual([['stringData.key', 'update']]);

    const service = await rig.check(SERVICE, 'web', {
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        selector: { app: 'web' },
        ports: [
          { port: 80, targetPort: 'https' },
          { name: 'x', port: 443 },
        ].slice(0, 1),
      },
    });
    const made = await rig.create(SERVICE, 'web', service.inputs);
    expect(await rig.diff(SERVICE, made.id, service.inputs)).toMatchObject({ changes: 'none' });
  });

  it('knows a custom kind as soon as it is defined', async () => {
    const rig = await configuredRig();
    const type = 'kubernetes:example.com/v1:CronTab';
    const crontab = {
      apiVersion: 'example.com/v1',
      kind: 'CronTab',
      metadata: { name: 'c', namespace: 'shop' },
      spec: { list: [{ a: 1 }, { a: 2 }], text: 'x' },
    };
    expect((await rig.check(type, 'c', crontab)).failures).toEqual([]);
    await expect(rig.create(type, 'c', crontab)).rejects.toThrow(/is not available/);
    await rig.create('kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition', 'crd', CRD);
    let made;
    for (let tries = 0; made === undefined && tries < 50; tries++) {
      await moment();
      made = await rig.create(type, 'c', crontab).catch(() => undefined);
    }
    expect(made?.id).toBe('shop/c');
    expect(await rig.diff(type, 'shop/c', crontab)).toMatchObject({ changes: 'none' });
    await patch('/apis/example.com/v1/namespaces/shop/crontabs/c', { spec: { list: [{ a: 2 }] } });
    await moment();
    const { detailed } = await rig.diff(type, 'shop/c', crontab);
    expect([...(detailed ?? []).keys()]).toEqual(['spec.list']);
  });

  it('tells what a deletion waits for', async () => {
    const rig = await configuredRig();
    const metadata = { name: 'held', namespace: 'shop', finalizers: ['example.com/hold'] };
    await rig.create(CONFIG_MAP, 'held', { metadata });
    await cluster.request('DELETE', '/api/v1/namespaces/shop/configmaps/held');
    await moment();
    const urn = urnOf(CONFIG_MAP, 'held');
    const answer = await lookupByRead(rig.client).lookup({
      urn,
      type: CONFIG_MAP,
      id: 'shop/held',
    });
    expect(answer).toMatchObject({
      state: 'tombstone',
      remedy: 'wait',
      condition: expect.stringContaining('finalizers example.com/hold') as string,
    });
  });

  it('changes by a Patch what somebody else owns', async () => {
    const rig = await configuredRig();
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'p', namespace: 'shop' },
      data: { a: '1' },
    };
    const path = '/api/v1/namespaces/shop/configmaps/p';
    await cluster.request('PATCH', `${path}?fieldManager=helm`, object, APPLY);
    const type = 'kubernetes:core/v1:ConfigMapPatch';
    const wanted = { ...object, data: { a: '2', b: '3' } };
    expect((await rig.create(type, 'p', wanted)).outputs['data']).toEqual({ a: '2', b: '3' });
    expect(await rig.diff(type, 'shop/p', wanted)).toMatchObject({ changes: 'none' });
  });

  it('never takes a cluster that does not answer for an empty one', async () => {
    const rig = await configuredRig();
    expect(await rig.read(CONFIG_MAP, 'shop/none')).toBeUndefined();
    await cluster.killApiServer();
    await moment();
    await expect(rig.read(CONFIG_MAP, 'shop/none')).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
    const urn = urnOf(CONFIG_MAP, 'x');
    const answer = await lookupByRead(rig.client).lookup({ urn, type: CONFIG_MAP, id: 'shop/x' });
    expect(answer.state).toBe('unknown');
    await cluster.restartApiServer();
    expect(await rig.read(CONFIG_MAP, 'shop/none')).toBeUndefined();
  });
});

const CRD: PropertyMap = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        },
      },
    ],
  },
};
