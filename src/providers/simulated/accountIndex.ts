import type { LogReader } from './accountLog.js';
import { PropertyIndex } from './propertyIndex.js';
import {
  keyOf,
  recordKey,
  type AccountEvent,
  type Remains,
  type ResourceRecord,
} from './record.js';

/** Why a record cannot come into being. */
export type Conflict =
  | { readonly kind: 'exists'; readonly record: ResourceRecord }
  | { readonly kind: 'remains'; readonly remains: Remains }
  | { readonly kind: 'parent-gone' };

/** The account in memory: what results from replaying the log. Replay depends on nothing but the log. */
export class AccountIndex implements LogReader {
  readonly #byIncarnation = new Map<string, ResourceRecord>();
  readonly #byId = new Map<string, ResourceRecord>();
  readonly #byUnique = new Map<string, ResourceRecord>();
  readonly #byIdentity = new Map<string, Set<ResourceRecord>>();
  readonly #children = new Map<string, Set<string>>();
  readonly #byType = new Map<string, PropertyIndex>();
  readonly #remains = new Map<string, Remains[]>();
  readonly #remainsByType = new Map<string, PropertyIndex>();
  readonly #remainsByName = new Map<string, Set<Remains>>();
  readonly #fired = new Map<string, number>();
  readonly #explicitRegions = new Set<string>();

  reset(): void {
    for (const map of [
      this.#byIncarnation,
      this.#byId,
      this.#byUnique,
      this.#byIdentity,
      this.#children,
      this.#byType,
      this.#remains,
      this.#remainsByType,
      this.#remainsByName,
      this.#fired,
      this.#explicitRegions,
    ]) {
      map.clear();
    }
  }

