import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { BlackstartError } from '../../model/errors.js';
import { matchesGlob } from '../../model/glob.js';
import { sha256Hex } from '../../model/hash.js';
import type { PropertyMap, PropertyValue } from '../../model/values.js';
import { Account } from './account.js';
import { tagsOf } from './rowBehaviour.js';
import type { Clock } from './clock.js';
import { compactAccount } from './compaction.js';
import { behaviourOf, isKubernetes } from './families.js';
import type { Fault } from './fault.js';
import { makeInstance, type Instance } from './instance.js';
import { CLUSTER_TYPE } from './kubernetes/cluster.js';
import { normaliseServer } from './kubernetes/kubeconfig.js';
import { parsePath, textAt, withValueAt } from '../paths.js';
import type { Remains, ResourceRecord } from './record.js';
import { removeRecords } from './removal.js';
import { defaultSettings, type SandboxSettings } from './settings.js';

export type { Fault } from './fault.js';
export type { Remains, ResourceRecord } from './record.js';
export type { SandboxSettings } from './settings.js';

export type SandboxOptions = Partial<Omit<SandboxSettings, 'version'>>;

export interface DeleteOptions {
  /** Leave no tombstones and no cooldowns of names. */
  readonly clean?: boolean;
}

/** A thing that somebody else has made. */
export interface ForeignResource {
  readonly type: string;
  readonly inputs: PropertyMap;
  /** Those of another system unless given. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Name or endpoint of the cluster that a Kubernetes object lives in; may be left out where there is only one. */
  readonly cluster?: string;
}

export interface SandboxStats {
  readonly resources: number;
  /** Of these, not ready yet. */
  readonly creating: number;
  readonly byType: ReadonlyMap<string, number>;
  readonly tombstones: number;
  readonly cooldowns: number;
}

const FOREIGN_TAGS = { 'blackstart:system': 'somebody-else' } as const;

/** Makes a new, empty sandbox in a folder. */
export function createSandbox(
  folder: string,
  options: SandboxOptions = {},
  clock?: Clock,
): Sandbox {
  mkdirSync(folder, { recursive: true });
  const account = new Account(folder, clock);
  if (account.settingsFile.exists()) {
    throw new BlackstartError({
      code: 'sandbox-invalid',
      message: `There is a sandbox in ${folder} already.`,
      operation: 'create a sandbox',
      remedy: 'Wipe it, or choose another folder.',
    });
  }
  account.settingsFile.write({ ...defaultSettings, ...options });
  return new Sandbox(account);
}

/** Opens the sandbox in a folder; fails with `sandbox-unknown` when there is none. */
export function openSandbox(folder: string, clock?: Clock): Sandbox {
  const account = new Account(folder, clock);
  void account.settings;
  return new Sandbox(account);
}

/** A simulated account as those see it who set it up, damage it and look into it. Takes effect at once. */
export class Sandbox {
  readonly account: Account;

  constructor(account: Account) {
    this.account = account;
  }

  get folder(): string {
    return this.account.folder;
  }

  get settings(): SandboxSettings {
    return this.account.settings;
  }

  list(pattern?: string): readonly ResourceRecord[] {
    const all = [...this.account.index.all()];
    return pattern === undefined ? all : all.filter((record) => isMeant(record, pattern));
  }

  remains(): readonly Remains[] {
    const now = this.account.clock.now();
    return this.account.index.allRemains().filter(({ until }) => until > now);
  }

  stats(): SandboxStats {
    const now = this.account.clock.now();
    const byType = new Map<string, number>();
    let creating = 0;
    for (const { type, readyAt } of this.account.index.all()) {
      byType.set(type, (byType.get(type) ?? 0) + 1);
      if (readyAt > now) creating++;
    }
    const remains = this.remains();
    return {
      resources: this.account.index.size,
      creating,
      byType,
      tombstones: remains.filter(({ kind }) => kind === 'tombstone').length,
      cooldowns: remains.filter(({ kind }) => kind === 'cooldown').length,
    };
  }

  /** Everything is gone, and how much it was. What lies outside the account stays. */
  wipe(options: { readonly leaveTombstones?: boolean } = {}): number {
    const clean = options.leaveTombstones !== true;
    const gone = removeRecords(this.account, this.list(), { clean });
    if (clean) this.account.forgetRemains();
    return gone.length;
  }

