import { ProviderError } from '../../model/provider.js';
import { packageOf } from '../../model/urn.js';
import type { Account } from './account.js';
import { isKubernetes, isStateOnly } from './families.js';
import type { CloudOperation } from './fault.js';
import { Faults, type Passage } from './faults.js';
import type { Instance } from './instance.js';
import { clusterFor, hostOf } from './kubernetes/cluster.js';
import { Rates } from './rates.js';

/** Who asks the cloud for what. */
export interface CloudCall {
  readonly operation: CloudOperation;
  readonly type: string;
  readonly urn: string;
  readonly instance: Instance;
  readonly signal?: AbortSignal;
}

/** The simulated cloud's front door: the account behind its faults and rates. */
export class Cloud {
  readonly account: Account;
  readonly faults: Faults;
  readonly #rates: Rates;

  constructor(account: Account, crash: () => void = dieAtOnce) {
    this.account = account;
    this.faults = new Faults(account, crash);
    this.#rates = new Rates(account);
  }

  /** Lets a call in, or refuses it as the settings have it. */
  async enter(call: CloudCall): Promise<Passage> {
    const clusterNames = isKubernetes(call.type) ? this.#clusterNames(call.instance) : [];
    if (!isLocal(call.type)) {
      const { account, region } = this.account.settings;
      const place = clusterNames[0] ?? `${account} ${call.instance.region ?? region}`;
      this.#rates.take(call.type, call.operation, place);
    }
    return this.faults.enter({ ...call, clusterNames });
  }

  #clusterNames(instance: Instance): string[] {
    const { cluster } = instance;
    if (typeof cluster === 'string') return [];
    const names = [cluster.server, hostOf(cluster.server)];
    try {
      const record = clusterFor(this.account, instance);
      return [...names, record.id, ...(record.urn === undefined ? [] : [record.urn])];
    } catch (error) {
      // A cluster that does not live has no further names; the call itself will say so.
      if (error instanceof ProviderError) return names;
      throw error;
    }
  }
}

/** Values that are made without asking anybody. */
function isLocal(type: string): boolean {
  return isStateOnly(type) && packageOf(type) !== 'aws';
}

/** As kill -9 would: nothing is finished, flushed or said. */
function dieAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
