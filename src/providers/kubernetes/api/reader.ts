import type { PropertyMap } from '../../../model/values.js';
import type { ApiClient } from './client.js';
import { isNotFound } from './errors.js';

/**
 * Whoever looks at an object checks it, looks it up and reads it within a moment: that is one request. The moment is
 * shorter than an answer can be on its way.
 */
const MOMENT_MS = 250;

interface Look {
  readonly answer: Promise<PropertyMap | undefined>;
  doneAt: number;
}

/** Reads objects, each no more often than it can have changed. */
export class ObjectReader {
  readonly #looks = new Map<string, Look>();

  constructor(private readonly api: ApiClient) {}

  /** Undefined when there is no such object. Throws ApiError when that could not be told. */
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

  /** Takes over what a write was answered with. */
  put(path: string, object: PropertyMap): void {
    const look: Look = { answer: Promise.resolve(object), doneAt: Date.now() };
    this.#looks.set(path, look);
    setTimeout(() => this.#drop(path, look), MOMENT_MS).unref();
  }

  forget(path: string): void {
    this.#looks.delete(path);
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
