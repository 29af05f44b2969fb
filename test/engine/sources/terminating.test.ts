import { describe, expect, it } from 'vitest';
import { terminatingCondition } from '../../../src/engine/sources/terminating.js';

describe('terminatingCondition', () => {
  it('has nothing to say of an object that stays', () => {
    expect(terminatingCondition({ metadata: { finalizers: ['a/b'] } })).toBeUndefined();
    expect(terminatingCondition({})).toBeUndefined();
  });

  it('names the finalizers, and what a namespace still holds', () => {
    expect(
      terminatingCondition({
        metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b', 'c'] },
        spec: { finalizers: ['kubernetes'] },
        status: {
          conditions: [
            { type: 'NamespaceContentRemaining', status: 'True', message: 'pods. has 2 instances' },
            { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'none' },
          ],
        },
      }),
    ).toBe(
      'being deleted since 2026-01-01T00:00:00Z, held by its finalizers a/b, c, kubernetes; pods. has 2 instances',
    );
  });
});
