import { beforeAll, describe, expect, test } from 'vitest';
import { parsePulumiProject } from '../../src/system/pulumiProject.js';
import { createSealingCipher, openStackCipher } from '../../src/system/pulumiSecrets.js';
import { resolveStackConfig, type StackConfig } from '../../src/system/stackConfig.js';
import { failureOf } from './rig.js';

const FILE = 'Pulumi.production.yaml';
const environment = { PULUMI_CONFIG_PASSPHRASE: 'correct horse' };

function resolve(
  stack: string | undefined,
  project = 'name: shop\nruntime: nodejs\n',
  variables: NodeJS.ProcessEnv = environment,
): Promise<StackConfig> {
  return resolveStackConfig(parsePulumiProject(project, 'Pulumi.yaml'), stack, FILE, variables);
}

describe('the configuration of a stack', () => {
  test('is a map of texts by full key', async () => {
    const { config, secretKeys } = await resolve(`
config:
  aws:region: eu-west-1
  size: 3
  shop:big: 123456789012345678901
  shop:ratio: 1.50
  shop:enabled: true
  shop:quoted: '007'
  shop:config:old: moved
  shop:empty:
`);
    expect(config).toEqual({
      'aws:region': 'eu-west-1',
      'shop:size': '3',
      'shop:big': '123456789012345678901',
      'shop:ratio': '1.5',
      'shop:enabled': 'true',
      'shop:quoted': '007',
      'shop:old': 'moved',
      'shop:empty': '',
    });
    expect(secretKeys).toEqual([]);
  });

  test('holds nested values as JSON with sorted keys', async () => {
    const { config } = await resolve(`
config:
  shop:network:
    zones: [b, a]
    cidr: 10.0.0.0/16
    nothing: ~
    text: 'a <b> & c'
    "1": one
`);
    expect(config['shop:network']).toBe(
      '{"1":"one","cidr":"10.0.0.0/16","nothing":null,"text":"a \\u003cb\\u003e \\u0026 c","zones":["b","a"]}',
    );
  });

  test("reads plain scalars as Pulumi's YAML library does", async () => {
    const { config } = await resolve(`
config:
  shop:mode: 0755
  shop:hex: 0x1F
  shop:thousand: 1_000
  shop:yes: yes
  shop:policy: { Version: 2012-10-17 }
  shop:merged: { <<: { a: 1, b: 2 }, b: 3 }
`);
    expect(config).toEqual({
      'shop:mode': '493',
      'shop:hex': '31',
      'shop:thousand': '1000',
      'shop:yes': 'yes',
      'shop:policy': '{"Version":"2012-10-17 00:00:00 +0000 UTC"}',
      'shop:merged': '{"a":1,"b":3}',
    });
  });

  test('may be missing', async () => {
    expect(await resolve(undefined)).toEqual({ config: {}, secretKeys: [] });
    expect(await resolve('')).toEqual({ config: {}, secretKeys: [] });
  });

  test.each([
    ['config: [1]', 'config is not a map'],
    ['- 1', 'is not a map of keys to values'],
    ['config: {a:b:c:d: 1}', 'is not a configuration key'],
    ['config: [', 'Pulumi.production.yaml:1:'],
    ['environment: [shared]\nconfig: {}', 'Pulumi ESC'],
  ])('is refused when it is none: %j', async (stack, message) => {
    const error = await failureOf(resolve(stack));
    expect(error.code).toBe('configuration-invalid');
    expect(error.message).toContain(message);
    expect(error.remedy).toBeTruthy();
  });
});

