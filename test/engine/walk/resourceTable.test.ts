import { describe, expect, it, vi } from 'vitest';
import {
  isBlocking,
  ResourceTable,
  type ResourceState,
} from '../../../src/engine/walk/resourceTable.js';
import type { Step, StepKind } from '../../../src/model/step.js';
import type { Urn } from '../../../src/model/urn.js';
import { nodeOf } from './rig.js';

const state = (urn: string): ResourceState => ({
  node: nodeOf(urn),
  inputs: {},
  checked: undefined,
  providerUrn: undefined,
  live: undefined,
  declared: undefined,
  startedAtEpochMs: 0,
  step: { kind: 'none' },
  outcome: undefined,
  id: '',
  outputs: {},
  causes: [],
  seconds: 0,
  reason: undefined,
});
const a = 'a' as Urn;

describe('the table', () => {
  it('keeps resources in order of registration', () => {
    const table = new ResourceTable();
    for (const urn of ['b', 'a', 'c']) table.add(state(urn), undefined);
    expect([...table.graph().nodes.keys()]).toEqual(['b', 'a', 'c']);
    expect([...table.all()].map(({ node }) => node.urn)).toEqual(['b', 'a', 'c']);
    expect(table.get(a)?.node.urn).toBe('a');
    expect(table.get('z' as Urn)).toBeUndefined();
  });

  it('refuses a second resource of the same URN and says where it is', () => {
    const table = new ResourceTable();
    table.add(state('a'), 'index.ts:1');
    expect(() => table.add(state('a'), 'index.ts:9')).toThrow(
      expect.objectContaining({
        code: 'urn-duplicate',
        urn: 'a',
        message: 'two resources have the URN a (the second at index.ts:9)',
      }),
    );
    expect(() => table.add(state('a'), undefined)).toThrow('two resources have the URN a');
  });
});

describe('who waits for a resource', () => {
  it('is woken when it has finished, also one who came before it', async () => {
    const table = new ResourceTable();
    const woken = vi.fn();
    const early = table.whenFinished(a).then(woken);
    table.add(state('a'), undefined);
    await Promise.resolve();
    expect(woken).not.toHaveBeenCalled();
    table.complete(a);
    await early;
    await expect(table.whenFinished(a)).resolves.toBeUndefined();
  });

  it('is woken when the program ends without it, but not for one that is still at work', async () => {
    const table = new ResourceTable();
    table.add(state('a'), undefined);
    const working = vi.fn();
    const missing = table.whenFinished('gone' as Urn);
    void table.whenFinished(a).then(working);
    table.endProgram('p', [a, 'gone' as Urn]);
    await expect(missing).resolves.toBeUndefined();
    expect(working).not.toHaveBeenCalled();
  });
});

describe('dependents', () => {
  const blocking: StepKind[] = ['conflict', 'unlocatable', 'unreachable', 'failed', 'held'];
  const open: StepKind[] = [
    'same',
    'update',
    'create',
    'restore',
    'wait',
    'read',
    'skipped',
    'none',
  ];

  it.each(blocking)('are held back behind %s', (kind) => {
    expect(isBlocking({ kind } as Step)).toBe(true);
  });

  it.each(open)('go on behind %s', (kind) => {
    expect(isBlocking({ kind } as Step)).toBe(false);
  });
});
