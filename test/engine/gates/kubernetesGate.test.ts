import { describe, expect, it } from 'vitest';
import { kubernetesGate } from '../../../src/engine/gates/kubernetesGate.js';
import { waitForGate } from '../../../src/engine/gates/waitForGate.js';
import { ProviderError, type Provider } from '../../../src/model/provider.js';
import type { Urn } from '../../../src/model/urn.js';
import type { PropertyMap } from '../../../src/model/values.js';

const urn = 'urn:pulumi:s::p::kubernetes:core/v1:Service::web' as Urn;

function gateFor(
  type: string,
  outputs: PropertyMap,
  invoke: (token: string) => PropertyMap,
  origin = 'built-in',
) {
  const provider = {
    origin,
    read: () => Promise.resolve({ id: 'a/web', inputs: {}, outputs }),
    invoke: (token: string) => Promise.resolve({ result: invoke(token), failures: [] }),
  } as unknown as Provider;
  const resource = { urn, type, name: 'web', id: 'a/web' };
  return kubernetesGate({ provider, resource, outputs, onRead: () => undefined });
}

const SERVICE = 'kubernetes:core/v1:Service';
const CLAIM = 'kubernetes:core/v1:PersistentVolumeClaim';
const service = { apiVersion: 'v1', kind: 'Service', spec: { type: 'ClusterIP' } };

describe('kubernetesGate', () => {
  it.each([
    ['nothing is there to give it endpoints', { expected: false, ready: 0, total: 0 }, 'open'],
    ['one of its endpoints is ready', { expected: true, ready: 1, total: 3 }, 'open'],
    ['none is', { expected: true, ready: 0, total: 3 }, 'waiting'],
  ])('takes a Service by its endpoints when %s', async (_when, answer, state) => {
    expect((await gateFor(SERVICE, service, () => answer).check()).state).toBe(state);
  });

  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } };
  const late = { storageClass: 'fast', known: true, bindsLate: true, users: [] };

  it.each([
    ['its class binds with the first pod and there is none', late, 'open', ''],
    [
      'a pod uses it already',
      { ...late, users: ['db-0'] },
      'waiting',
      'it is not bound to a volume, though the pod db-0 uses it',
    ],
    [
      'its class binds at once',
      { ...late, bindsLate: false },
      'waiting',
      'the storage class fast has not made its volume yet',
    ],
    [
      'there is no such class',
      { ...late, bindsLate: false, known: false },
      'waiting',
      'it is not bound to a volume: there is no storage class fast to make one',
    ],
    [
      'nothing makes volumes',
      { storageClass: '', bindsLate: false, known: false, users: [] },
      'waiting',
      'no volume that is there fits it, and no storage class makes one',
    ],
  ])(
    'takes a pending claim by its class and its pods when %s',
    async (_when, answer, ...wanted) => {
      const state = await gateFor(CLAIM, claim, () => answer).check();
      expect([state.state, 'reason' in state ? state.reason : '']).toEqual(wanted);
    },
  );

  it('asks nothing about a claim that is bound, and does not pass one that has lost its volume', async () => {
    const bound = { ...claim, status: { phase: 'Bound' } };
    const lost = { ...claim, status: { phase: 'Lost' } };
    const never = (): PropertyMap => {
      throw new ProviderError('asked', 'UNIMPLEMENTED');
    };
    expect((await gateFor(CLAIM, bound, never).check()).state).toBe('open');
    expect((await gateFor(CLAIM, lost, never).check()).state).toBe('failed');
    expect((await gateFor(CLAIM, claim, never, 'plugin').check()).state).toBe('open');
  });

  it.each([
    [SERVICE, service],
    [CLAIM, claim],
  ])('asks no question about a %s that nobody wants to wait for', async (type, object) => {
    const metadata = { annotations: { 'pulumi.com/skipAwait': 'true' } };
    const never = (): PropertyMap => {
      throw new ProviderError('asked', 'UNIMPLEMENTED');
    };
    expect((await gateFor(type, { ...object, metadata }, never).check()).state).toBe('open');
  });

  it('asks no questions of a provider that is not ours, and none of a headless Service', async () => {
    const never = (): PropertyMap => {
      throw new ProviderError('asked', 'UNIMPLEMENTED');
    };
    const headless = { ...service, spec: { clusterIP: 'None' } };
    expect((await gateFor(SERVICE, headless, never).check()).state).toBe('open');
    expect((await gateFor(SERVICE, service, never, 'plugin').check()).state).toBe('open');
  });

  it('says behind a failure what a person would look up first', async () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      status: { conditions: [{ type: 'Failed', status: 'True', message: 'backoff' }] },
    };
    const explanation = {
      findings: ['crash loop: container a of pod b has ended with 1'],
      events: ['12:00 Warning BackOff Pod b: Back-off'],
      logs: [{ pod: 'b', container: 'a', lines: ['cannot connect with geheim'] }],
    };
    const wait = await waitForGate(
      gateFor('kubernetes:batch/v1:Job', job, () => explanation),
      urn,
      {
        timeScale: 1,
        stop: new AbortController().signal,
        events: () => undefined,
        clean: (text) => text.replaceAll('geheim', '[secret]'),
      },
    );
    expect(wait.passed).toBe(false);
    expect(wait.reason.split('\n')).toEqual([
      'the job failed: backoff',
      '  crash loop: container a of pod b has ended with 1',
      '  events:',
      '    12:00 Warning BackOff Pod b: Back-off',
      '  last lines of b/a:',
      '    cannot connect with [secret]',
    ]);
  });
});
