import { AccountIndex, type Conflict } from './accountIndex.js';
import { AccountLog } from './accountLog.js';
import { systemClock, type Clock } from './clock.js';
import type { Remains, ResourceRecord } from './record.js';
import { SettingsFile, type SandboxSettings } from './settings.js';

/** Thrown when a record cannot come into being; who asked for it words it as the real API would. */
export class CreateConflict extends Error {
  constructor(readonly conflict: Conflict) {
    super(`cannot be created: ${conflict.kind}`);
    this.name = 'CreateConflict';
  }
}

/** The simulated account: what is on disk, in memory. Every question looks first at what others have written. */
export class Account {
  readonly folder: string;
  readonly clock: Clock;
  readonly settingsFile: SettingsFile;
  readonly #index = new AccountIndex();
  readonly #log: AccountLog;

  constructor(folder: string, clock: Clock = systemClock) {
    this.folder = folder;
    this.clock = clock;
    this.settingsFile = new SettingsFile(folder);
    this.#log = new AccountLog(folder, this.#index);
  }

  get settings(): SandboxSettings {
    return this.settingsFile.current();
  }

  /** The account as of now. */
  get index(): AccountIndex {
    this.#log.refresh();
    return this.#index;
  }

  /** Milliseconds that so many seconds of the cloud take. */
  scaled(seconds: number): number {
    return seconds * 1000 * this.settings.timeScale;
  }

  /**
   * Brings a record into being. Of several processes that try at once, the one whose line comes first in the log
   * wins; the others find the same conflict as if they had come later.
   */
  create(record: ResourceRecord): void {
    const before = this.index.conflictOf(record);
    if (before !== undefined) throw new CreateConflict(before);
    this.#log.append([{ op: 'create', record }]);
    if (this.#index.byIncarnation(record.incarnation) === undefined) {
      throw new CreateConflict(this.#index.conflictOf(record) ?? { kind: 'parent-gone' });
    }
  }

  /** False when the record has been deleted in the meantime. */
  update(record: ResourceRecord): boolean {
    this.#log.append([{ op: 'update', record }]);
    return this.#index.byIncarnation(record.incarnation) !== undefined;
  }

  delete(records: readonly ResourceRecord[], remains: readonly Remains[] = []): void {
    if (records.length === 0) return;
    this.#log.append([
      { op: 'delete', incarnations: records.map((record) => record.incarnation), remains },
    ]);
  }

  restore(remains: Remains): boolean {
    this.#log.append([{ op: 'restore', incarnation: remains.record.incarnation }]);
    return this.#index.byIncarnation(remains.record.incarnation) !== undefined;
  }

  /** Forgets what deletions have left behind. */
  forgetRemains(): void {
    this.#log.append([{ op: 'forget' }]);
  }

  /** Notes that a fault fired and says how often it has by now. */
  noteFired(fault: string): number {
    this.#log.append([{ op: 'fired', fault, times: 1 }]);
    return this.#index.timesFired(fault);
  }

  close(): void {
    this.#log.close();
  }
}
