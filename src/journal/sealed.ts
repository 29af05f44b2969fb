import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { BlackstartError, messageOf } from '../model/errors.js';
import type { PropertyMap } from '../model/values.js';

/** Encrypts texts; what it decrypts, it or its like has encrypted. */
export interface SealingCipher {
  encrypt(text: string): Promise<string>;
  decrypt(text: string): Promise<string>;
}

/** A resource that lives only in state (a random password, a key): all there is of it. */
export interface SealedValue {
  readonly type: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export type SealedAnswer =
  | { readonly state: 'found'; readonly value: SealedValue }
  | { readonly state: 'absent' }
  /** It is there, but no cipher was given to open it with. */
  | { readonly state: 'locked' };

export interface SealedPlace {
  /** Folder of the system and target, see targetFolder. */
  readonly folder: string;
  /** The file that the manifest names as `sealed`, absolute; only read. */
  readonly file?: string | undefined;
  /** Without one nothing can be opened, and nothing is written. */
  readonly cipher?: SealingCipher | undefined;
}

const entry = z.object({ type: z.string(), id: z.string(), value: z.string() });
type Entry = z.infer<typeof entry>;
const line = entry.extend({ urn: z.string(), at: z.number() });

const propertyMap = z.custom<PropertyMap>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const content = z.object({ inputs: propertyMap, outputs: propertyMap });

/**
 * The sealed values of a system: those of its repository (a YAML map of URN to `type`, `id` and encrypted `value`),
 * and over them those that runs on this machine have written, in `<folder>/sealed.jsonl`.
 */
export class SealedValues {
  private constructor(
    private readonly entries: Map<string, Entry>,
    private readonly file: string,
    private readonly cipher: SealingCipher | undefined,
  ) {}

  /** Fails with `configuration-invalid` where a file is no such file. */
  static async open(place: SealedPlace): Promise<SealedValues> {
    const own = join(place.folder, 'sealed.jsonl');
    const entries = new Map<string, Entry>();
    if (place.file !== undefined) {
      for (const [urn, value] of parseYaml(await readIfThere(place.file), place.file)) {
        entries.set(urn, value);
      }
    }
    for (const { urn, type, id, value } of parseLines(await readIfThere(own), own)) {
      entries.set(urn, { type, id, value });
    }
    return new SealedValues(entries, own, place.cipher);
  }

  /** The URNs of which there is a value. */
  get urns(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** Fails with `passphrase-wrong` when it was sealed under another passphrase. */
  async read(urn: string): Promise<SealedAnswer> {
    const found = this.entries.get(urn);
    if (found === undefined) return { state: 'absent' };
    if (this.cipher === undefined) return { state: 'locked' };
    const text = await this.cipher.decrypt(found.value);
    const result = content.safeParse(JSON.parse(text));
    if (!result.success) throw broken(`the sealed value of ${urn} is not what was sealed`);
    return { state: 'found', value: { type: found.type, id: found.id, ...result.data } };
  }

  /** Keeps a value, durably. False when there is no cipher, so that nothing was written. */
  async write(urn: string, value: SealedValue): Promise<boolean> {
    if (this.cipher === undefined) return false;
    const { type, id, inputs, outputs } = value;
    const sealed: Entry = {
      type,
      id,
      value: await this.cipher.encrypt(JSON.stringify({ inputs, outputs })),
    };
    await appendDurably(this.file, `${JSON.stringify({ urn, at: Date.now(), ...sealed })}\n`);
    this.entries.set(urn, sealed);
    return true;
  }

  /** All values, still encrypted, as the file that a manifest can name as `sealed`. */
  toYaml(): string {
    return stringify(Object.fromEntries([...this.entries].sort(([a], [b]) => (a < b ? -1 : 1))), {
      lineWidth: 0,
    });
  }
}

function parseYaml(text: string, file: string): [string, Entry][] {
  let data: unknown;
  try {
    data = parse(text);
  } catch (cause) {
    throw broken(`${file}: ${messageOf(cause)}`, cause);
  }
  const result = z.record(z.string(), entry).safeParse(data ?? {});
  if (result.success) return Object.entries(result.data);
  const issue = result.error.issues[0];
  throw broken(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a map'}`);
}

/**
 * Lines that a crash tore off are passed over: their writes were never confirmed. They are no JSON, since they lack
 * their end; what is JSON but no sealed value was not written by this and is refused.
 */
function parseLines(text: string, file: string): z.infer<typeof line>[] {
  return text.split('\n').flatMap((each, index) => {
    const data = parseJson(each);
    if (data === undefined) return [];
    const result = line.safeParse(data);
    if (result.success) return [result.data];
    throw broken(`${file}:${index + 1} is not a sealed value`, result.error);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    // ENOTDIR: a part of its path is a file, which is for whoever writes there to say.
    const isThere = !['ENOENT', 'ENOTDIR'].includes(String((cause as NodeJS.ErrnoException).code));
    if (!isThere) return '';
    throw broken(`${file} cannot be read: ${messageOf(cause)}`, cause);
  }
}

async function appendDurably(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      // Behind a torn line a new one must not begin in its middle.
      const separator = size > 0 && buffer[0] !== 0x0a ? '\n' : '';
      await handle.appendFile(separator + text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new BlackstartError({
      code: 'journal-write',
      operation: 'seal a value',
      message: `${file} cannot be written: ${messageOf(cause)}`,
      remedy: 'Make room on the disk or mend the permissions of that folder; then resume the run.',
      cause,
    });
  }
}

function broken(message: string, cause?: unknown): BlackstartError {
  return new BlackstartError({
    code: 'configuration-invalid',
    operation: 'read the sealed values',
    message,
    remedy: 'Restore the file from Git or a backup, or remove it: new values are made then.',
    cause,
  });
}
