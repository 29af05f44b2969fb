import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { BlackstartError, messageOf } from '../model/errors.js';
import { ProviderError } from '../model/provider.js';
import { ProviderChannel } from './channel.js';
import type { CallChannel } from './channel.js';
import { ProviderClient } from './client.js';
import type { ProcessDeath } from './death.js';
import { createEngineService, ENGINE_SERVICE } from './engineService.js';
import type { EngineLog } from './engineService.js';
import { handshake, pluginVersion } from './handshake.js';
import type { ProviderFeatures } from './handshake.js';
import { PipeChannel } from './pipeChannel.js';
import { ChildProcess } from './process.js';

export { configure } from './configure.js';

/** A server of many small calls makes garbage that dies young: a nursery that is large from the start spares a fifth. */
const NODE_FLAGS = ['--min-semi-space-size=16'];
const START_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;
const STOP_GRACE_MS = 5_000;
const CANCEL_SECONDS = 1;

/** A line that a plugin prints. May hold secrets: clean it before it is shown. */
export interface PluginOutput {
  readonly packageName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

export interface ProviderHostOptions {
  /** Where `pulumirpc.Engine` is served already; the host serves its own unless given. */
  readonly engineAddress?: string;
  /** What plugins log, when the host serves the engine. */
  readonly onLog?: (entry: EngineLog) => void;
  readonly onOutput?: (output: PluginOutput) => void;
  /** Until the plugin has printed its port. */
  readonly startTimeoutMs?: number;
  /** Until it answers on that port. */
  readonly connectTimeoutMs?: number;
  /** Between being asked to end and being killed. */
  readonly stopGraceMs?: number;
}

export interface LaunchOptions {
  /** Taken from the name of the binary unless given. */
  readonly packageName?: string;
  /** Where it came from, for the plan; the binary's path unless given. */
  readonly origin?: string;
  /** On top of this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** It answers over a pipe of Node.js, as blackstart's own providers do. */
  readonly piped?: boolean;
}

export interface ClientOptions {
  /** For a process that serves several packages. */
  readonly packageName?: string;
  readonly origin?: string;
  readonly version?: string;
  /** Sent with every call, e.g. the instance that it is for. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly deadlineSeconds?: number;
}

/** Starts plugins and ends them. None of them outlives the host's process. */
export class ProviderHost {
  readonly #options: ProviderHostOptions;
  readonly #children = new Set<ChildProcess>();
  readonly #plugins = new Set<PluginProcess>();
  #engine: Promise<EngineServer> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ProviderHostOptions = {}) {
    this.#options = options;
  }

