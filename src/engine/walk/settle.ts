import { BlackstartError, messageOf } from '../../model/errors.js';
import type { Operation, Outcome } from '../../model/events.js';
import {
  ProviderError,
  type CheckFailure,
  type CustomTimeouts,
  type LiveState,
} from '../../model/provider.js';
import type { Difference, Step } from '../../model/step.js';
import type { PropertyMap } from '../../model/values.js';
import { pause, interrupted } from '../pause.js';
import { decide } from './decide.js';
import {
  address,
  examine,
  markSecrets,
  type DeclaredResource,
  type ExamineContext,
  type Examination,
} from './examine.js';
import { operate, type OperationTarget } from './operation.js';
import { reclaimed, reclaiming } from './reclaim.js';
import { Retries } from './retries.js';
import { classifyFailure, doubtAfter, leavesDoubt, saysAlreadyExists } from './retry.js';
import type { WalkContext } from './walkContext.js';

/** How it ended for one resource. */
export interface Settled {
  readonly step: Step;
  readonly outcome: Outcome;
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly reason: string | undefined;
}

/** Called around an operation: the hooks of the program. */
export interface OperationHooks {
  before(
    operation: 'create' | 'update',
    newInputs: PropertyMap,
    live: PropertyMap | undefined,
  ): Promise<void>;
  after(
    operation: 'create' | 'update',
    id: string,
    newInputs: PropertyMap,
    outputs: PropertyMap,
  ): Promise<void>;
}

export interface SettleRequest {
  readonly resource: DeclaredResource;
  readonly stage: string;
  readonly examineContext: ExamineContext;
  readonly customTimeouts: CustomTimeouts;
  readonly hooks: OperationHooks;
}

type Examined = Extract<Examination, { kind: 'examined' }>;

/** Longest that a predecessor that is going away is waited for; seconds of the target. */
const LONGEST_WAIT_SECONDS = 900;
/** Between two looks at something that is waited for; seconds of the target. */
const LOOK_AGAIN_SECONDS = 5;
const SHORTEST_PAUSE_MS = 20;

/**
 * Brings one resource to what Git declares, or says why not: looks, decides, acts, and looks again for as long as
 * what it did or met asks for that. Every look locates anew, so nothing is created that has appeared meanwhile.
 */
export class Settling {
  private readonly retries: Retries;
  private readonly target: OperationTarget;
  /** Until then an absence proves nothing: a create whose end is not known may still have its effect. */
  private doubtUntilEpochMs: number | undefined;
  private checked: PropertyMap | undefined;
  private wrote: 'created' | 'updated' | 'restored' | undefined;
  private waitedUntil: number | undefined;
  private saidWaiting = '';
  private saidRemnant = false;
  private reclaimRefused = false;

  constructor(
    private readonly request: SettleRequest,
    private readonly context: WalkContext,
  ) {
    const { urn, type } = request.resource;
    this.target = { urn, type, stage: request.stage };
    this.retries = new Retries(urn, context);
    this.doubtUntilEpochMs = request.examineContext.inDoubtUntilEpochMs;
    this.checked = request.examineContext.checked;
  }

  async run(): Promise<Settled> {
    for (;;) {
      const examination = await this.look();
      if (examination.kind === 'invalid') {
        return this.settled(invalidStep(examination.failures), 'failed', '', {});
      }
      const settled = await this.act(examination, this.decide(examination));
      if (settled !== undefined) return settled;
    }
  }

  /** What is to be done by what was seen. */
  decide({ facts, checked }: Examined): Step {
    return reclaiming(decide(facts), this.reclaimOf(checked)?.value);
  }

  private reclaimOf(checked: PropertyMap): ReturnType<typeof reclaimed> {
    if (this.reclaimRefused) return undefined;
    const { resource, examineContext } = this.request;
    return reclaimed(resource.rule, checked, {
      hint: examineContext.hint?.outputs,
      remembered: this.context.remembered.get(resource.urn),
    });
  }

  /** Looks, and where the target does not answer looks again for as long as trying again may help. */
  async look(): Promise<Examination> {
    for (;;) {
      if (this.context.stop.aborted) throw interrupted();
      try {
        const examination = await examine(this.request.resource, {
          ...this.request.examineContext,
          checked: this.checked,
          inDoubtUntilEpochMs: this.doubtUntilEpochMs,
        });
        if (examination.kind === 'examined') this.checked = examination.checked;
        const unreachable =
          examination.kind === 'examined' && examination.facts.location.kind === 'unknown'
            ? examination.facts.location.reason
            : undefined;
        if (unreachable === undefined) return examination;
        if (!(await this.retries.wait('read', new ProviderError(unreachable, 'UNAVAILABLE')))) {
          return examination;
        }
      } catch (error) {
        if (!(await this.retries.wait('read', error))) throw error;
      }
    }
  }

