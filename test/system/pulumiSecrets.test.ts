import { describe, expect, test } from 'vitest';
import {
  createEncryptionSalt,
  createPassphraseCipher,
  createSealingCipher,
  openStackCipher,
  passphraseFrom,
} from '../../src/system/pulumiSecrets.js';
import { failureOf, temporaryFolder, write } from './rig.js';

/** Passphrase `password`, from pkg/secrets/passphrase/manager_test.go of github.com/pulumi/pulumi. */
const KNOWN_SALT = 'v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==';

/** Passphrase, salt and value from tests/roundtrip/roundtrip_test.go of github.com/pulumi/pulumi. */
const ROUNDTRIP = {
  passphrase: 'TestConfigRoundtripComments',
  salt: 'v1:ThS5UPxP9qc=:v1:UZYAXF+ylaJ0rGhv:9OTvBnOEDFgxs7btjzSu+LZ470vLpg==',
  secure: 'v1:T1ftqhY0hqr+EJK6:+jvd5PMecFx80tcavzuZY4tLatgIfoe/xR72GA==',
};

describe("Pulumi's passphrase provider", () => {
  test('is opened by its own passphrase', async () => {
    await expect(openStackCipher('password', KNOWN_SALT, 'f')).resolves.toBeDefined();
  });

  test('is not opened by another', async () => {
    const error = await failureOf(openStackCipher('password123', KNOWN_SALT, 'Pulumi.dev.yaml'));
    expect(error.code).toBe('passphrase-wrong');
    expect(error.message).toContain('Pulumi.dev.yaml');
    expect(error.remedy).toContain('PULUMI_CONFIG_PASSPHRASE_FILE');
  });

  test('decrypts a value that Pulumi encrypted', async () => {
    const cipher = await openStackCipher(ROUNDTRIP.passphrase, ROUNDTRIP.salt, 'f');
    expect(await cipher.decrypt(ROUNDTRIP.secure)).toMatch(/^\S.*$/);
  });

  test.each(['fozI5u6B030=:v1:F+6ZduL:PGMF', 'v2:a:v1:b:c', ''])(
    'refuses a malformed salt: %j',
    async (salt) => {
      expect((await failureOf(openStackCipher('p', salt, 'f'))).code).toBe('configuration-invalid');
    },
  );

  test('takes an empty passphrase', async () => {
    await expect(openStackCipher('', await createEncryptionSalt(''), 'f')).resolves.toBeDefined();
  });
});

describe('a passphrase cipher', () => {
  test('gives back what it was given, and never the same text twice', async () => {
    const cipher = await createPassphraseCipher('p', Buffer.from('saltsalt'));
    const texts = ['', 'plain', 'ünïcödé 🔑', 'x'.repeat(100_000)];
    for (const text of texts) expect(await cipher.decrypt(await cipher.encrypt(text))).toBe(text);
    expect(await cipher.encrypt('a')).not.toBe(await cipher.encrypt('a'));
  });

  test('notices what was changed', async () => {
    const cipher = await createPassphraseCipher('p', Buffer.from('saltsalt'));
    const sealed = await cipher.encrypt('plain');
    const changed = sealed.replace(
      /:([A-Za-z0-9+/])([^:]*)$/,
      (_all, first: string, rest: string) => `:${first === 'A' ? 'B' : 'A'}${rest}`,
    );
    expect((await failureOf(cipher.decrypt(changed))).code).toBe('passphrase-wrong');
    expect((await failureOf(cipher.decrypt('v1:a:b'))).code).toBe('configuration-invalid');
    expect((await failureOf(cipher.decrypt('plain'))).code).toBe('configuration-invalid');
  });
});

describe('a sealing cipher', () => {
  test('opens what another with the same passphrase sealed, and keeps to its salt', async () => {
    const sealed = await createSealingCipher('p').encrypt('value');
    const later = createSealingCipher('p');
    expect(await later.decrypt(sealed)).toBe('value');
    const saltOf = (text: string): string | undefined => text.split(':')[1];
    expect(saltOf(await later.encrypt('other'))).toBe(saltOf(sealed));
    expect((await failureOf(createSealingCipher('q').decrypt(sealed))).code).toBe(
      'passphrase-wrong',
    );
  });
});

describe('the passphrase from the environment', () => {
  test('is the variable, if only set to nothing', async () => {
    expect(await passphraseFrom({ PULUMI_CONFIG_PASSPHRASE: 'p' })).toBe('p');
    expect(await passphraseFrom({ PULUMI_CONFIG_PASSPHRASE: '' })).toBe('');
    expect(await passphraseFrom({})).toBeUndefined();
  });

  test('or what the file holds, without the white space around it', async () => {
    const folder = temporaryFolder();
    write(folder, { secret: ' from file\n' });
    const environment = { PULUMI_CONFIG_PASSPHRASE_FILE: `${folder}/secret` };
    expect(await passphraseFrom(environment)).toBe('from file');
    const missing = { PULUMI_CONFIG_PASSPHRASE_FILE: `${folder}/none` };
    expect((await failureOf(passphraseFrom(missing))).code).toBe('passphrase-missing');
  });
});