  /**
   * Starts a plugin as Pulumi does: the arguments, then the engine's address; the plugin prints its port. Fails with
   * `provider-failed` or `provider-died`.
   */
  async launch(
    binary: string,
    args: readonly string[] = [],
    options: LaunchOptions = {},
  ): Promise<PluginProcess> {
    this.#refuseWhenClosed(binary);
    const engineAddress = await this.#engineAddress();
    this.#refuseWhenClosed(binary);
    const packageName =
      options.packageName ?? path.basename(binary).replace(/^pulumi-resource-/, '');
    let child: ChildProcess | undefined;
    let channel: CallChannel | undefined;
    try {
      child = this.#start(binary, [...args, engineAddress], packageName, options);
      const startMs = this.#options.startTimeoutMs ?? START_TIMEOUT_MS;
      const connectMs = this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
      channel =
        options.piped === true
          ? new PipeChannel(child.pipe, child.exited)
          : await connect(child, startMs, connectMs);
      const request = { engineAddress, directory: path.dirname(path.resolve(binary)) };
      // The first answer over a pipe comes when the process has started.
      const firstMs = options.piped === true ? startMs : connectMs;
      const features = await handshake(channel, request, firstMs / 1_000);
      const version = await pluginVersion(channel, connectMs / 1_000);
      this.#refuseWhenClosed(binary);
      const plugin = new PluginProcess(
        child,
        channel,
        { packageName, origin: options.origin ?? binary, version, features },
        this.#options.stopGraceMs ?? STOP_GRACE_MS,
      );
      this.#plugins.add(plugin);
      void child.exited.then(() => this.#plugins.delete(plugin));
      return plugin;
    } catch (error) {
      channel?.close();
      await child?.stop(this.#options.stopGraceMs ?? STOP_GRACE_MS);
      throw launchError(binary, error);
    }
  }

  /** {@link launch} for a provider that comes with blackstart: a module that Node.js runs. */
  launchOwn(module: URL, args: readonly string[], options: LaunchOptions): Promise<PluginProcess> {
    const binary = [...NODE_FLAGS, fileURLToPath(module), ...args];
    return this.launch(process.execPath, binary, { ...options, piped: true });
  }

  #start(
    binary: string,
    args: readonly string[],
    packageName: string,
    options: LaunchOptions,
  ): ChildProcess {
    const child = new ChildProcess(binary, args, {
      env: options.env,
      cwd: options.cwd,
      piped: options.piped === true,
      name: binary === process.execPath ? packageName : undefined,
      onLine: (line, stream) => this.#options.onOutput?.({ packageName, stream, line }),
    });
    this.#children.add(child);
    void child.exited.then(() => this.#children.delete(child));
    return child;
  }

  /** Ends every plugin, also those that are only just starting, and the engine server. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#plugins].map((plugin) => plugin.close()));
    const grace = this.#options.stopGraceMs ?? STOP_GRACE_MS;
    await Promise.all([...this.#children].map((child) => child.stop(grace)));
    (await this.#engine)?.close();
  }

  async #engineAddress(): Promise<string> {
    if (this.#options.engineAddress !== undefined) return this.#options.engineAddress;
    this.#engine ??= serveEngine(this.#options.onLog ?? (() => undefined));
    return (await this.#engine).address;
  }

  #refuseWhenClosed(binary: string): void {
    if (this.#closing === undefined) return;
    throw new BlackstartError({
      code: 'interrupted',
      message: `The plugin ${path.basename(binary)} was not started, as the run is ending.`,
      operation: 'start the provider',
      remedy: 'Resume the run.',
    });
  }
}

/** A running plugin, connected. */
export class PluginProcess {
  readonly packageName: string;
  readonly origin: string;
  /** As the plugin itself says; empty when it does not. */
  readonly version: string;
  /** From its Handshake; undefined when it does not know that call. */
  readonly features: ProviderFeatures | undefined;
  readonly #child: ChildProcess;
  readonly #channel: CallChannel;
  readonly #stopGraceMs: number;
  #closing: Promise<void> | undefined;

  /** Made by {@link ProviderHost.launch}. */
  constructor(
    child: ChildProcess,
    channel: CallChannel,
    facts: {
      readonly packageName: string;
      readonly origin: string;
      readonly version: string;
      readonly features: ProviderFeatures | undefined;
    },
    stopGraceMs: number,
  ) {
    this.#child = child;
    this.#channel = channel;
    this.packageName = facts.packageName;
    this.origin = facts.origin;
    this.version = facts.version;
    this.features = facts.features;
    this.#stopGraceMs = stopGraceMs;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Fulfilled when the process has ended, for whatever reason; never rejected. */
  get exited(): Promise<ProcessDeath> {
    return this.#child.exited;
  }

  /** A client of its own: configured by itself, over the same connection as the others. */
  client(options: ClientOptions = {}): ProviderClient {
    const { features } = this;
    const { metadata, deadlineSeconds } = options;
    return new ProviderClient(this.#channel, {
      packageName: options.packageName ?? this.packageName,
      origin: options.origin ?? this.origin,
      version: options.version ?? this.version,
      ...(features === undefined ? {} : { features }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    });
  }

  /** Asks it to abort what it does, then ends it. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.client({ deadlineSeconds: CANCEL_SECONDS }).cancel();
    } catch {
      // Many plugins do not know Cancel, and one that hangs is killed below.
    }
    await this.#child.stop(this.#stopGraceMs);
    this.#channel.close();
  }
}

/** A plugin says its port first, and answers there a little later. */
async function connect(
  child: ChildProcess,
  startMs: number,
  connectMs: number,
): Promise<ProviderChannel> {
  const port = await child.port(startMs);
  const channel = new ProviderChannel(`127.0.0.1:${port}`, child.exited);
  try {
    await channel.ready(connectMs);
    return channel;
  } catch (error) {
    channel.close();
    throw error;
  }
}

interface EngineServer {
  readonly address: string;
  close(): void;
}

async function serveEngine(onLog: (entry: EngineLog) => void): Promise<EngineServer> {
  const server = new grpc.Server();
  server.addService(ENGINE_SERVICE, createEngineService({ onLog }));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

function launchError(binary: string, error: unknown): BlackstartError {
  if (error instanceof BlackstartError) return error;
  if (error instanceof ProviderError && error.cause instanceof BlackstartError) return error.cause;
  return new BlackstartError({
    code: 'provider-failed',
    message: `The plugin ${path.basename(binary)} started but does not answer: ${messageOf(error)}`,
    operation: 'start the provider',
    remedy: `Check that ${binary} is a Pulumi resource plugin; reinstall it if so.`,
    cause: error,
  });
}
