import { describe, expect, it } from 'vitest';
import { passGates } from '../../../src/engine/walk/passGates.js';
import type { Settled } from '../../../src/engine/walk/settle.js';
import type { NewJournalRecord } from '../../../src/journal/index.js';
import type { GateDeclaration } from '../../../src/model/system.js';
import { makeSecret, type PropertyMap } from '../../../src/model/values.js';
import type { Urn } from '../../../src/model/urn.js';
import { declaredResource, examineContextFor, FakeCloud, recorderInto } from './fakeCloud.js';
import { contextFor, manifest } from './rig.js';

const urn = 'urn:pulumi:s::p::kubernetes:apps/v1:Deployment::web' as Urn;
const inputs = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { replicas: 2, token: makeSecret('hunter2') },
};
const withReady = (count: number): PropertyMap => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { replicas: 2, token: 'hunter2' },
  status: { replicas: count, updatedReplicas: count, availableReplicas: count },
});
const settledAs = (rest: Partial<Settled> = {}): Settled => ({
  step: { kind: 'create', reason: 'absent' },
  outcome: 'created',
  id: 'web',
  outputs: withReady(0),
  reason: undefined,
  ...rest,
});

/** Passes the gates of a Deployment that is read with these outputs, in order. */
async function passed(
  reads: (PropertyMap | undefined)[],
  settled: Settled = settledAs(),
  gates: GateDeclaration[] = [],
) {
  const cloud = new FakeCloud();
  let at = 0;
  cloud.read = () => {
    const outputs = reads[Math.min(at++, reads.length - 1)];
    return Promise.resolve(outputs === undefined ? undefined : { id: 'web', inputs: {}, outputs });
  };
  const records: NewJournalRecord[] = [];
  const recorder = recorderInto([], records);
  const result = await passGates(
    declaredResource({ urn, type: 'kubernetes:apps/v1:Deployment', inputs }),
    examineContextFor(cloud).opened,
    settled,
    contextFor({ recorder, manifest: { ...manifest, gates } }),
  );
  return { result, records, reads: at };
}
const command = (name: string, script: string): GateDeclaration => ({
  ...{ name, after: '*::web', timeout: 1, kind: 'command' },
  command: [process.execPath, '-e', script],
});

describe('a Kubernetes object', () => {
  it('that is ready is not read once more', async () => {
    const settled = settledAs({ outputs: withReady(2) });
    const { result, records, reads } = await passed([withReady(2)], settled);
    expect(result).toEqual(settled);
    expect(records).toEqual([]);
    expect(reads).toBe(0);
  });

  it('is waited for; its outputs are then the newest, secret where they were', async () => {
    const { result, records } = await passed([withReady(1), withReady(2)]);
    expect(result).toMatchObject({
      outcome: 'created',
      outputs: {
        spec: makeSecret({ replicas: 2, token: 'hunter2' }),
        status: { availableReplicas: 2 },
      },
    });
    expect(records).toMatchObject([
      { record: 'waited', urn, gate: 'ready', reason: '1 of 2 replicas are of the newest version' },
    ]);
  });

  it('that vanishes meanwhile fails and keeps its id', async () => {
    expect((await passed([undefined])).result).toMatchObject({
      outcome: 'failed',
      step: { kind: 'failed' },
      id: 'web',
      reason: 'the gate ready did not open: it was deleted while it was waited for',
    });
  });
});

describe('the gates of the manifest', () => {
  const ready = settledAs({ outputs: withReady(2) });

  it('come behind readiness; one that does not open fails the resource', async () => {
    const gates = [command('open', ''), command('closed', 'process.exit(1)')];
    expect((await passed([], ready, gates)).result).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^the gate closed did not open: after 1 s still: /) as string,
    });
  });

  it('that open leave the outcome as it is', async () => {
    expect((await passed([], ready, [command('open', '')])).result).toEqual(ready);
  });
});

describe('what did not come about', () => {
  it.each<Partial<Settled>>([
    { outcome: 'failed', step: { kind: 'failed', reason: 'r' } },
    {
      outcome: 'conflict',
      step: { kind: 'conflict', reason: 'r', differences: [], candidates: [] },
    },
    { outcome: 'failed' },
    { id: '' },
  ])('has no gates to pass: %j', async (rest) => {
    const settled = settledAs(rest);
    const { result, reads } = await passed([withReady(0)], settled);
    expect(result).toBe(settled);
    expect(reads).toBe(0);
  });
});
