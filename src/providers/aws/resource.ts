import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import type { Property, Shape } from './shape.js';

/**
 * How one type of @pulumi/aws is served. To add a type:
 *
 * 1. Write an `AwsResource` in the file of its family (`compute.ts`, `loadBalancing.ts`, ...), and put it into that
 *    file's exported list. A new family is one more line in index.ts.
 * 2. `inputs` has every input of the SDK that is handled, with its shape; `refused` names all others, so that a
 *    program which uses one is told instead of being half obeyed. `outputs` has what the type promises beyond its
 *    inputs; `region`, `tags` and `tagsAll` come by themselves. test/aws/declarations.test.ts holds all three to the
 *    SDK's declarations and tells what is missing.
 * 3. `create` makes it and returns its id, the one that `pulumi import` takes, as soon as that is known. It does not
 *    wait: `read` says what is `pending`, and is asked until nothing is.
 * 4. `read` gives every property as it is live, inputs and outputs in one map, names and units as the SDK has them.
 *    Ask through `context.batch` where the API describes many at once. Undefined when there is none, or when what is
 *    there is dead: terminated, deleted, scheduled for deletion.
 * 5. `update` is told the inputs which differ. Leave it out where nothing can change. `tag` sets and removes tags.
 * 6. Errors of the SDK pass through: their code and message are what retries are decided by.
 * 7. Add a sample to test/aws/samples/: what to create, and what to alter afterwards. It is created, read, compared
 *    and altered against moto by test/aws/conformance.test.ts.
 * 8. Write its locator in src/identity/aws/, beside those of its family.
 * 9. `npm run aws-coverage` writes docs/aws-coverage.md anew.
 */
export interface AwsResource {
  readonly type: string;
  /** Without `region` and `tags`, which follow from `global` and `tag`. */
  readonly inputs: Readonly<Record<string, Property>>;
  readonly refused?: readonly string[];
  readonly outputs?: Readonly<Record<string, Shape>>;
  /** Outputs that are secret. */
  readonly secretOutputs?: readonly string[];
  /** The service knows no regions (IAM, Route 53). */
  readonly global?: boolean;
  readonly autoname?: Autoname;
  /** Exactly one, or at most one of some inputs and the like: what shapes cannot say. */
  check?(inputs: PropertyMap): readonly { readonly property: string; readonly reason: string }[];
  create(inputs: PropertyMap, context: AwsContext): Promise<string>;
  read(id: string, context: AwsContext): Promise<LiveResource | undefined>;
  update?(id: string, change: Change, context: AwsContext): Promise<void>;
  /** Sets and removes tags; whoever has it takes `tags`. Where tags are an input of another form, as with Auto Scaling groups, leave it out. */
  tag?(id: string, change: TagChange, context: AwsContext): Promise<void>;
  /** Longest wait until it is ready; 20 minutes unless given. */
  readonly readySeconds?: number;
}

export interface Autoname {
  readonly property: string;
  /** What the genuine plugin keeps to: a name that is too long loses letters before its random end. */
  readonly longest?: number;
  /** E.g. lower case for S3. */
  readonly form?: (name: string) => string;
  /** What such a name has to end in, given the other inputs: `.fifo`. */
  readonly suffix?: (inputs: PropertyMap) => string;
}

export interface LiveResource {
  readonly properties: PropertyMap;
  /** All tags, those of AWS itself (`aws:...`) included; the frame takes them apart. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Set while it is not usable yet, e.g. `pending`: what it is in. */
  readonly pending?: string;
  /** Set when it never will be: what went wrong. */
  readonly failed?: string;
  /** When AWS knows it under another id now. */
  readonly id?: string;
}

export interface Change {
  /** Inputs as they are live. */
  readonly old: PropertyMap;
  /** Inputs as they should be. */
  readonly new: PropertyMap;
  /** Names of inputs that differ; `tags` is not among them. */
  readonly changed: ReadonlySet<string>;
  /** Live outputs. */
  readonly live: PropertyMap;
}

export interface TagChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  /** The resource's properties, e.g. for its ARN. */
  readonly properties: PropertyMap;
}
