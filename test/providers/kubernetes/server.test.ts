import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/model/provider.js';
import { isSecret, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';
import { FakeApiServer, status } from './fakeApiServer.js';
import { CONFIG_MAP, DEPLOYMENT, NAMESPACE, Rig, SECRET } from './rig.js';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

async function started(): Promise<{ fake: FakeApiServer; rig: Rig }> {
  const fake = await FakeApiServer.start();
  const rig = await Rig.configured({ kubeconfig: fake.kubeconfig() });
  return { fake, rig };
}

const settings: PropertyMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { a: '1' },
};
const SETTINGS = '/api/v1/namespaces/shop/configmaps/settings';

describe('check', () => {
  it('names what the program leaves without a name, the same each time, in the default namespace', async () => {
    const { rig } = await started();
    const first = await rig.check(CONFIG_MAP, 'conf', { data: {} });
    const second = await rig.check(CONFIG_MAP, 'conf', { data: {} });
    expect(first.failures).toEqual([]);
    const metadata = first.inputs['metadata'] as PropertyMap;
    expect(metadata['name']).toMatch(/^conf-[0-9a-f]{8}$/);
    expect(metadata['namespace']).toBe('default');
    expect(second.inputs).toEqual(first.inputs);
  });

  it('gives a cluster-wide kind no namespace, and another prefix where the program has one', async () => {
    const { rig } = await started();
    const namespace = await rig.check(NAMESPACE, 'ns', { metadata: { name: 'shop' } });
    expect(namespace.inputs['metadata']).toEqual({ name: 'shop' });
    const { inputs } = await rig.check(CONFIG_MAP, 'conf', { metadata: { generateName: 'x-' } });
    expect((inputs['metadata'] as PropertyMap)['name']).toMatch(/^x-[0-9a-f]{8}$/);
  });

  it('turns what the API server finds wrong into failures with paths', async () => {
    const { fake, rig } = await started();
    fake.rules.push(({ method }) =>
      method === 'POST'
        ? status(422, 'Invalid', 'Deployment is invalid', [
            { field: 'spec.template.spec.containers[0].name', message: 'Required value' },
          ])
        : undefined,
    );
    const { failures } = await rig.check(DEPLOYMENT, 'd', { metadata: { name: 'd' }, spec: {} });
    expect(failures).toEqual([
      { property: 'spec.template.spec.containers[0].name', reason: 'Required value' },
    ]);
  });

  it('names fields that the kind does not have', async () => {
    const { fake, rig } = await started();
    fake.rules.push(({ method }) =>
      method === 'POST'
        ? status(400, 'BadRequest', 'strict decoding error: unknown field "spec.replica"')
        : undefined,
    );
    const { failures } = await rig.check(DEPLOYMENT, 'd', { metadata: { name: 'd' }, spec: {} });
    expect(failures).toEqual([{ property: 'spec.replica', reason: 'the kind has no such field' }]);
  });

  it.each([
    ['the namespace is yet to come', 404, 'NotFound', 'namespaces "shop" not found'],
    ['a policy denies it', 422, 'Invalid', 'policy x denied request: no'],
    ['a webhook does not answer', 500, 'InternalError', 'failed calling webhook "w": refused'],
    ['it may not ask', 403, 'Forbidden', 'cannot create configmaps'],
  ])('leaves it to the create when %s', async (_why, code, reason, message) => {
    const { fake, rig } = await started();
    fake.rules.push(({ method }) =>
      method === 'POST' ? status(code, reason, message) : undefined,
    );
    expect((await rig.check(CONFIG_MAP, 'c', settings)).failures).toEqual([]);
  });

  it('answers for a cluster that is not there', async () => {
    const rig = await Rig.configured({
      kubeconfig: JSON.stringify({
        'current-context': 'x',
        clusters: [{ name: 'x', cluster: { server: 'http://127.0.0.1:1' } }],
        contexts: [{ name: 'x', context: { cluster: 'x', user: 'u' } }],
      }),
    });
    const { inputs, failures } = await rig.check(CONFIG_MAP, 'c', { data: {} });
    expect(failures).toEqual([]);
    expect(inputs['metadata']).toMatchObject({ namespace: 'default' });
  });

  it('asks once for an object that it has validated', async () => {
    const { fake, rig } = await started();
    await rig.check(CONFIG_MAP, 'c', settings);
    await rig.check(CONFIG_MAP, 'c', settings);
    expect(fake.calls().filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it('refuses by name what no cluster keeps', async () => {
    const { rig } = await started();
    const list = await rig.check('kubernetes:core/v1:ConfigMapList', 'l', {});
    expect(list.failures[0]?.reason).toContain('declare each by itself');
    const release = await rig.check('kubernetes:helm.sh/v3:Release', 'r', { chart: 'x' });
    expect(release.failures[0]?.reason).toContain('--kubernetes-provider plugin');
  });
});

describe('create', () => {
  it('makes the object under our field manager and answers with it', async () => {
    const { fake, rig } = await started();
    const { id, outputs } = await rig.create(CONFIG_MAP, 'c', settings);
    expect(id).toBe('shop/settings');
    expect(outputs['metadata']).toMatchObject({ uid: 'u-1' });
    const post = fake.asked.find(({ method }) => method === 'POST');
    expect(post?.query).toEqual({ fieldManager: 'blackstart', fieldValidation: 'Strict' });
    expect(post?.headers['authorization']).toBe('Bearer let-me-in');
  });

  it('fails when there is one already', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, settings);
    await expect(rig.create(CONFIG_MAP, 'c', settings)).rejects.toMatchObject({
      status: 'ALREADY_EXISTS',
      message: expect.stringContaining('already exists') as string,
    });
  });

  it('says what is missing in words that tell to wait', async () => {
    const { fake, rig } = await started();
    const crontab = { apiVersion: 'example.com/v1', kind: 'CronTab', metadata: { name: 'x' } };
    await expect(rig.create('kubernetes:example.com/v1:CronTab', 'x', crontab)).rejects.toThrow(
      /is not available/,
    );
    fake.rules.push(({ method }) =>
      method === 'POST' ? status(404, 'NotFound', 'namespaces "shop" not found') : undefined,
    );
    await expect(rig.create(CONFIG_MAP, 'c', settings)).rejects.toThrow(
      /namespace shop is not available yet/,
    );
  });

  it('takes a kind whose definition has come meanwhile', async () => {
    const { fake, rig } = await started();
    const type = 'kubernetes:example.com/v1:CronTab';
    const crontab = { apiVersion: 'example.com/v1', kind: 'CronTab', metadata: { name: 'x' } };
    await expect(rig.create(type, 'x', crontab)).rejects.toBeInstanceOf(ProviderError);
    fake.kinds.push(['example.com', 'v1', 'crontabs', 'CronTab', 'Namespaced']);
    await new Promise((resolve) => setTimeout(resolve, 550));
    expect((await rig.create(type, 'x', crontab)).id).toBe('default/x');
  });

  it('writes a Secret’s texts as its data and marks them', async () => {
    const { fake, rig } = await started();
    const secret = { metadata: { name: 's', namespace: 'shop' }, stringData: { key: 'geheim' } };
    const { outputs } = await rig.create(SECRET, 's', secret);
    expect(isSecret(outputs['data'])).toBe(true);
    const live = fake.objects.get('/api/v1/namespaces/shop/secrets/s');
    expect(live?.['data']).toEqual({ key: Buffer.from('geheim').toString('base64') });
    expect(live).not.toHaveProperty('stringData');
  });

  it('foresees what it can in a preview, without a request', async () => {
    const { fake, rig } = await started();
    const { id, outputs } = await rig.create(CONFIG_MAP, 'c', settings, true);
    expect(id).toBe('shop/settings');
    expect(outputs['metadata']).toMatchObject({ name: 'settings', uid: UNKNOWN });
    expect(fake.asked).toEqual([]);
  });

  it('waits as a busy server says', async () => {
    const { fake, rig } = await started();
    let refused = 0;
    fake.rules.push(({ method }) =>
      method === 'POST' && refused++ < 2
        ? { ...status(429, 'TooManyRequests', 'slow'), headers: { 'retry-after': '0.05' } }
        : undefined,
    );
    expect((await rig.create(CONFIG_MAP, 'c', settings)).id).toBe('shop/settings');
    expect(refused).toBe(3);
  });
});

describe('read', () => {
  it('tells an absence from everything else', async () => {
    const { fake, rig } = await started();
    expect(await rig.read(CONFIG_MAP, 'shop/settings')).toBeUndefined();
    expect(await rig.read('kubernetes:example.com/v1:CronTab', 'a/b')).toBeUndefined();
    await settle();
    fake.rules.push(({ path }) =>
      path === SETTINGS ? status(500, '', 'etcd is gone') : undefined,
    );
    await expect(rig.read(CONFIG_MAP, 'shop/settings')).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
    fake.rules = [({ path }) => (path === SETTINGS ? status(403, 'Forbidden', 'no') : undefined)];
    await expect(rig.read(CONFIG_MAP, 'shop/settings')).rejects.toMatchObject({
      status: 'PERMISSION_DENIED',
    });
    fake.rules = [({ path }) => (path === SETTINGS ? { status: 200, body: '<html>' } : undefined)];
    await expect(rig.read(CONFIG_MAP, 'shop/settings')).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
  });

  it('cannot tell of a kind whose API does not answer', async () => {
    const { fake, rig } = await started();
    fake.kinds.push(['metrics.example.com', 'v1', 'things', 'Thing', 'Namespaced']);
    fake.staleGroups.push('metrics.example.com');
    await expect(rig.read('kubernetes:metrics.example.com/v1:Thing', 'a/b')).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
  });

  it('cannot tell of a cluster that is gone', async () => {
    const { fake, rig } = await started();
    await fake.stop();
    await expect(rig.read(CONFIG_MAP, 'shop/settings')).rejects.toMatchObject({
      status: 'UNAVAILABLE',
      message: expect.stringContaining('cannot be reached') as string,
    });
  });

  it('finds an object of the default namespace by its name alone, and says the whole id', async () => {
    const { fake, rig } = await started();
    fake.objects.set('/api/v1/namespaces/default/configmaps/c', { metadata: { name: 'c' } });
    expect((await rig.read(CONFIG_MAP, 'c'))?.id).toBe('default/c');
  });

  it('leaves out of the inputs what only the server writes', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, {
      ...settings,
      metadata: {
        name: 'settings',
        namespace: 'shop',
        uid: 'u',
        resourceVersion: '7',
        managedFields: [],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      },
      status: { phase: 'x' },
    });
    const live = await rig.read(CONFIG_MAP, 'shop/settings');
    expect(live?.inputs).toEqual(settings);
    expect(live?.outputs['status']).toEqual({ phase: 'x' });
  });

  it('speaks with a server that has no aggregated discovery', async () => {
    const { fake, rig } = await started();
    fake.aggregated = false;
    fake.objects.set('/apis/apps/v1/namespaces/a/deployments/b', { metadata: { name: 'b' } });
    expect((await rig.read(DEPLOYMENT, 'a/b'))?.id).toBe('a/b');
    expect(await rig.read('kubernetes:example.com/v1:CronTab', 'a/b')).toBeUndefined();
  });

  it('asks once for those who look within a moment', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, settings);
    await Promise.all([
      rig.read(CONFIG_MAP, 'shop/settings'),
      rig.read(CONFIG_MAP, 'shop/settings'),
    ]);
    expect(fake.calls()).toEqual([`GET ${SETTINGS}`]);
    await settle();
    await rig.read(CONFIG_MAP, 'shop/settings');
    expect(fake.calls()).toHaveLength(2);
  });
});

