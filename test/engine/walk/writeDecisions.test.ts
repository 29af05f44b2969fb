import { describe, expect, it } from 'vitest';
import type { Graph, GraphNode } from '../../../src/model/graph.js';
import type { Step } from '../../../src/model/step.js';
import type { Urn } from '../../../src/model/urn.js';
import { decideWrites } from '../../../src/engine/walk/writeDecisions.js';

const urnOf = (name: string): Urn => `urn:pulumi:test::p::a:b:C::${name}` as Urn;

const SAME: Step = { kind: 'same', id: 'x', foundBy: 'id', notComparable: [] };
const CREATE: Step = { kind: 'create', reason: 'absent' };
const UPDATE: Step = {
  kind: 'update',
  id: 'x',
  foundBy: 'id',
  differences: [{ path: 'size', declared: 1, live: 2, needsReplacement: false }],
  notComparable: [],
};
const CONFLICT: Step = { kind: 'conflict', reason: 'two match', differences: [], candidates: [] };

interface Part {
  readonly step: Step;
  readonly needs?: readonly string[];
  readonly kind?: GraphNode['kind'];
}

/** `name: decision`, where the choice is by the beginning of a name. */
function decide(
  parts: Readonly<Record<string, Part>>,
  isChosen: (name: string) => boolean = () => true,
  kept: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const nodes = Object.entries(parts).map(
    ([name, { needs = [], kind = 'custom' }]): [Urn, GraphNode] => [
      urnOf(name),
      {
        ...{ urn: urnOf(name), type: 'a:b:C', name, program: 'p', stage: 's', kind },
        ...{ parent: undefined, dependencies: needs.map(urnOf) },
      },
    ],
  );
  const graph: Graph = { nodes: new Map(nodes) };
  const decisions = decideWrites({
    graph,
    steps: new Map(Object.entries(parts).map(([name, { step }]) => [urnOf(name), step])),
    isChosen: (node) => isChosen(node.name),
    kept: new Map(Object.entries(kept).map(([name, reason]) => [urnOf(name), reason])),
  });
  return Object.fromEntries(
    nodes.map(([urn, { name }]) => {
      const decision = decisions.get(urn)!;
      const by = decision.kind === 'held' ? decision.by.map((each) => each.split('::').at(-1)) : [];
      return [name, [decision.kind, ...by].join(' ')];
    }),
  );
}

describe('what may be written', () => {
  it('is what differs or is missing, and nothing else', () => {
    expect(decide({ a: { step: SAME }, b: { step: UPDATE }, c: { step: CREATE } })).toEqual({
      a: 'leave',
      b: 'write',
      c: 'write',
    });
  });

  it('is nothing that was not chosen', () => {
    const parts = { a: { step: UPDATE }, b: { step: UPDATE } };
    expect(decide(parts, (name) => name === 'b')).toEqual({ a: 'leave', b: 'write' });
  });

  it('comes with its dependencies when these were chosen too', () => {
    const parts = { a: { step: CREATE }, b: { step: CREATE, needs: ['a'] } };
    expect(decide(parts)).toEqual({ a: 'write', b: 'write' });
  });

  it.each([
    ['missing', CREATE],
    ['different', UPDATE],
    ['in conflict', CONFLICT],
    ['unreachable', { kind: 'unreachable', reason: 'no answer' } satisfies Step],
  ])('is held behind a dependency outside of the choice that is %s', (_, step) => {
    const parts = { a: { step }, b: { step: UPDATE, needs: ['a'] } };
    expect(decide(parts, (name) => name === 'b')).toEqual({ a: 'leave', b: 'held a' });
  });

  it('is not held by what differs further behind: its values come from what it depends on directly', () => {
    const parts = {
      a: { step: UPDATE },
      b: { step: SAME, needs: ['a'] },
      c: { step: UPDATE, needs: ['b'] },
    };
    expect(decide(parts, (name) => name === 'c')['c']).toBe('write');
  });

  it('is held behind a provider that stands for something missing', () => {
    const parts: Record<string, Part> = {
      cluster: { step: CREATE },
      provider: { step: { kind: 'none' }, kind: 'provider', needs: ['cluster'] },
      pod: { step: UPDATE, needs: ['provider'] },
    };
    expect(decide(parts, (name) => name === 'pod')['pod']).toBe('held cluster');
  });

  it('is held behind a stack reference by what is missing, not by what merely differs', () => {
    const parts = (step: Step): Record<string, Part> => ({
      exported: { step },
      reference: { step: { kind: 'none' }, kind: 'stack-reference', needs: ['exported'] },
      reader: { step: UPDATE, needs: ['reference'] },
    });
    const chosen = (name: string): boolean => name === 'reader';
    expect(decide(parts(UPDATE), chosen)['reader']).toBe('write');
    expect(decide(parts(CREATE), chosen)['reader']).toBe('held exported');
  });

  it('is held with all that hangs on it when it is kept back, and the root is named', () => {
    const parts = {
      a: { step: UPDATE },
      b: { step: UPDATE, needs: ['a'] },
      c: { step: UPDATE, needs: ['b'] },
    };
    expect(decide(parts, undefined, { a: 'a fight' })).toEqual({
      a: 'held',
      b: 'held a',
      c: 'held a',
    });
  });

  it('is never what only people can decide', () => {
    expect(decide({ a: { step: CONFLICT } })).toEqual({ a: 'leave' });
  });

  it('is nothing behind a ring', () => {
    const parts = { a: { step: SAME, needs: ['b'] }, b: { step: SAME, needs: ['a'] } };
    expect(decide(parts)).toEqual({ a: 'leave', b: 'leave' });
  });
});
