/**
 * Loaded into every program before Pulumi's runner. Ten things:
 *
 * 1. `source-map-support`, which the runner loads for its stack traces, costs a quarter of a registration's time.
 *    Node has source maps of its own, so an empty stand-in takes its place.
 * 2. In preview it notes the places in the program where an `apply` waited for a value that stayed unknown: what
 *    such a callback creates cannot be seen before the real pass.
 *
 * 3. In preview it tells which resources the stack's exports come from, which the protocol does not carry: a
 *    StackReference to this stack waits for these.
 *
 * 4. Debug messages, which the SDK sends to the engine one call each, are dropped unless they are asked for.
 * 5. An export that is still unknown makes only itself unknown to a StackReference, not all exports of that stack.
 * 6. The SDK takes a stack trace for every promise it makes, to name those that never end. Here they are only
 *    counted: what never ended is still reported, by the resources that wait.
 * 7. The SDK listens to Node's inspector from the start, in case a function must be serialised. Every script that is
 *    loaded costs a message then; here it listens from the first time that it is asked.
 * 8. TypeScript's compiler and npm's resolver, which the SDK loads in case a function must be serialised, are two thirds
 *    of its start. Here they are loaded when something in them is first used.
 * 9. The SDK loads exporters of traces, two fifths of what is left of its start, and hands every call through an
 *    interceptor for them. Unless the environment names a trace (`TRACEPARENT`) neither is there.
 * 10. It loads the SDK, then waits to be told where its monitor is: a program can be started before its pass begins.
 *
 * Findings go to file descriptor 3, a JSON object a line.
 */
import fs = require('node:fs');
import type inspector = require('node:inspector');
import Module = require('node:module');
import path = require('node:path');

interface ModuleInternals {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}
interface Applied {
  readonly isKnown: Promise<boolean>;
}
interface OutputLike {
  promise(withUnknowns?: boolean): Promise<unknown>;
  allResources?(): Promise<Set<ResourceLike>>;
}
interface OutputModule {
  Output: {
    new (...parts: unknown[]): unknown;
    prototype: { apply(...args: unknown[]): Applied };
  };
  output(value: unknown): OutputLike;
  isUnknown(value: unknown): boolean;
  containsUnknowns(value: unknown): boolean;
  readonly unknown: unknown;
}
interface StackReferenceLike {
  readonly outputs: OutputLike;
  readonly secretOutputNames: OutputLike;
}
interface StackReferenceModule {
  StackReference: {
    prototype: {
      getOutput(this: StackReferenceLike, name: unknown): unknown;
      requireOutput(this: StackReferenceLike, name: unknown): unknown;
    };
  };
}
interface ResourceLike {
  readonly urn: { promise(): Promise<string> };
  readonly __pulumiType?: string;
}
interface DebuggableModule {
  debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
  leakedPromises(): unknown;
}
interface StateModule {
  getStore(): { readonly leakCandidates: Set<Promise<unknown>> };
}
interface LogModule {
  debug(...args: unknown[]): Promise<void>;
  hasErrors(): boolean;
}
interface SettingsModule {
  grpcClientOptions: { interceptors?: unknown[] };
}
interface TelemetryApi {
  readonly trace: { getTracer(name: string): { startSpan(name: string): unknown } };
}
interface ResourceRuntime {
  registerResourceOutputs(resource: ResourceLike, outputs: unknown): void;
}

const REPORT_DESCRIPTOR = 3;
const internals = Module as unknown as ModuleInternals;
const originalLoad = internals._load;
const preview = process.argv.includes('--dry-run');
const isTraced = (process.env['TRACEPARENT'] ?? '') !== '';
const wantsDebug = process.env['BLACKSTART_PROGRAM_DEBUG'] === '1';
const programRoot = process.env['BLACKSTART_PROGRAM_ROOT'] ?? process.cwd();
const unresolvedPlaces = new Map<string, number>();

