import { BlackstartError } from '../model/errors.js';
import {
  GOOD_OUTCOMES,
  type CommandName,
  type EventSink,
  type Outcome,
  type RunResult,
} from '../model/events.js';
import { appliedExclusions } from '../model/exclusions.js';
import { apiRate } from '../model/apiRates.js';
import { dependentsOf, longestPaths, topologicalOrder, type Graph } from '../model/graph.js';
import type { DeclaredView } from '../model/comparison.js';
import type { Plan, Prediction } from '../model/plan.js';
import { DIFFERENCE_KINDS, ERROR_KINDS, type Step } from '../model/step.js';
import type { DeclaredSystem } from '../model/system.js';
import type { Urn } from '../model/urn.js';
import type { Hint } from '../identity/hints.js';
import { identityRule } from '../identity/catalogue/index.js';
import { declaredResources, type DeclaredResource } from './doctor/declaredResource.js';
import { declaredInputs } from './declaredView.js';
import { narrowedPlan, narrowedSteps } from './narrowedPlan.js';
import { takeInventory } from './inventory.js';
import { runPass, type PassResult } from './pass.js';
import { DurationEstimates, type MeasuredDurations } from './durationEstimates.js';
import { operationOf, predict, totalLoss } from './prediction.js';
import { dependencyCycle, interruptedPreview } from './previewErrors.js';
import { WaitingPrograms } from './programs/waitingPrograms.js';
import type { ProviderSource } from './providerSource.js';
import { selectedIn, selects, type Selection } from './selection.js';
import { sortedGraph, stageWithDependencies, type StageTimes } from './stageTimes.js';
import { deleteAll, type Deletion } from './prune/deletion.js';
import { foundSystem } from './prune/foundSystem.js';
import type { FoundSystem, PruneItem } from './prune/prunable.js';
import { ProviderRegistry } from './walk/providerRegistry.js';
import { Scheduler, type ApiRate } from './walk/scheduler.js';
import type { SecretRegistry } from './walk/secretRegistry.js';
import type { RunRecorder, SealedValues, WalkContext } from './walk/walkContext.js';
import type { WriteDecision } from './walk/writeDecisions.js';

export interface EngineOptions {
  readonly system: DeclaredSystem;
  readonly source: ProviderSource;
  readonly events: EventSink;
  readonly secrets: SecretRegistry;
  readonly hints: ReadonlyMap<string, Hint>;
  readonly sealed: SealedValues | undefined;
  readonly measured: MeasuredDurations;
  /** What earlier runs on this target have made: URNs. */
  readonly createdEarlier?: ReadonlySet<string>;
  readonly assumeWiped: boolean;
  readonly selection: Selection;
  /** Operations at once; 0 is no limit. */
  readonly concurrency: number;
  /** For benches: other ways to schedule than the product's own. */
  readonly policy?: 'longest-path' | 'first-come';
  readonly stageBarrier?: boolean;
  readonly stop: AbortSignal;
  /** Where compiled code of programs is kept between runs. */
  readonly cacheFolder?: string;
}

export interface RecoverOptions {
  readonly recorder: RunRecorder;
  /** Creates that a killed run had begun: URN and when, in milliseconds since the epoch. */
  readonly inDoubt: ReadonlyMap<string, number>;
  /** Restricts what is written; what it does not name is left alone as well. */
  readonly decisions?: ReadonlyMap<Urn, WriteDecision>;
}

/** What the programs and the SDK are told about parallelism: as much as they like, limits are kept here. */
const PARALLEL = 1024;

/** The engine of one command: a preview that yields the plan, and a real pass that carries it out. */
export class Engine {
  private readonly providers: ProviderRegistry;
  private readonly durations: DurationEstimates;
  private readonly rateOf: (type: string) => ApiRate | undefined;
  private readonly waiting = new WaitingPrograms();
  private previewed: { readonly result: PassResult; readonly plan: Plan } | undefined;

  constructor(private readonly options: EngineOptions) {
    const { manifest } = options.system;
    this.providers = new ProviderRegistry(options.source, manifest.guards, options.events);
    this.durations = new DurationEstimates(options.measured);
    this.rateOf = (type) => {
      const rate = apiRate(type);
      if (rate.api === 'local') return undefined;
      const own = manifest.limits.rates[rate.api];
      return own === undefined ? rate : { ...rate, requestsPerSecond: own };
    };
  }

