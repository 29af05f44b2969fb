import type { Difference } from './step.js';
import type { HostsDeclaration } from './system.js';
import { makeUrn, type Urn } from './urn.js';

/** The type under which a playbook stands in the graph, as one resource behind those that it configures. */
export const PLAYBOOK_TYPE = 'blackstart:ansible:Playbook';
/** What a host is called among the findings of a check. */
export const HOST_TYPE = 'ansible:host';

/** Playbooks belong to no program. */
export const PLAYBOOK_PROGRAM = 'ansible';

export function playbookUrn(system: string, name: string): Urn {
  return makeUrn(PLAYBOOK_PROGRAM, system, undefined, PLAYBOOK_TYPE, name);
}

/**
 * How one host stands to its playbook. `unreachable`: it does not answer; `failed`: it answers, but the playbook did not
 * get to its end there; `held`: nobody asked, since what it runs on is not there.
 */
export const HOST_STATES = ['same', 'changed', 'unreachable', 'failed', 'held'] as const;
export type HostState = (typeof HOST_STATES)[number];

export interface HostResult {
  /** As the inventory names it. */
  readonly host: string;
  readonly state: HostState;
  /** Why it could not be told. */
  readonly reason?: string;
  /** What the playbook would change there. Values are already masked. */
  readonly differences: readonly Difference[];
}

/** A host as a check has found it. */
export interface HostFinding extends HostResult {
  readonly playbook: Urn;
  /** Name of the entry in the manifest. */
  readonly name: string;
  readonly stage: string;
}

/** What one run of a playbook has said. */
export type PlaybookAnswer =
  | { readonly kind: 'answered'; readonly hosts: readonly HostResult[] }
  /** It came to no end that says anything: not installed, not readable, no host matched, out of time. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface PlaybookRequest {
  readonly declaration: HostsDeclaration;
  /** Variables of hosts that come from resources: an address that is known since its machine is there. */
  readonly variables: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Only these hosts; undefined for all that the declaration means. */
  readonly only?: readonly string[];
  /** Hosts that are left out. */
  readonly without: readonly string[];
  /** How long it is expected to take, seconds of the clock: for those who only act as if. */
  readonly expectedSeconds: number;
  /** Ends a check at once; what writes comes to its end. */
  readonly stop: AbortSignal;
}

/** Runs playbooks: Ansible, or in a sandbox one who only acts as if. Never throws for what a playbook does. */
export interface PlaybookRunner {
  /** Looks what a playbook would change, and changes nothing. */
  check(request: PlaybookRequest): Promise<PlaybookAnswer>;
  apply(request: PlaybookRequest): Promise<PlaybookAnswer>;
}
