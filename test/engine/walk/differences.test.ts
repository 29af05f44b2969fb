import { describe, expect, it } from 'vitest';
import {
  covers,
  declaredDifferences,
  parsePath,
  valueAt,
  type Comparison,
} from '../../../src/engine/walk/differences.js';
import type { PropertyDiffKind, ProviderDiff } from '../../../src/model/provider.js';
import {
  makeSecret,
  MASK,
  NOT_KNOWN_YET,
  UNKNOWN,
  type PropertyMap,
} from '../../../src/model/values.js';

const detailed = (paths: Record<string, PropertyDiffKind>): ProviderDiff => ({
  changes: 'some',
  diffs: [],
  replaces: [],
  detailed: new Map(Object.entries(paths)),
});

/** Compares inputs with live ones; the program gave what is declared unless a test says otherwise. */
const compare = (
  declared: PropertyMap,
  liveInputs: PropertyMap,
  diff: ProviderDiff,
  rest: Partial<Comparison> = {},
): ReturnType<typeof declaredDifferences> =>
  declaredDifferences({
    programInputs: declared,
    declared,
    liveInputs,
    diff,
    ignoreChanges: [],
    replaceOnChanges: [],
    hideDifferences: [],
    notReadable: [],
    isForeignPath: () => false,
    ...rest,
  });
const paths = (compared: ReturnType<typeof declaredDifferences>): string[] =>
  compared.differences.map(({ path }) => path);

describe('only what is declared is compared', () => {
  it('shows both sides of a declared value that differs, in order of the paths', () => {
    const compared = compare(
      { size: 'large', count: 2 },
      { size: 'small', count: 1 },
      detailed({ size: 'update', count: 'update' }),
    );
    expect(compared.differences).toEqual([
      { path: 'count', declared: 2, live: 1, needsReplacement: false },
      { path: 'size', declared: 'large', live: 'small', needsReplacement: false },
    ]);
  });

  it('a default that the provider filled in is no difference', () => {
    const compared = compare(
      { size: 'large', forceDestroy: false },
      { size: 'large' },
      detailed({ forceDestroy: 'add' }),
      { programInputs: { size: 'large' } },
    );
    expect(compared.differences).toEqual([]);
  });

  it('tells what somebody added where the provider does, and calls it no difference', () => {
    const [declared, live] = [{ tags: { Name: 'x' } }, { tags: { Name: 'x', Owner: 'bob' } }];
    const diff = detailed({
      'tags.Owner': 'delete',
      delay: 'delete',
      count: 'add',
      token: 'delete',
    });
    const more = { ...live, delay: 7, token: makeSecret('s') };
    const told = compare(declared, more, diff, { tellsAdditions: true, ignoreChanges: ['delay'] });
    expect(told.differences).toEqual([]);
    expect(told.additions).toEqual([
      { path: 'tags.Owner', live: 'bob' },
      { path: 'token', live: MASK },
    ]);
    expect(compare(declared, more, diff).additions).toEqual([]);
  });

  it('a live property that nobody declared is no difference', () => {
    expect(paths(compare({ a: 1 }, { a: 1, b: 2 }, detailed({ b: 'delete' })))).toEqual([]);
  });

  it('an extra key of a map is no difference, a missing and a changed one are', () => {
    const compared = compare(
      { tags: { Name: 'x', Team: 'y' } },
      { tags: { Name: 'z', Extra: 'by hand' } },
      detailed({ 'tags.Name': 'update', 'tags.Team': 'add', 'tags.Extra': 'delete' }),
    );
    expect(paths(compared)).toEqual(['tags.Name', 'tags.Team']);
  });

  it('an extra element of a list is a difference', () => {
    const compared = compare(
      { ingress: [{ port: 443 }] },
      { ingress: [{ port: 443 }, { port: 22 }] },
      detailed({ 'ingress[1]': 'delete' }),
    );
    expect(compared.differences).toEqual([
      { path: 'ingress[1]', declared: undefined, live: { port: 22 }, needsReplacement: false },
    ]);
  });

  it('an extra key inside of a secret map is no difference, a declared one is', () => {
    const compared = compare(
      { data: makeSecret({ a: '1' }) },
      { data: makeSecret({ a: '2', b: '3' }) },
      detailed({ 'data.a': 'update', 'data.b': 'delete' }),
    );
    expect(paths(compared)).toEqual(['data.a']);
  });

  it('equal values are none, whatever the provider says', () => {
    const compared = compare(
      { policy: { b: 1, a: [2] }, key: makeSecret('x') },
      { policy: { a: [2], b: 1 }, key: 'x' },
      detailed({ policy: 'update', key: 'update' }),
    );
    expect(compared.differences).toEqual([]);
  });

  it('a provider that sees no change has the last word', () => {
    const diff: ProviderDiff = { changes: 'none', diffs: [], replaces: [] };
    expect(compare({ a: 1 }, { a: 2 }, diff)).toEqual({
      differences: [],
      notComparable: [],
      additions: [],
    });
  });

  it('paths that are not of Git are none', () => {
    const compared = compare(
      { tags: { own: 'x', b: 1 } },
      {},
      detailed({ 'tags.own': 'add', 'tags.b': 'add' }),
      {
        isForeignPath: (path) => path.endsWith('own'),
      },
    );
    expect(paths(compared)).toEqual(['tags.b']);
  });

  it('a value that is not known yet is shown as that', () => {
    const compared = compare(
      { id: UNKNOWN, list: ['a', UNKNOWN], key: makeSecret(UNKNOWN) },
      { id: 'x', list: [], key: 'y' },
      detailed({
        id: 'update-replace',
        list: 'update',
        key: 'update',
      }),
    );
    expect(compared.differences.map(({ declared }) => declared)).toEqual([
      NOT_KNOWN_YET,
      NOT_KNOWN_YET,
      NOT_KNOWN_YET,
    ]);
  });
});

