import type { Account } from './account.js';
import { behaviourOf } from './families.js';
import { showLostPrincipals } from './principals.js';
import type { Remains, ResourceRecord } from './record.js';

/** Deletes records with all that dies with them, and says what went. `clean` leaves no tombstones or cooldowns. */
export function removeRecords(
  account: Account,
  records: Iterable<ResourceRecord>,
  options: { readonly clean?: boolean } = {},
): readonly ResourceRecord[] {
  const family = [...account.index.familyOf(records)];
  const remains = options.clean === true ? [] : family.flatMap((each) => remainsOf(account, each));
  account.delete(family, remains);
  showLostPrincipals(account, family);
  return family;
}

function remainsOf(account: Account, record: ResourceRecord): Remains[] {
  const now = account.clock.now();
  return behaviourOf(record.type)
    .remainsAfter(record.type)
    .map(({ seconds, ...rule }) => ({ ...rule, record, until: now + account.scaled(seconds) }));
}
