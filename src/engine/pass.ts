import { stripVTControlCharacters } from 'node:util';
import { BlackstartError } from '../model/errors.js';
import type { EventSink } from '../model/events.js';
import type { Graph, GraphNode } from '../model/graph.js';
import type { DeclaredProgram, DeclaredSystem } from '../model/system.js';
import type { Urn } from '../model/urn.js';
import { serveMonitor } from './monitor/monitorServer.js';
import { EXIT_ERROR_ALREADY_LOGGED, type ProgramEnd } from './programs/programRunner.js';
import type { WaitingPrograms } from './programs/waitingPrograms.js';
import { implicitDependencies } from './walk/implicit.js';
import { ProgramScope } from './walk/programScope.js';
import { ProgramWalk } from './walk/programWalk.js';
import { Walk } from './walk/walk.js';
import type { WalkContext } from './walk/walkContext.js';

export interface PassOptions {
  readonly system: DeclaredSystem;
  readonly context: Omit<WalkContext, 'stop'>;
  /** Aborted from outside: Ctrl-C. */
  readonly stop: AbortSignal;
  readonly parallel: number;
  readonly cacheFolder: string | undefined;
  readonly waiting: WaitingPrograms;
}

/** What one pass over the system found out. */
export interface PassResult {
  readonly walk: Walk;
  /** With the edges that nobody stated and those of StackReferences. */
  readonly graph: Graph;
  readonly implicit: ReadonlyMap<Urn, readonly Urn[]>;
  readonly unresolvedApplies: ReadonlyMap<string, number>;
  /** Programs that failed, and what stopped the pass. */
  readonly failures: readonly BlackstartError[];
  readonly interrupted: boolean;
}

/** How often it is looked whether programs hang. */
const WATCH_INTERVAL_MS = 250;
/** Programs that wait for each other in a ring and do nothing else for so long will never end. */
const RING_PATIENCE_MS = 2_000;

/** Failures that concern the whole run, not one program or resource. */
const FATAL_CODES = new Set([
  'urn-duplicate',
  'option-unsupported',
  'dependency-cycle',
  'stack-reference-unknown',
  'provider-unknown',
  'guard-account',
  'guard-region',
  'guard-cluster',
  'journal-write',
  'internal',
  'provider-died',
  'provider-failed',
  'configuration-invalid',
]);

/** Runs all programs of the system at once against one walk, and waits until they have ended. */
export async function runPass(options: PassOptions): Promise<PassResult> {
  const { system } = options;
  const stopping = new AbortController();
  const context: WalkContext = { ...options.context, stop: stopping.signal };
  const walk = new Walk(context, system.programs);
  const failures: BlackstartError[] = [];
  const running = new Map<string, RunningProgram>();
  let interrupted = false;

  const stopAll = async (): Promise<void> => {
    stopping.abort();
    await context.scheduler.whenIdle();
    for (const program of running.values()) program.stop();
  };
  const onFatal = (error: unknown): void => {
    if (!(error instanceof BlackstartError) || !FATAL_CODES.has(error.code)) return;
    if (stopping.signal.aborted) return;
    failures.push(error);
    void stopAll();
  };
  const onStop = (): void => {
    interrupted = true;
    void stopAll();
  };
  if (options.stop.aborted) onStop();
  options.stop.addEventListener('abort', onStop, { once: true });

  const watch = setInterval(() => watchForHangs(walk, running, onFatal), WATCH_INTERVAL_MS);
  try {
    const ends = await Promise.all(
      system.programs.map(async (program) => {
        const end = await runProgram(program, walk, options, running, onFatal);
        walk.endProgram(program.name, expectedOf(program, context.expected));
        if (end.error !== undefined && !stopping.signal.aborted) failures.push(end.error);
        return { program, end };
      }),
    );
    // A program that died leaves operations in flight behind; they finish and are journalled all the same.
    await context.scheduler.whenIdle();
    const exported = new Map<string, readonly string[]>(
      ends.map(({ program, end }) => [program.name, end.exportedResources]),
    );
    const implicit = implicitDependencies(walk.table.all(), walk.table.graph());
    return {
      walk,
      graph: completeGraph(walk, system, implicit, exported),
      implicit,
      unresolvedApplies: new Map(
        ends.map(({ program, end }) => [
          program.name,
          Object.values(end.unresolvedApplies).reduce((sum, count) => sum + count, 0),
        ]),
      ),
      failures,
      interrupted,
    };
  } finally {
    clearInterval(watch);
    options.stop.removeEventListener('abort', onStop);
    walk.callbacks.close();
  }
}