  /** Runs the programs without writing anything and makes the plan. Throws when a program fails or the graph has a cycle. */
  async preview(): Promise<Plan> {
    const { options } = this;
    options.events({ type: 'phase', phase: 'preview', state: 'started' });
    const result = await this.run('preview', undefined, new Map());
    const failure = result.failures[0];
    if (failure !== undefined) throw failure;
    if (result.interrupted) throw interruptedPreview();
    const { cycle } = topologicalOrder(result.graph);
    if (cycle.length > 0) {
      throw dependencyCycle(cycle);
    }
    const plan = this.planOf(result);
    this.previewed = { result, plan };
    options.events({ type: 'phase', phase: 'preview', state: 'done' });
    options.events({ type: 'plan-made', plan });
    return plan;
  }

  /** What the commit declares, for a comparison with another one. Needs a preview first. */
  declared(): DeclaredView {
    const { plan, result } = this.mustHavePreviewed();
    const { system } = this.options;
    return {
      commit: plan.commit,
      graph: plan.graph,
      steps: plan.steps,
      inputs: declaredInputs(result.walk.table, system.programs, system.root),
      totalLoss: this.predicted(plan.graph, totalLoss(plan.graph)),
    };
  }

  /** Starts the programs of the real pass ahead of it, while people still read the plan. */
  prepare(): void {
    const how = { parallel: PARALLEL, cacheFolder: this.options.cacheFolder };
    this.waiting.prepare(this.options.system.programs, { dryRun: false, ...how });
  }

  /** Ends what was started and will not be needed. */
  close(): void {
    this.waiting.discard();
  }

  /** Carries the plan out. Needs a preview first. Never throws for what fails: the result says it. */
  async recover(command: CommandName, recover: RecoverOptions): Promise<RunResult> {
    const { options } = this;
    const started = Date.now();
    options.events({ type: 'phase', phase: 'recover', state: 'started' });
    const { recorder, inDoubt, decisions } = recover;
    const result = await this.run('real', recorder, inDoubt, decisions);
    options.events({ type: 'phase', phase: 'recover', state: 'done' });
    return this.runResult(command, result, (Date.now() - started) / 1000, decisions);
  }

  /** The plan with what lives beside it. Needs a preview first; of a selection nothing can be said. */
  async withInventory(plan: Plan): Promise<Plan> {
    const { targets, stages } = this.options.selection;
    if (this.previewed === undefined || targets.length > 0 || stages.length > 0) return plan;
    const opened = await this.providers.all();
    if (!opened.some(({ inventory }) => inventory !== undefined)) return plan;
    const states = this.previewed.result.walk.table.all();
    const rules = this.options.system.manifest.drift.unmanaged;
    return { ...plan, unmanaged: await takeInventory(opened, states, rules) };
  }

  /** Seconds of the target that a recovery would take if everything in the plan's graph were lost. */
  predictTotalLoss({ graph }: Pick<Plan, 'graph'>): number {
    return this.predicted(graph, totalLoss(graph)).seconds;
  }

  private async run(
    pass: 'preview' | 'real',
    recorder: RunRecorder | undefined,
    inDoubt: ReadonlyMap<string, number>,
    decisions?: ReadonlyMap<Urn, WriteDecision>,
  ): Promise<PassResult> {
    const { options } = this;
    this.providers.startPass();
    return runPass({
      system: options.system,
      context: this.contextOf(pass, recorder, inDoubt, decisions),
      stop: options.stop,
      parallel: PARALLEL,
      cacheFolder: options.cacheFolder,
      waiting: this.waiting,
    });
  }

