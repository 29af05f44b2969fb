import type { PropertyMap } from '../../../model/values.js';

/** What was in a collection when it was listed, and for whom it still counts. */
export class Snapshot {
  /** By the path of each object; undefined when the collection could not be listed, for a reason that a read may not have. */
  readonly objects: Promise<ReadonlyMap<string, PropertyMap> | undefined>;
  readonly startedAt = Date.now();
  /** Written to since, or known to have changed. */
  readonly #outdated = new Set<string>();
  readonly #told = new Set<string>();

  constructor(objects: Promise<ReadonlyMap<string, PropertyMap> | undefined>) {
    this.objects = objects;
  }

  /**
   * May the snapshot answer the question? Each only once: whoever asks the same again wants to know whether there has
   * been a change.
   */
  answers(path: string, purpose: string): boolean {
    if (this.#outdated.has(path)) return false;
    const question = `${purpose} ${path}`;
    if (this.#told.has(question)) return false;
    this.#told.add(question);
    return true;
  }

  forget(path: string): void {
    this.#outdated.add(path);
  }
}