describe('diff', () => {
  it('asks nobody when all that is declared stands there', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, { ...settings, data: { a: '1', b: 'by hand' } });
    expect((await rig.diff(CONFIG_MAP, 'shop/settings', settings)).changes).toBe('none');
    expect(fake.calls()).toEqual([`GET ${SETTINGS}`]);
  });

  it('takes no notice of a namespace that is declared for a cluster-wide object', async () => {
    const { fake, rig } = await started();
    fake.objects.set('/api/v1/namespaces/shop', { metadata: { name: 'shop' } });
    fake.rules.push(({ method }) =>
      method === 'PATCH'
        ? status(422, 'Invalid', 'immutable', [{ field: 'spec', message: 'field is immutable' }])
        : undefined,
    );
    const news = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', namespace: 'default', labels: { a: '1' } },
    };
    const diff = await rig.diff(NAMESPACE, 'shop', news);
    expect([...(diff.detailed ?? [])]).toEqual([['metadata.labels', 'add']]);
  });

  it('names what differs, and takes the server’s word for what does not', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, { ...settings, data: { a: '2', n: 'as the webhook has it' } });
    fake.rules.push(({ method }) =>
      method === 'PATCH'
        ? {
            status: 200,
            body: { ...settings, data: { a: '1', n: 'as the webhook has it' } },
          }
        : undefined,
    );
    const news = { ...settings, data: { a: '1', n: 'as declared' } };
    const diff = await rig.diff(CONFIG_MAP, 'shop/settings', news);
    expect([...(diff.detailed ?? [])]).toEqual([['data.a', 'update']]);
    const patch = fake.asked.find(({ method }) => method === 'PATCH');
    expect(patch?.query).toEqual({ dryRun: 'All', fieldManager: 'blackstart', force: 'true' });
    expect(patch?.headers['content-type']).toBe('application/apply-patch+yaml');
  });

  it('names what differs also where the server would not take what is declared beside what somebody has added', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, { ...settings, data: { a: '2' } });
    fake.rules.push(({ method }) =>
      method === 'PATCH'
        ? status(422, 'Invalid', 'invalid', [{ field: 'data', message: 'Duplicate value' }])
        : undefined,
    );
    const { detailed } = await rig.diff(CONFIG_MAP, 'shop/settings', settings);
    expect([...(detailed ?? [])]).toEqual([['data.a', 'update']]);
  });

  it('calls a change a replacement that the server refuses as such', async () => {
    const { fake, rig } = await started();
    const spec = { selector: { matchLabels: { app: 'a' } }, replicas: 1 };
    const path = '/apis/apps/v1/namespaces/shop/deployments/web';
    const metadata = { name: 'web', namespace: 'shop' };
    fake.objects.set(path, { metadata, spec });
    fake.rules.push(({ method }) =>
      method === 'PATCH'
        ? status(422, 'Invalid', 'invalid', [
            { field: 'spec.selector', message: 'Invalid value: field is immutable' },
          ])
        : undefined,
    );
    const news = { metadata, spec: { selector: { matchLabels: { app: 'b' } }, replicas: 2 } };
    const { detailed } = await rig.diff(DEPLOYMENT, 'shop/web', news);
    expect(Object.fromEntries(detailed ?? [])).toEqual({
      'spec.selector.matchLabels.app': 'update-replace',
      'spec.replicas': 'update',
    });
  });

  it('compares by itself where it may not ask', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, { ...settings, data: { a: '2' } });
    fake.rules.push(({ method }) =>
      method === 'PATCH' ? status(403, 'Forbidden', 'read only') : undefined,
    );
    const { detailed } = await rig.diff(CONFIG_MAP, 'shop/settings', settings);
    expect([...(detailed ?? [])]).toEqual([['data.a', 'update']]);
  });

  it('finds a Secret’s altered text under the name by which it is declared', async () => {
    const { fake, rig } = await started();
    const metadata = { name: 's', namespace: 'shop' };
    fake.objects.set('/api/v1/namespaces/shop/secrets/s', {
      metadata,
      data: { key: Buffer.from('other').toString('base64') },
    });
    const { detailed } = await rig.diff(SECRET, 'shop/s', {
      metadata,
      stringData: { key: 'geheim' },
    });
    expect([...(detailed ?? [])]).toEqual([['stringData.key', 'update']]);
  });

  it('fails rather than guess when the server breaks', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, { ...settings, data: { a: '2' } });
    fake.rules.push(({ method }) => (method === 'PATCH' ? status(503, '', 'down') : undefined));
    await expect(rig.diff(CONFIG_MAP, 'shop/settings', settings)).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
  });
});

