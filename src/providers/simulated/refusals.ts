import { ProviderError } from '../../model/provider.js';
import { containsUnknown, type PropertyMap } from '../../model/values.js';
import { CreateConflict } from './account.js';
import type { Behaviour, Draft } from './behaviour.js';
import type { Cloud } from './cloud.js';
import { diffInputs } from './diff.js';
import type { Remains, ResourceRecord } from './record.js';

/** Stores a new record, or says in the API's words why there cannot be one. */
export function storeNew(
  cloud: Cloud,
  draft: Draft,
  record: ResourceRecord,
  behaviour: Behaviour,
): void {
  try {
    cloud.account.create(record);
  } catch (error) {
    if (!(error instanceof CreateConflict)) throw error;
    throw new ProviderError(conflictText(error, draft, record, behaviour), 'UNKNOWN', undefined, {
      cause: error,
    });
  }
}

function conflictText(
  { conflict }: CreateConflict,
  draft: Draft,
  record: ResourceRecord,
  behaviour: Behaviour,
): string {
  switch (conflict.kind) {
    case 'exists':
      return behaviour.alreadyExists(draft, record);
    case 'parent-gone':
      return `NotFound: what ${record.type} ${record.id} belongs to no longer exists`;
    case 'remains':
      return remainsText(record, conflict.remains);
  }
}

/** In words by which callers tell what passes by itself from what does not. */
function remainsText({ id }: ResourceRecord, { kind, remedy, condition, until }: Remains): string {
  if (kind === 'cooldown') return cooldownText(id, until);
  return remedy === 'wait'
    ? `ResourceInUse: ${id} is being deleted`
    : `InvalidState: ${id} is ${condition}; restore it, or use another name`;
}

function cooldownText(id: string, until: number): string {
  return `DeletedRecently: ${id} was deleted recently; its name is not available before ${new Date(until).toISOString()}`;
}

/** A fault may keep free names from being used. */
export function refuseCooldown({ faults }: Cloud, { type, urn = '', id }: ResourceRecord): void {
  const until = faults.cooldown(type, urn);
  if (until !== undefined) throw new ProviderError(cooldownText(id, until), 'UNKNOWN');
}

export function refuseUnknown(inputs: PropertyMap): void {
  if (!containsUnknown(inputs)) return;
  throw new ProviderError('an input is not known', 'INVALID_ARGUMENT');
}

/** No API changes in place what only a replacement can change. */
export function refuseReplacement(
  { type, id, inputs: oldInputs }: ResourceRecord,
  news: PropertyMap,
  behaviour: Behaviour,
): void {
  const replacePaths = behaviour.replacePaths(type);
  const { replaces } = diffInputs({ oldInputs, news, ignoreChanges: [], replacePaths });
  if (replaces.length === 0) return;
  throw new ProviderError(
    `${type} ${id}: ${replaces.join(', ')} cannot be changed in place`,
    'INVALID_ARGUMENT',
  );
}
