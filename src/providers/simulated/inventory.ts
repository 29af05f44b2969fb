import type { PropertyMap } from '../../model/values.js';
import type { Account } from './account.js';
import { isKubernetes } from './families.js';
import type { Instance } from './instance.js';
import { clusterFor } from './kubernetes/cluster.js';
import type { ResourceRecord } from './record.js';

/** What an instance's inventory covers: its cluster, or the account in its region. */
export function scopeOf(account: Account, instance: Instance): string {
  if (typeof instance.cluster !== 'string') return `cluster ${instance.cluster.server}`;
  const { account: number, region } = account.settings;
  return `account ${number} ${instance.region ?? region}`;
}

/** All that lives there. Fails where the cluster does not answer. */
export function inventoryOf(account: Account, instance: Instance): PropertyMap[] {
  return recordsOf(account, instance).map(({ type, id, aliases }) => ({
    ...{ type, id },
    aliases: [...aliases],
  }));
}

function recordsOf(account: Account, instance: Instance): ResourceRecord[] {
  const all = [...account.index.all()];
  if (typeof instance.cluster !== 'string') {
    const { incarnation } = clusterFor(account, instance);
    return all.filter(({ cluster }) => cluster === incarnation);
  }
  const region = instance.region ?? account.settings.region;
  return all.filter(
    ({ type, scope }) => !isKubernetes(type) && (scope === region || scope === 'global'),
  );
}