  private contextOf(
    pass: 'preview' | 'real',
    recorder: RunRecorder | undefined,
    inDoubt: ReadonlyMap<string, number>,
    decisions: ReadonlyMap<Urn, WriteDecision> | undefined,
  ): Omit<WalkContext, 'stop'> {
    const { options } = this;
    const { system, source } = options;
    const remaining =
      this.previewed === undefined ? undefined : this.remainingSeconds(this.previewed.plan);
    const previous = this.previewed?.result.walk.table;
    const selected =
      this.previewed === undefined
        ? undefined
        : selectedIn(this.previewed.result.graph, options.selection);
    return {
      manifest: system.manifest,
      pass,
      providers: this.providers,
      events: options.events,
      secrets: options.secrets,
      scheduler: new Scheduler({
        concurrency: options.concurrency,
        policy: options.policy ?? 'longest-path',
        timeScale: source.timeScale,
      }),
      recorder,
      hints: options.hints,
      sealed: options.sealed,
      inDoubt,
      createdEarlier: options.createdEarlier ?? new Set(),
      assumeWiped: options.assumeWiped,
      timeScale: source.timeScale,
      isSelected: (node) =>
        selected === undefined || selected.has(node.urn) || selects(options.selection, node),
      decisionOn:
        decisions === undefined
          ? undefined
          : (urn) => decisions.get(urn) ?? { kind: 'leave', chosen: false },
      remainingSeconds: (urn) => remaining?.get(urn) ?? 0,
      expectedSeconds: (type, operation) =>
        this.durations.of('', type, operation).seconds * source.timeScale,
      rateOf: this.rateOf,
      implicit: this.previewed?.result.implicit ?? new Map(),
      expected: this.previewed?.result.graph.nodes ?? new Map(),
      stageBarrier: pass === 'real' && options.stageBarrier === true,
      previewOf: (urn) => previous?.get(urn),
    };
  }

  /** All that the preview found, for deciding what may be deleted. Needs a preview first. */
  found(): FoundSystem {
    const { result } = this.mustHavePreviewed();
    return foundSystem(result, this.options.system.manifest.name);
  }

  /** Everything that the preview was told of, for judging it. Needs a preview first. */
  declaredResources(): DeclaredResource[] {
    return declaredResources(this.mustHavePreviewed().result);
  }

  /** Deletes what people have confirmed, and nothing else. Needs the preview that found it. */
  prune(items: readonly PruneItem[], recorder: RunRecorder): Promise<Deletion[]> {
    const { result } = this.mustHavePreviewed();
    return deleteAll({
      graph: result.graph,
      items,
      stateOf: (urn) => result.walk.table.get(urn),
      context: {
        ...this.contextOf('real', recorder, new Map(), undefined),
        stop: this.options.stop,
      },
    });
  }

  private mustHavePreviewed(): NonNullable<typeof this.previewed> {
    if (this.previewed !== undefined) return this.previewed;
    throw new BlackstartError({ code: 'internal', message: 'asked before the preview' });
  }

  private planOf(result: PassResult): Plan {
    const { options } = this;
    const { system } = options;
    const selected = selectedIn(result.graph, options.selection);
    const nodes = new Map(
      [...result.graph.nodes].filter(([urn]) => selected === undefined || selected.has(urn)),
    );
    const graph: Graph = { nodes };
    const steps = new Map<Urn, Step>();
    for (const urn of nodes.keys()) {
      const state = result.walk.table.get(urn);
      if (state !== undefined) steps.set(urn, state.step);
    }
    const dependents = dependentsOf(graph);
    const created = [...steps]
      .filter(([, step]) => step.kind === 'create' || step.kind === 'wait')
      .map(([urn]) => urn);
    const typeOf = (urn: Urn): string => nodes.get(urn)!.type;
    return {
      system: system.manifest.name,
      commit: system.commit,
      stages: system.manifest.stages,
      graph,
      steps,
      providers: this.providers.served,
      emptyOfData: created.filter((urn) => identityRule(typeOf(urn))?.holdsData === true),
      newStateOnlyValues: created
        .filter((urn) => identityRule(typeOf(urn))?.stateOnly === true)
        .map((urn) => ({ urn, dependents: dependents.get(urn) ?? [] })),
      unresolvedLookups: result.walk.unresolvedLookups,
      unresolvedApplies: result.unresolvedApplies,
      exclusions: appliedExclusions(system.manifest.drift.exclude, graph),
      prediction: this.predicted(graph, steps),
      expectedSeconds: this.expectedSeconds(graph, steps),
    };
  }

  private predicted(graph: Graph, steps: ReadonlyMap<Urn, Step>): Prediction {
    const { options } = this;
    return predict({
      graph,
      steps,
      durations: this.durations,
      targetSeconds: options.system.manifest.recoveryTimeObjective,
      concurrency: options.concurrency,
      rateOf: this.rateOf,
      timeScale: options.source.timeScale,
    });
  }

