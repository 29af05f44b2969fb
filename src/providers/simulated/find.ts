import type { LiveState } from '../../model/provider.js';
import type { Account } from './account.js';
import { behaviourOf } from './families.js';
import type { Instance } from './instance.js';
import type { ResourceRecord } from './record.js';

/** A visible record by id, arn or import id, as this provider instance would see it. */
export function findRecord(
  account: Account,
  instance: Instance,
  type: string,
  id: string,
): ResourceRecord | undefined {
  const { index } = account;
  for (const [place, scope] of behaviourOf(type).scopes(type, account, instance).entries()) {
    const record = index.byId(scope, type, id);
    if (record !== undefined && isInSight(record, place, account.clock.now())) return record;
  }
  return undefined;
}

/** Records of other regions count only when they name their region themselves; late ones not before their time. */
export function isInSight(record: ResourceRecord, place: number, now: number): boolean {
  return record.visibleAt <= now && (place === 0 || record.inputs['region'] !== undefined);
}

/** What exists without having been made here: built-in things, and those that the settings list. */
export function findOutside(
  account: Account,
  instance: Instance,
  type: string,
  id: string,
): LiveState | undefined {
  const properties =
    account.settings.outside.find((each) => each.type === type && each.id === id)?.properties ??
    behaviourOf(type).builtIn(type, id, account, instance);
  return properties === undefined
    ? undefined
    : { id, inputs: properties, outputs: { ...properties, id } };
}