internals._load = function load(request, parent, isMain) {
  if (request === 'source-map-support/register' || request === 'source-map-support') {
    return { install: () => undefined };
  }
  if (/(^\.|\/closure)\/v8Hooks(\.js)?$/.test(request)) return lateHooks;
  if (/\/typescript-shim(\.js)?$/.test(request) || request === '@npmcli/arborist') {
    return loadedOnUse(() => originalLoad.call(this, request, parent, isMain) as object);
  }
  if (!isTraced && request === './tracing' && isRunner(parent)) {
    return withoutTraces(
      originalLoad.call(this, '@opentelemetry/api', parent, false) as TelemetryApi,
    );
  }
  const loaded = originalLoad.call(this, request, parent, isMain);
  if (!wantsDebug && /(^|\/)log(\/index)?(\.js)?$/.test(request)) {
    silenceDebug(loaded as Partial<LogModule>);
  } else if (/(^|\/)debuggable(\.js)?$/.test(request)) {
    countPromises(loaded as Partial<DebuggableModule>);
  } else if (/(^|\/)state(\.js)?$/.test(request)) {
    if (typeof (loaded as Partial<StateModule>).getStore === 'function')
      state = loaded as StateModule;
  } else if (!isTraced && /(^|\/)runtime\/settings(\.js)?$|^\.\/settings$/.test(request)) {
    withoutInterceptors(loaded as Partial<SettingsModule>);
  } else if (/(^|\/)stackReference(\.js)?$/.test(request)) {
    separateExports(loaded as Partial<StackReferenceModule>);
  } else if (/(^|\/)output(\.js)?$/.test(request)) {
    outputs ??= loaded as OutputModule;
    if (preview) watchApplies(loaded as Partial<OutputModule>);
  } else if (preview && /(^|\/)runtime\/resource(\.js)?$/.test(request)) {
    watchExports(loaded as Partial<ResourceRuntime>);
  }
  return loaded;
};

/** The SDK sends every debug message to the engine by a call of its own, several a resource. */
function silenceDebug(module: Partial<LogModule>): void {
  if (typeof module.debug !== 'function' || typeof module.hasErrors !== 'function') return;
  module.debug = () => Promise.resolve();
}

function isRunner(parent: unknown): boolean {
  const { filename } = (parent ?? {}) as { filename?: unknown };
  return typeof filename === 'string' && /@pulumi\/pulumi\/cmd\/run\/[^/]+$/.test(filename);
}

/** In place of the runner's module of that name: spans that nobody records. */
function withoutTraces({ trace }: TelemetryApi): object {
  const nothing = (): void => undefined;
  const newSpan = (name: string): unknown => trace.getTracer('').startSpan(name);
  return { start: nothing, stop: nothing, newSpan };
}

/** The only interceptor of the SDK is the one that hands traces on. */
function withoutInterceptors({ grpcClientOptions }: Partial<SettingsModule>): void {
  if (grpcClientOptions !== undefined) delete grpcClientOptions.interceptors;
}

/** Stands in for a CommonJS module until something in it is used. */
function loadedOnUse(load: () => object): object {
  let loaded: object | undefined;
  const real = (): object => (loaded ??= load());
  return new Proxy(
    {},
    {
      // As a module of its own kind, or whoever imports it would copy, and so load, the whole of it.
      get: (_target, key) => (key === '__esModule' ? true : (Reflect.get(real(), key) as unknown)),
      has: (_target, key) => Reflect.has(real(), key),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_target, key) => {
        const found = Reflect.getOwnPropertyDescriptor(real(), key);
        return found === undefined ? undefined : { ...found, configurable: true };
      },
    },
  );
}

const scriptUrls = new Map<string, string>();
let inspectorSession: Promise<inspector.Session> | undefined;

/** In place of the SDK's own module: connecting late tells of all scripts that are loaded by then as well. */
const lateHooks = {
  isInitializedAsync: (): Promise<void> => Promise.resolve(),
  getSessionAsync: (): Promise<inspector.Session> => (inspectorSession ??= connectInspector()),
  getScriptUrl: (id: string): string | undefined => scriptUrls.get(id),
};

function connectInspector(): Promise<inspector.Session> {
  const { Session } = require('node:inspector') as typeof inspector;
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => scriptUrls.set(params.scriptId, params.url));
  return new Promise((resolve, reject) => {
    session.post('Debugger.enable', (error) => (error === null ? resolve(session) : reject(error)));
  });
}

let state: StateModule | undefined;

/** The first promise goes the SDK's own way, which sets up the report at the end; the others are only counted. */
function countPromises(module: Partial<DebuggableModule>): void {
  const original = module.debuggablePromise;
  if (original === undefined || watched.has(module)) return;
  watched.add(module);
  let reportIsSetUp = false;
  module.debuggablePromise = function counted<T>(
    promise: Promise<T>,
    context: unknown,
  ): Promise<T> {
    if (!reportIsSetUp || state === undefined) {
      reportIsSetUp = true;
      return original(promise, context);
    }
    const { leakCandidates } = state.getStore();
    leakCandidates.add(promise);
    const settle = (): void => {
      leakCandidates.delete(promise);
    };
    promise.then(settle, settle);
    return promise;
  };
}

const watched = new WeakSet<object>();
let outputs: OutputModule | undefined;

/**
 * The SDK answers `getOutput` from the map of all exports, and counts that map as unknown as soon as one export is.
 * Here each export is taken out first: it alone decides whether it is known.
 */
