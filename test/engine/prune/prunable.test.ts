import { describe, expect, it } from 'vitest';
import {
  findPrunable,
  pruneHash,
  type FoundResource,
  type FoundSystem,
  type Prunable,
} from '../../../src/engine/prune/prunable.js';
import type { GraphNode } from '../../../src/model/graph.js';
import type { Urn } from '../../../src/model/urn.js';

const urnOf = (name: string): Urn => `urn:pulumi:test::p::a:b:C::${name}` as Urn;

interface Part extends Partial<Omit<FoundResource, 'urn' | 'name'>> {
  readonly needs?: readonly string[];
  readonly kind?: GraphNode['kind'];
}

function systemOf(parts: Readonly<Record<string, Part>>): FoundSystem {
  const nodes = Object.entries(parts).map(
    ([name, { needs = [], kind = 'custom' }]): [Urn, GraphNode] => [
      urnOf(name),
      {
        ...{ urn: urnOf(name), type: 'a:b:C', name, program: 'p', stage: 's', kind },
        ...{ parent: undefined, dependencies: needs.map(urnOf) },
      },
    ],
  );
  const resources = Object.entries(parts)
    .filter(([, { kind = 'custom' }]) => kind === 'custom')
    .map(([name, { needs: _needs, kind: _kind, ...rest }]): FoundResource => ({
      ...{ urn: urnOf(name), name, type: 'a:b:C', stage: 's', step: 'same', urns: [urnOf(name)] },
      ...{ id: `id-${name}`, keep: undefined, ownership: 'ours', stateOnly: false },
      ...{ holdsData: false, canDelete: true },
      ...rest,
    }));
  return { graph: { nodes: new Map(nodes) }, resources };
}

function find(
  other: Readonly<Record<string, Part>>,
  target: Readonly<Record<string, Part>> = {},
  journalled: Readonly<Record<string, string>> = {},
): Prunable {
  const known = Object.entries(journalled).map(([name, id]): [string, Set<string>] => [
    urnOf(name),
    new Set([id]),
  ]);
  return findPrunable({
    other: systemOf(other),
    target: systemOf(target),
    journalled: new Map(known),
  });
}

const names = ({ items }: Prunable): string[] => items.map(({ name }) => name);
const reasonFor = ({ left }: Prunable, name: string): string | undefined =>
  left.find(({ urn }) => urn === urnOf(name))?.reason;

describe('what may be deleted', () => {
  it('is what is live, ours, and declared by the other commit alone', () => {
    expect(names(find({ a: {}, b: {} }, { a: {} }))).toEqual(['b']);
  });

  it('is nothing that the target declares under another name: by alias, or as the same live thing', () => {
    expect(names(find({ b: { urns: [urnOf('b'), urnOf('a')] } }, { a: {} }))).toEqual([]);
    expect(names(find({ b: { id: 'x' } }, { a: { id: 'x' } }))).toEqual([]);
    expect(names(find({ b: {} }, { a: { urns: [urnOf('a'), urnOf('b')] } }))).toEqual([]);
  });

  it('is nothing that does not live, or lives in state alone', () => {
    expect(find({ a: { id: '', step: 'create' }, b: { stateOnly: true } })).toEqual({
      items: [],
      left: [],
    });
  });

  it('goes in reverse order of dependency', () => {
    const parts = { a: {}, b: { needs: ['a'] }, c: { needs: ['b'] } };
    expect(names(find(parts))).toEqual(['c', 'b', 'a']);
  });

  it.each<[string, Part, RegExp]>([
    ['protected', { keep: 'protected' }, /protects it/],
    ['to be retained', { keep: 'retained' }, /retainOnDelete/],
    ['of another system', { ownership: 'foreign-system' }, /another system/],
    ['of another resource', { ownership: 'other-resource' }, /another resource/],
    ['not proved to be ours', { ownership: 'unmarked' }, /nothing proves/],
    ['served by a provider that cannot', { canDelete: false }, /provider cannot delete/],
    ['one of several that match', { step: 'conflict' }, /cannot be told/],
    ['unreachable', { step: 'unreachable', id: '' }, /cannot be told/],
  ])('is nothing that is %s', (_, part, reason) => {
    const found = find({ a: part });
    expect(names(found)).toEqual([]);
    expect(reasonFor(found, 'a')).toMatch(reason);
  });

  it('is proved by a journal where there is no tag, for the very id that it names', () => {
    const parts = { a: { ownership: 'unmarked' as const } };
    expect(names(find(parts, {}, { a: 'id-a' }))).toEqual(['a']);
    expect(names(find(parts, {}, { a: 'another' }))).toEqual([]);
  });

  it('is nothing on which something stands that stays, also through a provider', () => {
    const found = find({
      cluster: {},
      provider: { kind: 'provider', needs: ['cluster'] },
      pod: { needs: ['provider'], keep: 'protected' },
      free: {},
    });
    expect(names(found)).toEqual(['free']);
    expect(reasonFor(found, 'cluster')).toBe('pod stays and depends on it');
  });

  it('asks for a name where data or others go with it', () => {
    const { items } = find({
      table: { holdsData: true },
      space: { type: 'kubernetes:core/v1:Namespace' },
      plain: {},
    });
    expect(Object.fromEntries(items.map(({ name, guarded }) => [name, guarded]))).toEqual({
      table: 'holds data',
      space: 'takes others along',
      plain: undefined,
    });
  });
});

describe('the hash of a list', () => {
  const place = { system: 'shop', target: 'live' };
  it('stands for these things on this target and no others, in any order', () => {
    const { items } = find({ a: {}, b: {} });
    const hash = pruneHash(place, items);
    expect(pruneHash(place, items.toReversed())).toBe(hash);
    expect(pruneHash({ ...place, target: 'sandbox x' }, items)).not.toBe(hash);
    expect(pruneHash(place, items.slice(1))).not.toBe(hash);
    expect(pruneHash(place, find({ a: { id: 'new' }, b: {} }).items)).not.toBe(hash);
  });
});
