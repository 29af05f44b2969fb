import { describe, expect, it } from 'vitest';
import { confirmPrune, type PruneOptions } from '../../../src/commands/prune/confirmPrune.js';
import type { PruneItem } from '../../../src/engine/prune/prunable.js';
import { failureOf, urn } from '../rig.js';

const item = (name: string, guarded?: PruneItem['guarded']): PruneItem => ({
  ...{ urn: urn(name), type: 'aws:dynamodb/table:Table', name, stage: 'aws', id: `id-${name}` },
  guarded,
});

interface Answers {
  readonly yes?: boolean;
  readonly name?: string;
}

/** Confirms a list; answers are those of a person, where there is one. */
async function confirm(
  items: readonly PruneItem[],
  options: Partial<PruneOptions>,
  answers?: Answers,
): Promise<string[]> {
  const asked: string[] = [];
  const output = {
    ask: (question: string) => Promise.resolve(asked.push(question) > 0 && answers?.yes === true),
    answer: (question: string) => {
      asked.push(question);
      return Promise.resolve(answers?.name ?? '');
    },
  };
  const plan = { prunable: { items, left: [] }, hash: 'abc123' };
  const all = { prune: true, confirmData: [], ...options };
  await confirmPrune(plan, all, output, answers !== undefined);
  return asked;
}

describe('deletions', () => {
  it('need the hash of their list where nobody can be asked', async () => {
    const error = await failureOf(() => confirm([item('a')], {}));
    expect(error.code).toBe('prune-unconfirmed');
    expect(error.remedy).toContain('--confirm-prune abc123');
    expect(await confirm([item('a')], { confirmPrune: 'abc123' })).toEqual([]);
  });

  it('are refused with the hash of another list, whoever sits there', async () => {
    const error = await failureOf(() =>
      confirm([item('a')], { confirmPrune: 'old' }, { yes: true }),
    );
    expect(error.code).toBe('prune-unconfirmed');
  });

  it('of data need its name besides', async () => {
    const table = item('carts', 'holds data');
    const given = { confirmPrune: 'abc123' };
    const error = await failureOf(() => confirm([table], given));
    expect(error.message).toContain('aws:dynamodb/table:Table carts (holds data)');
    expect(await confirm([table], { ...given, confirmData: ['carts'] })).toEqual([]);
    expect(
      (await failureOf(() => confirm([table], { ...given, confirmData: ['orders'] }))).code,
    ).toBe('prune-unconfirmed');
  });

  it('of two with one name need more than that name', async () => {
    const twins = [item('carts', 'holds data'), { ...item('carts', 'holds data'), id: 'other' }];
    const given = { confirmPrune: 'abc123' };
    const byName = await failureOf(() => confirm(twins, { ...given, confirmData: ['carts'] }));
    expect(byName.code).toBe('prune-unconfirmed');
    expect(await confirm(twins, { ...given, confirmData: ['id-carts', 'other'] })).toEqual([]);
  });

  it('are asked for at a terminal, and names are typed there', async () => {
    const table = item('carts', 'holds data');
    expect(await confirm([table], {}, { yes: true, name: 'carts' })).toHaveLength(2);
    expect((await failureOf(() => confirm([table], {}, { yes: false }))).code).toBe('declined');
    expect((await failureOf(() => confirm([table], {}, { yes: true, name: 'cart' }))).code).toBe(
      'declined',
    );
  });

  it('are not asked for where there are none', async () => {
    expect(await confirm([], {})).toEqual([]);
  });
});