function separateExports(module: Partial<StackReferenceModule>): void {
  const prototype = module.StackReference?.prototype;
  if (prototype === undefined || watched.has(prototype)) return;
  watched.add(prototype);
  prototype.getOutput = function getOutput(this: StackReferenceLike, name) {
    return singleExport(this, name, false);
  };
  prototype.requireOutput = function requireOutput(this: StackReferenceLike, name) {
    return singleExport(this, name, true);
  };
}

function singleExport(reference: StackReferenceLike, name: unknown, required: boolean): unknown {
  const sdk = outputs!;
  const found = Promise.all([
    sdk.output(name).promise(),
    reference.outputs.promise(true),
    reference.secretOutputNames.promise(true),
  ]).then(([key, all, secretNames]) => {
    if (typeof key !== 'string' || all === undefined || sdk.isUnknown(all)) {
      return { value: sdk.unknown, secret: true };
    }
    const map = all as Record<string, unknown>;
    if (required && !Object.hasOwn(map, key)) {
      throw new Error(`Required output '${key}' does not exist on the referenced stack.`);
    }
    return { value: map[key], secret: Array.isArray(secretNames) && secretNames.includes(key) };
  });
  return new sdk.Output(
    new Set([reference]),
    found.then(({ value }) => value),
    found.then(({ value }) => !sdk.containsUnknowns(value)),
    found.then(({ secret }) => secret),
    Promise.resolve(new Set([reference])),
  );
}

function watchExports(module: Partial<ResourceRuntime>): void {
  const original = module.registerResourceOutputs;
  if (original === undefined || watched.has(module)) return;
  watched.add(module);
  module.registerResourceOutputs = function watchedOutputs(resource, exported) {
    if (resource.__pulumiType === 'pulumi:pulumi:Stack') void tellExports(exported);
    original(resource, exported);
  };
}

async function tellExports(exported: unknown): Promise<void> {
  try {
    const resources = (await outputs?.output(exported).allResources?.()) ?? new Set<ResourceLike>();
    const urns = await Promise.all([...resources].map((resource) => resource.urn.promise()));
    report({ exportedResources: [...new Set(urns)] });
  } catch {
    // An export that fails is reported by the program itself.
  }
}

function watchApplies(module: Partial<OutputModule>): void {
  const prototype = module.Output?.prototype;
  if (prototype === undefined || typeof prototype.apply !== 'function' || watched.has(prototype)) {
    return;
  }
  watched.add(prototype);
  const apply = prototype.apply;
  prototype.apply = function watchedApply(this: unknown, ...args: unknown[]): Applied {
    const result = apply.apply(this, args);
    const place = placeInProgram();
    if (place !== undefined) {
      result.isKnown.then(
        (known) => {
          if (!known) unresolvedPlaces.set(place, (unresolvedPlaces.get(place) ?? 0) + 1);
        },
        () => undefined,
      );
    }
    return result;
  };
}

/** `file:line` when the program itself called `apply`, not a library. */
function placeInProgram(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  const caller = stack.split('\n')[3] ?? '';
  const match = /\(?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/.exec(caller);
  const file = match?.[1]?.replace('file://', '');
  if (file === undefined || file.includes('/node_modules/') || !file.startsWith(programRoot)) {
    return undefined;
  }
  return `${path.relative(programRoot, file)}:${match?.[2] ?? ''}`;
}

function report(finding: object): void {
  try {
    fs.writeSync(REPORT_DESCRIPTOR, `${JSON.stringify(finding)}\n`);
  } catch {
    // Nobody listens: the program was started by something else.
  }
}

process.on('exit', () => report({ unresolvedApplies: Object.fromEntries(unresolvedPlaces) }));

const INPUT_PAUSE_MS = 5;
const awaited = process.env['BLACKSTART_PROGRAM_WAITS_FOR'];
if (awaited !== undefined) {
  delete process.env['BLACKSTART_PROGRAM_WAITS_FOR'];
  loadSdk();
  const told = readInput();
  // Whoever has started it does not need it, or is gone.
  if (told === '') process.exit(0);
  process.argv = process.argv.map((argument) => (argument === awaited ? told : argument));
}

/** All of the standard input, waiting for its end: the parent's pipe may be one that does not block. */
function readInput(): string {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const buffer = Buffer.alloc(256);
  for (let length = 0; ;) {
    try {
      const read = fs.readSync(0, buffer, length, buffer.length - length, null);
      if (read === 0) return buffer.toString('utf8', 0, length).trim();
      length += read;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, INPUT_PAUSE_MS);
    }
  }
}

/** What the runner will load as well, in its order: tracing must come before gRPC. */
function loadSdk(): void {
  const [, runner] = process.argv;
  if (runner === undefined) return;
  const fromRunner = Module.createRequire(runner);
  try {
    for (const request of ['./instrumentation', '../..']) fromRunner(request);
  } catch {
    // An SDK that is laid out in another way is loaded by its runner alone.
  }
}