  /** Deletes what a glob over URN or type (or an exact id) means, with all that dies with it. */
  deleteMatching(pattern: string, options: DeleteOptions = {}): readonly ResourceRecord[] {
    return removeRecords(this.account, this.list(pattern), options);
  }

  /** Deletes these, with all that dies with them. */
  deleteRecords(records: Iterable<ResourceRecord>): readonly ResourceRecord[] {
    return removeRecords(this.account, records);
  }

  /** Deletes a part of all resources, chosen by the seed, with all that dies with them. */
  deleteFraction(
    fraction: number,
    seed: string | number,
    options: DeleteOptions = {},
  ): readonly ResourceRecord[] {
    const rank = (record: ResourceRecord): string =>
      sha256Hex(`${seed} ${record.urn ?? `${record.type} ${record.id}`}`);
    const ranked = this.list()
      .map((record) => ({ record, rank: rank(record) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
    const chosen = ranked.slice(0, Math.round(ranked.length * fraction));
    return removeRecords(
      this.account,
      chosen.map(({ record }) => record),
      options,
    );
  }

  /** Changes one property behind everybody's back; undefined takes it away. */
  alter(
    pattern: string,
    path: string,
    value: PropertyValue | undefined,
  ): readonly ResourceRecord[] {
    const root = String(parsePath(path)[0]);
    return this.list(pattern).map((record) => {
      const isInput = root in record.inputs || !(root in record.outputs);
      const outputs = withValueAt(record.outputs, path, value);
      const inputs = isInput ? withValueAt(record.inputs, path, value) : record.inputs;
      const tags = root === 'tags' ? tagsOf({ tags: outputs['tags'] ?? {} }) : record.tags;
      const altered = { ...record, inputs, outputs, tags, revision: record.revision + 1 };
      this.account.update(altered);
      return altered;
    });
  }

  /** Puts a thing of somebody else's in the account. */
  addForeign(foreign: ForeignResource): ResourceRecord {
    const { type } = foreign;
    const behaviour = behaviourOf(type);
    const tags = foreign.tags ?? FOREIGN_TAGS;
    const instance = this.#instanceFor(foreign);
    const { account } = this;
    const news = isKubernetes(type) ? foreign.inputs : { ...foreign.inputs, tags };
    const { inputs } = behaviour.check({
      type,
      name: 'foreign',
      news,
      olds: {},
      account,
      instance,
      proposedName: `foreign-${randomUUID().slice(0, 7)}`,
    });
    const now = account.clock.now();
    const incarnation = randomUUID();
    const record: ResourceRecord = {
      type,
      inputs,
      ...behaviour.make({ type, urn: '', inputs, incarnation, createdAt: now, account, instance }),
      tags,
      incarnation,
      revision: 1,
      createdAt: now,
      readyAt: now,
      visibleAt: now,
    };
    account.create(record);
    return record;
  }

  addFault(fault: Fault): void {
    const since = this.account.clock.now();
    const added: Fault = { id: randomUUID(), since, ...fault };
    this.change({ faults: [...this.settings.faults, added] });
  }

  clearFaults(): void {
    this.change({ faults: [] });
  }

  setTimeScale(timeScale: number): void {
    this.change({ timeScale });
  }

  /** Changes settings; running providers follow with their next operation. */
  change(settings: SandboxOptions): void {
    this.account.settingsFile.write({ ...this.settings, ...settings });
  }

  /** Shortens the log of an account with a long history. */
  compact(): Promise<void> {
    return compactAccount(this.folder, this.account.clock.now());
  }

  close(): void {
    this.account.close();
  }

  #instanceFor({ type, cluster }: ForeignResource): Instance {
    const plain = makeInstance('', {});
    if (!isKubernetes(type)) return plain;
    const clusters = [...this.account.index.everyOfType(CLUSTER_TYPE)];
    const record =
      cluster === undefined
        ? clusters[0]
        : clusters.find(({ id, outputs }) => id === cluster || outputs['endpoint'] === cluster);
    const endpoint = textAt(record?.outputs, 'endpoint');
    return endpoint === undefined
      ? plain
      : { ...plain, cluster: { server: normaliseServer(endpoint) } };
  }
}

function isMeant({ urn, type, id }: ResourceRecord, pattern: string): boolean {
  return (
    id === pattern || matchesGlob(pattern, type) || (urn !== undefined && matchesGlob(pattern, urn))
  );
}
