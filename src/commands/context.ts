import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Engine } from '../engine/engine.js';
import type { ProviderSource } from '../engine/providerSource.js';
import { simulatedSource } from '../engine/sources/simulatedSource.js';
import { SecretRegistry } from '../engine/walk/secretRegistry.js';
import type { SealedValues } from '../engine/walk/walkContext.js';
import { parseCheckpoint, type Hint } from '../identity/hints.js';
import { stateFolder, targetFolder, type Place } from '../journal/index.js';
import { BlackstartError, messageOf } from '../model/errors.js';
import type { EventSink } from '../model/events.js';
import { cacheFolder, loadSystem, passphraseFrom, type LoadedSystem } from '../system/index.js';
import type { Io } from './io.js';
import { paceOf } from '../report/index.js';
import { createdIn, hintsIn, loadEarlierRuns, measuredIn } from './measured.js';
import type { SystemOptions } from './options.js';
import { resolveSandbox, withSandbox, type SandboxPlace } from './sandboxes.js';
import { openSealedValues } from './sealedValues.js';

/** What a command works with: one system on one target, with an engine for it. */
export interface Context {
  readonly system: LoadedSystem;
  readonly place: Place;
  /** Folder of the system and target: lock, journals, sealed values. */
  readonly folder: string;
  readonly timeScale: number;
  readonly secrets: SecretRegistry;
  readonly engine: Engine;
}

/** Reads the system from its commit, and removes the checkout in all cases. */
export async function withSystem<T>(
  options: SystemOptions,
  io: Io,
  events: EventSink,
  use: (system: LoadedSystem) => Promise<T>,
): Promise<T> {
  const system = await loadSystem({
    repository: options.repo,
    reference: options.ref,
    manifest: options.manifest,
    environment: io.env,
    signal: io.stop,
    onNotice: (notice) => events({ type: 'notice', ...notice }),
    onPhase: (phase, state) => events({ type: 'phase', phase, state }),
  }).catch((error: unknown): never => {
    throw io.stop.aborted ? interruptedEarly(error) : error;
  });
  try {
    return await use(system);
  } finally {
    await system.dispose();
  }
}

export interface TargetRequest {
  /** Undefined is the live target. */
  readonly sandbox: SandboxPlace | undefined;
  /** Instead of those under the state folder. */
  readonly sealed?: SealedValues;
}

/** Opens the target that the options name, makes an engine for it, and closes all providers in all cases. */
export async function withTarget<T>(
  system: LoadedSystem,
  request: TargetRequest,
  options: SystemOptions,
  io: Io,
  events: EventSink,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  return withOpenTarget(request.sandbox, options, io, events, (target) =>
    onTarget(system, target, request.sealed, options, io, events, use),
  );
}

/** {@link withSystem} and {@link withTarget} in one, for the target that the options name. */
export async function withContext<T>(
  options: SystemOptions,
  io: Io,
  events: EventSink,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  const sandbox = await namedSandbox(options, io.env);
  // The target first: the cloud of a sandbox starts while the commit is read.
  return withOpenTarget(sandbox, options, io, events, (target) =>
    withSystem(options, io, events, (system) =>
      onTarget(system, target, undefined, options, io, events, (context) => {
        noteSpeed(context, events);
        return use(context);
      }),
    ),
  );
}

interface OpenTarget {
  readonly source: ProviderSource;
  /** Empty until the system is known; whatever providers print goes through it. */
  readonly secrets: SecretRegistry;
}

async function withOpenTarget<T>(
  sandbox: SandboxPlace | undefined,
  options: SystemOptions,
  io: Io,
  events: EventSink,
  use: (target: OpenTarget) => Promise<T>,
): Promise<T> {
  const secrets = new SecretRegistry();
  const source = await openSource(sandbox, options, stateFolder(io.env), (line) =>
    events({
      type: 'program-output',
      program: 'providers',
      severity: 'debug',
      text: secrets.clean(line),
    }),
  );
  try {
    return await use({ source, secrets });
  } finally {
    await source.close();
  }
}

