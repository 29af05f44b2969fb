import { expect, it } from 'vitest';
import { delegationOf } from '../../../src/engine/sources/delegation.js';

function answering(answer: string[] | string): { resolveNs(name: string): Promise<string[]> } {
  return {
    resolveNs: (name) =>
      Array.isArray(answer)
        ? Promise.resolve(name === 'shop.example' ? answer : [])
        : Promise.reject(Object.assign(new Error(answer), { code: answer })),
  };
}

it('tells to whom a name is delegated, that it is to nobody, and that it could not tell', async () => {
  expect(await delegationOf('shop.example.', answering(['ns-1.example']))).toEqual([
    'ns-1.example',
  ]);
  expect(await delegationOf('shop.example', answering('ENOTFOUND'))).toEqual([]);
  expect(await delegationOf('shop.example', answering('ENODATA'))).toEqual([]);
  expect(await delegationOf('shop.example', answering('ETIMEOUT'))).toBeUndefined();
  expect(await delegationOf('shop.example', answering('ECONNREFUSED'))).toBeUndefined();
});