describe('what a project says about configuration', () => {
  const project = `
name: shop
runtime: { name: nodejs, options: { typescript: true } }
config:
  replicas: { type: integer, default: 2 }
  zones: { type: array, items: { type: string }, default: [a, b] }
  token: { type: string, secret: true }
  color: blue
  aws:region: eu-central-1
  aws:profile: { value: none }
`;

  test('fills what the stack leaves out', async () => {
    const text = project.replace(/ {2}token.*\n/, '');
    const { config } = await resolve('config: { shop:color: red }', text);
    expect(config).toEqual({
      'shop:color': 'red',
      'shop:replicas': '2',
      'shop:zones': '["a","b"]',
      'aws:region': 'eu-central-1',
      'aws:profile': 'none',
    });
  });

  test('is held against the stack', async () => {
    const missing = await failureOf(resolve('config: {}', project));
    expect(missing.message).toContain('shop:token');
    const plain = await failureOf(resolve('config: { token: open }', project));
    expect(plain.message).toContain('must be encrypted');
    const wrong = await failureOf(
      resolve('config: { replicas: many }', project.replace(/ {2}token.*\n/, '')),
    );
    expect(wrong.message).toContain('must be of the type integer');
  });

  test('names the folder of the stack files, also in the old way', () => {
    const parse = (line: string): string =>
      parsePulumiProject(`name: a\nruntime: nodejs\n${line}`, 'f').stackConfigDir;
    expect(parse('stackConfigDir: stacks')).toBe('stacks');
    expect(parse('config: stacks')).toBe('stacks');
    expect(parse('')).toBe('.');
  });

  test.each([
    ['runtime: nodejs', 'names no project'],
    ['name: a\nruntime: python', 'runtime python'],
    ['name: a', 'runtime null'],
    ['name: a\nruntime: nodejs\nmain: [x]', 'main must be a text'],
  ])('is refused when it is none: %j', async (text, message) => {
    const error = await failureOf(() => parsePulumiProject(text, 'Pulumi.yaml'));
    expect(error.code).toBe('configuration-invalid');
    expect(error.message).toContain(message);
  });
});

describe('secrets in the configuration', () => {
  let salt = '';
  let token = '';
  beforeAll(async () => {
    salt = await createSealingCipher('correct horse').encrypt('pulumi');
    token = await (await openStackCipher('correct horse', salt, 'f')).encrypt('s3cret');
  });
  const stackWith = (config: string): string => `encryptionsalt: ${salt}\nconfig:\n${config}`;

  test('are revealed, also inside of maps and lists, and their keys are named', async () => {
    const { config, secretKeys } = await resolve(
      stackWith(`
  shop:token: { secure: "${token}" }
  shop:database: { user: app, password: { secure: "${token}" } }
  shop:keys: [{ secure: "${token}" }, open]
  shop:secure: { secure: plain, other: 1 }
  shop:open: text
`),
    );
    expect(config).toEqual({
      'shop:token': 's3cret',
      'shop:database': '{"password":"s3cret","user":"app"}',
      'shop:keys': '["s3cret","open"]',
      'shop:secure': '{"other":1,"secure":"plain"}',
      'shop:open': 'text',
    });
    expect(secretKeys).toEqual(['shop:database', 'shop:keys', 'shop:token']);
  });

  test('need the passphrase, and the error names the file and both variables', async () => {
    const stack = stackWith(`  shop:token: { secure: "${token}" }`);
    const error = await failureOf(resolve(stack, undefined, {}));
    expect(error.code).toBe('passphrase-missing');
    expect(error.message).toContain(FILE);
    expect(error.remedy).toMatch(/PULUMI_CONFIG_PASSPHRASE .*PULUMI_CONFIG_PASSPHRASE_FILE/);
  });

  test('do not open under another passphrase', async () => {
    const stack = stackWith(`  shop:token: { secure: "${token}" }`);
    const error = await failureOf(resolve(stack, undefined, { PULUMI_CONFIG_PASSPHRASE: 'wrong' }));
    expect(error.code).toBe('passphrase-wrong');
    expect(error.message).toContain(FILE);
    expect(error.message).not.toContain('wrong horse');
  });

  test('that were damaged are named by their key', async () => {
    const damaged = token.slice(0, -6) + 'AAAA==';
    const error = await failureOf(resolve(stackWith(`  shop:token: { secure: "${damaged}" }`)));
    expect(error.code).toBe('passphrase-wrong');
    expect(error.message).toContain('shop:token');
  });

  test('need no passphrase where there are none', async () => {
    const { config } = await resolve(stackWith('  shop:open: text'), undefined, {});
    expect(config).toEqual({ 'shop:open': 'text' });
  });

  test.each([
    ['secretsprovider: awskms://alias/stacks?region=eu-west-1', 'AWS KMS'],
    [
      'secretsprovider: gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k',
      'Google Cloud KMS',
    ],
    ['secretsprovider: azurekeyvault://vault/keys/k', 'Azure Key Vault'],
    ['secretsprovider: hashivault://key', 'HashiCorp Vault'],
    ['', 'Pulumi Cloud'],
  ])('of another provider are refused by its name: %j', async (line, name) => {
    const error = await failureOf(resolve(`${line}\nconfig:\n  shop:token: { secure: "AAABA" }\n`));
    expect(error.code).toBe('configuration-invalid');
    expect(error.message).toContain(name);
  });
});
