import { sha256Hex } from '../../model/hash.js';
import { matchesGlob } from '../../model/glob.js';
import { ProviderError } from '../../model/provider.js';
import type { Account } from './account.js';
import { isKubernetes } from './families.js';
import type { CloudOperation, Fault, FaultKind } from './fault.js';
import { unreachable } from './kubernetes/cluster.js';

/** One call to the simulated cloud, as faults see it. */
export interface FaultyCall {
  readonly operation: CloudOperation;
  readonly type: string;
  readonly urn: string;
  /** Names of the cluster that a Kubernetes call goes to: its name, its endpoint, its URN. */
  readonly clusterNames: readonly string[];
  readonly signal?: AbortSignal;
}

/** What the faults let a call do. */
export interface Passage {
  /** Its times take so many times as long. */
  readonly slowness: number;
  /** So many milliseconds after its creation a thing can be found. */
  readonly invisibleMs: number;
  /** To be called when the effect has happened: may fail all the same, or end the process. */
  readonly afterEffect: () => void;
}

const DEFAULT_SECONDS = 30;
const DEFAULT_SLOWNESS = 10;

/** Fires the faults that the sandbox's settings ask for. */
export class Faults {
  readonly #account: Account;
  readonly #crash: () => void;
  /** How often a fault was considered for a call, so that chances repeat with the same seed. */
  readonly #considered = new Map<string, number>();

  constructor(account: Account, crash: () => void) {
    this.#account = account;
    this.#crash = crash;
  }

  /** Throws, waits or dies, as the faults before the effect have it. */
  async enter(call: FaultyCall): Promise<Passage> {
    if (this.#account.settings.faults.length === 0) return unharmed;
    const cut = isKubernetes(call.type) ? this.#fire('unreachable-cluster', call) : undefined;
    if (cut !== undefined) throw unreachable(cut.message ?? 'dial tcp: i/o timeout');
    const throttled = this.#fire('throttle', call);
    if (throttled !== undefined) throw new Throttled(call.type);
    const refused = this.#fire('error', call);
    if (refused !== undefined) {
      throw new ProviderError(refused.message ?? 'the request was refused', 'UNKNOWN');
    }
    const silent = this.#fire('timeout', call);
    if (silent !== undefined) await this.#fallSilent(silent, call);
    if (this.#fire('crash', call, 'before') !== undefined) this.#crash();
    const slow = this.#fire('slow', call);
    const late = call.operation === 'create' ? this.#fire('late-effect', call) : undefined;
    return {
      slowness: slow === undefined ? 1 : (slow.factor ?? DEFAULT_SLOWNESS),
      invisibleMs: late === undefined ? 0 : this.#account.scaled(late.seconds ?? DEFAULT_SECONDS),
      afterEffect: () => {
        if (this.#fire('crash', call, 'after') !== undefined) this.#crash();
        const lost = late ?? this.#fire('error-after-effect', call);
        if (lost !== undefined) {
          throw new ProviderError(
            lost.message ?? 'the connection was lost while waiting for the answer',
            'DEADLINE_EXCEEDED',
          );
        }
      },
    };
  }

  /** Until when a fault keeps the free names of a type from being used. */
  cooldown(type: string, urn: string): number | undefined {
    const { faults } = this.#account.settings;
    const now = this.#account.clock.now();
    const untils = faults
      .filter((fault) => fault.kind === 'cooldown' && matches(fault, type, urn))
      .map((fault) => (fault.since ?? 0) + this.#account.scaled(fault.seconds ?? DEFAULT_SECONDS))
      .filter((until) => until > now);
    return untils.length === 0 ? undefined : Math.max(...untils);
  }

  async #fallSilent(fault: Fault, { signal }: FaultyCall): Promise<never> {
    const { clock } = this.#account;
    const ms = this.#account.scaled(fault.seconds ?? DEFAULT_SECONDS);
    await clock.sleepUntil(clock.now() + ms, signal);
    throw new ProviderError(fault.message ?? 'no answer before the deadline', 'DEADLINE_EXCEEDED');
  }

  #fire(kind: FaultKind, call: FaultyCall, when?: 'before' | 'after'): Fault | undefined {
    return this.#account.settings.faults.find(
      (fault, at) =>
        fault.kind === kind &&
        (when === undefined || (fault.when ?? 'after') === when) &&
        (fault.operation === undefined || fault.operation === call.operation) &&
        matches(fault, call.type, call.urn, kind === 'unreachable-cluster' ? call : undefined) &&
        this.#byChance(fault, call) &&
        this.#withinCount(fault, at),
    );
  }

  #byChance(fault: Fault, { urn, type, operation }: FaultyCall): boolean {
    if (fault.probability === undefined) return true;
    const subject = `${fault.seed ?? ''}|${fault.kind}|${urn || type}|${operation}`;
    const round = this.#considered.get(subject) ?? 0;
    this.#considered.set(subject, round + 1);
    const chance = parseInt(sha256Hex(`${subject}|${round}`).slice(0, 8), 16) / 2 ** 32;
    return chance < fault.probability;
  }

  /** Firings are counted in the account's log, where other processes and later ones see them. */
  #withinCount(fault: Fault, position: number): boolean {
    if (fault.count === undefined) return true;
    const name = fault.id ?? `${position} ${fault.kind} ${fault.match}`;
    if (this.#account.index.timesFired(name) >= fault.count) return false;
    return this.#account.noteFired(name) <= fault.count;
  }
}

const unharmed: Passage = { slowness: 1, invisibleMs: 0, afterEffect: () => undefined };

/** The API is asked too often; trying again later helps. */
export class Throttled extends ProviderError {
  constructor(type: string) {
    super(
      isKubernetes(type) ? '429 Too Many Requests: try again later' : 'Throttling: Rate exceeded',
      'UNKNOWN',
    );
  }
}

function matches(
  { match }: Fault,
  type: string,
  urn: string,
  call?: Pick<FaultyCall, 'clusterNames'>,
): boolean {
  if (matchesGlob(match, type) || (urn !== '' && matchesGlob(match, urn))) return true;
  return call?.clusterNames.some((name) => matchesGlob(match, name)) ?? false;
}