  apply(event: AccountEvent): void {
    switch (event.op) {
      case 'create':
        if (this.conflictOf(event.record) === undefined) this.#add(event.record);
        return;
      case 'update': {
        const present = this.#byIncarnation.get(event.record.incarnation);
        if (present === undefined) return;
        this.#remove(present);
        this.#add(event.record);
        return;
      }
      case 'delete':
        for (const incarnation of event.incarnations) {
          const record = this.#byIncarnation.get(incarnation);
          if (record !== undefined) this.familyOf([record]).forEach((each) => this.#remove(each));
        }
        for (const remains of event.remains) this.#addRemains(remains);
        return;
      case 'restore': {
        const [remains] = this.#remains.get(event.incarnation) ?? [];
        if (remains === undefined) return;
        this.#dropRemains(remains.record);
        if (this.conflictOf(remains.record) === undefined) this.#add(remains.record);
        return;
      }
      case 'forget':
        for (const { record } of this.allRemains()) this.#dropRemains(record);
        return;
      case 'fired':
        this.#fired.set(event.fault, this.timesFired(event.fault) + event.times);
    }
  }

  /** What stands in the way of a new record, if anything. */
  conflictOf(record: ResourceRecord): Conflict | undefined {
    if (!record.parents.every((parent) => this.#byIncarnation.has(parent))) {
      return { kind: 'parent-gone' };
    }
    for (const name of [keyOf(record), ...record.unique]) {
      const present = this.#byId.get(name) ?? this.#byUnique.get(name);
      if (present !== undefined) return { kind: 'exists', record: present };
    }
    for (const name of [keyOf(record), ...record.unique]) {
      for (const remains of this.#remainsByName.get(name) ?? []) {
        if (remains.until > record.createdAt) return { kind: 'remains', remains };
      }
    }
    return undefined;
  }

  byIncarnation(incarnation: string): ResourceRecord | undefined {
    return this.#byIncarnation.get(incarnation);
  }

  /** By id, arn or import id. */
  byId(scope: string, type: string, id: string): ResourceRecord | undefined {
    return this.#byId.get(recordKey(scope, type, id));
  }

  /** Whatever has this id, arn or name, of any type; Kubernetes objects apart. */
  byIdentity(value: string): ReadonlySet<ResourceRecord> {
    return this.#byIdentity.get(value) ?? new Set();
  }

  ofType(scope: string, type: string): PropertyIndex {
    return indexAt(this.#byType, `${scope}|${type}`);
  }

  /** Every record of a type, wherever it is. For types of which there are few. */
  *everyOfType(type: string): IterableIterator<ResourceRecord> {
    for (const [place, index] of this.#byType) {
      if (place.endsWith(`|${type}`)) yield* index.records;
    }
  }

  all(): IterableIterator<ResourceRecord> {
    return this.#byIncarnation.values();
  }

  get size(): number {
    return this.#byIncarnation.size;
  }

  /** Regions that some record names itself, beside the one of its provider. */
  get explicitRegions(): ReadonlySet<string> {
    return this.#explicitRegions;
  }

  /** Records of a type that left something behind; see {@link remainsOf}. */
  goneOfType(scope: string, type: string): PropertyIndex {
    return indexAt(this.#remainsByType, `${scope}|${type}`);
  }

  remainsOf(gone: ResourceRecord): readonly Remains[] {
    return this.#remains.get(gone.incarnation) ?? [];
  }

  /** What the last thing of that id left behind. */
  remainsOfId(scope: string, type: string, id: string): readonly Remains[] {
    return [...(this.#remainsByName.get(recordKey(scope, type, id)) ?? [])];
  }

  allRemains(): readonly Remains[] {
    return [...this.#remains.values()].flat();
  }

  timesFired(fault: string): number {
    return this.#fired.get(fault) ?? 0;
  }

  /** These records and everything that dies with them. */
  familyOf(records: Iterable<ResourceRecord>): ReadonlySet<ResourceRecord> {
    const family = new Set<ResourceRecord>(records);
    for (const member of family) {
      for (const child of this.#children.get(member.incarnation) ?? []) {
        const record = this.#byIncarnation.get(child);
        if (record !== undefined) family.add(record);
      }
    }
    return family;
  }

  /** The shortest log that comes to this account, without what is over at `now`. */
  snapshot(now: number): AccountEvent[] {
    const events: AccountEvent[] = [];
    const seen = new Set<string>();
    const put = (record: ResourceRecord): void => {
      if (seen.has(record.incarnation)) return;
      seen.add(record.incarnation);
      for (const parent of record.parents) {
        const above = this.#byIncarnation.get(parent);
        if (above !== undefined) put(above);
      }
      events.push({ op: 'create', record });
    };
    for (const record of this.all()) put(record);
    const remains = this.allRemains().filter((each) => each.until > now);
    if (remains.length > 0) events.push({ op: 'delete', incarnations: [], remains });
    for (const [fault, times] of this.#fired) events.push({ op: 'fired', fault, times });
    return events;
  }

  #add(record: ResourceRecord): void {
    this.#byIncarnation.set(record.incarnation, record);
    this.#byId.set(keyOf(record), record);
    for (const alias of record.aliases) {
      const key = recordKey(record.scope, record.type, alias);
      if (!this.#byId.has(key)) this.#byId.set(key, record);
    }
    for (const name of record.unique) this.#byUnique.set(name, record);
    for (const value of identitiesOf(record)) {
      const sharing = this.#byIdentity.get(value) ?? new Set();
      this.#byIdentity.set(value, sharing.add(record));
    }
    for (const parent of record.parents) {
      const children = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, children.add(record.incarnation));
    }
    this.ofType(record.scope, record.type).add(record);
    if (typeof record.inputs['region'] === 'string') {
      this.#explicitRegions.add(record.inputs['region']);
    }
  }

  #remove(record: ResourceRecord): void {
    this.#byIncarnation.delete(record.incarnation);
    for (const id of [record.id, ...record.aliases]) {
      const key = recordKey(record.scope, record.type, id);
      if (this.#byId.get(key) === record) this.#byId.delete(key);
    }
    for (const name of record.unique) this.#byUnique.delete(name);
    for (const value of identitiesOf(record)) this.#byIdentity.get(value)?.delete(record);
    for (const parent of record.parents) this.#children.get(parent)?.delete(record.incarnation);
    this.ofType(record.scope, record.type).delete(record);
  }

  #addRemains(remains: Remains): void {
    const { record } = remains;
    const others = this.remainsOf(record).filter(({ kind }) => kind !== remains.kind);
    this.#remains.set(record.incarnation, [...others, remains]);
    this.goneOfType(record.scope, record.type).add(record);
    for (const name of namesOf(record)) {
      const sharing = this.#remainsByName.get(name) ?? new Set();
      this.#remainsByName.set(name, sharing.add(remains));
    }
  }

  #dropRemains(record: ResourceRecord): void {
    for (const remains of this.remainsOf(record)) {
      this.goneOfType(record.scope, record.type).delete(remains.record);
      for (const name of namesOf(record)) this.#remainsByName.get(name)?.delete(remains);
    }
    this.#remains.delete(record.incarnation);
  }
}

function namesOf(record: ResourceRecord): readonly string[] {
  const aliases = record.aliases.map((alias) => recordKey(record.scope, record.type, alias));
  return [keyOf(record), ...aliases, ...record.unique];
}

/** What other resources call it by. */
function identitiesOf(record: ResourceRecord): ReadonlySet<string> {
  if (record.cluster !== undefined) return new Set();
  const { arn, name } = record.outputs;
  return new Set([record.id, arn, name].filter((value) => typeof value === 'string'));
}

function indexAt(indexes: Map<string, PropertyIndex>, key: string): PropertyIndex {
  let index = indexes.get(key);
  if (index === undefined) indexes.set(key, (index = new PropertyIndex()));
  return index;
}