interface RunningProgram {
  readonly program: DeclaredProgram;
  lastActivity: number;
  stop(): void;
  fail(error: BlackstartError): void;
}

type EndOfProgram = Pick<ProgramEnd, 'unresolvedApplies' | 'exportedResources'> & {
  readonly error: BlackstartError | undefined;
};

async function runProgram(
  program: DeclaredProgram,
  walk: Walk,
  options: PassOptions,
  running: Map<string, RunningProgram>,
  onFatal: (error: unknown) => void,
): Promise<EndOfProgram> {
  const { events, secrets, pass } = walk.context;
  const errors: string[] = [];
  const started = Date.now();
  const record: RunningProgram = {
    program,
    lastActivity: started,
    stop: () => undefined,
    fail: () => undefined,
  };
  let failed: BlackstartError | undefined;
  const active = (): void => {
    record.lastActivity = Date.now();
  };
  const scope = new ProgramScope(walk, program, options.parallel);
  const session = new ProgramWalk(scope, (severity, raw, urn) => {
    active();
    // What a program says of being stopped is of no use to anybody.
    if (walk.context.stop.aborted) return;
    const text = secrets.clean(raw);
    if (severity === 'error') errors.push(text);
    const about = urn === '' ? {} : { urn: urn as Urn };
    events({ type: 'program-output', program: program.name, severity, text, ...about });
  });
  const monitor = await serveMonitor(session, (error) => {
    active();
    onFatal(error);
  });
  scope.monitorAddress = monitor.address;
  try {
    const waiting = options.waiting.take({
      program,
      dryRun: pass === 'preview',
      parallel: options.parallel,
      cacheFolder: options.cacheFolder,
    });
    const child = waiting.start({
      monitorAddress: monitor.address,
      onOutput: (stream, line) => {
        if (walk.context.stop.aborted) return;
        printed(events, secrets.clean(line), stream, program.name);
      },
    });
    record.stop = () => child.stop();
    record.fail = (error) => {
      failed ??= error;
      child.stop();
    };
    running.set(program.name, record);
    if (walk.context.stop.aborted) child.stop();
    events({ type: 'program-started', program: program.name, pass });
    const end = await child.ended;
    events({
      type: 'program-finished',
      program: program.name,
      pass,
      seconds: (Date.now() - started) / 1000,
    });
    return { ...end, error: failed ?? programError(program, end, errors, options.system.root) };
  } finally {
    running.delete(program.name);
    // Whoever still waits for its exports will not get them.
    walk.stackOutputs.provide(program.name, { outputs: {}, causes: session.programFailures() });
    monitor.close();
  }
}

function printed(
  events: EventSink,
  text: string,
  stream: 'stdout' | 'stderr',
  program: string,
): void {
  if (text.trim() === '') return;
  const severity = stream === 'stderr' ? 'warning' : 'info';
  events({ type: 'program-output', program, severity, text });
}