  /** The outputs of a create as the provider foresees them, unknown where it cannot. */
  async previewCreate(checked: PropertyMap): Promise<PropertyMap> {
    const { resource, customTimeouts, examineContext } = this.request;
    const { outputs } = await examineContext.opened.provider.create({
      ...address(resource),
      inputs: checked,
      timeoutSeconds: customTimeouts.create ?? 0,
      preview: true,
    });
    return markSecrets(outputs, checked, resource.additionalSecretOutputs);
  }

  /** The outputs of an update as the provider foresees them. */
  async previewUpdate(live: LiveState, updateTo: PropertyMap): Promise<PropertyMap> {
    const { resource, customTimeouts, examineContext } = this.request;
    const { outputs } = await examineContext.opened.provider.update({
      ...address(resource),
      id: live.id,
      oldInputs: live.inputs,
      oldOutputs: live.outputs,
      news: updateTo,
      ignoreChanges: resource.ignoreChanges,
      timeoutSeconds: customTimeouts.update ?? 0,
      preview: true,
    });
    return markSecrets(outputs, updateTo, resource.additionalSecretOutputs);
  }

  /** Carries a step out. Undefined means: look again. */
  private async act(examined: Examined, step: Step): Promise<Settled | undefined> {
    const { live } = examined.facts;
    switch (step.kind) {
      case 'same':
        return this.settled(step, this.wrote ?? 'adopted', step.id, live?.outputs ?? {});
      case 'update':
        return this.update(examined, step);
      case 'create':
        this.tellRemnant(step);
        return this.create(examined, step);
      case 'restore':
        return this.restore(examined, step);
      case 'wait':
        return this.wait(step);
      case 'conflict':
        return this.settled(step, 'conflict', step.id ?? '', live?.outputs ?? {}, step.reason);
      case 'unlocatable':
      case 'unreachable':
      case 'failed':
        return this.settled(step, step.kind, '', {}, step.reason);
      default:
        throw new BlackstartError({
          code: 'internal',
          message: `a ${step.kind} cannot be carried out`,
        });
    }
  }

  private async create(examined: Examined, step: Step): Promise<Settled | undefined> {
    const { resource, hooks, customTimeouts } = this.request;
    const { context } = this;
    const { provider } = this.request.examineContext.opened;
    const reclaim = this.reclaimOf(examined.checked);
    const inputs =
      reclaim === undefined
        ? examined.checked
        : { ...examined.checked, [reclaim.input]: reclaim.value };
    await hooks.before('create', examined.checked, undefined);
    let created;
    try {
      created = await operate(context, this.target, 'create', undefined, async () => {
        const result = await provider.create({
          ...address(resource),
          inputs,
          timeoutSeconds: customTimeouts.create ?? 0,
          preview: false,
        });
        return { ...result, id: result.id };
      });
    } catch (error) {
      if (error instanceof ProviderError && error.partial !== undefined) {
        const { id, outputs, reasons } = error.partial;
        return this.settled(
          step,
          'failed',
          id,
          outputs,
          `created, but not ready: ${reasons.join('; ')}`,
        );
      }
      // Whatever the failure, the effect may have come about: the next look finds and proves it.
      if (saysAlreadyExists(error)) {
        return (await this.retries.wait('create', error, 'eventual-consistency'))
          ? undefined
          : this.failed(
              'create',
              error,
              'Something of that name exists but could not be found or proved to be ours.',
            );
      }
      if (leavesDoubt(classifyFailure(error))) {
        this.doubtUntilEpochMs = doubtAfter(Date.now(), context.timeScale);
        this.wrote ??= 'created';
      }
      if (await this.retries.wait('create', error)) return undefined;
      if (reclaim === undefined) return this.failed('create', error);
      this.reclaimRefused = true;
      const why = this.context.secrets.clean(messageOf(error));
      this.tellRemedy(
        `${reclaim.value} of the lost one is not to be had (${why})`,
        'made without it',
      );
      return undefined;
    }
    this.wrote ??= 'created';
    if (reclaim !== undefined) {
      this.tellRemedy(`${reclaim.value} went with the lost one`, 'asked for again and got back');
    }
    const outputs = markSecrets(
      created.outputs,
      examined.checked,
      resource.additionalSecretOutputs,
    );
    return this.afterHook(this.settled(step, this.wrote, created.id, outputs), () =>
      hooks.after('create', created.id, examined.checked, outputs),
    );
  }

