import { describe, expect, it } from 'vitest';
import type { Compared } from '../../../src/engine/walk/differences.js';
import { keepUndeclared, markSecrets } from '../../../src/engine/walk/examine.js';
import type { PropertyDiffKind, ProviderDiff } from '../../../src/model/provider.js';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';

const diff = (paths: Record<string, PropertyDiffKind>): ProviderDiff => ({
  changes: 'some',
  diffs: [],
  replaces: [],
  detailed: new Map(Object.entries(paths)),
});
const differingIn = (...paths: string[]): Compared => ({
  differences: paths.map((path) => ({
    path,
    declared: undefined,
    live: undefined,
    needsReplacement: false,
  })),
  notComparable: [],
  additions: [],
});

describe('an update', () => {
  it('changes what differs and keeps what was added by hand', () => {
    const checked = { size: 'large', tags: { Name: 'x' } };
    const live = { size: 'small', tags: { Name: 'x', Owner: 'somebody' } };
    const updateTo = keepUndeclared(
      checked,
      live,
      diff({ size: 'update', 'tags.Owner': 'delete' }),
      differingIn('size'),
    );
    expect(updateTo).toEqual({ size: 'large', tags: { Name: 'x', Owner: 'somebody' } });
    expect(checked).toEqual({ size: 'large', tags: { Name: 'x' } });
  });

  it('keeps a live value that is ignored or a mere default', () => {
    const updateTo = keepUndeclared(
      { spec: { replicas: 1, image: 'new' }, timeout: 30 },
      { spec: { replicas: 5, image: 'old' }, timeout: 60 },
      diff({ 'spec.replicas': 'update', 'spec.image': 'update', timeout: 'update' }),
      differingIn('spec.image'),
    );
    expect(updateTo).toEqual({ spec: { replicas: 5, image: 'new' }, timeout: 60 });
  });

  it('does not send an ignored property that the live resource lacks', () => {
    const updateTo = keepUndeclared(
      { spec: { replicas: 1, image: 'new' } },
      { spec: { image: 'old' } },
      diff({ 'spec.replicas': 'add', 'spec.image': 'update' }),
      differingIn('spec.image'),
      ['spec.replicas'],
    );
    expect(updateTo).toEqual({ spec: { image: 'new' } });
  });

  it('reaches into elements of lists', () => {
    const updateTo = keepUndeclared(
      { containers: [{ name: 'a', image: 'new' }] },
      { containers: [{ name: 'a', image: 'old', pullPolicy: 'Always' }] },
      diff({ 'containers[0].image': 'update', 'containers[0].pullPolicy': 'delete' }),
      differingIn('containers[0].image'),
    );
    expect(updateTo).toEqual({ containers: [{ name: 'a', image: 'new', pullPolicy: 'Always' }] });
  });

  it('does not tear a hole into a list', () => {
    const updateTo = keepUndeclared(
      { list: ['a'] },
      { list: ['a', 'b', 'c', 'd'] },
      diff({ 'list[3]': 'delete' }),
      differingIn(),
    );
    expect(updateTo).toEqual({ list: ['a'] });
  });

  it('keeps keys by hand inside of a secret map, which stays secret', () => {
    const updateTo = keepUndeclared(
      { data: makeSecret({ a: 'new' }) },
      { data: { a: 'old', byHand: 'x' } },
      diff({ 'data.a': 'update', 'data.byHand': 'delete' }),
      differingIn('data.a'),
    );
    expect(updateTo).toEqual({ data: makeSecret({ a: 'new', byHand: 'x' }) });
  });

  it('reaches into elements of a secret list', () => {
    const updateTo = keepUndeclared(
      { env: makeSecret([{ name: 'a', value: 'new' }, { name: 'b' }]) },
      {
        env: [
          { name: 'a', value: 'old' },
          { name: 'b', extra: 1 },
        ],
      },
      diff({ 'env[0].value': 'update', 'env[1].extra': 'delete' }),
      differingIn('env[0].value'),
    );
    expect(updateTo).toEqual({
      env: makeSecret([
        { name: 'a', value: 'new' },
        { name: 'b', extra: 1 },
      ]),
    });
  });

  it('stamps ownership, in a map and in a list, though a stamp is no difference', () => {
    const stamp = (value: string): PropertyMap => ({ key: 'blackstart:urn', value });
    expect(
      keepUndeclared(
        { tags: { 'blackstart:urn': 'new' }, list: [stamp('new')] },
        { tags: { 'blackstart:urn': 'old' }, list: [stamp('old')] },
        diff({ 'tags.blackstart:urn': 'update', 'list[0].value': 'update' }),
        differingIn(),
      ),
    ).toEqual({ tags: { 'blackstart:urn': 'new' }, list: [stamp('new')] });
  });

  it('does not take what stands for an unreadable value for the value', () => {
    const updateTo = keepUndeclared(
      { password: makeSecret('real'), size: 2 },
      { password: '********', size: 1 },
      diff({ password: 'update', size: 'update' }),
      { ...differingIn('size'), notComparable: ['password'] },
    );
    expect(updateTo).toEqual({ password: makeSecret('real'), size: 2 });
  });

  it('is to the declared inputs themselves when the provider gives no details', () => {
    const checked = { a: 1 };
    const plain: ProviderDiff = { changes: 'some', diffs: ['a'], replaces: [] };
    expect(keepUndeclared(checked, { a: 2 }, plain, differingIn('a'))).toBe(checked);
  });
});

describe('outputs', () => {
  it('are secret where the inputs are and where the program asks for it', () => {
    const outputs = { password: 'p', env: { a: 1 }, token: 't', name: 'n' };
    const inputs = { password: makeSecret('p'), env: { a: makeSecret(1) }, name: 'n' };
    expect(markSecrets(outputs, inputs, ['token', 'gone'])).toEqual({
      password: makeSecret('p'),
      env: makeSecret({ a: 1 }),
      token: makeSecret('t'),
      name: 'n',
    });
  });

  it('are the same object where nothing is secret, and are not marked twice', () => {
    const outputs = { name: 'n', key: makeSecret('k') };
    expect(markSecrets(outputs, { key: makeSecret('k') }, ['key'])).toBe(outputs);
  });

  it('are unknown secrets where they are not known', () => {
    expect(markSecrets({ token: UNKNOWN }, {}, ['token'])).toEqual({ token: makeSecret(UNKNOWN) });
  });
});
