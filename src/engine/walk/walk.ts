import type { Hint } from '../../identity/hints.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import type { GraphNode } from '../../model/graph.js';
import type { LiveState } from '../../model/provider.js';
import type { Step } from '../../model/step.js';
import type { DeclaredProgram } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';
import {
  containsUnknown,
  equalValues,
  flattenOutputs,
  isUnknown,
  type PropertyMap,
} from '../../model/values.js';
import { Callbacks } from '../monitor/callbacks.js';
import type { Registration } from '../monitor/registration.js';
import { interrupted } from '../pause.js';
import { declareResource } from './declareResource.js';
import type { DeclaredResource, ExamineContext } from './examine.js';
import type { UnresolvedLookup } from './lookups.js';
import { handOver } from './handOver.js';
import { outcomeRecord } from './outcomeRecord.js';
import { passGates } from './passGates.js';
import { isBlocking, ResourceTable, type ResourceState } from './resourceTable.js';
import { invalidStep, Settling, type OperationHooks, type Settled } from './settle.js';
import { StackOutputs } from './stackOutputs.js';
import { doubtAfter } from './retry.js';
import type { ResolvedProvider } from './providerRegistry.js';
import type { WalkContext } from './walkContext.js';

/** One pass over the whole declared system. Programs register with it; it looks, decides and, in the real pass, acts. */
export class Walk {
  readonly table = new ResourceTable();
  readonly callbacks = new Callbacks();
  readonly stackOutputs: StackOutputs;
  readonly unresolvedLookups: UnresolvedLookup[] = [];
  /** Registrations that are being worked on, by program: to tell a program that waits from one that hangs. */
  private readonly busy = new Map<string, number>();
  /** Lookups that wait for what they look for, by program. */
  private readonly asking = new Map<string, number>();
  private readonly ended = new Set<string>();
  private working = 0;

  constructor(
    readonly context: WalkContext,
    private readonly programs: readonly DeclaredProgram[],
  ) {
    this.stackOutputs = new StackOutputs(programs);
  }

  /** Is nothing under way that could change anything, and does every program wait that has not ended? */
  readonly isIdle = (): boolean =>
    this.working === 0 &&
    this.programs.every(
      ({ name }) =>
        this.ended.has(name) ||
        (this.asking.get(name) ?? 0) > 0 ||
        this.stackOutputs.isWaiting(name),
    );

  /** How many calls of a program wait for an answer that is being worked on. */
  busyOf(program: string): number {
    return (this.busy.get(program) ?? 0) + (this.asking.get(program) ?? 0);
  }

  /** A program asks for something that may be yet to come. */
  async ask<T>(program: string, question: () => Promise<T>): Promise<T> {
    const asking = (by: number): void =>
      void this.asking.set(program, (this.asking.get(program) ?? 0) + by);
    asking(1);
    try {
      return await question();
    } finally {
      asking(-1);
    }
  }

  /** A program has ended: what was expected of it and did not come will not come any more. */
  endProgram(program: string, expected: Iterable<Urn>): void {
    this.ended.add(program);
    this.table.endProgram(program, expected);
  }

  async track<T>(program: string, work: () => Promise<T>): Promise<T> {
    this.busy.set(program, (this.busy.get(program) ?? 0) + 1);
    try {
      return await work();
    } finally {
      this.busy.set(program, (this.busy.get(program) ?? 0) - 1);
    }
  }

  /** Enters a resource into the table and tells the world. */
  begin(
    node: GraphNode,
    inputs: PropertyMap,
    providerUrn: Urn | undefined,
    position: string | undefined,
  ): ResourceState {
    if (this.context.stop.aborted) throw interrupted();
    const state: ResourceState = {
      node,
      inputs,
      checked: undefined,
      providerUrn,
      live: undefined,
      declared: undefined,
      startedAtEpochMs: Date.now(),
      step: { kind: 'none' },
      outcome: undefined,
      id: '',
      outputs: {},
      causes: [],
      seconds: 0,
      reason: undefined,
    };
    this.table.add(state, position);
    this.context.secrets.addFrom(inputs);
    this.context.events({
      type: 'resource-registered',
      urn: node.urn,
      program: node.program,
      stage: node.stage,
      kind: node.kind,
      pass: this.context.pass,
    });
    return state;
  }

  /** Why a resource must be held back: the roots of what failed among those it needs. Empty when it may go on. */
  causesOf(needed: readonly (Urn | undefined)[]): Urn[] {
    const causes = new Set<Urn>();
    for (const urn of needed) {
      const state = urn === undefined ? undefined : this.table.get(urn);
      if (state === undefined || !isBlocking(state.step)) continue;
      if (state.causes.length === 0) causes.add(state.node.urn);
      for (const cause of state.causes) causes.add(cause);
    }
    return [...causes];
  }

