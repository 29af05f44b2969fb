import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { newRunId, stateFolder } from '../../journal/index.js';
import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import type { Urn } from '../../model/urn.js';
import { isWithin } from '../../providers/paths.js';
import { renderInvitation, type Invitation } from '../../report/index.js';
import { withoutCredentials, type LoadedSystem } from '../../system/index.js';
import { runStarted } from '../announce.js';
import { withSystem, withTarget, type Context } from '../context.js';
import { recoverInside } from '../drills/recoverInside.js';
import { predictedIn, RunEvents } from '../execute.js';
import { writeJson, writeText, type ExitCode, type Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import { withOutput } from '../output.js';
import { resolveSandbox, withSandbox, type SandboxPlace } from '../sandboxes.js';
import { withTemporarySandbox } from '../temporarySandbox.js';
import { keepBefore, removeGameDay, writeGameDay, type GameDay } from './gameDayFile.js';
import { damageInSecret, undoAlteration, type Alteration } from './secretDamage.js';

export interface StartGameDayOptions extends SystemOptions, OutputOptions {
  /** Chooses what happens; by chance when left out, so that nobody knows. */
  readonly seed: string | undefined;
}

const TIME_SCALE = 0.01;
const NO_EVENTS: EventSink = () => undefined;

/** Builds the system in a sandbox, damages it in secret, and hands it over to people: from then on the clock runs. */
export function runStartGameDay(options: StartGameDayOptions, io: Io): Promise<ExitCode> {
  const { json, verbose } = options;
  return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, (output) =>
    withSystem(options, io, output.events, async (system) => {
      const state = stateFolder(io.env);
      const place = resolveSandbox(`game-day-${newRunId()}`, state);
      // People have it from here on: it is removed when it is graded, or when it cannot even begin.
      return withTemporarySandbox(
        { ...place, timeScale: 0, keep: true },
        system.manifest,
        async (sandbox): Promise<ExitCode> => {
          try {
            const start = new GameDayStart(system, sandbox, state, options, io);
            const { game, resources } = await start.run(output.events);
            await output.finish();
            const invitation = invitationOf(game, resources, options);
            if (json) writeJson(io.stdout, { version: 1, command: 'game-day', ...invitation });
            else writeText(io.stdout, renderInvitation(invitation, { colour: io.colour }));
            return 0;
          } catch (error) {
            removeGameDay(state, sandbox.name);
            await rm(sandbox.folder, { recursive: true, force: true });
            throw error;
          }
        },
      );
    }),
  );
}

function invitationOf(
  { name, system, commit, timeScale, targetSeconds, startedAt }: GameDay,
  resources: number,
  { repo, ref, manifest }: StartGameDayOptions,
): Invitation {
  return {
    ...{ name, system, commit, timeScale, targetSeconds, startedAt, resources },
    options: [
      ...(repo === undefined ? [] : ['--repo', withoutCredentials(repo)]),
      ...(ref === undefined ? [] : ['--ref', ref]),
      ...(manifest === undefined ? [] : ['--manifest', manifest]),
    ],
  };
}

class GameDayStart {
  constructor(
    private readonly system: LoadedSystem,
    private readonly sandbox: SandboxPlace,
    private readonly state: string,
    private readonly options: StartGameDayOptions,
    private readonly io: Io,
  ) {}

  async run(events: EventSink): Promise<{ game: GameDay; resources: number }> {
    const { system, sandbox, state, options } = this;
    const { timeScale = TIME_SCALE, seed = randomBytes(8).toString('hex') } = options;
    const { name } = sandbox;
    this.say('Building the system in a sandbox');
    const { result } = await this.on({ assumeWiped: true, timeScale: 0 }, events, (context, run) =>
      recoverInside(context, run, { ...options, assumeWiped: true }),
    );
    if (result.exitCode !== 0) throw notBuilt(result.interrupted);
    keepBefore(state, name, sandbox.folder);
    this.say('Something happens to it');
    const hit = await withSandbox(sandbox, state, (opened) => {
      const resources = opened.stats().resources;
      // What deletions leave behind for a while, such as secrets on their way out, lasts as long as in the cloud.
      opened.setTimeScale(timeScale);
      return { resources, ...damageInSecret(opened, seed) };
    });
    const plan = await this.on({ timeScale: 0 }, NO_EVENTS, this.look);
    const seen = hit.alterations.map((each) => isSeen(plan, each));
    const kept = seen.flatMap((is, at) => (is ? [at] : []));
    await withSandbox(sandbox, state, (opened) => {
      // What no plan would show, such as a default of the provider's, nobody could find.
      hit.alterations.forEach((each, at) => void (seen[at] || undoAlteration(opened, each)));
      opened.change({ timeScale, spreadSeed: `game day ${seed}` });
      if (hit.weather !== undefined) opened.addFault(hit.weather);
    });
    const { p50Seconds, p90Seconds } = predictedIn(plan);
    const game: GameDay = {
      ...{ version: 1, name, system: system.manifest.name, commit: system.commit },
      ...{ repository: system.repository, seed, kept, timeScale },
      ...(options.manifest === undefined ? {} : { manifest: options.manifest }),
      targetSeconds: system.manifest.recoveryTimeObjective,
      startedAt: Date.now(),
      predicted: { p50Seconds, p90Seconds },
    };
    writeGameDay(state, game);
    return { game, resources: hit.resources };
  }

  private readonly look = async (context: Context, events: RunEvents): Promise<Plan> => {
    events.sink(runStarted(context, 'plan', undefined));
    return context.engine.preview();
  };

  private on<T>(
    changes: Partial<SystemOptions>,
    events: EventSink,
    use: (context: Context, events: RunEvents) => Promise<T>,
  ): Promise<T> {
    const { system, sandbox, io } = this;
    const options = { ...this.options, ...changes };
    const run = new RunEvents(events);
    return withTarget(system, { sandbox }, options, io, run.sink, (context) => use(context, run));
  }

  private say(text: string): void {
    if (!this.options.json) writeText(this.io.stderr, `${text}.`);
  }
}

/** Would an update put it right, and does the plan show the property itself? */
function isSeen(plan: Plan, { urn, path }: Alteration): boolean {
  const step = plan.steps.get(urn as Urn);
  return step?.kind === 'update' && step.differences.some((each) => isWithin(each.path, path));
}

function notBuilt(interrupted: boolean): BlackstartError {
  return new BlackstartError({
    code: interrupted ? 'interrupted' : 'internal',
    operation: 'begin a game day',
    message: interrupted
      ? 'interrupted before the game day began; its sandbox is gone'
      : 'the system could not be built in the sandbox, so there is nothing to damage',
    remedy: interrupted
      ? 'Run the command again.'
      : 'Run "blackstart rehearse" first and put right what it says.',
  });
}
