import { describe, expect, it } from 'vitest';
import type { PropertyMap } from '../../../src/model/values.js';
import { FakeApiServer } from './fakeApiServer.js';
import { DEPLOYMENT, Rig } from './rig.js';

const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';
const PODS = '/api/v1/namespaces/shop/pods';

/** A Deployment whose pod is as told, with these events. */
async function explained(pod: PropertyMap, events: PropertyMap[] = []): Promise<PropertyMap> {
  const fake = await FakeApiServer.start();
  const rig = await Rig.configured({ kubeconfig: fake.kubeconfig() });
  fake.objects.set(WEB, {
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } } },
  });
  const items = [{ ...pod, metadata: { name: 'web-6d4cf56db6-x7k2p' } }];
  fake.objects.set('/api/v1/namespaces/shop/persistentvolumeclaims/data', {
    metadata: { name: 'data' },
    spec: { storageClassName: 'fast' },
    status: { phase: 'Pending' },
  });
  fake.rules.push(({ path, query }) => {
    if (path === PODS && query['labelSelector'] === 'app=web')
      return { status: 200, body: { items } };
    if (path.endsWith('/events')) return { status: 200, body: { items: events } };
    if (path.endsWith('/log')) return { status: 200, body: 'one\ntwo\n' };
    return undefined;
  });
  return rig.invoke('kubernetes:blackstart:explain', { type: DEPLOYMENT, id: 'shop/web' });
}

function container(state: PropertyMap, rest: PropertyMap = {}): PropertyMap {
  return {
    status: { containerStatuses: [{ name: 'c', image: 'i:1', ready: false, state, ...rest }] },
  };
}

function warning(reason: string, message: string, about = 'web-6d4cf56db6-x7k2p'): PropertyMap {
  const involvedObject = { kind: 'Pod', name: about };
  return {
    type: 'Warning',
    reason,
    message,
    involvedObject,
    lastTimestamp: '2026-01-01T00:00:00Z',
  };
}

describe('explain', () => {
  it.each<[string, PropertyMap, PropertyMap[]]>([
    [
      'image pull',
      container({ waiting: { reason: 'ImagePullBackOff', message: 'not found' } }),
      [],
    ],
    ['crash loop', container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 4 }), []],
    [
      'pending',
      { status: { conditions: [{ type: 'PodScheduled', status: 'False', message: 'no nodes' }] } },
      [],
    ],
    ['failed probe', container({ running: {} }), [warning('Unhealthy', 'Readiness probe failed')]],
    [
      'full quota',
      container({ running: {} }),
      [warning('FailedCreate', 'forbidden: exceeded quota: q', 'web-6d4cf56db6')],
    ],
    [
      'unbound claim',
      { spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data' } }] }, status: {} },
      [],
    ],
  ])('names it: %s', async (name, pod, events) => {
    const { findings } = await explained(pod, events);
    expect(findings).toEqual([expect.stringContaining(name) as string]);
  });

  it('brings the last lines of the pod and its events, not those of others', async () => {
    const { events, logs } = await explained(container({ running: {} }), [
      warning('BackOff', 'ours'),
      warning('BackOff', 'of a stranger', 'webhook-6d4cf56db6-x7k2p'),
    ]);
    expect(events).toEqual(['2026-01-01T00:00:00Z Warning BackOff Pod web-6d4cf56db6-x7k2p: ours']);
    expect(logs).toEqual([{ pod: 'web-6d4cf56db6-x7k2p', container: 'c', lines: ['one', 'two'] }]);
  });
});