  private async update(
    examined: Examined,
    step: Extract<Step, { kind: 'update' }>,
  ): Promise<Settled | undefined> {
    const { resource, hooks, customTimeouts } = this.request;
    const { context } = this;
    const { provider } = this.request.examineContext.opened;
    const live = examined.facts.live!;
    await hooks.before('update', examined.updateTo, live.outputs);
    let updated;
    try {
      const target = { ...this.target, fields: step.differences.map(fieldOf) };
      updated = await operate(context, target, 'update', step.id, async () => {
        const result = await provider.update({
          ...address(resource),
          id: step.id,
          oldInputs: live.inputs,
          oldOutputs: live.outputs,
          news: examined.updateTo,
          ignoreChanges: resource.ignoreChanges,
          timeoutSeconds: customTimeouts.update ?? 0,
          preview: false,
        });
        return { ...result, id: step.id };
      });
    } catch (error) {
      if (error instanceof ProviderError && error.partial !== undefined) {
        return this.settled(
          step,
          'failed',
          step.id,
          error.partial.outputs,
          error.partial.reasons.join('; '),
        );
      }
      if (await this.retries.wait('update', error)) return undefined;
      return this.failed('update', error);
    }
    this.wrote ??= 'updated';
    const outputs = markSecrets(
      updated.outputs,
      examined.checked,
      resource.additionalSecretOutputs,
    );
    return this.afterHook(this.settled(step, this.wrote, step.id, outputs), () =>
      hooks.after('update', step.id, examined.updateTo, outputs),
    );
  }

  private async restore(
    examined: Examined,
    step: Extract<Step, { kind: 'restore' }>,
  ): Promise<Settled | undefined> {
    const { examineContext } = this.request;
    const { context } = this;
    const { query } = examined;
    if (query === undefined)
      return this.settled({ kind: 'failed', reason: 'nothing to restore by' }, 'failed', '', {});
    try {
      await operate(context, this.target, 'restore', step.id, async () => {
        await examineContext.opened.lookup.restore(query, step.id);
        return { id: step.id };
      });
      this.wrote ??= 'restored';
      const hazard = `${step.id} was ${step.condition}`;
      this.tellRemedy(hazard, 'restored');
      return undefined;
    } catch (error) {
      if (await this.retries.wait('restore', error)) return undefined;
      return this.failed('restore', error);
    }
  }

  /** Waits a little for a name or a predecessor; in the end it gives up and says for what it waited. */
  private async wait(step: Extract<Step, { kind: 'wait' }>): Promise<Settled | undefined> {
    const now = Date.now();
    this.waitedUntil ??=
      Math.max(now, step.untilEpochMs ?? 0) + LONGEST_WAIT_SECONDS * this.context.timeScale * 1000;
    if (now > this.waitedUntil) {
      return this.settled(
        { kind: 'failed', reason: `waited too long: ${step.reason}` },
        'failed',
        '',
        {},
        `waited too long: ${step.reason}`,
      );
    }
    if (this.saidWaiting !== step.reason) {
      this.saidWaiting = step.reason;
      this.tellRemedy(step.reason, 'waiting');
    }
    const longest = LOOK_AGAIN_SECONDS * this.context.timeScale * 1000;
    const wanted = step.untilEpochMs === undefined ? longest : step.untilEpochMs - now;
    await pause(Math.max(SHORTEST_PAUSE_MS, Math.min(longest, wanted)), this.context.stop);
    return undefined;
  }

  /** A failing hook fails the resource, which exists all the same. */
  private async afterHook(settled: Settled, run: () => Promise<void>): Promise<Settled> {
    try {
      await run();
      return settled;
    } catch (error) {
      const reason = this.context.secrets.clean(messageOf(error));
      return { ...settled, step: { kind: 'failed', reason }, outcome: 'failed', reason };
    }
  }

  private tellRemnant(step: Extract<Step, { kind: 'create' }>): void {
    if (step.leavesBehind === undefined || this.saidRemnant) return;
    this.saidRemnant = true;
    const hazard = `${step.leavesBehind} is left from what was lost and cannot be put right`;
    this.tellRemedy(hazard, 'made anew; the old one is left for people to delete');
  }

  private tellRemedy(hazard: string, remedy: string): void {
    const { urn } = this.request.resource;
    this.context.events({ type: 'remedy-taken', urn, hazard, remedy });
    this.context.recorder?.appendLazily({ record: 'remedy', urn, hazard, remedy });
  }

  private failed(operation: Operation, error: unknown, hint?: string): Settled {
    const message = this.context.secrets.clean(messageOf(error));
    const reason = `${operation} failed: ${message}${hint === undefined ? '' : `. ${hint}`}`;
    return this.settled({ kind: 'failed', reason }, 'failed', '', {}, reason);
  }

  private settled(
    step: Step,
    outcome: Outcome,
    id: string,
    outputs: PropertyMap,
    reason?: string,
  ): Settled {
    return {
      step,
      outcome,
      id,
      outputs,
      reason: reason ?? (step.kind === 'failed' ? step.reason : undefined),
    };
  }
}

/** A difference without its values. */
function fieldOf({ path, changedBy }: Difference): {
  path: string;
  manager?: string;
  changedAt?: string;
} {
  if (changedBy === undefined) return { path };
  const { manager, at } = changedBy;
  return { path, manager, ...(at === '' ? {} : { changedAt: at }) };
}

/** The step of a resource whose inputs its provider does not take. */
export function invalidStep(failures: readonly CheckFailure[]): Step {
  const reason = failures
    .map(({ property, reason: why }) => (property === '' ? why : `${property}: ${why}`))
    .join('; ');
  return { kind: 'failed', reason: `its inputs are not valid: ${reason}` };
}
