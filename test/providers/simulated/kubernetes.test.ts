import { describe, expect, it } from 'vitest';
import { expectedSeconds } from '../../../src/model/durations.js';
import { isSecret } from '../../../src/model/values.js';
import { makeInstance } from '../../../src/providers/simulated/instance.js';
import { invoke } from '../../../src/providers/simulated/invokes.js';
import {
  CLUSTER,
  CONFIG_MAP,
  DEPLOYMENT,
  kubernetesInstance,
  makeRig,
  ManualClock,
  NAMESPACE,
} from './rig.js';

const named = (name: string, namespace?: string): { metadata: Record<string, string> } => ({
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

describe('objects of a cluster', () => {
  it('are known by namespace and name, and shaped as the API gives them', async () => {
    const rig = makeRig();
    const { instance } = await rig.cluster('main');
    await rig.create(NAMESPACE, 'shop', named('shop'), instance);
    const { id, outputs } = await rig.create(
      CONFIG_MAP,
      'settings',
      { ...named('settings', 'shop'), data: { a: '1' } },
      instance,
    );
    expect(id).toBe('shop/settings');
    expect(outputs).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { a: '1' },
      metadata: {
        name: 'settings',
        namespace: 'shop',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        generation: 1,
      },
    });
    expect(await rig.lookup({ type: CONFIG_MAP, id }, instance)).toMatchObject({
      state: 'alive',
      candidates: [{ id, matchedBy: ['id'], tags: {} }],
    });
    const keys = { 'metadata.namespace': 'shop', 'metadata.name': 'settings' };
    expect(await rig.lookup({ type: CONFIG_MAP, keys }, instance)).toMatchObject({
      state: 'alive',
    });
  });

  it('get a name and the default namespace when they have none', async () => {
    const rig = makeRig();
    const { instance } = await rig.cluster('main');
    const { id } = await rig.create(CONFIG_MAP, 'settings', {}, instance);
    expect(id).toMatch(/^default\/settings-[0-9a-f]{7}$/);
    const role = 'kubernetes:rbac.authorization.k8s.io/v1:ClusterRole';
    expect((await rig.create(role, 'r', named('viewer'), instance)).id).toBe('viewer');
  });

  it('need their namespace, and a name of their own', async () => {
    const rig = makeRig();
    const { instance } = await rig.cluster('main');
    const lost = rig.create(CONFIG_MAP, 'a', named('a', 'nowhere'), instance);
    await expect(lost).rejects.toThrow('namespaces "nowhere" not found');
    await rig.create(DEPLOYMENT, 'a', named('a'), instance);
    const again = rig.create(DEPLOYMENT, 'b', named('a'), instance);
    await expect(again).rejects.toThrow('deployments.apps "a" already exists');
    const builtIn = rig.create(NAMESPACE, 'd', named('default'), instance);
    await expect(builtIn).rejects.toThrow(/already exists/);
    expect((await rig.read(NAMESPACE, 'kube-system', instance))?.id).toBe('kube-system');
  });

  it('are gone for good with their namespace or their cluster', async () => {
    const rig = makeRig();
    const { id, instance } = await rig.cluster('main');
    await rig.create(NAMESPACE, 'shop', named('shop'), instance);
    await rig.create(CONFIG_MAP, 'a', named('a', 'shop'), instance);
    await rig.create(CONFIG_MAP, 'b', named('b'), instance);
    rig.sandbox.deleteMatching(NAMESPACE);
    expect(await rig.read(CONFIG_MAP, 'shop/a', instance)).toBeUndefined();
    expect(rig.sandbox.deleteMatching(id, { clean: true }).map((each) => each.id)).toContain(
      'default/b',
    );
    await expect(rig.read(CONFIG_MAP, 'default/b', instance)).rejects.toMatchObject({
      status: 'UNAVAILABLE',
      message: expect.stringMatching(/dial tcp: lookup .*: no such host/) as unknown,
    });
    const rebuilt = await rig.cluster('main');
    expect(await rig.read(CONFIG_MAP, 'default/b', rebuilt.instance)).toBeUndefined();
  });

  it('cannot be told where no cluster answers', async () => {
    const rig = makeRig();
    const query = { type: CONFIG_MAP, id: 'default/a' };
    const gone = await rig.lookup(query, kubernetesInstance('https://gone.example.com'));
    expect(gone).toMatchObject({ state: 'unknown' });
    const unconfigured = rig.read(CONFIG_MAP, 'default/a', makeInstance('k', {}));
    await expect(unconfigured).rejects.toThrow(/no kubeconfig/);
  });

  it('keep apart in two clusters', async () => {
    const rig = makeRig();
    const [one, two] = [await rig.cluster('one'), await rig.cluster('two')];
    await rig.create(CONFIG_MAP, 'a', named('a'), one.instance);
    expect(await rig.read(CONFIG_MAP, 'default/a', two.instance)).toBeUndefined();
    await rig.create(CONFIG_MAP, 'a', named('a'), two.instance);
    expect(rig.sandbox.list(CONFIG_MAP)).toHaveLength(2);
    expect(rig.sandbox.list(CLUSTER)).toHaveLength(2);
  });

  it('hide what a Secret holds', async () => {
    const rig = makeRig();
    const { instance } = await rig.cluster('main');
    const inputs = { ...named('s'), stringData: { password: 'p' } };
    const { outputs } = await rig.create('kubernetes:core/v1:Secret', 's', inputs, instance);
    expect(isSecret(outputs['stringData'])).toBe(true);
  });
});