describe('ignoreChanges', () => {
  const ignoring = (...ignoreChanges: string[]): string[] =>
    paths(
      compare(
        {
          spec: { replicas: 1, image: 'a' },
          ports: [
            { port: 1, name: 'x' },
            { port: 2, name: 'y' },
          ],
        },
        {
          spec: { replicas: 2, image: 'b' },
          ports: [
            { port: 3, name: 'z' },
            { port: 4, name: 'w' },
          ],
        },
        detailed({
          'spec.replicas': 'update',
          'spec.image': 'update',
          'ports[0].port': 'update',
          'ports[1].port': 'update',
          'ports[1].name': 'update-replace',
        }),
        { ignoreChanges },
      ),
    );

  it('leaves out a property and all inside it', () => {
    expect(ignoring('spec.replicas')).toEqual([
      'ports[0].port',
      'ports[1].name',
      'ports[1].port',
      'spec.image',
    ]);
    expect(ignoring('spec')).toEqual(['ports[0].port', 'ports[1].name', 'ports[1].port']);
  });

  it('takes `[*]` for any element and `*` for everything', () => {
    expect(ignoring('ports[*].port')).toEqual(['ports[1].name', 'spec.image', 'spec.replicas']);
    expect(ignoring('ports[0]')).not.toContain('ports[0].port');
    expect(ignoring('*')).toEqual([]);
  });

  it('leaves alone what only begins alike', () => {
    expect(ignoring('spec.rep', 'port')).toHaveLength(5);
  });
});

describe('secrets', () => {
  it.each<[string, PropertyMap, PropertyMap]>([
    ['the declared side', { password: makeSecret('new') }, { password: 'old' }],
    ['the live side', { password: 'new' }, { password: makeSecret('old') }],
  ])('on %s mask both', (_name, declared, live) => {
    const compared = compare(declared, live, detailed({ password: 'update' }));
    expect(compared.differences).toMatchObject([{ declared: MASK, live: MASK }]);
  });

  it.each([
    ['around it', 'env.TOKEN', { env: makeSecret({ TOKEN: 'new' }) }, { env: { TOKEN: 'old' } }],
    ['inside it', 'env', { env: { TOKEN: makeSecret('new') } }, { env: { TOKEN: 'old' } }],
  ])('%s mask both', (_name, path, declared, live) => {
    const compared = compare(declared, live, detailed({ [path]: 'update' }));
    expect(compared.differences).toMatchObject([{ path, declared: MASK, live: MASK }]);
    expect(JSON.stringify(compared)).not.toMatch(/new|old/);
  });

  it('that are missing on one side stay missing', () => {
    const compared = compare({ password: makeSecret('new') }, {}, detailed({ password: 'add' }));
    expect(compared.differences).toMatchObject([{ declared: MASK, live: undefined }]);
  });
});

