import type { PropertyMap } from '../../../model/values.js';

/**
 * What the simulated cloud knows of one resource type. A type without a row is served all the same: its outputs are
 * its inputs, its id is `sim-` and a hash, and every property can be changed in place.
 */
export interface SimulatedType {
  readonly type: string;
  /** Input that is filled with `<name>-<7 hex digits of the seed>` when the program leaves it out. */
  readonly autoname?: string;
  /** Inputs (root names) that must be there; Check fails on a missing one. */
  readonly required?: readonly string[];
  /** Inputs (root names) whose change would need a replacement. */
  readonly replaceOnChanges?: readonly string[];
  /** Inputs that the real provider's Check fills in. They count as inputs afterwards. */
  readonly defaults?: PropertyMap;
  /** The id, formed as the real provider forms it. May use inputs and the context's numbers. */
  readonly id: (inputs: PropertyMap, context: SimulatedContext) => string;
  /** Outputs beyond the inputs: arn, dnsName, endpoint and so on, as the real provider shapes them. */
  readonly computed?: (inputs: PropertyMap, id: string, context: SimulatedContext) => PropertyMap;
  /** Outputs (root names) that are secret. */
  readonly secretOutputs?: readonly string[];
  /** Inputs that Read does not give back (passwords). */
  readonly notReadable?: readonly string[];
  /** Inputs that together may exist once only; a second create fails as the real API does. */
  readonly unique?: readonly string[];
  /** Message of that failure, e.g. `EntityAlreadyExists: Role with name {name} already exists.` */
  readonly alreadyExists?: string;
  /** Inputs whose value is the id, name or arn of another resource that dies with it taken away. */
  readonly parents?: readonly string[];
  /** Seconds for which the name cannot be used after a deletion (SQS: 60). */
  readonly nameCooldownSeconds?: number;
  /** What a deletion leaves behind: `scheduled` can be restored, `deleting` goes away after its seconds. */
  readonly tombstone?: {
    readonly condition: string;
    readonly remedy: 'restore' | 'wait';
    readonly seconds: number;
  };
  /** Exists only in state (random, tls, time): never stored in the account. */
  readonly stateOnly?: boolean;
}

export interface SimulatedContext {
  readonly urn: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** `length` hex digits, new for every incarnation of a resource: a rebuilt one gets another identity. */
  readonly identityHex: (length: number) => string;
  /** A stable hash of a text, as hex. */
  readonly hashHex: (text: string, length: number) => string;
  readonly nowIso: string;
  /** A stored resource's outputs by type and id, e.g. the cluster behind a node group. */
  readonly outputsOf: (type: string, id: string) => PropertyMap | undefined;
}