describe('update', () => {
  it('applies by force what is declared, to the object that was seen', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, {
      ...settings,
      metadata: { name: 'settings', namespace: 'shop', uid: 'u-9' },
      data: { a: '2', b: 'by hand' },
    });
    const outputs = await rig.update(CONFIG_MAP, 'shop/settings', settings);
    expect(outputs['data']).toEqual({ a: '1', b: 'by hand' });
    const patch = fake.asked.find(({ method }) => method === 'PATCH');
    expect(patch?.query).toEqual({ fieldManager: 'blackstart', force: 'true' });
    expect((patch?.body as PropertyMap)['metadata']).toMatchObject({ uid: 'u-9' });
  });

  it('makes the record of a create one of an apply first', async () => {
    const { fake, rig } = await started();
    const entry = { manager: 'blackstart', operation: 'Update', fieldsV1: { 'f:data': {} } };
    fake.objects.set(SETTINGS, {
      ...settings,
      metadata: {
        name: 'settings',
        namespace: 'shop',
        resourceVersion: '5',
        managedFields: [entry],
      },
    });
    await rig.update(CONFIG_MAP, 'shop/settings', settings);
    const [first] = fake.asked.filter(({ method }) => method === 'PATCH');
    expect(first?.body).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '5' },
      { op: 'replace', path: '/metadata/managedFields', value: [{ ...entry, operation: 'Apply' }] },
    ]);
  });
});

