import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { BlackstartError, messageOf } from '../model/errors.js';
import { sha256Hex } from '../model/hash.js';

/**
 * Pulumi's passphrase secrets provider: AES-256-GCM under a key that PBKDF2 derives from the passphrase.
 * A secure value is `v1:<nonce>:<ciphertext and tag>`, the `encryptionsalt` of a stack is `v1:<salt>:<secure value>`
 * where the value is that of a known word; all in base64.
 * Form: sdk/go/common/resource/config/crypt.go and pkg/secrets/passphrase/manager.go of github.com/pulumi/pulumi.
 */
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PROOF = 'pulumi';

export interface Cipher {
  encrypt(text: string): Promise<string>;
  /** Fails with `passphrase-wrong` on a text that was not encrypted under this key. */
  decrypt(text: string): Promise<string>;
}

const derive = promisify(pbkdf2);
const keys = new Map<string, Promise<Buffer>>();

/** Deriving takes about a second by design, so it is done once per passphrase and salt. */
function deriveKey(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  const known = sha256Hex(JSON.stringify([passphrase, Buffer.from(salt).toString('base64')]));
  let key = keys.get(known);
  if (key === undefined) {
    key = derive(passphrase, salt, ITERATIONS, KEY_BYTES, 'sha256');
    keys.set(known, key);
  }
  return key;
}

/** A cipher for values in Pulumi's form, under one passphrase and salt. */
export async function createPassphraseCipher(
  passphrase: string,
  salt: Uint8Array,
): Promise<Cipher> {
  const key = await deriveKey(passphrase, salt);
  return {
    encrypt: (text) => Promise.resolve(encryptValue(key, text)),

    decrypt: async (text) => decryptValue(key, text),
  };
}

/**
 * A cipher whose texts carry their salt, `v1:<salt>:<secure value>`: for values that stand alone. Encrypts under the
 * salt of the first text that it decrypts, so that a file keeps to one salt and costs one derivation.
 */
export function createSealingCipher(passphrase: string): Cipher {
  let own: Buffer | undefined;
  return {
    async encrypt(text) {
      own ??= randomBytes(8);
      const salt = own;
      return `v1:${salt.toString('base64')}:${encryptValue(await deriveKey(passphrase, salt), text)}`;
    },
    async decrypt(text) {
      const { salt, value } = splitSalt(text);
      const plain = decryptValue(await deriveKey(passphrase, salt), value);
      own ??= salt;
      return plain;
    },
  };
}

/** A new `encryptionsalt` for a passphrase. */
export function createEncryptionSalt(passphrase: string): Promise<string> {
  return createSealingCipher(passphrase).encrypt(PROOF);
}

/** The cipher of a stack from its `encryptionsalt`. Fails with `passphrase-wrong`; `file` is the stack's. */
export async function openStackCipher(
  passphrase: string,
  encryptionSalt: string,
  file: string,
): Promise<Cipher> {
  const { salt, value } = splitSalt(encryptionSalt);
  const cipher = await createPassphraseCipher(passphrase, salt);
  const proof = await cipher.decrypt(value).catch(() => undefined);
  if (proof === PROOF) return cipher;
  throw new BlackstartError({
    code: 'passphrase-wrong',
    operation: 'read the configuration',
    message: `the passphrase does not open the secrets of ${file}`,
    remedy:
      'Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE, a file that holds it) to the passphrase with which that stack was set up.',
  });
}

/**
 * The passphrase as Pulumi takes it from the environment: PULUMI_CONFIG_PASSPHRASE when it is set, if only to
 * nothing, else the trimmed content of PULUMI_CONFIG_PASSPHRASE_FILE. Undefined when neither is set.
 */
export async function passphraseFrom(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const passphrase = environment['PULUMI_CONFIG_PASSPHRASE'];
  if (passphrase !== undefined) return passphrase;
  const file = environment['PULUMI_CONFIG_PASSPHRASE_FILE'];
  if (file === undefined || file === '') return undefined;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new BlackstartError({
      code: 'passphrase-missing',
      operation: 'read the passphrase',
      message: `the file named by PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: ${messageOf(cause)}`,
      remedy:
        'Make PULUMI_CONFIG_PASSPHRASE_FILE name a readable file, or set PULUMI_CONFIG_PASSPHRASE.',
      cause,
    });
  }
}

function splitSalt(text: string): { salt: Buffer; value: string } {
  const match = /^v1:([A-Za-z0-9+/=]+):(v1:.+)$/s.exec(text);
  if (match === null) throw malformed('a salt is not of the form v1:<salt>:v1:<nonce>:<text>');
  return { salt: Buffer.from(match[1]!, 'base64'), value: match[2]! };
}

function encryptValue(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString('base64')}:${sealed.toString('base64')}`;
}

function decryptValue(key: Buffer, text: string): string {
  const parts = text.split(':');
  const [version, nonceText, sealedText] = parts;
  const nonce = Buffer.from(nonceText ?? '', 'base64');
  const sealed = Buffer.from(sealedText ?? '', 'base64');
  const wellFormed =
    parts.length === 3 &&
    version === 'v1' &&
    nonce.length === NONCE_BYTES &&
    sealed.length >= TAG_BYTES;
  if (!wellFormed) throw malformed('a secure value is not of the form v1:<nonce>:<text>');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(0, -TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch (cause) {
    throw new BlackstartError({
      code: 'passphrase-wrong',
      operation: 'decrypt a value',
      message: 'a secret was encrypted under another passphrase, or was damaged',
      remedy: 'Set PULUMI_CONFIG_PASSPHRASE to the passphrase with which it was encrypted.',
      cause,
    });
  }
}

function malformed(message: string): BlackstartError {
  return new BlackstartError({
    code: 'configuration-invalid',
    operation: 'decrypt a value',
    message,
    remedy: 'Set the value anew with `pulumi config set --secret`, or restore it from Git.',
  });
}
