import { describe, expect, it } from 'vitest';
import { fillTemplate, templateProperties } from '../../src/identity/template.js';
import { makeSecret, OUTPUT_SIGNATURE, SIGNATURE_KEY, UNKNOWN } from '../../src/model/values.js';
import type { PropertyMap } from '../../src/model/values.js';

const here = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const fill = (template: string, inputs: PropertyMap): string | undefined =>
  fillTemplate(template, inputs, here);

describe('fillTemplate', () => {
  it.each([
    ['{role}/{policyArn}', { role: 'r', policyArn: 'arn:p' }, 'r/arn:p'],
    ['{metadata.namespace}/{metadata.name}', { metadata: { namespace: 'a', name: 'b' } }, 'a/b'],
    ['{metadata.namespace=default}/{metadata.name}', { metadata: { name: 'b' } }, 'default/b'],
    [
      'arn:{partition}:sns:{region}:{account}:{name}',
      { name: 't' },
      'arn:aws:sns:eu-west-1:123456789012:t',
    ],
    ['{region}/{name}', { name: 't', region: 'us-east-1' }, 'us-east-1/t'],
    ['{a|b}/{c}', { b: 'two', c: 'three' }, 'two/three'],
    ['{zone}_{name}[_{set}]', { zone: 'Z', name: 'n' }, 'Z_n'],
    ['{zone}_{name}[_{set}]', { zone: 'Z', name: 'n', set: 's' }, 'Z_n_s'],
    ['{number}:{egress=false}', { number: 100, egress: true }, '100:true'],
    ['{number}:{egress=false}', { number: 100 }, '100:false'],
    ['{url:bare}', { url: 'https://example.org/id/1' }, 'example.org/id/1'],
    ['{name:lower}', { name: 'WWW.Example.ORG' }, 'www.example.org'],
    ['{user}/{groups:join/}', { user: 'u', groups: ['a', 'b'] }, 'u/a/b'],
    ['x[_{self:flag}][_{list:join_}]', { self: true, list: ['1', '2'] }, 'x_self_1_2'],
    ['x[_{self:flag}][_{list:join_}]', { self: false, list: [] }, 'x'],
    ['{cluster:arnName}', { cluster: 'arn:aws:ecs:eu-west-1:1:cluster/c' }, 'c'],
    ['{cluster:arnName}', { cluster: 'c' }, 'c'],
    ['{rules.1.name}', { rules: [{ name: 'a' }, { name: 'b' }] }, 'b'],
  ])('%s', (template, inputs, expected) => {
    expect(fill(template, inputs as PropertyMap)).toBe(expected);
  });

  it('reveals secrets and takes outputs for their values', () => {
    const known = { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, value: 'b' };
    expect(fill('{a}-{b}', { a: makeSecret('hidden'), b: known })).toBe('hidden-b');
  });

  it('is undefined when a part is missing', () => {
    expect(fill('{a}/{b}', { a: 'x' })).toBeUndefined();
    expect(fill('{a}', { a: '' })).toBeUndefined();
    expect(fill('{a}', { a: null })).toBeUndefined();
    expect(fill('{a}', { a: { b: 1 } })).toBeUndefined();
    expect(fillTemplate('{account}', {}, {})).toBeUndefined();
  });

  it('is undefined when a part is unknown, an optional one too', () => {
    expect(fill('{a}/{b}', { a: 'x', b: UNKNOWN })).toBeUndefined();
    expect(fill('{a}', { a: makeSecret(UNKNOWN) })).toBeUndefined();
    expect(fill('{a}[_{b}]', { a: 'x', b: UNKNOWN })).toBeUndefined();
    expect(fill('{a.b}', { a: UNKNOWN })).toBeUndefined();
    expect(fill('{a|b}', { a: UNKNOWN, b: 'y' })).toBeUndefined();
    expect(fill('{a:join,}', { a: ['x', UNKNOWN] })).toBeUndefined();
    expect(fill('{a=default}', { a: UNKNOWN })).toBeUndefined();
  });

  it('lists the properties that a template asks for', () => {
    expect(templateProperties('arn:{partition}:{account}:{a|b}[_{c.d:lower}]{path=/}')).toEqual([
      'a',
      'b',
      'c.d',
      'path',
    ]);
  });
});
