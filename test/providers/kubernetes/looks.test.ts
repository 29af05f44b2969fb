import { describe, expect, it } from 'vitest';
import type { PropertyMap } from '../../../src/model/values.js';
import { FakeApiServer, status } from './fakeApiServer.js';
import { CONFIG_MAP, Rig } from './rig.js';

const PLACE = '/api/v1/namespaces/shop/configmaps';

function configMap(name: string, value = '1'): PropertyMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'shop', uid: `u-${name}` },
    data: { value },
  };
}

async function withObjects(...names: string[]): Promise<{ fake: FakeApiServer; rig: Rig }> {
  const fake = await FakeApiServer.start();
  for (const name of names) fake.objects.set(`${PLACE}/${name}`, configMap(name));
  return { fake, rig: await Rig.configured({ kubeconfig: fake.kubeconfig() }) };
}

const look = (rig: Rig, name: string) => rig.look(CONFIG_MAP, `shop/${name}`);
const valueOf = async (rig: Rig, name: string) => (await look(rig, name))?.outputs['data'];

describe('a look at many objects', () => {
  it('is one list for all of a collection, and knows what they are', async () => {
    const { fake, rig } = await withObjects('a', 'b', 'c');
    const found = await Promise.all(['a', 'b', 'c', 'none'].map((name) => look(rig, name)));
    expect(found.map((live) => live?.id)).toEqual(['shop/a', 'shop/b', 'shop/c', undefined]);
    expect(found[0]?.outputs).toMatchObject(configMap('a'));
    expect(fake.calls()).toEqual([`GET ${PLACE}`]);
  });

  it('reads a lone object by itself, and needs no list for what comes later but once', async () => {
    const { fake, rig } = await withObjects('a', 'b', 'c');
    await look(rig, 'a');
    expect(fake.calls()).toEqual([`GET ${PLACE}/a`]);
    await look(rig, 'b');
    await look(rig, 'c');
    expect(fake.calls()).toEqual([`GET ${PLACE}/a`, `GET ${PLACE}`]);
  });

  it('asks anew for whoever asks the same again', async () => {
    const { fake, rig } = await withObjects('a', 'b');
    await Promise.all([look(rig, 'a'), look(rig, 'b')]);
    fake.objects.set(`${PLACE}/a`, configMap('a', '2'));
    expect(await valueOf(rig, 'a')).toEqual({ value: '2' });
  });

  it('sees what was written since', async () => {
    const { fake, rig } = await withObjects('a', 'b', 'c');
    await Promise.all([look(rig, 'a'), look(rig, 'b')]);
    await rig.update(CONFIG_MAP, 'shop/c', configMap('c', '2'));
    expect(await valueOf(rig, 'c')).toEqual({ value: '2' });
    await rig.create(CONFIG_MAP, 'd', configMap('d'));
    expect(await valueOf(rig, 'd')).toEqual({ value: '1' });
    expect(fake.objects.size).toBe(4);
  });

  it('looks again where a create finds that something has appeared meanwhile', async () => {
    const { fake, rig } = await withObjects('a', 'b');
    expect(await Promise.all(['a', 'b', 'late'].map((name) => look(rig, name)))).toHaveLength(3);
    fake.objects.set(`${PLACE}/late`, configMap('late'));
    await expect(rig.create(CONFIG_MAP, 'late', configMap('late'))).rejects.toMatchObject({
      status: 'ALREADY_EXISTS',
    });
    expect(await valueOf(rig, 'late')).toEqual({ value: '1' });
  });

  it('reads one by one whoever may not list', async () => {
    const { fake, rig } = await withObjects('a', 'b');
    fake.rules.push(({ path }) =>
      path === PLACE ? status(403, 'Forbidden', 'cannot list configmaps') : undefined,
    );
    const found = await Promise.all([look(rig, 'a'), look(rig, 'b')]);
    expect(found.map((live) => live?.id)).toEqual(['shop/a', 'shop/b']);
    expect(fake.calls()).toEqual([`GET ${PLACE}`, `GET ${PLACE}/a`, `GET ${PLACE}/b`]);
  });

  it('reads one by one what lies among many others', async () => {
    const { fake, rig } = await withObjects('a', 'b');
    fake.rules.push(({ path }) =>
      path === PLACE
        ? {
            status: 200,
            body: {
              apiVersion: 'v1',
              kind: 'ConfigMapList',
              metadata: { continue: 'token', remainingItemCount: 9_000 },
              items: [],
            },
          }
        : undefined,
    );
    const found = await Promise.all([look(rig, 'a'), look(rig, 'b')]);
    expect(found.map((live) => live?.id)).toEqual(['shop/a', 'shop/b']);
  });

  it('goes through all pages of a list', async () => {
    const { fake, rig } = await withObjects();
    fake.rules.push(({ path, query }) =>
      path === PLACE
        ? {
            status: 200,
            body: {
              apiVersion: 'v1',
              kind: 'ConfigMapList',
              metadata:
                query['continue'] === 'second' ? {} : { continue: 'second', remainingItemCount: 1 },
              items: [configMap(query['continue'] === 'second' ? 'b' : 'a')],
            },
          }
        : undefined,
    );
    const found = await Promise.all([look(rig, 'a'), look(rig, 'b'), look(rig, 'none')]);
    expect(found.map((live) => live?.id)).toEqual(['shop/a', 'shop/b', undefined]);
  });

  it('never takes a list that could not be made for an empty one', async () => {
    const { fake, rig } = await withObjects('a', 'b');
    fake.rules.push(({ path }) =>
      path === PLACE ? status(500, 'InternalError', 'etcdserver: no leader') : undefined,
    );
    const looks = await Promise.allSettled([look(rig, 'a'), look(rig, 'none')]);
    expect(looks.map((each) => each.status)).toEqual(['rejected', 'rejected']);
    fake.rules = [];
    expect(await valueOf(rig, 'a')).toEqual({ value: '1' });
  });
});
