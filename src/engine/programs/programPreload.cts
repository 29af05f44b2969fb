/**
 * Loaded into every program before Pulumi's runner. Four things:
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
 *
 * Findings go to file descriptor 3, a JSON object a line.
 */
import fs = require('node:fs');
import Module = require('node:module');
import path = require('node:path');

interface ModuleInternals {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}
interface Applied {
  readonly isKnown: Promise<boolean>;
}
interface OutputModule {
  Output: { prototype: { apply(...args: unknown[]): Applied } };
  output(value: unknown): { allResources?(): Promise<Set<ResourceLike>> };
}
interface ResourceLike {
  readonly urn: { promise(): Promise<string> };
  readonly __pulumiType?: string;
}
interface LogModule {
  debug(...args: unknown[]): Promise<void>;
  hasErrors(): boolean;
}
interface ResourceRuntime {
  registerResourceOutputs(resource: ResourceLike, outputs: unknown): void;
}

const REPORT_DESCRIPTOR = 3;
const internals = Module as unknown as ModuleInternals;
const originalLoad = internals._load;
const preview = process.argv.includes('--dry-run');
const wantsDebug = process.env['BLACKSTART_PROGRAM_DEBUG'] === '1';
const programRoot = process.env['BLACKSTART_PROGRAM_ROOT'] ?? process.cwd();
const unresolvedPlaces = new Map<string, number>();

internals._load = function load(request, parent, isMain) {
  if (request === 'source-map-support/register' || request === 'source-map-support') {
    return { install: () => undefined };
  }
  const loaded = originalLoad.call(this, request, parent, isMain);
  if (!wantsDebug && /(^|\/)log(\/index)?(\.js)?$/.test(request)) {
    silenceDebug(loaded as Partial<LogModule>);
  } else if (preview && /(^|\/)output(\.js)?$/.test(request)) {
    watchApplies(loaded as Partial<OutputModule>);
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

const watched = new WeakSet<object>();
let outputOf: OutputModule['output'] | undefined;

function watchExports(module: Partial<ResourceRuntime>): void {
  const original = module.registerResourceOutputs;
  if (original === undefined || watched.has(module)) return;
  watched.add(module);
  module.registerResourceOutputs = function watchedOutputs(resource, outputs) {
    if (resource.__pulumiType === 'pulumi:pulumi:Stack') void tellExports(outputs);
    original(resource, outputs);
  };
}

async function tellExports(outputs: unknown): Promise<void> {
  try {
    const resources = (await outputOf?.(outputs).allResources?.()) ?? new Set<ResourceLike>();
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
  outputOf = module.output;
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
