import { describe, expect, it } from 'vitest';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';
import { diffInputs } from '../../../src/providers/simulated/diff.js';
import { parsePath, withValueAt } from '../../../src/providers/paths.js';

function diff(
  oldInputs: PropertyMap,
  news: PropertyMap,
  options: { replacePaths?: string[]; ignoreChanges?: string[] } = {},
): Record<string, string> {
  const question = { replacePaths: [], ignoreChanges: [], ...options, oldInputs, news };
  return Object.fromEntries(diffInputs(question).detailed ?? []);
}

describe('diff', () => {
  it('names every difference by its path', () => {
    const old = { a: { b: [{ c: 1 }, { c: 2 }] }, gone: true, tags: { 'x.y': '1' } };
    const next = { a: { b: [{ c: 1 }, { c: 3 }] }, fresh: 'f', tags: { 'x.y': '2' } };
    expect(diff(old, next)).toEqual({
      'a.b[1].c': 'update',
      gone: 'delete',
      fresh: 'add',
      'tags["x.y"]': 'update',
    });
  });

  it('takes null for absent and a secret for its value', () => {
    expect(diff({ a: null, s: makeSecret('v') }, { s: 'v' })).toEqual({});
    expect(diff({ s: makeSecret('v') }, { s: makeSecret('w') })).toEqual({ s: 'update' });
  });

  it('takes the unknown for changed', () => {
    expect(diff({ a: ['x'], b: UNKNOWN }, { a: UNKNOWN, b: UNKNOWN })).toEqual({ a: 'update' });
  });

  it('says what would need a replacement, above and below the property', () => {
    const options = { replacePaths: ['metadata.name', 'engine'] };
    const old = { metadata: { name: 'a', labels: { l: '1' } }, engine: { kind: 'k' } };
    expect(diff(old, { ...old, engine: { kind: 'l' } }, options)).toEqual({
      'engine.kind': 'update-replace',
    });
    expect(diff(old, withValueAt(old, 'metadata.labels.l', '2'), options)).toEqual({
      'metadata.labels.l': 'update',
    });
    expect(diff(old, { engine: old.engine }, options)).toEqual({ metadata: 'delete-replace' });
    const { replaces, diffs } = diffInputs({
      oldInputs: old,
      news: {},
      ignoreChanges: [],
      ...options,
    });
    expect(replaces).toEqual(['metadata.name', 'engine']);
    expect(diffs).toEqual(['metadata', 'engine']);
  });

  it('leaves alone what is to be ignored', () => {
    const old = { a: { b: 1, c: 1 }, list: [{ v: 1 }, { v: 1 }] };
    const next = { a: { b: 2, c: 2 }, list: [{ v: 2 }, { v: 2 }] };
    expect(diff(old, next, { ignoreChanges: ['a.b', 'list[*].v'] })).toEqual({ 'a.c': 'update' });
  });
});

describe('paths', () => {
  it('are split as Pulumi writes them', () => {
    expect(parsePath('a.b[0]["x.\\"y"].c')).toEqual(['a', 'b', 0, 'x."y', 'c']);
  });

  it('lead to values that can be replaced and taken away', () => {
    const root = { a: [{ b: 1 }, { b: 2 }] };
    expect(withValueAt(root, 'a[1].b', 3)).toEqual({ a: [{ b: 1 }, { b: 3 }] });
    expect(withValueAt(root, 'a[0]', undefined)).toEqual({ a: [{ b: 2 }] });
    expect(withValueAt({}, 'x.y', 'z')).toEqual({ x: { y: 'z' } });
    expect(root.a[1]!.b).toBe(2);
  });
});