  /**
   * When the whole will be done, and each stage with all that it depends on. Comes out the same for the same commit,
   * in whatever order its programs have registered.
   */
  stageTimes({ graph, steps, stages }: Plan): StageTimes {
    const whole = sortedGraph(graph);
    return {
      whole: this.predicted(whole, steps),
      stages: new Map(
        stages.map((stage) => [stage, this.predicted(stageWithDependencies(whole, stage), steps)]),
      ),
    };
  }

  /** A plan of this engine's, as it stands when only what the decisions name is written. */
  narrowed(plan: Plan, decisions: ReadonlyMap<Urn, WriteDecision>): Plan {
    const steps = narrowedSteps(plan.steps, decisions);
    return narrowedPlan(plan, steps, this.predicted(plan.graph, steps));
  }

  private remainingSeconds({ graph, expectedSeconds }: Plan): ReadonlyMap<Urn, number> {
    return longestPaths(graph, ({ urn }) => expectedSeconds?.get(urn) ?? 0).remainingSeconds;
  }

  private expectedSeconds(graph: Graph, steps: ReadonlyMap<Urn, Step>): Map<Urn, number> {
    const expected = new Map<Urn, number>();
    for (const { urn, type } of graph.nodes.values()) {
      const operation = operationOf(steps.get(urn));
      if (operation === undefined) continue;
      expected.set(urn, this.durations.of(urn, type, operation).seconds);
    }
    return expected;
  }

  private runResult(
    command: CommandName,
    result: PassResult,
    seconds: number,
    decisions?: ReadonlyMap<Urn, WriteDecision>,
  ): RunResult {
    const counts: Partial<Record<Outcome, number>> = {};
    const failures: RunResult['failures'][number][] = result.failures.map((error) => ({
      code: error.code,
      message: error.message,
      ...(error.urn === undefined ? {} : { urn: error.urn as Urn }),
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    }));
    for (const state of result.walk.table.all()) {
      if (state.node.kind !== 'custom' && state.node.kind !== 'read' && state.step.kind === 'none')
        continue;
      const outcome = state.outcome ?? 'held';
      // A provider or component that nothing written stands behind keeps nobody waiting.
      if (decisions !== undefined && outcome === 'held' && state.node.kind !== 'custom') continue;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (GOOD_OUTCOMES.has(outcome) || outcome === 'held') continue;
      failures.push({
        urn: state.node.urn,
        code: outcome === 'conflict' ? 'conflict' : 'provider',
        message: state.reason ?? outcome,
      });
    }
    const missing = this.unregistered(result, decisions);
    if (missing > 0) counts.held = (counts.held ?? 0) + missing;
    // Where only chosen resources are written, what others look for may well be missing.
    for (const lookup of decisions === undefined ? result.walk.unresolvedLookups : []) {
      failures.push({
        code: 'provider',
        message: `${lookup.token} (program ${lookup.program}): ${lookup.reason}`,
      });
    }
    const good = failures.length === 0 && (counts.held ?? 0) === 0 && !result.interrupted;
    return {
      run: undefined,
      command,
      exitCode: result.interrupted ? 130 : good ? 0 : 1,
      seconds,
      targetSeconds: this.options.system.manifest.recoveryTimeObjective,
      timeScale: this.options.source.timeScale,
      counts,
      failures,
      interrupted: result.interrupted,
    };
  }

  /** Selected resources of the preview which no program registered in the real pass. */
  private unregistered(
    result: PassResult,
    decisions: ReadonlyMap<Urn, WriteDecision> | undefined,
  ): number {
    if (this.previewed === undefined) return 0;
    let missing = 0;
    for (const node of this.previewed.plan.graph.nodes.values()) {
      if (node.kind !== 'custom' || result.walk.table.get(node.urn) !== undefined) continue;
      if (decisions === undefined || decisions.get(node.urn)?.kind === 'write') missing++;
    }
    return missing;
  }
}

/** The exit code of `plan` and `drift`: 2 differences, 1 where something could not be told, 0 none. */
export function planExitCode(plan: Plan): 0 | 1 | 2 {
  const kinds = new Set([...plan.steps.values()].map((step) => step.kind));
  if ([...kinds].some((kind) => ERROR_KINDS.has(kind))) return 1;
  return [...kinds].some((kind) => DIFFERENCE_KINDS.has(kind)) ? 2 : 0;
}
