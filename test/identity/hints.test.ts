import { describe, expect, it } from 'vitest';
import { parseCheckpoint } from '../../src/identity/hints.js';
import { makeSecret, SECRET_SIGNATURE, SIGNATURE_KEY } from '../../src/model/values.js';

const vpc = 'urn:pulumi:s::p::aws:ec2/vpc:Vpc::main';
const password = 'urn:pulumi:s::p::random:index/randomPassword:RandomPassword::db';

/** What `pulumi stack export` prints, as far as it matters here. */
const checkpoint = (resources: unknown): string =>
  JSON.stringify({
    version: 3,
    deployment: { manifest: { time: '2026-01-01T00:00:00Z' }, resources },
  });

const sealed = (rest: object): object => ({ [SIGNATURE_KEY]: SECRET_SIGNATURE, ...rest });

describe('a checkpoint', () => {
  it('gives id, type, inputs and outputs of every resource that has an id', () => {
    const hints = parseCheckpoint(
      checkpoint([
        {
          urn: 'urn:pulumi:s::p::pulumi:pulumi:Stack::p-s',
          type: 'pulumi:pulumi:Stack',
          custom: false,
        },
        {
          urn: vpc,
          type: 'aws:ec2/vpc:Vpc',
          custom: true,
          id: 'vpc-1',
          inputs: { cidrBlock: '10.0.0.0/16' },
          outputs: { id: 'vpc-1', arn: 'arn' },
          parent: 'urn:pulumi:s::p::pulumi:pulumi:Stack::p-s',
        },
      ]),
      'old.json',
    );
    expect([...hints]).toEqual([
      [
        vpc,
        {
          id: 'vpc-1',
          type: 'aws:ec2/vpc:Vpc',
          inputs: { cidrBlock: '10.0.0.0/16' },
          outputs: { id: 'vpc-1', arn: 'arn' },
        },
      ],
    ]);
  });

  it('leaves out what is marked for deletion and what has an empty id', () => {
    const hints = parseCheckpoint(
      checkpoint([
        { urn: vpc, type: 'aws:ec2/vpc:Vpc', id: 'vpc-new' },
        { urn: vpc, type: 'aws:ec2/vpc:Vpc', id: 'vpc-old', delete: true },
        { urn: password, type: 't', id: '' },
      ]),
      'old.json',
    );
    expect([...hints.keys()]).toEqual([vpc]);
    expect(hints.get(vpc)).toEqual({
      id: 'vpc-new',
      type: 'aws:ec2/vpc:Vpc',
      inputs: {},
      outputs: {},
    });
  });

  it('opens secrets in plain text to ordinary secrets, at any depth', () => {
    const outputs = {
      result: sealed({ plaintext: '"hunter2"' }),
      deep: [{ map: sealed({ plaintext: '{"a":[1]}' }) }],
    };
    const hints = parseCheckpoint(
      checkpoint([{ urn: password, type: 't', id: 'none', outputs }]),
      'f',
    );
    expect(hints.get(password)?.outputs).toEqual({
      result: makeSecret('hunter2'),
      deep: [{ map: makeSecret({ a: [1] }) }],
    });
  });

  it('leaves encrypted secrets, and texts that are no JSON, as they are', () => {
    const outputs = {
      a: sealed({ ciphertext: 'v1:abc' }),
      b: sealed({ plaintext: 'not json' }),
    };
    const hints = parseCheckpoint(
      checkpoint([{ urn: password, type: 't', id: 'none', outputs }]),
      'f',
    );
    expect(hints.get(password)?.outputs).toEqual(outputs);
  });

  it.each([
    ['no resources', undefined],
    ['null', null],
    ['an empty list', []],
  ])('with %s gives no hints', (_name, resources) => {
    expect(parseCheckpoint(checkpoint(resources), 'f').size).toBe(0);
  });
});

describe('what is no checkpoint', () => {
  it.each([
    ['garbage', 'not json at all'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['another document', '{"kind":"Config"}'],
    ['resources without URNs', checkpoint([{ type: 't', id: 'x' }])],
    ['ids that are numbers', checkpoint([{ urn: vpc, type: 't', id: 5 }])],
  ])('%s is refused by the name of the file', (_name, text) => {
    expect(() => parseCheckpoint(text, 'old.json')).toThrow(
      expect.objectContaining({
        code: 'hints-invalid',
        message: expect.stringContaining('old.json') as string,
        remedy: expect.stringContaining('pulumi stack export') as string,
        cause: expect.anything() as unknown,
      }),
    );
  });
});
