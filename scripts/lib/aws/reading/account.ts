import { readBalancers, readClassicBalancers } from './balancers.js';
import { readFleets, readNetwork } from './ec2.js';
import { readLogsAndAlarms, readQueues, readTopics } from './messaging.js';
import { readAll, type Reading } from './reader.js';
import { readIam, readKeys, readNames, readSecrets } from './security.js';
import { readBuckets, readRepositories, readTables } from './storage.js';

const SERVICES = [
  ...[readNetwork, readFleets, readBalancers, readClassicBalancers],
  ...[readQueues, readTopics, readLogsAndAlarms],
  ...[readBuckets, readTables, readRepositories],
  ...[readIam, readKeys, readSecrets, readNames],
];

/**
 * Everything that the APIs tell of what the reference system is made of, whoever made it. Asks AWS directly and shares
 * nothing with the tool, so that it can bear witness about it.
 */
export function readAccount(): Promise<Reading> {
  return readAll(SERVICES);
}

export interface Changes {
  readonly gone: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** What happened between two readings. Pure. */
export function changesBetween(before: Reading, after: Reading): Changes {
  const there = [...before.keys()].filter((key) => after.has(key));
  return {
    gone: [...before.keys()].filter((key) => !after.has(key)),
    added: [...after.keys()].filter((key) => !before.has(key)),
    changed: there.filter((key) => before.get(key) !== after.get(key)),
  };
}

/**
 * Survivors that a recovery changed though the damage had not touched them and they named nothing that was lost.
 * `damaged` is the reading between damage and recovery. Pure.
 */
export function untouchedButChanged(
  before: Reading,
  damaged: Reading,
  recovered: Reading,
): string[] {
  const damage = changesBetween(before, damaged);
  const lostIds = damage.gone.map(nameInKey);
  const names = (text: string): boolean => lostIds.some((id) => text.includes(id));
  const recovery = changesBetween(damaged, recovered);
  return [...recovery.changed, ...recovery.gone].filter(
    (key) => !damage.changed.includes(key) && !names(damaged.get(key) ?? ''),
  );
}

/** What others call it: an id, or of an ARN the end that stands for it in metrics and policies. */
function nameInKey(key: string): string {
  const id = key.slice(key.indexOf(': ') + 2);
  return id.startsWith('arn:') && id.includes('/') ? id.slice(id.indexOf('/') + 1) : id;
}

/** How many there are of each kind. Pure. */
export function kindsIn(reading: Reading): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of [...reading.keys()].toSorted()) {
    const [kind = ''] = key.split(': ');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