async function onTarget<T>(
  system: LoadedSystem,
  { source, secrets }: OpenTarget,
  sealed: SealedValues | undefined,
  options: SystemOptions,
  io: Io,
  events: EventSink,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  await addKnownSecrets(secrets, system, io.env);
  const state = stateFolder(io.env);
  const place: Place = { state, system: system.manifest.name, target: source.target };
  const folder = targetFolder(state, place.system, place.target);
  const { sealed: sealedFile } = system.manifest;
  const file = sealedFile === undefined ? undefined : join(system.root, sealedFile);
  const earlier = await loadEarlierRuns(place);
  const engine = new Engine({
    system,
    source,
    events,
    secrets,
    hints: new Map([...hintsIn(earlier), ...(await readHints(options.hints))]),
    sealed: sealed ?? (await openSealedValues({ folder, file, env: io.env })),
    measured: measuredIn(earlier),
    createdEarlier: createdIn(earlier),
    assumeWiped: options.assumeWiped,
    selection: { targets: options.targets, stages: options.stages },
    concurrency: options.concurrency ?? system.manifest.limits.concurrency,
    policy: options.schedule,
    stageBarrier: options.barrier === 'stage',
    stop: io.stop,
    cacheFolder: join(cacheFolder(io.env), 'programs'),
  });
  try {
    return await use({ system, place, folder, timeScale: source.timeScale, secrets, engine });
  } finally {
    engine.close();
  }
}

/** The sandbox that the options name, if it is there; undefined for the live target. */
export async function namedSandbox(
  options: SystemOptions,
  env: NodeJS.ProcessEnv,
): Promise<SandboxPlace | undefined> {
  if (options.sandbox === undefined) {
    if (options.timeScale === undefined) return undefined;
    throw new BlackstartError({
      code: 'usage',
      message: '--time-scale needs a sandbox: only a simulated cloud can run faster',
      remedy: 'Name one with --sandbox, or leave --time-scale out.',
    });
  }
  const state = stateFolder(env);
  const place = resolveSandbox(options.sandbox, state);
  await withSandbox(place, state, () => undefined);
  return place;
}

async function openSource(
  sandbox: SandboxPlace | undefined,
  options: SystemOptions,
  state: string,
  onOutput: (line: string) => void,
): Promise<ProviderSource> {
  if (sandbox === undefined) {
    // Clients of AWS and Kubernetes take long to load, and a sandbox needs none.
    const { pluginSource } = await import('../engine/sources/pluginSource.js');
    return pluginSource({
      onOutput,
      awsProvider: options.awsProvider,
      kubernetesProvider: options.kubernetesProvider ?? 'auto',
    });
  }
  const timeScale = await withSandbox(sandbox, state, (opened) => {
    if (options.timeScale !== undefined) opened.setTimeScale(options.timeScale);
    return opened.settings.timeScale;
  });
  return simulatedSource({ ...sandbox, timeScale, onOutput });
}

function noteSpeed({ place, timeScale }: Context, events: EventSink): void {
  if (timeScale === 1) return;
  const message = `${place.target} runs ${paceOf(timeScale)} as real time; seconds are those of this machine's clock`;
  events({ type: 'notice', level: 'info', message });
}

/** The secrets that are known before any program runs: those of the configuration, and the passphrase. */
async function addKnownSecrets(
  secrets: SecretRegistry,
  system: LoadedSystem,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const { config, configSecretKeys } of system.programs) {
    secrets.addTexts(configSecretKeys.flatMap((key) => config[key] ?? []));
  }
  const passphrase = await passphraseFrom(env);
  if (passphrase !== undefined) secrets.addTexts([passphrase]);
}

/** What several checkpoints say; of two that know the same resource the one named last is believed. */
async function readHints(files: readonly string[]): Promise<Map<string, Hint>> {
  const hints = new Map<string, Hint>();
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((cause: unknown): never => {
      throw new BlackstartError({
        code: 'hints-invalid',
        operation: 'read the hints',
        message: `${file} cannot be read: ${messageOf(cause)}`,
        remedy: 'Name a file made by "pulumi stack export", or leave --hints out.',
        cause,
      });
    });
    for (const [urn, hint] of parseCheckpoint(text, file)) hints.set(urn, hint);
  }
  return hints;
}

function interruptedEarly(cause: unknown): BlackstartError {
  return new BlackstartError({
    code: 'interrupted',
    message: 'interrupted before anything was written',
    remedy: 'Run the command again.',
    cause,
  });
}