describe('workloads', () => {
  it('are accepted quickly and become ready by themselves', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock });
    const { instance } = await rig.cluster('main');
    rig.sandbox.setTimeScale(1);
    const seconds = expectedSeconds(DEPLOYMENT, 'create')?.seconds ?? 1;
    const inputs = { ...named('web'), spec: { replicas: 3 } };
    const status = async (): Promise<unknown> =>
      (await clock.during(rig.read(DEPLOYMENT, 'default/web', instance)))?.outputs['status'];
    const began = clock.now();
    const { outputs } = await clock.during(rig.create(DEPLOYMENT, 'web', inputs, instance));
    expect(clock.now() - began).toBeLessThan(200);
    expect(outputs['status']).toMatchObject({ unavailableReplicas: 3 });
    await clock.advance(seconds);
    expect(await status()).toMatchObject({
      availableReplicas: 3,
      conditions: [{ type: 'Available', status: 'True' }, { type: 'Progressing' }],
    });
    const updated = await clock.during(
      rig.update(DEPLOYMENT, 'web', 'default/web', inputs, instance),
    );
    expect(updated.outputs).toMatchObject({ metadata: { generation: 2 } });
    expect(await status()).toMatchObject({ unavailableReplicas: 3 });
  });

  it('have load balancers with a host name', async () => {
    const rig = makeRig();
    const { instance } = await rig.cluster('main');
    const inputs = { ...named('web'), spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } };
    const { outputs } = await rig.create('kubernetes:core/v1:Service', 'web', inputs, instance);
    expect(outputs).toMatchObject({
      spec: { clusterIP: expect.stringMatching(/^172\.20\./) as unknown },
      status: {
        loadBalancer: {
          ingress: [{ hostname: expect.stringMatching(/\.elb\.eu-west-1\./) as unknown }],
        },
      },
    });
  });
});

describe('kubernetes:yaml:decode', () => {
  it('lists the objects of a text, without a cluster', async () => {
    const rig = makeRig();
    const text = 'kind: A\n---\n---\nkind: List\nitems:\n- kind: B\n- kind: C\n';
    const instance = makeInstance('k', {});
    expect(await invoke(rig.cloud, instance, 'kubernetes:yaml:decode', { text })).toEqual({
      result: [{ kind: 'A' }, { kind: 'B' }, { kind: 'C' }],
    });
    const broken = invoke(rig.cloud, instance, 'kubernetes:yaml:decode', { text: '{' });
    await expect(broken).rejects.toThrow(/YAML/);
  });
});