  hold(state: ResourceState, by: readonly Urn[]): void {
    if (this.leftOut(state)) return;
    state.causes = by;
    this.finish(state, {
      step: { kind: 'held', by },
      outcome: 'held',
      id: '',
      outputs: {},
      reason: undefined,
    });
    this.context.recorder?.appendLazily({ record: 'held', urn: state.node.urn, by: [...by] });
  }

  /** Notes how a resource ended, and wakes those who wait for it. */
  finish(state: ResourceState, settled: Settled): void {
    const { context } = this;
    const { urn, stage } = state.node;
    state.step = this.cleanStep(settled.step);
    state.outcome = settled.outcome;
    state.id = settled.id;
    state.outputs = settled.outputs;
    state.reason = settled.reason === undefined ? undefined : context.secrets.clean(settled.reason);
    state.seconds = (Date.now() - state.startedAtEpochMs) / 1000;
    context.secrets.addFrom(settled.outputs);
    if (settled.step.kind !== 'none') {
      context.events({
        type: 'step-decided',
        urn,
        stage,
        pass: context.pass,
        step: state.step,
      });
    }
    if (context.pass === 'real') {
      // The preview knows more edges than the program states.
      const { dependencies } = context.expected.get(urn) ?? state.node;
      context.recorder?.appendLazily(outcomeRecord(state, settled, dependencies));
      context.events({
        type: 'resource-finished',
        urn,
        stage,
        outcome: settled.outcome,
        seconds: state.seconds,
        ...(settled.id === '' ? {} : { id: settled.id }),
        ...(state.reason === undefined ? {} : { reason: state.reason }),
      });
    }
    this.table.complete(urn);
  }

  private cleanStep(step: Step): Step {
    return 'reason' in step && step.kind !== 'create'
      ? { ...step, reason: this.context.secrets.clean(step.reason) }
      : step;
  }

  /** What must come first though the program did not say so; and, for benches, all of the stages before. */
  async awaitImplicit(node: GraphNode, stages: readonly string[]): Promise<readonly Urn[]> {
    const needed = this.context.implicit.get(node.urn) ?? [];
    await Promise.all(needed.map((urn) => this.table.whenFinished(urn)));
    if (this.context.stageBarrier) {
      const own = stages.indexOf(node.stage);
      const earlier = [...this.context.expected.values()].filter(
        (other) => other.kind === 'custom' && stages.indexOf(other.stage) < own,
      );
      await Promise.all(earlier.map((other) => this.table.whenFinished(other.urn)));
    }
    return needed;
  }

  /** Looks at a custom resource and, in the real pass, brings it about. Fills the state and finishes it. */
  async custom(
    state: ResourceState,
    registration: Registration,
    provider: ResolvedProvider,
    hooks: OperationHooks,
  ): Promise<void> {
    this.working++;
    try {
      const { context } = this;
      const inputs = flattenOutputs(registration.inputs);
      if (context.pass === 'real' && containsUnknown(inputs)) {
        const by = registration.dependencies.flatMap((urn) => this.table.get(urn)?.causes ?? []);
        this.hold(state, by.length > 0 ? [...new Set(by)] : [...registration.dependencies]);
        return;
      }
      if (provider.kind === 'unconfigured') {
        const step: Step = { kind: 'create', reason: 'provider-absent' };
        this.finish(state, { step, outcome: 'none', id: '', outputs: inputs, reason: undefined });
        return;
      }
      await this.settle(state, registration, provider, hooks);
    } finally {
      this.working--;
    }
  }

  private async settle(
    state: ResourceState,
    registration: Registration,
    provider: Extract<ResolvedProvider, { kind: 'ready' }>,
    hooks: OperationHooks,
  ): Promise<void> {
    const { context } = this;
    const resource = declareResource(
      state.node,
      registration,
      this.isRemade,
      context.manifest.drift.exclude,
    );
    const examineContext = await this.examineContext(resource, provider);
    state.declared = { resource, examineContext };
    const { stage } = state.node;
    const { customTimeouts } = registration;
    const request = { resource, stage, examineContext, customTimeouts, hooks };
    const settling = new Settling(request, context);
    try {
      if (context.pass === 'preview') {
        this.finish(state, await this.preview(state, settling));
        return;
      }
      const settled = await settling.run();
      const gated = await passGates(resource, provider.opened, settled, context);
      await this.sealIfStateOnly(resource, gated);
      await handOver(state, gated, provider.opened, this.table, context);
      this.finish(state, gated);
    } catch (error) {
      if (error instanceof BlackstartError) throw error;
      const reason = context.secrets.clean(messageOf(error));
      this.finish(state, {
        step: { kind: 'failed', reason },
        outcome: 'failed',
        id: '',
        outputs: {},
        reason,
      });
    }
  }

