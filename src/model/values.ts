/**
 * Property values in the form in which Pulumi's protocol carries them: JSON, in which secrets, assets,
 * resource references and outputs are objects marked by a signature key, and an unknown is a reserved string.
 * They stay in this form through the whole engine, so that nothing is lost or converted twice.
 * Signatures: sdk/go/common/resource of github.com/pulumi/pulumi.
 */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

export type PropertyMap = { readonly [key: string]: PropertyValue };

export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
export const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';
export const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270';
export const ASSET_SIGNATURE = 'c44067f5952c0a294b673a41bacd8c17';
export const ARCHIVE_SIGNATURE = '0def7320c3a5731c473e5ecbe6d01bc7';
export const RESOURCE_SIGNATURE = '5cf8f73096256a8f31e491e813e4eb8e';
export const OUTPUT_SIGNATURE = 'd0e6a833031e9bbcd3f4e8bde6ca49a4';

/** What stands in every place where a secret would have been printed. */
export const MASK = '[secret]';

export function isPropertyMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function signatureOf(value: PropertyValue | undefined): PropertyValue | undefined {
  return isPropertyMap(value) ? value[SIGNATURE_KEY] : undefined;
}

export function isSecret(value: PropertyValue | undefined): boolean {
  return signatureOf(value) === SECRET_SIGNATURE;
}

export function makeSecret(value: PropertyValue): PropertyMap {
  return isSecret(value) ? (value as PropertyMap) : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** Is this value itself unknown (also when it is an unknown secret or an output without a value)? */
export function isUnknown(value: PropertyValue | undefined): boolean {
  if (value === UNKNOWN) return true;
  const signature = signatureOf(value);
  if (signature === SECRET_SIGNATURE) return isUnknown((value as PropertyMap)['value']);
  if (signature === OUTPUT_SIGNATURE) {
    const inner = (value as PropertyMap)['value'];
    return inner === undefined || isUnknown(inner);
  }
  return false;
}

/** Does any test hold for the value or anything inside it? */
function some(value: PropertyValue | undefined, test: (value: PropertyValue) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((element: PropertyValue) => some(element, test));
  if (isPropertyMap(value)) return Object.values(value).some((element) => some(element, test));
  return false;
}

export function containsUnknown(value: PropertyValue | undefined): boolean {
  return some(value, isUnknown);
}

export function containsSecret(value: PropertyValue | undefined): boolean {
  return some(value, isSecret);
}

/** Rewrites every value inside, innermost first. Returns the same object where nothing changed. */
export function mapValue(
  value: PropertyValue,
  rewrite: (value: PropertyValue) => PropertyValue,
): PropertyValue {
  if (Array.isArray(value)) {
    let changed = false;
    const elements = value.map((element: PropertyValue) => {
      const next = mapValue(element, rewrite);
      if (next !== element) changed = true;
      return next;
    });
    return rewrite(changed ? elements : value);
  }
  if (isPropertyMap(value)) {
    let changed = false;
    const next: Record<string, PropertyValue> = {};
    for (const [key, element] of Object.entries(value)) {
      const rewritten = mapValue(element, rewrite);
      if (rewritten !== element) changed = true;
      next[key] = rewritten;
    }
    return rewrite(changed ? next : value);
  }
  return rewrite(value);
}

/** The value without secret marks: for providers that do not take them, and for comparison. */
export function revealSecrets<T extends PropertyValue>(value: T): T {
  return mapValue(value, (inner) =>
    isSecret(inner) ? ((inner as PropertyMap)['value'] ?? null) : inner,
  ) as T;
}

/** The value as people may see it: every secret replaced by {@link MASK}. */
export function maskSecrets(value: PropertyValue): PropertyValue {
  if (isSecret(value)) return MASK;
  if (Array.isArray(value)) return value.map((element: PropertyValue) => maskSecrets(element));
  if (isPropertyMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, element]) => [key, maskSecrets(element)]),
    );
  }
  return value;
}

/** Collects the plain text of every secret inside, so that printed text can be cleaned of it. */
export function secretTexts(value: PropertyValue): string[] {
  const texts: string[] = [];
  const collect = (inner: PropertyValue, secret: boolean): void => {
    if (isSecret(inner)) collect((inner as PropertyMap)['value'] ?? null, true);
    else if (Array.isArray(inner))
      inner.forEach((element: PropertyValue) => collect(element, secret));
    else if (isPropertyMap(inner))
      Object.values(inner).forEach((element) => collect(element, secret));
    else if (secret && typeof inner === 'string' && inner !== UNKNOWN) texts.push(inner);
    else if (secret && typeof inner === 'number') texts.push(String(inner));
  };
  collect(value, false);
  return texts;
}

/**
 * Outputs (values with their dependencies) become plain values: the known ones what they hold, secret ones
 * secrets, the others unknown. Resource references become the id of what they name.
 */
export function flattenOutputs<T extends PropertyValue>(value: T): T {
  return mapValue(value, (inner) => {
    const signature = signatureOf(inner);
    const map = inner as PropertyMap;
    if (signature === OUTPUT_SIGNATURE) {
      const plain = map['value'] ?? UNKNOWN;
      return map['secret'] === true ? makeSecret(plain) : plain;
    }
    if (signature === RESOURCE_SIGNATURE) {
      const id = map['id'];
      if (id === undefined) return map['urn'] ?? null;
      return id === '' || id === null ? UNKNOWN : id;
    }
    return inner;
  }) as T;
}

/** Are two values equal as JSON, whatever the order of keys? Secrets and their plain values are equal. */
export function equalValues(
  left: PropertyValue | undefined,
  right: PropertyValue | undefined,
): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  const a = isSecret(left) ? ((left as PropertyMap)['value'] ?? null) : left;
  const b = isSecret(right) ? ((right as PropertyMap)['value'] ?? null) : right;
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => equalValues(element, b[index]));
  }
  if (isPropertyMap(a) && isPropertyMap(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => equalValues(a[key], b[key]))
    );
  }
  return false;
}
