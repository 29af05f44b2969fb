import type { PruneItem } from '../../engine/prune/prunable.js';
import { BlackstartError } from '../../model/errors.js';
import { plural } from '../../report/index.js';
import type { Output } from '../output.js';
import type { PrunePlan } from './planPrune.js';

export interface PruneOptions {
  readonly prune: boolean;
  /** What stands for the list, as a plan has shown it. */
  readonly confirmPrune?: string | undefined;
  /** Names of resources with data that may go. */
  readonly confirmData: readonly string[];
}

/**
 * Has a list of deletions confirmed, by a person at the terminal or by its hash, and each resource with data by its
 * name. `--yes` is no answer to this. Throws `prune-unconfirmed` or `declined`; nothing has been written then.
 */
export async function confirmPrune(
  { prunable, hash }: Pick<PrunePlan, 'prunable' | 'hash'>,
  options: PruneOptions,
  output: Pick<Output, 'ask' | 'answer'>,
  interactive: boolean,
): Promise<void> {
  const { items } = prunable;
  if (items.length === 0) return;
  requireHash(hash, items.length, options.confirmPrune, interactive);
  const guarded = items.filter((item) => item.guarded !== undefined);
  const unnamed = guarded.filter((item) => !isNamed(item, guarded, options.confirmData));
  if (unnamed.length > 0 && !interactive) throw namesMissing(unnamed);
  if (options.confirmPrune === undefined) {
    if (!(await output.ask(`Delete ${plural(items.length, 'resource')} for ever?`)))
      throw declined();
  }
  for (const item of unnamed) {
    const answer = await output.answer(
      `${item.type} ${item.id} ${item.guarded ?? ''}. Type its name, ${item.name}, to delete it:`,
    );
    if (answer.trim() !== item.name) throw declined();
  }
}

function requireHash(
  hash: string,
  count: number,
  given: string | undefined,
  interactive: boolean,
): void {
  if (given === hash || (given === undefined && interactive)) return;
  throw new BlackstartError({
    code: 'prune-unconfirmed',
    operation: 'confirm the deletions',
    message:
      given === undefined
        ? `${plural(count, 'resource')} would be deleted, and there is no terminal to ask at`
        : `the list of deletions is not the one that ${given} stands for`,
    remedy: `Read the list. If all of it may go, add --confirm-prune ${hash}.`,
  });
}

/** By its name where that is the only one of its kind here, else by its URN or its id. */
function isNamed(
  { urn, id, name }: PruneItem,
  guarded: readonly PruneItem[],
  names: readonly string[],
): boolean {
  const unique = guarded.filter((other) => other.name === name).length === 1;
  return names.includes(urn) || names.includes(id) || (unique && names.includes(name));
}

function namesMissing(unnamed: readonly PruneItem[]): BlackstartError {
  const list = unnamed.map(({ type, name, guarded }) => `${type} ${name} (${guarded ?? ''})`);
  return new BlackstartError({
    code: 'prune-unconfirmed',
    operation: 'confirm the deletions',
    message: `these are deleted only when they are named: ${list.join(', ')}`,
    remedy: `Have their data saved. Then add ${unnamed.map(({ name }) => `--confirm-data ${name}`).join(' ')}; where two share a name, give the URN.`,
  });
}

function declined(): BlackstartError {
  return new BlackstartError({
    code: 'declined',
    message: 'declined; nothing was written',
    remedy: 'Run the command again when the list is what you want, or without --prune.',
  });
}