  private async preview(state: ResourceState, settling: Settling): Promise<Settled> {
    const examination = await settling.look();
    if (examination.kind === 'invalid') {
      const step = invalidStep(examination.failures);
      return { step, outcome: 'failed', id: '', outputs: {}, reason: undefined };
    }
    const { facts, checked, updateTo } = examination;
    state.checked = checked;
    state.live = facts.live;
    const step = settling.decide(examination);
    const id = facts.live?.id ?? '';
    const { urn } = state.node;
    for (const { path, manager, at } of examination.handMade ?? []) {
      const message = `${path} was added by hand (${manager}${at === '' ? '' : ` at ${at}`}); Git says nothing of it, and a recovery leaves it`;
      this.context.events({ type: 'notice', level: 'info', message, urn });
    }
    const outputs = await this.expectedOutputs(settling, step, facts.live, checked, updateTo);
    return { step, outcome: 'none', id, outputs, reason: undefined };
  }

  /** What the outputs will be as far as that can be said: live ones, or the provider's own preview of a write. */
  private async expectedOutputs(
    settling: Settling,
    step: Step,
    live: LiveState | undefined,
    checked: PropertyMap,
    updateTo: PropertyMap,
  ): Promise<PropertyMap> {
    if (live === undefined) {
      return step.kind === 'create' || step.kind === 'wait' ? settling.previewCreate(checked) : {};
    }
    return step.kind === 'update' ? settling.previewUpdate(live, updateTo) : live.outputs;
  }

  /** Made anew: by this pass, by an earlier run, or as the preview foresees. */
  private readonly isRemade = (urn: string): boolean => {
    const state = this.table.get(urn as Urn);
    if (state === undefined || state.node.kind !== 'custom') return false;
    return (
      this.context.createdEarlier.has(urn) ||
      state.outcome === 'created' ||
      (this.context.pass === 'preview' && state.step.kind === 'create')
    );
  };

  private async examineContext(
    resource: DeclaredResource,
    provider: Extract<ResolvedProvider, { kind: 'ready' }>,
  ): Promise<ExamineContext> {
    const { context } = this;
    const doubt = context.inDoubt.get(resource.urn);
    return {
      system: context.manifest.name,
      opened: provider.opened,
      hint: await this.hintFor(resource),
      inDoubtUntilEpochMs: doubt === undefined ? undefined : doubtAfter(doubt, context.timeScale),
      assumeWiped: context.assumeWiped,
      checked: this.checkedBefore(resource),
    };
  }

  /** What Check made of these inputs in the preview, if they were all known then: it is not asked again. */
  private checkedBefore(resource: DeclaredResource): PropertyMap | undefined {
    const known = this.context.previewOf(resource.urn);
    if (known?.checked === undefined || containsUnknown(known.checked)) return undefined;
    return equalValues(known.inputs, resource.inputs) ? known.checked : undefined;
  }

  private async hintFor(
    resource: DeclaredResource,
  ): Promise<(Hint & { foundBy: 'hint' | 'sealed' }) | undefined> {
    if (resource.rule?.stateOnly === true && this.context.sealed !== undefined) {
      for (const urn of resource.urns) {
        const sealed = await this.context.sealed.read(urn);
        if (sealed !== undefined) return { ...sealed, foundBy: 'sealed' };
      }
    }
    for (const urn of resource.urns) {
      const hint = this.context.hints.get(urn);
      if (hint !== undefined) return { ...hint, foundBy: 'hint' };
    }
    return undefined;
  }

  private async sealIfStateOnly(resource: DeclaredResource, settled: Settled): Promise<void> {
    if (resource.rule?.stateOnly !== true || settled.id === '' || this.context.sealed === undefined)
      return;
    if (settled.step.kind === 'same' && settled.step.foundBy === 'sealed') return;
    const kept = await this.context.sealed.write(resource.urn, {
      id: settled.id,
      type: resource.type,
      inputs: flattenOutputs(resource.inputs),
      outputs: settled.outputs,
    });
    if (!kept) {
      this.context.events({
        type: 'notice',
        level: 'warning',
        urn: resource.urn,
        message:
          'its value lives only in state and could not be sealed without a passphrase; the next run will make a new one',
      });
    }
  }

  /** What the run was not asked for is left out, whatever it lacks: ends it, and tells so. */
  leftOut(state: ResourceState): boolean {
    if (this.context.pass !== 'real' || this.context.isSelected(state.node)) return false;
    this.skip(state);
    return true;
  }

  private skip(state: ResourceState): void {
    const known = this.context.previewOf(state.node.urn);
    this.finish(state, {
      step: { kind: 'skipped' },
      outcome: 'skipped',
      id: known?.id ?? '',
      outputs: known === undefined || known.id === '' ? {} : known.outputs,
      reason: undefined,
    });
  }
}

/** Is the answer to a program that of a resource which did not come about? */
export function isUnknownToProgram(state: ResourceState): boolean {
  return (
    isBlocking(state.step) ||
    (state.step.kind === 'skipped' && state.id === '') ||
    isUnknown(state.id)
  );
}
