import type { LocatorContext } from './context.js';

export type KeyValue = string | number | boolean | undefined;

/** Something that lives in the account, or has just ceased to. */
export interface Found {
  /** The import id. */
  readonly id: string;
  /** Other forms of the id under which it may be asked for. */
  readonly aliases?: readonly string[];
  /** All its tags, where the list has them; else they are looked up by `arn` in the index of tags. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly arn?: string;
  /** Values of the catalogue's keys; a list where programs may write one in several ways, as a name or an ARN. */
  readonly keys?: Readonly<Record<string, KeyValue | readonly KeyValue[]>>;
  /** Set when it is not alive: adopting it as it is would be a mistake. */
  readonly dead?: {
    readonly condition: string;
    readonly remedy: 'restore' | 'wait' | 'none';
  };
}

/**
 * How live resources of some types are found. To add one: write it in the file of its family, put it into that file's
 * exported list, and a new family into index.ts. test/aws/declarations.test.ts asks for one for every type that the
 * built-in provider covers.
 *
 * `list` gives everything of its kind in the region, in as few calls as the API allows; wrap calls in `context.once`,
 * which keeps answers for the pass and shares them among locators. `find` is for what no API lists: it is asked for
 * each resource. Never throw for something that is not there; what fails otherwise becomes `unknown`.
 */
export interface Locator {
  readonly types: readonly string[];
  list?(context: LocatorContext): Promise<readonly Found[]>;
  find?(query: FindQuery, context: LocatorContext): Promise<readonly Found[]>;
  /** Tags of one that matches by id or keys, where no list and no index has them. */
  tagsOf?(found: Found, context: LocatorContext): Promise<Readonly<Record<string, string>>>;
  /** Brings back what is dead with the remedy `restore`. */
  restore?(id: string, context: LocatorContext): Promise<void>;
}

export interface FindQuery {
  readonly type: string;
  readonly id?: string;
  readonly keys?: Readonly<Record<string, string | number | boolean>>;
  readonly tags?: Readonly<Record<string, string>>;
}
