import { revealSecrets, type PropertyValue } from '../../model/values.js';
import { valueAt } from '../paths.js';
import type { ResourceRecord } from './record.js';

/**
 * Finds records by what their properties or tags are. An index over a set of properties comes into being with the
 * first question for it and is kept up to date from then on, so that no question walks over all records twice.
 */
export class PropertyIndex {
  readonly #records = new Set<ResourceRecord>();
  readonly #indexes = new Map<string, ValueIndex>();

  get records(): ReadonlySet<ResourceRecord> {
    return this.#records;
  }

  add(record: ResourceRecord): void {
    this.#records.add(record);
    for (const index of this.#indexes.values()) index.add(record);
  }

  delete(record: ResourceRecord): void {
    this.#records.delete(record);
    for (const index of this.#indexes.values()) index.delete(record);
  }

  /** Records whose inputs, or else outputs, are equal at all these paths. */
  byProperties(
    wanted: Readonly<Record<string, string | number | boolean>>,
  ): ReadonlySet<ResourceRecord> {
    const paths = Object.keys(wanted).sort();
    const index = this.#index(`properties ${paths.join('\n')}`, (record) => [
      paths.map((path) => plain(valueAt(record.inputs, path) ?? valueAt(record.outputs, path))),
      paths.map((path) => plain(valueAt(record.outputs, path) ?? valueAt(record.inputs, path))),
    ]);
    return index.get(paths.map((path) => plain(wanted[path])));
  }

  /** Records that carry all these tags. */
  byTags(wanted: Readonly<Record<string, string>>): ReadonlySet<ResourceRecord> {
    const keys = Object.keys(wanted).sort();
    const index = this.#index(`tags ${keys.join('\n')}`, (record) => [
      keys.map((key) => plain(record.tags[key])),
    ]);
    return index.get(keys.map((key) => plain(wanted[key])));
  }

  #index(name: string, tuplesOf: TuplesOf): ValueIndex {
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = new ValueIndex(tuplesOf);
      for (const record of this.#records) index.add(record);
      this.#indexes.set(name, index);
    }
    return index;
  }
}

type Tuple = readonly (string | undefined)[];
type TuplesOf = (record: ResourceRecord) => readonly Tuple[];

class ValueIndex {
  readonly #tuplesOf: TuplesOf;
  readonly #byTuple = new Map<string, Set<ResourceRecord>>();

  constructor(tuplesOf: TuplesOf) {
    this.#tuplesOf = tuplesOf;
  }

  get(tuple: Tuple): ReadonlySet<ResourceRecord> {
    return this.#byTuple.get(JSON.stringify(tuple)) ?? new Set();
  }

  add(record: ResourceRecord): void {
    for (const key of this.#keysOf(record)) {
      const records = this.#byTuple.get(key);
      if (records === undefined) this.#byTuple.set(key, new Set([record]));
      else records.add(record);
    }
  }

  delete(record: ResourceRecord): void {
    for (const key of this.#keysOf(record)) this.#byTuple.get(key)?.delete(record);
  }

  #keysOf(record: ResourceRecord): ReadonlySet<string> {
    const tuples = this.#tuplesOf(record).filter((tuple) => !tuple.includes(undefined));
    return new Set(tuples.map((tuple) => JSON.stringify(tuple)));
  }
}

/** Numbers and booleans compare with their text, as they do in import ids. */
function plain(value: PropertyValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const revealed = revealSecrets(value);
  return typeof revealed === 'object' ? JSON.stringify(revealed) : String(revealed);
}
