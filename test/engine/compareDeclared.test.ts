import { describe, expect, it } from 'vitest';
import { compareDeclared, differencesBetween } from '../../src/engine/compareDeclared.js';
import { DurationEstimates, NOTHING_MEASURED } from '../../src/engine/durationEstimates.js';
import { predict, totalLoss } from '../../src/engine/prediction.js';
import type { DeclaredView } from '../../src/model/comparison.js';
import type { Step } from '../../src/model/step.js';
import type { Urn } from '../../src/model/urn.js';
import {
  makeSecret,
  MASK,
  NOT_KNOWN_YET,
  UNKNOWN,
  type PropertyMap,
} from '../../src/model/values.js';
import { graphOf, urn, type Declared } from '../report/rig.js';

const QUEUE = 'aws:sqs/queue:Queue';

type Given = Declared & { readonly inputs?: PropertyMap };

function view(...declared: readonly Given[]): DeclaredView {
  const graph = graphOf(...declared);
  const steps = new Map<Urn, Step>();
  const inputs = new Map<Urn, PropertyMap>();
  for (const { type, name, step, inputs: given = {} } of declared) {
    if (step !== undefined) steps.set(urn(type, name), step);
    inputs.set(urn(type, name), given);
  }
  const durations = new DurationEstimates(NOTHING_MEASURED);
  const request = { durations, targetSeconds: 600, concurrency: 0, timeScale: 1 };
  const rateOf = (): undefined => undefined;
  const loss = predict({ ...request, graph, steps: totalLoss(graph), rateOf });
  return { commit: 'c'.repeat(40), graph, steps, inputs, totalLoss: loss };
}

describe('differencesBetween', () => {
  it('names the leaves that differ, sorted by path', () => {
    const base = { tags: { b: '1', a: '2' }, size: 1, list: [{ x: 1 }, { x: 2 }] };
    const head = { tags: { b: '1', a: '3' }, size: 2, list: [{ x: 1 }, { x: 4 }] };
    expect(differencesBetween(base, head).differences).toEqual([
      { path: 'list[1].x', base: 2, head: 4 },
      { path: 'size', base: 1, head: 2 },
      { path: 'tags.a', base: '2', head: '3' },
    ]);
  });

  it('shows a list of another length as a whole', () => {
    expect(differencesBetween({ a: [1] }, { a: [1, 2] }).differences).toEqual([
      { path: 'a', base: [1], head: [1, 2] },
    ]);
  });

  it('says that a secret differs, and never what it is', () => {
    const base = { password: makeSecret('old'), same: makeSecret('x'), now: 'plain' };
    const head = { password: makeSecret('new'), same: makeSecret('x'), now: makeSecret('hidden') };
    const { differences } = differencesBetween(base, head);
    expect(differences).toEqual([
      { path: 'now', base: MASK, head: MASK },
      { path: 'password', base: MASK, head: MASK },
    ]);
  });

  it('masks a whole list of another length that holds a secret', () => {
    const { differences } = differencesBetween({ a: [] }, { a: [makeSecret('hidden')] });
    expect(differences).toEqual([{ path: 'a', base: MASK, head: MASK }]);
  });

  it('counts what neither side knows, and shows what only one knows', () => {
    const base = { arn: UNKNOWN, name: 'a' };
    const head = { arn: UNKNOWN, name: UNKNOWN };
    expect(differencesBetween(base, head)).toEqual({
      notKnown: 1,
      differences: [{ path: 'name', base: 'a', head: NOT_KNOWN_YET }],
    });
  });
});

describe('compareDeclared', () => {
  it('tells what comes, what goes and what is declared differently', () => {
    const base = view(
      { type: QUEUE, name: 'gone' },
      { type: QUEUE, name: 'kept', inputs: { delay: 1 } },
    );
    const head = view(
      { type: QUEUE, name: 'new' },
      { type: QUEUE, name: 'kept', inputs: { delay: 2 }, dependencies: [urn(QUEUE, 'new')] },
    );
    const comparison = compareDeclared(base, head, 'main');
    expect(comparison.added).toEqual([urn(QUEUE, 'new')]);
    expect(comparison.removed).toEqual([urn(QUEUE, 'gone')]);
    expect(comparison.changed).toEqual([
      {
        urn: urn(QUEUE, 'kept'),
        differences: [{ path: 'delay', base: 1, head: 2 }],
        newDependencies: [urn(QUEUE, 'new')],
        lostDependencies: [],
        formerStage: undefined,
      },
    ]);
    // Two queues one behind the other take longer than two side by side.
    expect(comparison.headTotalLoss.seconds).toBeGreaterThan(comparison.baseTotalLoss.seconds);
  });

  it('finds nothing between a commit and itself', () => {
    const same = view({ type: QUEUE, name: 'a', inputs: { name: 'a', token: makeSecret('s') } });
    const { added, removed, changed } = compareDeclared(same, same, 'main');
    expect([added, removed, changed]).toEqual([[], [], []]);
  });

  it('knows what differs from live in the same way without the change', () => {
    const update = (live: number): Step => ({
      kind: 'update',
      id: 'q',
      foundBy: 'id',
      differences: [{ path: 'delay', live, declared: 1, needsReplacement: false }],
      notComparable: [],
    });
    const base = view(
      { type: QUEUE, name: 'drifted', step: update(9) },
      { type: QUEUE, name: 'touched', step: update(9) },
    );
    const head = view(
      { type: QUEUE, name: 'drifted', step: update(9) },
      { type: QUEUE, name: 'touched', step: update(8) },
    );
    expect([...compareDeclared(base, head, 'main').differsAnyway]).toEqual([urn(QUEUE, 'drifted')]);
  });
});