describe('a Patch', () => {
  const type = 'kubernetes:core/v1:ConfigMapPatch';

  it('changes an object that is there, under a name of its own', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, settings);
    const { id } = await rig.create(type, 'p', { ...settings, data: { c: '3' } });
    expect(id).toBe('shop/settings');
    expect(fake.objects.get(SETTINGS)?.['data']).toEqual({ a: '1', c: '3' });
    const patch = fake.asked.find(({ method }) => method === 'PATCH');
    expect(patch?.query['fieldManager']).toMatch(/^blackstart-[0-9a-f]{8}$/);
    expect(patch?.query).not.toHaveProperty('force');
  });

  it('needs the name of one, and the object itself', async () => {
    const { rig } = await started();
    const { failures } = await rig.check(type, 'p', { data: {} });
    expect(failures[0]?.property).toBe('metadata.name');
    await expect(rig.create(type, 'p', settings)).rejects.toThrow(/is to be patched/);
  });

  it('does not take a field from whoever declares the object here', async () => {
    const { fake, rig } = await started();
    fake.objects.set(SETTINGS, settings);
    fake.rules.push(({ method, query }) =>
      method === 'PATCH' && query['force'] !== 'true'
        ? status(
            409,
            'Conflict',
            'Apply failed with 1 conflict: conflict with "blackstart": .data.a',
          )
        : undefined,
    );
    await expect(rig.create(type, 'p', settings)).rejects.toThrow(/conflict with "blackstart"/);
  });
});

describe('functions', () => {
  it('decodes YAML', async () => {
    const { rig } = await started();
    const { result } = await rig.invoke('kubernetes:yaml:decode', {
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      defaultNamespace: 'shop',
    });
    expect(result).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } },
    ]);
  });

  it('names the tool that is missing', async () => {
    const { rig } = await started();
    const before = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const jsonOpts = JSON.stringify({ release_name: 'r', chart: 'c' });
      await expect(rig.invoke('kubernetes:helm:template', { jsonOpts })).rejects.toThrow(
        /needs helm, which is not installed/,
      );
      await expect(
        rig.invoke('kubernetes:kustomize:directory', { directory: '/x' }),
      ).rejects.toThrow(/needs kubectl, which is not installed/);
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('refuses a function that it does not know', async () => {
    const { rig } = await started();
    await expect(rig.invoke('kubernetes:x:y', {})).rejects.toMatchObject({
      status: 'UNIMPLEMENTED',
    });
  });
});
