import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SealedValues, type SealingCipher } from '../../src/journal/sealed.js';
import { failureOf, temporaryFolder, urn } from './rig.js';

/** Stands in for a real cipher: what it gives out is not what it was given. */
const cipher: SealingCipher = {
  encrypt: (text) => Promise.resolve(`v1:${Buffer.from(text).toString('base64')}`),
  decrypt: (text) => Promise.resolve(Buffer.from(text.slice(3), 'base64').toString('utf8')),
};

const password = {
  type: 'random:index/randomPassword:RandomPassword',
  id: 'none',
  inputs: { length: 16 },
  outputs: { length: 16, result: 'hunter2hunter2' },
};
const name = urn('password', password.type);

describe('sealed values', () => {
  test('are kept encrypted and given back, the last one written', async () => {
    const folder = join(temporaryFolder(), 'live');
    const values = await SealedValues.open({ folder, cipher });
    expect(await values.read(name)).toEqual({ state: 'absent' });
    expect(await values.write(name, { ...password, id: 'old' })).toBe(true);
    expect(await values.write(name, password)).toBe(true);
    expect(await values.read(name)).toEqual({ state: 'found', value: password });

    const file = join(folder, 'sealed.jsonl');
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(statSync(file).mode & 0o077).toBe(0);
    const again = await SealedValues.open({ folder, cipher });
    expect(again.urns).toEqual([name]);
    expect(await again.read(name)).toEqual({ state: 'found', value: password });
  });

  test('are neither written nor opened without a cipher, and the caller is told', async () => {
    const folder = temporaryFolder();
    const without = await SealedValues.open({ folder });
    expect(await without.write(name, password)).toBe(false);
    expect(existsSync(join(folder, 'sealed.jsonl'))).toBe(false);
    await (await SealedValues.open({ folder, cipher })).write(name, password);
    expect(await (await SealedValues.open({ folder })).read(name)).toEqual({ state: 'locked' });
  });

  test('come from the file of the manifest too, and what a run wrote later goes first', async () => {
    const folder = temporaryFolder();
    const first = await SealedValues.open({ folder, cipher });
    await first.write(name, password);
    await first.write(urn('other'), { ...password, id: 'other' });
    const file = join(folder, 'sealed.yaml');
    writeFileSync(file, first.toYaml());
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');

    const fresh = temporaryFolder();
    const values = await SealedValues.open({ folder: fresh, file, cipher });
    expect(await values.read(name)).toEqual({ state: 'found', value: password });
    await values.write(name, { ...password, id: 'newer' });
    const later = await SealedValues.open({ folder: fresh, file, cipher });
    expect(await later.read(name)).toMatchObject({ value: { id: 'newer' } });
    expect(await later.read(urn('other'))).toMatchObject({ value: { id: 'other' } });
  });

  test('outlive a crash in the middle of a line', async () => {
    const folder = temporaryFolder();
    await (await SealedValues.open({ folder, cipher })).write(name, password);
    appendFileSync(join(folder, 'sealed.jsonl'), '{"urn":"urn:pul');
    const values = await SealedValues.open({ folder, cipher });
    await values.write(urn('next'), password);
    expect((await SealedValues.open({ folder, cipher })).urns).toEqual([name, urn('next')]);
  });

  test.each([
    ['sealed.yaml', '- a'],
    ['sealed.yaml', 'a: {'],
    ['sealed.yaml', 'urn: { type: t }'],
    ['sealed.jsonl', '{"urn":1}\n'],
  ])('that are none are refused: %s %j', async (file, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, file), text);
    const error = await failureOf(
      SealedValues.open({ folder, cipher, file: join(folder, 'sealed.yaml') }),
    );
    expect(error.code).toBe('configuration-invalid');
    expect(error.message).toContain(file);
  });
});
