import { SealedValues as SealedStore } from '../journal/index.js';
import { BlackstartError } from '../model/errors.js';
import type { SealedValues } from '../engine/walk/walkContext.js';
import type { Hint } from '../identity/hints.js';
import type { Urn } from '../model/urn.js';
import { createSealingCipher, passphraseFrom } from '../system/index.js';

export interface SealedRequest {
  /** Folder of the system and target, where runs on this machine keep theirs. */
  readonly folder: string;
  /** The file in the repository, absolute. */
  readonly file: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** The sealed values of a system as the engine wants them, opened with Pulumi's passphrase. */
export async function openSealedValues(request: SealedRequest): Promise<SealedValues> {
  const store = await openStore(request);
  return {
    read: (urn) => readSealed(store, urn),
    write: (urn, value) => store.write(urn, value),
  };
}

/**
 * As {@link openSealedValues}, but what a rehearsal seals is kept in memory: it needs no passphrase and leaves nothing
 * behind. `forget` is the loss of the machine: from then on there is only what the repository holds.
 */
export async function rehearsedSealedValues(
  request: SealedRequest,
): Promise<SealedValues & { forget(): void }> {
  const store = await openStore(request);
  const own = new Map<Urn, Hint>();
  return {
    read: async (urn) => own.get(urn) ?? (await readSealed(store, urn)),
    write: (urn, value) => {
      own.set(urn, value);
      return Promise.resolve(true);
    },
    forget: () => own.clear(),
  };
}

async function openStore({ folder, file, env }: SealedRequest): Promise<SealedStore> {
  const passphrase = await passphraseFrom(env);
  const cipher = passphrase === undefined ? undefined : createSealingCipher(passphrase);
  return SealedStore.open({ folder, file, cipher });
}

async function readSealed(store: SealedStore, urn: Urn): Promise<Hint | undefined> {
  const answer = await store.read(urn);
  if (answer.state === 'found') return answer.value;
  if (answer.state === 'absent') return undefined;
  // A new value in its place would be a difference that nobody asked for.
  throw new BlackstartError({
    code: 'passphrase-missing',
    operation: 'open a sealed value',
    urn,
    message: 'its value is sealed, and there is no passphrase to open it with',
    remedy: 'Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE).',
  });
}