describe('hideDiffs', () => {
  it('counts a difference but hides both values', () => {
    const compared = compare(
      { blob: 'new', size: 1 },
      { blob: 'old', size: 2 },
      detailed({ blob: 'update', size: 'update' }),
      { hideDifferences: ['blob'] },
    );
    expect(compared.differences).toMatchObject([
      { path: 'blob', declared: '[hidden]', live: '[hidden]' },
      { path: 'size', declared: 1, live: 2 },
    ]);
  });
});

describe('what cannot be read back', () => {
  it('is never a difference, and is named when it is declared', () => {
    const compared = compare(
      { password: 'x', login: { key: 'y' }, size: 1 },
      { size: 2, login: {} },
      detailed({ password: 'add', 'login.key': 'add', size: 'update' }),
      { notReadable: ['password', 'login.key', 'token'] },
    );
    expect(paths(compared)).toEqual(['size']);
    expect(compared.notComparable).toEqual(['password', 'login.key']);
  });

  it('is named also when nothing else differs', () => {
    const diff: ProviderDiff = { changes: 'none', diffs: [], replaces: [] };
    expect(
      compare({ password: 'x' }, {}, diff, { notReadable: ['password'] }).notComparable,
    ).toEqual(['password']);
  });
});

describe('a needed replacement', () => {
  it('comes from the provider or from replaceOnChanges', () => {
    const compared = compare(
      { a: 1, b: { c: 1 }, d: 1 },
      { a: 2, b: { c: 2 }, d: 2 },
      detailed({ a: 'update-replace', 'b.c': 'update', d: 'update' }),
      { replaceOnChanges: ['b'] },
    );
    expect(compared.differences.map(({ needsReplacement }) => needsReplacement)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is for everything when replaceOnChanges says `*`', () => {
    const compared = compare({ a: 1 }, { a: 2 }, detailed({ a: 'update' }), {
      replaceOnChanges: ['*'],
    });
    expect(compared.differences).toMatchObject([{ needsReplacement: true }]);
  });
});

describe('a provider without a detailed diff', () => {
  it('is believed in the root properties that it names, unless they are equal', () => {
    const diff: ProviderDiff = { changes: 'some', diffs: ['a', 'b', 'c'], replaces: ['b'] };
    const compared = compare({ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 2, c: 1, d: 2 }, diff);
    expect(compared.differences).toMatchObject([
      { path: 'a', needsReplacement: false },
      { path: 'b', needsReplacement: true },
    ]);
  });

  it.each(['some', 'unknown'] as const)('that names none (%s) is compared by value', (changes) => {
    const compared = compare(
      { a: 1, b: { x: 1 }, c: 2 },
      { a: 1, b: { x: 2 }, c: 2, extra: true },
      { changes, diffs: [], replaces: [] },
      { programInputs: { a: 1, b: { x: 1 } } },
    );
    expect(paths(compared)).toEqual(['b']);
  });
});

describe('paths', () => {
  it.each<[string, (string | number)[]]>([
    ['a', ['a']],
    ['a.b[0].c', ['a', 'b', 0, 'c']],
    ['metadata.labels["app.kubernetes.io/name"]', ['metadata', 'labels', 'app.kubernetes.io/name']],
    ['a["say \\"x\\""]', ['a', 'say "x"']],
    ['tags.blackstart:urn', ['tags', 'blackstart:urn']],
    ['["x"][1][2]', ['x', 1, 2]],
  ])('%s', (path, steps) => {
    expect(parsePath(path)).toEqual(steps);
  });

  it('lead through secrets, and nowhere where nothing is', () => {
    const root = { a: makeSecret([{ b: 'x' }]) };
    expect(valueAt(root, ['a', 0, 'b'])).toBe('x');
    expect(valueAt(root, ['a', 1, 'b'])).toBeUndefined();
    expect(valueAt(root, ['a', 0, 'b', 'c'])).toBeUndefined();
  });

  it.each([
    ['a', 'a.b', true],
    ['a.b', 'a', false],
    ['a[*].b', 'a[3].b.c', true],
    ['a[*].b', 'a[3].c', false],
    ['*', 'anything[0]', true],
    ['a["x.y"]', 'a["x.y"]', true],
    ['a.x', 'a["x.y"]', false],
    ['a[1]', 'a[10]', false],
  ])('%s covers %s: %s', (pattern, path, expected) => {
    expect(covers(pattern, path)).toBe(expected);
  });
});
