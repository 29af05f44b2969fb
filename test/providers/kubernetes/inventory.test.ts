import { describe, expect, it } from 'vitest';
import {
  inDeclaredVersions,
  kubernetesInventory,
} from '../../../src/engine/sources/kubernetesInventory.js';
import type { PropertyMap } from '../../../src/model/values.js';
import { comesByItself, isFleeting } from '../../../src/providers/kubernetes/objects/undeclared.js';
import { FakeApiServer, status } from './fakeApiServer.js';
import { NAMESPACE, Rig } from './rig.js';

function live(kind: string, name: string, more: PropertyMap = {}) {
  const [group = '', token = ''] = kind.split('/');
  const metadata = { name, namespace: 'shop', ...more };
  return { group, apiVersion: 'v1', kind: token, namespace: 'shop', name, uid: name, metadata };
}

const owner = { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', uid: 'u' }] };
const account = {
  annotations: {
    'kubernetes.io/service-account.name': 'ci',
    'kubernetes.io/service-account.uid': 'u',
  },
};

describe('what comes by itself', () => {
  it.each([
    ['/Pod', 'web-1-x', owner, 'objects with an owner'],
    ['/ConfigMap', 'kube-root-ca.crt', {}, 'kubernetes:core/v1:ConfigMap::*/kube-root-ca.crt'],
    ['/ConfigMap', 'settings', {}, undefined],
    ['/ServiceAccount', 'default', {}, 'kubernetes:core/v1:ServiceAccount::*/default'],
    ['/ServiceAccount', 'ci', {}, undefined],
    ['/Secret', 'ci-token', account, 'tokens of service accounts'],
    [
      '/Secret',
      'asked-for',
      { annotations: { 'kubernetes.io/service-account.name': 'ci' } },
      undefined,
    ],
    ['/PersistentVolumeClaim', 'data-db-0', {}, 'claims of StatefulSets'],
    ['/PersistentVolumeClaim', 'data-db-0-copy', {}, undefined],
    ['/PersistentVolumeClaim', 'data-web-0', {}, undefined],
    ['apps/Deployment', 'web', { ownerReferences: [] }, undefined],
  ])('%s %s: %j', (kind, name, more, match) => {
    const sets = [
      { namespace: 'shop', name: 'db' },
      { namespace: 'other', name: 'web' },
    ];
    expect(comesByItself(live(kind, name, more), sets)?.match).toBe(match);
  });

  it('is no record of what happens, and no figure', () => {
    const fleeting = [
      ['v1', 'Event'],
      ['events.k8s.io/v1', 'Event'],
      ['v1', 'Endpoints'],
      ['discovery.k8s.io/v1', 'EndpointSlice'],
      ['coordination.k8s.io/v1', 'Lease'],
      ['metrics.k8s.io/v1beta1', 'PodMetrics'],
      ['custom.metrics.k8s.io/v1', 'Any'],
      ['v1', 'ConfigMap'],
      ['example.com/v1', 'Event'],
    ].filter(([apiVersion = '', kind = '']) => isFleeting({ apiVersion, kind }));
    expect(fleeting).toHaveLength(7);
  });
});

it('an object goes by the version in which it is declared', () => {
  const things = ['web', 'other'].map((name) => ({
    type: 'kubernetes:autoscaling/v2:HorizontalPodAutoscaler',
    id: `shop/${name}`,
    aliases: [],
  }));
  const declared = [{ type: 'kubernetes:autoscaling/v1:HorizontalPodAutoscaler', id: 'shop/web' }];
  expect(inDeclaredVersions(things, declared).map(({ type }) => type)).toEqual([
    'kubernetes:autoscaling/v1:HorizontalPodAutoscaler',
    'kubernetes:autoscaling/v2:HorizontalPodAutoscaler',
  ]);
});

describe('the inventory of a cluster', () => {
  const declared = [{ type: NAMESPACE, id: 'shop' }];

  async function filled(): Promise<{ fake: FakeApiServer; rig: Rig }> {
    const fake = await FakeApiServer.start();
    const add = (namespace: string, plural: string, name: string, more: PropertyMap = {}): void => {
      const root = plural === 'deployments' ? '/apis/apps/v1' : '/api/v1';
      const metadata = { name, namespace, uid: `${plural} ${namespace} ${name}`, ...more };
      fake.objects.set(`${root}/namespaces/${namespace}/${plural}/${name}`, { metadata });
    };
    add('shop', 'configmaps', 'by-hand');
    add('shop', 'configmaps', 'kube-root-ca.crt');
    add('shop', 'deployments', 'web');
    add('shop', 'pods', 'web-1', owner);
    add('shop', 'pods', 'leaving', { deletionTimestamp: '2026-01-01T00:00:00Z' });
    add('shop', 'events', 'something');
    add('other', 'configmaps', 'of-others');
    return { fake, rig: await Rig.configured({ kubeconfig: fake.kubeconfig() }) };
  }

  it('lists what lives in the namespaces that are declared, and why some of it need not be', async () => {
    const { fake, rig } = await filled();
    const inventory = (await kubernetesInventory(rig.client))!;
    expect(inventory.scope).toBe(`cluster ${fake.url}`);
    const things = await inventory.list(declared);
    const byId = Object.fromEntries(
      things.map(({ type, id, leftOutBy }) => [`${type} ${id}`, leftOutBy?.reason ?? '']),
    );
    expect(byId).toEqual({
      'kubernetes:core/v1:ConfigMap shop/by-hand': '',
      'kubernetes:core/v1:ConfigMap shop/kube-root-ca.crt':
        'Kubernetes puts it into every namespace',
      'kubernetes:apps/v1:Deployment shop/web': '',
      'kubernetes:core/v1:Pod shop/web-1': 'another object has made them, and makes them again',
    });
    // Nobody needs to know here what they hold.
    const lists = fake.asked.filter(({ path }) => path.endsWith('/secrets'));
    expect(lists.map(({ headers }) => headers.accept)).toEqual([
      expect.stringContaining('PartialObjectMetadataList'),
    ]);
  });

  it('asks nothing where no namespace is declared', async () => {
    const { fake, rig } = await filled();
    const inventory = (await kubernetesInventory(rig.client))!;
    expect(await inventory.list([])).toEqual([]);
    expect(fake.asked).toEqual([]);
  });

  it('fails as a whole when a kind may not be listed', async () => {
    const { fake, rig } = await filled();
    fake.rules.push(({ path }) =>
      path === '/api/v1/secrets' ? status(403, 'Forbidden', 'cannot list secrets') : undefined,
    );
    const inventory = (await kubernetesInventory(rig.client))!;
    await expect(inventory.list(declared)).rejects.toThrow('cannot list secrets');
  });

  it('is none where the configuration leads to no cluster', async () => {
    const rig = await Rig.configured({}, { KUBECONFIG: '/nowhere' });
    expect(await kubernetesInventory(rig.client)).toBeUndefined();
  });
});
