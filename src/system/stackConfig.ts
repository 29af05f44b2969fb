import { BlackstartError } from '../model/errors.js';
import { configText, isConfigMap, type ConfigMap, type ConfigValue } from './configValue.js';
import { fullConfigKey, invalid, parseYamlMap, type PulumiProject } from './pulumiProject.js';
import { openStackCipher, passphraseFrom, type Cipher } from './pulumiSecrets.js';

/** A stack's configuration as a program gets it. */
export interface StackConfig {
  /** Texts by full key, e.g. `aws:region`; nested values as JSON; secrets revealed. */
  readonly config: Readonly<Record<string, string>>;
  /** The keys whose value is, or holds, a secret. Sorted. */
  readonly secretKeys: readonly string[];
  /** `secretsprovider` of the file, e.g. `awskms://alias/stacks`. */
  readonly secretsProvider?: string;
}

/**
 * Resolves the configuration of a stack: what its file says over what the project says. `text` is the content of the
 * stack's file, undefined when there is none; `file` is its path for messages. Fails with `configuration-invalid`,
 * `passphrase-missing` or `passphrase-wrong`.
 */
export async function resolveStackConfig(
  project: PulumiProject,
  text: string | undefined,
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<StackConfig> {
  const stack = text === undefined ? {} : parseYamlMap(text, file);
  if (stack['environment'] !== undefined && stack['environment'] !== null) {
    throw invalid(
      `${file} takes values from an environment of Pulumi ESC, which cannot be reached in a recovery`,
      file,
      'Put these values into the config block of the file, as secrets where they are secret.',
    );
  }
  const declared = stack['config'] ?? {};
  if (!isConfigMap(declared)) throw invalid(`${file}: config is not a map`, file);
  const values = new Map<string, ConfigValue>();
  for (const [key, value] of Object.entries(declared)) {
    values.set(fullConfigKey(key, project.name, file), value ?? '');
  }
  requireDeclared(project, values, file);

  const cipher = [...values.values()].some(holdsSecure)
    ? await stackCipher(stack, file, environment)
    : undefined;
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of values) {
    const plain = cipher === undefined ? value : await reveal(value, cipher, `${file}: ${key}`);
    if (holdsSecure(value)) secretKeys.push(key);
    config[key] = configText(plain);
    checkType(project, key, value, plain, file);
  }
  for (const [key, { fallback, secret }] of project.config) {
    if (values.has(key) || fallback === undefined) continue;
    config[key] = configText(fallback);
    if (secret) secretKeys.push(key);
  }
  const secretsProvider = stack['secretsprovider'];
  return {
    config,
    secretKeys: secretKeys.sort(),
    ...(typeof secretsProvider === 'string' ? { secretsProvider } : {}),
  };
}

function requireDeclared(
  project: PulumiProject,
  values: ReadonlyMap<string, ConfigValue>,
  file: string,
): void {
  const missing = [...project.config]
    .filter(([key, entry]) => entry.required && !values.has(key))
    .map(([key]) => key);
  if (missing.length === 0) return;
  throw invalid(
    `${file} lacks values that the project asks for: ${missing.join(', ')}`,
    file,
    `Set them in ${file}, or give them a default in the Pulumi.yaml, and commit it.`,
  );
}

/** A map with the one key `secure` and a text is a secret. */
function isSecure(value: ConfigValue): value is { readonly secure: string } {
  return (
    isConfigMap(value) && Object.keys(value).length === 1 && typeof value['secure'] === 'string'
  );
}

function holdsSecure(value: ConfigValue): boolean {
  if (isSecure(value)) return true;
  if (Array.isArray(value)) return value.some((element: ConfigValue) => holdsSecure(element));
  return isConfigMap(value) && Object.values(value).some(holdsSecure);
}

async function reveal(value: ConfigValue, cipher: Cipher, where: string): Promise<ConfigValue> {
  if (isSecure(value)) {
    try {
      return await cipher.decrypt(value.secure);
    } catch (cause) {
      if (!(cause instanceof BlackstartError)) throw cause;
      const { code, remedy, operation } = cause;
      throw new BlackstartError({
        code,
        message: `${where}: ${cause.message}`,
        ...(operation === undefined ? {} : { operation }),
        ...(remedy === undefined ? {} : { remedy }),
        cause,
      });
    }
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((element: ConfigValue) => reveal(element, cipher, where)));
  }
  if (!isConfigMap(value)) return value;
  const members = Object.entries(value).map(
    async ([key, member]) => [key, await reveal(member, cipher, where)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}

async function stackCipher(
  stack: ConfigMap,
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<Cipher> {
  const provider = stack['secretsprovider'];
  const salt = stack['encryptionsalt'];
  if (typeof provider === 'string' && provider.includes('://')) {
    throw invalid(
      `the secrets of ${file} are encrypted by ${providerName(provider)}, which is not supported`,
      file,
      'Change the stack to a passphrase, `pulumi stack change-secrets-provider passphrase`, and commit the file.',
    );
  }
  if (typeof salt !== 'string' || salt === '') {
    throw invalid(
      `${file} has secrets but no encryptionsalt: they are encrypted by Pulumi Cloud, which cannot be asked in a recovery`,
      file,
      'Change the stack to a passphrase, `pulumi stack change-secrets-provider passphrase`, and commit the file.',
    );
  }
  const passphrase = await passphraseFrom(environment);
  if (passphrase === undefined) {
    throw new BlackstartError({
      code: 'passphrase-missing',
      operation: 'read the configuration',
      message: `${file} has secrets, but no passphrase is given to open them`,
      remedy:
        'Set PULUMI_CONFIG_PASSPHRASE to the passphrase of that stack, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.',
    });
  }
  return openStackCipher(passphrase, salt, file);
}

/** What people call a secrets provider, with its address: `awskms://alias/x` is `AWS KMS (awskms://alias/x)`. */
function providerName(provider: string): string {
  const scheme = provider.split('://')[0] ?? provider;
  const names: Readonly<Record<string, string>> = {
    awskms: 'AWS KMS',
    azurekeyvault: 'Azure Key Vault',
    gcpkms: 'Google Cloud KMS',
    hashivault: 'HashiCorp Vault',
  };
  return `${names[scheme] ?? 'a provider of its own'} (${provider})`;
}

/** Holds a value against the type that the project gives it, as Pulumi does before it runs a program. */
function checkType(
  project: PulumiProject,
  key: string,
  written: ConfigValue,
  plain: ConfigValue,
  file: string,
): void {
  const entry = project.config.get(key);
  if (entry?.type === undefined) return;
  if (entry.secret && !holdsSecure(written)) {
    throw invalid(
      `${file}: ${key} must be encrypted, since the project says that it is secret`,
      file,
      `Set it anew with \`pulumi config set --secret ${key}\` and commit the file.`,
    );
  }
  // Outside of maps and lists Pulumi takes every value as its text.
  const nested = isConfigMap(plain) || Array.isArray(plain);
  if (hasType(nested ? plain : configText(plain), entry.type, entry.items)) return;
  throw invalid(`${file}: ${key} must be of the type ${entry.type}`, file);
}

function hasType(value: ConfigValue, type: string, items: ConfigValue | undefined): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      if (typeof value === 'string') return /^[-+]?\d+$/.test(value);
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
    case 'object':
      return isConfigMap(value);
    case 'array': {
      const element = isConfigMap(items) ? items['type'] : undefined;
      if (!Array.isArray(value) || typeof element !== 'string') return false;
      const inner = isConfigMap(items) ? items['items'] : undefined;
      return value.every((each: ConfigValue) => hasType(each, element, inner));
    }
    default:
      return true;
  }
}
