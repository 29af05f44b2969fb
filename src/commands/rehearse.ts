import { join } from 'node:path';
import {
  Journal,
  loadRun,
  newRunId,
  readJournal,
  stateFolder,
  targetFolder,
} from '../journal/index.js';
import { messageOf } from '../model/errors.js';
import { formatSeconds, paceOf, plural } from '../report/index.js';
import type { LoadedSystem } from '../system/index.js';
import { withSystem, withTarget, type Context } from './context.js';
import { lookAgain } from './drills/lookAgain.js';
import { killedRecovery } from './drills/killedRecovery.js';
import { recordDrill } from './drills/recordDrill.js';
import { recoverInside } from './drills/recoverInside.js';
import {
  destroy,
  losesEverything,
  remnantsIn,
  surveyOf,
  thingsIn,
  type ScenarioOptions,
} from './drills/scenario.js';
import { RunEvents } from './execute.js';
import { writeJson, writeText, type ExitCode, type Io } from './io.js';
import { withLive, type Live, type ServeOptions } from './live/withLive.js';
import type { OutputOptions, SystemOptions } from './options.js';
import { withOutput } from './output.js';
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
  readonly scenario: ScenarioOptions['scenario'];
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
          // What it draws for the build has nothing to do with other drills of the same system.
          {
            ...{ ...place, timeScale, keep, spread: options.spread },
            spreadSeed: `build ${options.seed}`,
          },
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
    const openSealed = (): ReturnType<typeof rehearsedSealedValues> =>
      rehearsedSealedValues({
        folder: targetFolder(this.state, system.manifest.name, `sandbox ${sandbox.name}`),
        file: file === undefined ? undefined : join(system.root, file),
        env: this.io.env,
      });
    const sealed = await openSealed();
    const { serve: _serve, ...recovering } = options;
    this.say(
      `Building it for the first time, in a cloud ${paceOf(options.timeScale)} as the real one`,
    );
    // The sandbox is known to be empty.
    const built = await this.on(sealed, { ...options, assumeWiped: true }, (context, events) =>
      recoverInside(context, events, recovering),
    );
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
      const before = thingsIn(opened);
      // Drawn anew: with the durations of the build the prediction would have measured what it is to foretell.
      opened.change({ spreadSeed: `recovery ${options.seed}` });
      return { ...destroy(opened, options), of: before.length, before };
    });
    const { before, ...lost } = damage;
    if (losesEverything(options.scenario)) sealed.forget();
    this.say(`Lost ${lost.resources} of ${plural(lost.of, 'resource')}; bringing them back`);
    const recovered =
      options.scenario === 'killed'
        ? await this.recoverKilled(built)
        : await this.on(sealed, options, (context, events) =>
            recoverInside(context, events, recovering, lost),
          );
    const remnants = remnantsIn(await readJournal(recovered.journal));
    const survey = await withSandbox(sandbox, this.state, (opened) => {
      opened.clearFaults();
      return surveyOf(before, thingsIn(opened), remnants);
    });
    if (recovered.result.interrupted) return { ...start, lost, recovered, verified: undefined };
    this.say('Looking whether everything is as declared');
    // What other processes have sealed meanwhile lies on the disk.
    const now = options.scenario === 'killed' ? await openSealed() : sealed;
    const verified = await this.on(now, options, lookAgain);
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

  /** In processes of their own, since a process that is killed cannot go on to report. */
  private async recoverKilled(built: RehearsedRecovery): Promise<RehearsedRecovery> {
    const { system, sandbox, options, state, io } = this;
    const place = { state, system: system.manifest.name, target: `sandbox ${sandbox.name}` };
    const { records: build } = await loadRun(place, built.result.run ?? '');
    const { seed } = options;
    const say = (text: string): void => this.say(text);
    return killedRecovery({ system, place, sandbox: sandbox.name, options, seed, build, say }, io);
  }

  private say(text: string): void {
    this.live.say(`${text}.`);
    if (!this.options.json) writeText(this.io.stderr, `${text}.`);
  }
}
