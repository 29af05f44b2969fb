import { join } from 'node:path';
import { planExitCode } from '../engine/engine.js';
import {
  Journal,
  journalFile,
  loadRun,
  newRunId,
  stateFolder,
  targetFolder,
} from '../journal/index.js';
import { messageOf } from '../model/errors.js';
import { DIFFERENCE_KINDS, ERROR_KINDS } from '../model/step.js';
import { analyseRun, formatSeconds, paceOf, plural, type Scenario } from '../report/index.js';
import type { LoadedSystem } from '../system/index.js';
import { runStarted } from './announce.js';
import { withSystem, withTarget, type Context } from './context.js';
import { recordDrill } from './drills/recordDrill.js';
import { destroy, losesEverything, surveyOf, urnsIn } from './drills/scenario.js';
import { execute, predictedIn, RunEvents } from './execute.js';
import { writeJson, writeText, type ExitCode, type Io } from './io.js';
import { withLive, type Live, type ServeOptions } from './live/withLive.js';
import type { OutputOptions, SystemOptions } from './options.js';
import { withOutput } from './output.js';
import { withLock } from './recover.js';
import {
  rehearsalDocument,
  renderRehearsal,
  verdictOf,
  type Rehearsal,
  type RehearsedRecovery,
} from './rehearsalReport.js';
import { resolveSandbox, withSandbox, type SandboxPlace } from './sandboxes.js';
import { rehearsedSealedValues } from './sealedValues.js';
import { withTemporarySandbox } from './temporarySandbox.js';
import { reportFile, tryWriteReport, type ReportOptions } from './writeReport.js';

export interface RehearseOptions extends SystemOptions, OutputOptions, ReportOptions, ServeOptions {
  /** Part of the resources that is lost; all of them when left out. */
  readonly damage?: number | undefined;
  readonly seed: string;
  readonly scenario: Scenario;
  /** Of scenario `cluster` and `zone`; the seed chooses when left out. */
  readonly cluster?: string | undefined;
  readonly zone?: string | undefined;
  /** How much durations vary, as in a sandbox of one's own. */
  readonly spread: number;
  /** Where the result is kept; as the manifest says when left out. */
  readonly drills?: string | undefined;
  /** Keep no result. */
  readonly unrecorded: boolean;
  readonly keep: boolean;
}

const TIME_SCALE = 0.01;

/** Builds the system in a sandbox of its own, loses it, brings it back and looks whether everything is there. */
export function runRehearse(options: RehearseOptions, io: Io): Promise<ExitCode> {
  const { json, verbose, keep } = options;
  const state = stateFolder(io.env);
  const place = resolveSandbox(`rehearsal-${newRunId()}`, state);
  const timeScale = options.timeScale ?? TIME_SCALE;
  const form = json ? 'quiet' : 'progress';
  return withLive(options, io, (live) =>
    withOutput(io, { verbose, form }, (output) =>
      withSystem(options, io, live.tee(output.events), async (system) => {
        await output.finish();
        const rehearsal = await withTemporarySandbox(
          { ...place, timeScale, keep, spread: options.spread },
          system.manifest,
          async (sandbox) => {
            const run = new RehearsalRun(system, sandbox, { ...options, timeScale }, io, live);
            return recordDrill(await run.report(await run.run()), system, options, io);
          },
        );
        live.reported(rehearsal.report);
        live.conclude(...liveWords(rehearsal));
        if (json) writeJson(io.stdout, rehearsalDocument(rehearsal));
        else writeText(io.stdout, renderRehearsal(rehearsal, { colour: io.colour }));
        return { passed: 0, failed: 1, interrupted: 130 }[verdictOf(rehearsal)] as ExitCode;
      }),
    ),
  );
}

/** One line for those who look on. */
function liveWords(rehearsal: Rehearsal): [verdict: string, good: boolean] {
  const verdict = verdictOf(rehearsal);
  const took = (rehearsal.recovered ?? rehearsal.built).result.seconds;
  return [`Rehearsal ${verdict}, after ${formatSeconds(took)}.`, verdict === 'passed'];
}

class RehearsalRun {
  private readonly state: string;

  constructor(
    private readonly system: LoadedSystem,
    private readonly sandbox: SandboxPlace,
    private readonly options: RehearseOptions & { readonly timeScale: number },
    private readonly io: Io,
    private readonly live: Live,
  ) {
    this.state = stateFolder(io.env);
  }