/** The one clear message for a program that did not end well; undefined when it did. */
function programError(
  program: DeclaredProgram,
  end: ProgramEnd,
  errors: readonly string[],
  root: string,
): BlackstartError | undefined {
  if (end.exitCode === 0) return undefined;
  if (end.signal === 'SIGABRT' || end.exitCode === 134) {
    return new BlackstartError({
      code: 'program-memory',
      message: `the program ${program.name} ran out of memory`,
      operation: 'run the program',
      remedy: 'Give it more with NODE_OPTIONS=--max-old-space-size=MEGABYTES.',
    });
  }
  const said = firstLines(errors[0] ?? end.errorTail.join('\n'), root);
  const how =
    end.exitCode === EXIT_ERROR_ALREADY_LOGGED || end.exitCode === 1
      ? 'failed'
      : `ended with ${end.signal ?? `exit code ${end.exitCode ?? '?'}`}`;
  return new BlackstartError({
    code: 'program-failed',
    message: `the program ${program.name} ${how}${said === '' ? '' : `: ${said}`}`,
    operation: 'run the program',
    remedy: 'Mend the program and commit; the whole of its output is shown with --verbose.',
  });
}

const SHOWN_ERROR_LINES = 6;

/** Frames of a stack that say nothing about the program itself. */
const FOREIGN_FRAME = /^\s+at .*(node_modules|node:|engine\/programs\/)/;

/** The paths in it are those of the repository: the checkout is gone when somebody reads them. */
function firstLines(text: string, root: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(`file://${root}/`, '')
    .replaceAll(`${root}/`, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !FOREIGN_FRAME.test(line))
    .slice(0, SHOWN_ERROR_LINES)
    .join('\n');
}

/** Finds programs that wait for each other for ever, and programs that do nothing any more but do not end. */
function watchForHangs(
  walk: Walk,
  running: ReadonlyMap<string, RunningProgram>,
  onFatal: (error: unknown) => void,
): void {
  const now = Date.now();
  for (const [name, record] of running) {
    if (walk.busyOf(name) > 0) record.lastActivity = now;
  }
  const ring = walk.stackOutputs.ring();
  const ringIdle = ring.every(
    (name) => now - (running.get(name)?.lastActivity ?? now) > RING_PATIENCE_MS,
  );
  if (ring.length > 0 && ringIdle) {
    onFatal(
      new BlackstartError({
        code: 'dependency-cycle',
        message: `programs wait for each other's exports: ${[...ring, ring[0]].join(' -> ')}`,
        operation: 'resolve StackReferences',
        remedy: 'Move what both need into a program of its own.',
      }),
    );
  }
  for (const [name, record] of running) {
    if (walk.stackOutputs.isWaiting(name)) continue;
    if (now - record.lastActivity > record.program.timeout * 1000) {
      record.fail(
        new BlackstartError({
          code: 'program-timeout',
          message: `the program ${name} has done nothing for ${record.program.timeout} s and did not end`,
          operation: 'run the program',
          remedy:
            'Look for a timer or an open connection that keeps it alive, or raise its timeout in the manifest.',
        }),
      );
    }
  }
}

function expectedOf(program: DeclaredProgram, expected: ReadonlyMap<Urn, GraphNode>): Urn[] {
  return [...expected.values()]
    .filter((node) => node.program === program.name)
    .map((node) => node.urn);
}

/** The graph with all edges: stated ones, those nobody stated, and those from exports to who refers to them. */
function completeGraph(
  walk: Walk,
  system: DeclaredSystem,
  implicit: ReadonlyMap<Urn, readonly Urn[]>,
  exported: ReadonlyMap<string, readonly string[]>,
): Graph {
  const nodes = new Map<Urn, GraphNode>();
  for (const [urn, node] of walk.table.graph().nodes) {
    const extra = [...(implicit.get(urn) ?? [])];
    if (node.kind === 'stack-reference') {
      const from = system.programs.find((program) => program.name === node.program);
      const reference = String(walk.table.get(urn)?.id ?? '');
      if (from !== undefined && reference !== '') {
        extra.push(
          ...((exported.get(walk.stackOutputs.find(reference, from).name) ?? []) as Urn[]),
        );
      }
    }
    nodes.set(
      urn,
      extra.length === 0
        ? node
        : { ...node, dependencies: [...new Set([...node.dependencies, ...extra])].sort() },
    );
  }
  return { nodes };
}
