import { describe, expect, it } from 'vitest';
import { SecretRegistry } from '../../../src/engine/walk/secretRegistry.js';
import { makeSecret, MASK } from '../../../src/model/values.js';

const knowing = (...texts: string[]): SecretRegistry => {
  const registry = new SecretRegistry();
  registry.addTexts(texts);
  return registry;
};

describe('a secret', () => {
  it('is masked wherever it stands in a text', () => {
    expect(knowing('hunter2').clean('login with hunter2, I said hunter2')).toBe(
      `login with ${MASK}, I said ${MASK}`,
    );
  });

  it('is masked in JSON', () => {
    const secret = 'a"b\\c\nd';
    expect(knowing(secret).clean(JSON.stringify({ password: secret }))).toBe(
      `{"password":"${MASK}"}`,
    );
  });

  it('is masked in base64', () => {
    const encoded = Buffer.from('hunter2').toString('base64');
    expect(knowing('hunter2').clean(`data: ${encoded}`)).toBe(`data: ${MASK}`);
  });

  it('is taken literally, not as a pattern', () => {
    expect(knowing('a.*b$1').clean('a.*b$1 aXXb')).toBe(`${MASK} aXXb`);
  });

  it('leaves no rest when another one is its beginning', () => {
    expect(knowing('hunter2', 'hunter2-production').clean('hunter2-production')).toBe(MASK);
    expect(knowing('hunter2-production', 'hunter2').clean('hunter2-production')).toBe(MASK);
  });

  it('of several lines is masked line by line too, as programs print it', () => {
    const lines = ['-----BEGIN PRIVATE KEY-----', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'end'];
    const registry = knowing(lines.join('\n'));
    expect(registry.clean(lines[1]!)).toBe(MASK);
    expect(registry.clean(`  '${lines[1]!}\\n' +`)).toBe(`  '${MASK}\\n' +`);
    expect(registry.clean('the end')).toBe('the end');
  });

  it('too short to be told from chance is not searched for', () => {
    expect(knowing('', 'yes', 'root').clean('yes, root')).toBe('yes, root');
    expect(knowing('12345').clean('12345')).toBe(MASK);
  });

  it('is found in values, deep inside', () => {
    const registry = new SecretRegistry();
    registry.addFrom({ public: 'visible', data: makeSecret({ list: ['hunter2'] }) });
    expect(registry.clean('visible hunter2')).toBe(`visible ${MASK}`);
  });

  it('learnt later is masked from then on', () => {
    const registry = knowing('first-secret');
    expect(registry.clean('second-secret')).toBe('second-secret');
    registry.addTexts(['second-secret']);
    expect(registry.clean('first-secret second-secret')).toBe(`${MASK} ${MASK}`);
  });
});

it('text without secrets stays as it is', () => {
  expect(new SecretRegistry().clean('plain')).toBe('plain');
});