  async run(): Promise<Rehearsal> {
    const { system, sandbox, options } = this;
    const { sealed: file } = system.manifest;
    const sealed = await rehearsedSealedValues({
      folder: targetFolder(this.state, system.manifest.name, `sandbox ${sandbox.name}`),
      file: file === undefined ? undefined : join(system.root, file),
      env: this.io.env,
    });
    this.say(
      `Building it for the first time, in a cloud ${paceOf(options.timeScale)} as the real one`,
    );
    // The sandbox is known to be empty.
    const built = await this.on(sealed, { ...options, assumeWiped: true }, this.recover);
    const start = {
      ...{ system: system.manifest.name, commit: system.commit, sandbox: sandbox.name, built },
      ...{ scenario: options.scenario, seed: options.seed },
      ...{ timeScale: options.timeScale, targetSeconds: system.manifest.recoveryTimeObjective },
      keptFolder: options.keep ? sandbox.folder : undefined,
    };
    if (built.result.exitCode !== 0) {
      return { ...start, lost: undefined, recovered: undefined, verified: undefined };
    }
    const damage = await withSandbox(sandbox, this.state, (opened) => {
      const before = urnsIn(opened);
      // Drawn anew: with the durations of the build the prediction would have measured what it is to foretell.
      opened.change({ spreadSeed: `recovery ${options.seed}` });
      return { ...destroy(opened, options), of: before.length, before };
    });
    const { before, ...lost } = damage;
    if (losesEverything(options.scenario)) sealed.forget();
    this.say(`Lost ${lost.resources} of ${plural(lost.of, 'resource')}; bringing them back`);
    const recovered = await this.on(sealed, options, (context, events) =>
      this.recover(context, events, lost),
    );
    const survey = await withSandbox(sandbox, this.state, (opened) => {
      opened.clearFaults();
      return surveyOf(before, urnsIn(opened));
    });
    if (recovered.result.interrupted) return { ...start, lost, recovered, verified: undefined };
    this.say('Looking whether everything is as declared');
    const verified = await this.on(sealed, options, this.verify);
    return { ...start, lost, recovered, verified, survey };
  }

  /** Notes in the journal of the recovery what the plan afterwards showed, and writes the report from it. */
  async report(rehearsal: Rehearsal): Promise<Rehearsal> {
    const { built, recovered, verified } = rehearsal;
    const { journal: file, result } = recovered ?? built;
    if (verified !== undefined) await this.note(file, verified);
    const target = `sandbox ${this.sandbox.name}`;
    const place = { state: this.state, system: rehearsal.system, target };
    const page = reportFile(place, result.run ?? '', this.options);
    return { ...rehearsal, report: await tryWriteReport(file, page, this.io) };
  }

  /** The rehearsal is over: what cannot be written down is a warning. */
  private async note(file: string, verified: NonNullable<Rehearsal['verified']>): Promise<void> {
    const { exitCode, differing } = verified;
    try {
      const journal = await Journal.reopen(file);
      await journal.append({ record: 'verified', exitCode, differing: [...differing] });
      await journal.close();
    } catch (error) {
      writeText(this.io.stderr, `warning: ${messageOf(error)}`);
    }
  }

  /** Each step gets a target of its own, as a command of its own would. */
  private on<T>(
    sealed: Awaited<ReturnType<typeof rehearsedSealedValues>>,
    options: RehearseOptions,
    use: (context: Context, events: RunEvents) => Promise<T>,
  ): Promise<T> {
    const { system, sandbox, io } = this;
    const { json, verbose } = options;
    return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, (output) => {
      const events = new RunEvents(this.live.tee(output.events));
      return withTarget(system, { sandbox, sealed }, options, io, events.sink, (context) =>
        use(context, events),
      );
    });
  }

  private readonly recover = async (
    context: Context,
    events: RunEvents,
    lost?: Rehearsal['lost'],
  ): Promise<RehearsedRecovery> => {
    const { place, secrets, engine } = context;
    const run = newRunId();
    const file = journalFile(place.state, place.system, place.target, run);
    const { serve: _serve, ...options } = this.options;
    return withLock(context, run, false, async () => {
      events.sink(runStarted(context, 'rehearse', run));
      const plan = await engine.preview();
      engine.prepare();
      const journal = await Journal.create(file, { redact: (text) => secrets.clean(text) });
      events.journal = journal;
      const result = await execute(context, journal, {
        ...{ run, command: 'rehearse', plan, inDoubt: new Map(), resumed: false, lost },
        options,
      });
      events.sink({ type: 'run-finished', result });
      const { records } = await loadRun(place, run);
      const predictedSeconds = plan.prediction.seconds;
      const retries = records.filter(({ record }) => record === 'retry').length;
      const { criticalPath, criticalPathSeconds } = analyseRun(records);
      const path = { steps: criticalPath, seconds: criticalPathSeconds };
      const predicted = predictedIn(plan);
      return { result, path, retries, journal: file, predictedSeconds, predicted };
    });
  };

  private readonly verify = async (
    context: Context,
    events: RunEvents,
  ): Promise<NonNullable<Rehearsal['verified']>> => {
    events.sink(runStarted(context, 'plan', undefined));
    const plan = await context.engine.preview();
    const differing = [...plan.steps]
      .filter(([, { kind }]) => DIFFERENCE_KINDS.has(kind) || ERROR_KINDS.has(kind))
      .map(([urn]) => urn);
    return { exitCode: planExitCode(plan), differing };
  };

  private say(text: string): void {
    this.live.say(`${text}.`);
    if (!this.options.json) writeText(this.io.stderr, `${text}.`);
  }
}
