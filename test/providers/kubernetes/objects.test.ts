import { describe, expect, it } from 'vitest';
import { isSecret, revealSecrets, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';
import { alignInputs } from '../../../src/providers/kubernetes/objects/align.js';
import { compareObjects, type Change } from '../../../src/providers/kubernetes/objects/compare.js';
import {
  changedBy,
  handMade,
  scaledBy,
} from '../../../src/providers/kubernetes/objects/history.js';
import {
  isImmutable,
  isRefused,
  pathOfField,
} from '../../../src/providers/kubernetes/objects/immutable.js';
import { headerOf } from '../../../src/providers/kubernetes/objects/kinds.js';
import { listShapes } from '../../../src/providers/kubernetes/objects/lists.js';
import { equalQuantities, quantityOf } from '../../../src/providers/kubernetes/objects/quantity.js';
import { declarable, toApi, toOutputs } from '../../../src/providers/kubernetes/objects/wire.js';

const deployment = headerOf('kubernetes:apps/v1:Deployment');
const crontab = headerOf('kubernetes:example.com/v1:CronTab');

function compare(
  declared: PropertyMap,
  live: PropertyMap,
  options: {
    lenient?: boolean;
    ours?: boolean;
    wanted?: PropertyMap;
    header?: typeof deployment;
  } = {},
): Change[] {
  return compareObjects(declared, options.wanted ?? declared, live, {
    shapes: listShapes(options.header ?? deployment, live),
    isOurs: () => options.ours === true,
    lenient: options.lenient === true,
  });
}

const podOf = (containers: PropertyMap[]): PropertyMap => ({
  spec: { template: { spec: { containers } } },
});

describe('quantities', () => {
  it.each([
    ['50m', '0.05'],
    ['1Gi', '1073741824'],
    ['1Gi', 1073741824],
    ['1', '1000m'],
    ['1.5Gi', '1536Mi'],
    ['2e3', '2k'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['100', '1E2'],
    ['-1', '-1000m'],
    ['1n', '0.000000001'],
  ])('%s is %s', (left, right) => {
    expect(equalQuantities(left, right)).toBe(true);
  });

  it.each([
    ['1G', '1Gi'],
    ['50m', '50'],
    ['', '0'],
    ['abc', 'abc'],
    ['1 Gi', '1Gi'],
  ])('%s is not %s', (left, right) => {
    expect(equalQuantities(left, right)).toBe(false);
  });

  it('rounds up what is finer than can be told', () => {
    expect(quantityOf('0.0000000001')).toBe(1n);
  });
});

describe('comparing', () => {
  it('looks at nothing but what is declared', () => {
    const live = {
      metadata: { name: 'a', labels: { app: 'a', added: 'x' }, uid: 'u', managedFields: [] },
      spec: { replicas: 2, strategy: { type: 'RollingUpdate' } },
      status: { replicas: 2 },
    };
    expect(compare({ metadata: { labels: { app: 'a' } }, spec: { replicas: 2 } }, live)).toEqual(
      [],
    );
    expect(compare({ metadata: { labels: { app: 'b' } }, spec: { replicas: 3 } }, live)).toEqual([
      { path: 'metadata.labels.app', kind: 'update' },
      { path: 'spec.replicas', kind: 'update' },
    ]);
  });

  it('takes quantities by their value, where quantities stand', () => {
    const declared = podOf([{ name: 'a', resources: { limits: { cpu: '0.05', memory: '1Gi' } } }]);
    const live = podOf([
      { name: 'a', resources: { limits: { cpu: '50m', memory: '1073741824' } } },
    ]);
    expect(compare(declared, live)).toEqual([]);
    expect(
      compare({ metadata: { labels: { v: '1' } } }, { metadata: { labels: { v: '1000m' } } }),
    ).toHaveLength(1);
  });

  it('pairs elements by their keys, whatever their order', () => {
    const declared = podOf([
      { name: 'a', image: 'a:1', ports: [{ containerPort: 80 }, { containerPort: 443 }] },
      { name: 'b', image: 'b:2' },
    ]);
    const live = podOf([
      { name: 'sidecar', image: 'by-webhook' },
      { name: 'b', image: 'b:1' },
      {
        name: 'a',
        image: 'a:1',
        ports: [
          { containerPort: 443, protocol: 'TCP' },
          { containerPort: 80, protocol: 'TCP' },
        ],
      },
    ]);
    expect(compare(declared, live)).toEqual([
      { path: 'spec.template.spec.containers[1].image', kind: 'update' },
    ]);
  });

  it('misses an element that is gone, and one of ours that nobody declares any more', () => {
    const declared = podOf([{ name: 'a', env: [{ name: 'A', value: '1' }] }]);
    expect(compare(declared, podOf([{ name: 'a', env: [] }]))).toEqual([
      { path: 'spec.template.spec.containers[0].env[0]', kind: 'add' },
    ]);
    const more = podOf([
      {
        name: 'a',
        env: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      },
    ]);
    expect(compare(declared, more)).toEqual([]);
    expect(compare(declared, more, { ours: true })).toEqual([
      { path: 'spec.template.spec.containers[0].env[1]', kind: 'delete' },
    ]);
  });

  it('takes other lists as they are, element by element when there are as many', () => {
    const rules = (verbs: string[]): PropertyMap => ({ rules: [{ apiGroups: [''], verbs }] });
    expect(compare(rules(['get']), rules(['get']))).toEqual([]);
    expect(compare(rules(['get']), rules(['list']))).toEqual([
      { path: 'rules[0].verbs[0]', kind: 'update' },
    ]);
    expect(compare(rules(['get']), rules(['get', 'list']))).toEqual([
      { path: 'rules[0].verbs', kind: 'update' },
    ]);
  });

  it('takes a custom resource’s list as a whole unless its fields are recorded by keys', () => {
    const declared = { spec: { env: [{ name: 'A', value: '1' }] } };
    const live = {
      spec: {
        env: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      },
    };
    expect(compare(declared, live, { header: crontab })).toEqual([
      { path: 'spec.env', kind: 'update' },
    ]);
    const recorded = {
      ...live,
      metadata: {
        managedFields: [
          { manager: 'm', fieldsV1: { 'f:spec': { 'f:env': { 'k:{"name":"A"}': { '.': {} } } } } },
        ],
      },
    };
    expect(compare(declared, recorded, { header: crontab })).toEqual([]);
  });

  it('takes nothing and an empty map for the same, but not an empty value of a user’s key', () => {
    expect(
      compare({ spec: { template: { spec: { securityContext: {} } } } }, { spec: {} }),
    ).toEqual([]);
    expect(compare({ metadata: { labels: { a: '' } } }, { metadata: { labels: {} } })).toHaveLength(
      1,
    );
    expect(compare({ spec: { paused: false } }, { spec: {} })).toHaveLength(1);
    expect(compare({ spec: { paused: false } }, { spec: {} }, { lenient: true })).toEqual([]);
  });

  it('sees a value that the server would take away', () => {
    const declared = { spec: { hostNetwork: false } };
    expect(compare(declared, { spec: { hostNetwork: true } }, { wanted: { spec: {} } })).toEqual([
      { path: 'spec.hostNetwork', kind: 'update' },
    ]);
  });

  it('shows where a value is still to come', () => {
    expect(compare({ data: { a: UNKNOWN } }, { data: { a: '1' } })).toEqual([
      { path: 'data.a', kind: 'update' },
    ]);
  });
});

describe('aligning', () => {
  it('puts live elements where the declared ones stand', () => {
    const declared = podOf([{ name: 'a', env: [{ name: 'X' }, { name: 'Y' }] }, { name: 'gone' }]);
    const live = podOf([{ name: 'sidecar' }, { name: 'a', env: [{ name: 'Y', value: '2' }] }]);
    expect(alignInputs(deployment, declared, live, live)).toEqual(
      podOf([
        { name: 'a', env: [null, { name: 'Y', value: '2' }] },
        null,
        { name: 'sidecar' },
      ] as unknown as PropertyMap[]),
    );
  });

  it('gives a Secret’s data as the declared texts, as a secret', () => {
    const header = headerOf('kubernetes:core/v1:Secret');
    const live = declarable(header, { data: { k: Buffer.from('v').toString('base64') } });
    const aligned = alignInputs(header, { stringData: { k: 'w' } }, live, live);
    expect(isSecret(aligned['stringData'])).toBe(true);
    expect(revealSecrets(aligned)['stringData']).toEqual({ k: 'v' });
  });
});

describe('what goes over the wire', () => {
  it('is free of what only the server writes, of nulls and of marks', () => {
    const inputs = {
      metadata: { name: 'a', creationTimestamp: null, uid: 'u' },
      spec: { a: null, list: [1, null] },
      status: { x: 1 },
      __defaults: [],
    };
    expect(toApi(deployment, inputs)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { list: [1] },
    });
  });

  it('hides what a Secret holds, and the copy that kubectl keeps of it', () => {
    const header = headerOf('kubernetes:core/v1:Secret');
    const key = 'kubectl.kubernetes.io/last-applied-configuration';
    const outputs = toOutputs(header, {
      data: { k: 'dg==' },
      metadata: { annotations: { [key]: '{"data":"dg=="}' } },
    });
    const metadata = outputs['metadata'] as PropertyMap;
    expect(isSecret(outputs['data'])).toBe(true);
    expect(isSecret((metadata['annotations'] as PropertyMap)[key])).toBe(true);
  });
});

describe('fixed fields', () => {
  it.each([
    ['kubernetes:apps/v1:Deployment', 'spec.selector.matchLabels.app', true],
    ['kubernetes:apps/v1:Deployment', 'spec.replicas', false],
    ['kubernetes:core/v1:Pod', 'spec.containers[0].image', false],
    ['kubernetes:core/v1:Pod', 'spec.nodeName', true],
    ['kubernetes:core/v1:ConfigMap', 'metadata.name', true],
  ])('%s %s: %s', (type, path, fixed) => {
    expect(isImmutable(headerOf(type), path)).toBe(fixed);
  });

  it('are those that the server names, within what it leaves free', () => {
    const causes = [
      { field: 'spec', message: 'Forbidden: updates to statefulset spec ...', reason: '' },
    ];
    const header = headerOf('kubernetes:apps/v1:StatefulSet');
    expect(isRefused(header, 'spec.serviceName', causes)).toBe(true);
    expect(isRefused(header, 'spec.replicas', causes)).toBe(false);
  });

  it.each([
    ['spec.ports[0].nodePort', 'spec.ports[0].nodePort'],
    ['metadata.labels[app.kubernetes.io/name]', 'metadata.labels["app.kubernetes.io/name"]'],
    ['data[key]', 'data.key'],
  ])('%s is %s', (field, path) => {
    expect(pathOfField(field)).toBe(path);
  });
});

describe('history', () => {
  const live: PropertyMap = {
    metadata: {
      labels: { app: 'a', mine: 'x' },
      managedFields: [
        {
          manager: 'blackstart',
          operation: 'Apply',
          time: '2026-01-01T00:00:00Z',
          fieldsV1: { 'f:spec': { 'f:template': {} } },
        },
        {
          manager: 'kubectl-edit',
          operation: 'Update',
          time: '2026-01-02T00:00:00Z',
          fieldsV1: {
            'f:metadata': { 'f:labels': { 'f:mine': {} } },
            'f:spec': {
              'f:template': {
                'f:spec': {
                  'f:containers': {
                    'k:{"name":"a"}': {
                      'f:image': {},
                      'f:env': {
                        '.': {},
                        'k:{"name":"DEBUG"}': { '.': {}, 'f:name': {}, 'f:value': {} },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          subresource: 'scale',
          time: '2026-01-03T00:00:00Z',
          fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        },
      ],
    },
  };
  const declared = {
    metadata: { labels: { app: 'a' } },
    ...podOf([{ name: 'z' }, { name: 'a', image: 'i', env: [] }]),
  };

  it('tells who has written a field since', () => {
    expect(changedBy(live, declared, 'spec.template.spec.containers[1].image')).toEqual({
      manager: 'kubectl-edit',
      at: '2026-01-02T00:00:00Z',
    });
    expect(changedBy(live, declared, 'spec.template.spec.containers[0].image')).toBeUndefined();
    expect(changedBy(live, declared, 'metadata.labels.app')).toBeUndefined();
  });

  it('lists what a person has added', () => {
    expect(handMade(deployment, live, declared).map(({ path }) => path)).toEqual([
      'metadata.labels.mine',
      'spec.template.spec.containers[1].env[DEBUG]',
    ]);
  });

  it('knows replicas that an autoscaler sets', () => {
    expect(scaledBy(live, { spec: { replicas: 1 } }, 'spec.replicas')).toContain('autoscaler');
    expect(scaledBy({ metadata: {} }, { spec: { replicas: 1 } }, 'spec.replicas')).toBeUndefined();
  });
});
