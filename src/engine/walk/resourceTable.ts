import { BlackstartError } from '../../model/errors.js';
import type { Outcome } from '../../model/events.js';
import type { Graph, GraphNode } from '../../model/graph.js';
import type { LiveState } from '../../model/provider.js';
import { ERROR_KINDS, type Step } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import type { DeclaredResource, ExamineContext } from './examine.js';
import type { PropertyMap } from '../../model/values.js';

/** Where one resource stands in a pass. */
export interface ResourceState {
  readonly node: GraphNode;
  readonly inputs: PropertyMap;
  /** What the provider's Check made of the inputs, where it was asked. */
  checked: PropertyMap | undefined;
  readonly providerUrn: Urn | undefined;
  /** As the preview found it. */
  live: LiveState | undefined;
  /** How it was looked at; undefined while its provider is still to be configured. */
  declared:
    { readonly resource: DeclaredResource; readonly examineContext: ExamineContext } | undefined;
  startedAtEpochMs: number;
  step: Step;
  outcome: Outcome | undefined;
  id: string;
  outputs: PropertyMap;
  /** The resources at the root of why this one has no known outputs; empty when all is well. */
  causes: readonly Urn[];
  seconds: number;
  reason: string | undefined;
}

/** All resources of one pass, in order of registration; who waits for one is told when it has finished. */
export class ResourceTable {
  private readonly states = new Map<Urn, ResourceState>();
  private readonly finished = new Map<Urn, Promise<void>>();
  private readonly finish = new Map<Urn, () => void>();
  private readonly endedPrograms = new Set<string>();

  /** Enters a resource. Throws `urn-duplicate` when there is one of that URN already. */
  add(state: ResourceState, position: string | undefined): void {
    const { urn } = state.node;
    if (this.states.has(urn)) {
      throw new BlackstartError({
        code: 'urn-duplicate',
        message: `two resources have the URN ${urn}${position === undefined ? '' : ` (the second at ${position})`}`,
        operation: 'register',
        urn,
        remedy: 'Give one of them another name; a resource is known by parent, type and name.',
      });
    }
    this.states.set(urn, state);
    void this.promiseOf(urn);
  }

  get(urn: Urn): ResourceState | undefined {
    return this.states.get(urn);
  }

  all(): IterableIterator<ResourceState> {
    return this.states.values();
  }

  /** Marks a resource as finished and wakes those who wait for it. */
  complete(urn: Urn): void {
    void this.promiseOf(urn);
    this.finish.get(urn)!();
  }

  /** A program has ended: what it has not registered by now will not come. */
  endProgram(program: string, expected: Iterable<Urn>): void {
    this.endedPrograms.add(program);
    for (const urn of expected) {
      if (!this.states.has(urn)) this.complete(urn);
    }
  }

  /** Resolves when the resource has finished, or will never come. */
  whenFinished(urn: Urn): Promise<void> {
    return this.promiseOf(urn);
  }

  graph(): Graph {
    return {
      nodes: new Map([...this.states.values()].map((state) => [state.node.urn, state.node])),
    };
  }

  private promiseOf(urn: Urn): Promise<void> {
    let promise = this.finished.get(urn);
    if (promise === undefined) {
      promise = new Promise((resolve) => this.finish.set(urn, resolve));
      this.finished.set(urn, promise);
    }
    return promise;
  }
}

/** Steps after which dependents are held back. */
export function isBlocking(step: Step): boolean {
  return ERROR_KINDS.has(step.kind) || step.kind === 'conflict' || step.kind === 'held';
}
