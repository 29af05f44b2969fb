import type { PropertyMap } from '../../../model/values.js';
import type { ApiClient } from './client.js';
import { isNotFound } from './errors.js';
import { listCollection } from './lister.js';
import { Snapshot } from './snapshot.js';

/**
 * Whoever looks at an object checks it, looks it up and reads it within a moment: that is one request. The moment is
 * shorter than an answer can be on its way.
 */
const MOMENT_MS = 250;
/** Questions about objects of one collection that come within this time are answered by one list. */
const GATHER_MS = 3;
/** What was listed goes for a look for so long. */
const SNAPSHOT_MS = 10_000;

interface Look {
  readonly answer: Promise<PropertyMap | undefined>;
  doneAt: number;
}

interface Waiting {
  readonly path: string;
  readonly purpose: string;
  readonly resolve: (object: Promise<PropertyMap | undefined>) => void;
}

/** Objects of one kind in one namespace, or in the cluster. */
class Collection {
  snapshot: Snapshot | undefined;
  readonly waiting: Waiting[] = [];
  asked = 0;
  /** How many must have been asked for before a list is worth another try. */
  listsFrom = 2;
}

/** Reads objects, each no more often than it can have changed, and many of a kind with one request. */
export class ObjectReader {
  readonly #looks = new Map<string, Look>();
  readonly #collections = new Map<string, Collection>();

  constructor(private readonly api: ApiClient) {}

  /** As it is now. Undefined when there is no such object. Throws ApiError when that could not be told. */
  get(path: string, signal?: AbortSignal): Promise<PropertyMap | undefined> {
    const last = this.#looks.get(path);
    if (last !== undefined && Date.now() - last.doneAt < MOMENT_MS) return last.answer;
    const answer = this.#read(path, signal);
    const look: Look = { answer, doneAt: Infinity };
    this.#looks.set(path, look);
    answer.then(
      () => {
        look.doneAt = Date.now();
        setTimeout(() => this.#drop(path, look), MOMENT_MS).unref();
      },
      () => this.#drop(path, look),
    );
    return answer;
  }

  /**
   * As it was a little while ago at most, for whoever looks at many: the first time that they ask for a purpose, a list
   * may answer which was made for others.
   */
  look(path: string, purpose: 'check' | 'locate'): Promise<PropertyMap | undefined> {
    const last = this.#looks.get(path);
    if (last !== undefined && Date.now() - last.doneAt < MOMENT_MS) return last.answer;
    const collection = this.#collectionOf(path);
    collection.asked++;
    const { snapshot } = collection;
    if (snapshot?.answers(path, purpose) === true) return this.#from(snapshot, path);
    return new Promise((resolve) => {
      collection.waiting.push({ path, purpose, resolve });
      if (collection.waiting.length === 1) setTimeout(() => this.#gathered(path), GATHER_MS);
    });
  }

  /** Takes over what a write was answered with. */
  put(path: string, object: PropertyMap): void {
    this.forget(path);
    const look: Look = { answer: Promise.resolve(object), doneAt: Date.now() };
    this.#looks.set(path, look);
    setTimeout(() => this.#drop(path, look), MOMENT_MS).unref();
  }

  /** It is about to change. */
  forget(path: string): void {
    this.#looks.delete(path);
    this.#collectionOf(path).snapshot?.forget(path);
  }

  #collectionOf(path: string): Collection {
    const place = placeOf(path);
    let found = this.#collections.get(place);
    if (found === undefined) this.#collections.set(place, (found = new Collection()));
    return found;
  }

  /** One object is read by itself, unless others of its collection were asked for before. */
  #gathered(path: string): void {
    const collection = this.#collectionOf(path);
    const waiting = collection.waiting.splice(0);
    if (collection.asked < collection.listsFrom) {
      for (const { path: each, resolve } of waiting) resolve(this.get(each));
      return;
    }
    const snapshot = new Snapshot(listCollection(this.api, placeOf(path), collection.asked));
    collection.snapshot = snapshot;
    const drop = (): void => {
      if (collection.snapshot === snapshot) collection.snapshot = undefined;
    };
    snapshot.objects.then((objects) => {
      if (objects === undefined) collection.listsFrom = collection.asked * 2;
    }, drop);
    setTimeout(drop, SNAPSHOT_MS).unref();
    for (const { path: each, purpose, resolve } of waiting) {
      snapshot.answers(each, purpose);
      resolve(this.#from(snapshot, each));
    }
  }

  async #from(snapshot: Snapshot, path: string): Promise<PropertyMap | undefined> {
    const objects = await snapshot.objects;
    return objects === undefined ? this.get(path) : objects.get(path);
  }

  #drop(path: string, look: Look): void {
    if (this.#looks.get(path) === look) this.#looks.delete(path);
  }

  async #read(path: string, signal: AbortSignal | undefined): Promise<PropertyMap | undefined> {
    try {
      const { body } = await this.api.json({ method: 'GET', path, signal });
      return body as PropertyMap;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

/** The path of the collection that an object is in. */
function placeOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
