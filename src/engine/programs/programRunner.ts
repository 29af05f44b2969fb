import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { BlackstartError } from '../../model/errors.js';
import type { DeclaredProgram } from '../../model/system.js';

export interface ProgramProcess {
  /** Settles when the process has ended and all its output was read. */
  readonly ended: Promise<ProgramEnd>;
  /** Stops it: SIGTERM, then SIGKILL. */
  stop(): void;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Places in the program where an apply waited for a value that stayed unknown, with how often. */
  readonly unresolvedApplies: Readonly<Record<string, number>>;
  /** URNs of the resources that the stack's exports come from; found in preview. */
  readonly exportedResources: readonly string[];
  /** The last lines of its error output. */
  readonly errorTail: readonly string[];
}

export interface PrepareOptions {
  readonly program: DeclaredProgram;
  readonly dryRun: boolean;
  readonly parallel: number;
  /** Where compiled code is kept between runs; without it every run compiles anew. */
  readonly cacheFolder: string | undefined;
}

export interface StartOptions {
  readonly monitorAddress: string;
  readonly onOutput: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** A program's process that has loaded the SDK and nothing of the program yet. */
export interface WaitingProgram {
  /** Lets the program run against a monitor. */
  start(options: StartOptions): ProgramProcess;
  /** Ends it unused. */
  discard(): void;
}

const STOP_GRACE_MS = 2_000;
const ERROR_TAIL_LINES = 40;
const reportSchema = z.object({
  unresolvedApplies: z.record(z.string(), z.number()).optional(),
  exportedResources: z.array(z.string()).optional(),
});

/** The exit code by which the SDK's runner says that it has told the user what went wrong. */
export const EXIT_ERROR_ALREADY_LOGGED = 32;

/** Stands in the arguments until the monitor is known. */
const MONITOR_TO_COME = 'monitor-to-come';

/**
 * Starts the process of one Pulumi program under the SDK's own runner, as Pulumi's language host does. The program's
 * own copy of the SDK is used. It is told where its monitor is by its standard input, and ends when that closes.
 */
export function prepareProgram(options: PrepareOptions): WaitingProgram {
  const { program } = options;
  const { folder, entry } = placeOf(program);
  const child = spawn(
    process.execPath,
    [
      // Registrations make garbage that dies young.
      '--min-semi-space-size=16',
      '--require',
      fileURLToPath(new URL('./programPreload.cjs', import.meta.url)),
      ...loaderArguments(program),
      sdkRunner(program),
      '--monitor',
      MONITOR_TO_COME,
      '--engine',
      MONITOR_TO_COME,
      '--organization',
      'organization',
      '--project',
      program.project,
      '--root-directory',
      program.projectRoot,
      '--stack',
      program.stack,
      '--pwd',
      folder,
      '--parallel',
      String(options.parallel),
      ...(options.dryRun ? ['--dry-run'] : []),
      entry,
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        BLACKSTART_PROGRAM_ROOT: program.projectRoot,
        BLACKSTART_PROGRAM_WAITS_FOR: MONITOR_TO_COME,
        PULUMI_CONFIG: JSON.stringify(program.config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(program.configSecretKeys),
        PULUMI_NODEJS_TYPESCRIPT: 'false',
        ...cacheVariables(options.cacheFolder),
      },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // A Ctrl-C of the terminal is not for the program: it is stopped when what it started has been finished.
      detached: true,
    },
  );
  // What it says while it waits, which is only why it failed, is kept for whoever starts it.
  const early: Parameters<StartOptions['onOutput']>[] = [];
  let hear: StartOptions['onOutput'] = (...said) => void early.push(said);
  const watched = watchProcess(child, (...said) => hear(...said));
  // One that fails before it is used fails whoever uses it.
  watched.ended.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  return {
    start: ({ monitorAddress, onOutput }) => {
      for (const said of early) onOutput(...said);
      hear = onOutput;
      child.stdin.end(monitorAddress);
      return watched;
    },
    discard: () => child.stdin.destroy(),
  };
}

function watchProcess(child: ChildProcess, onOutput: StartOptions['onOutput']): ProgramProcess {
  const errorTail: string[] = [];
  const report: z.infer<typeof reportSchema> = {};
  const lines = (stream: Readable, onLine: (line: string) => void): Promise<void> =>
    new Promise((resolve) => {
      createInterface({ input: stream }).on('line', onLine).on('close', resolve);
    });
  const read = Promise.all([
    lines(child.stdout!, (line) => onOutput('stdout', line)),
    lines(child.stderr!, (line) => {
      errorTail.push(line);
      if (errorTail.length > ERROR_TAIL_LINES) errorTail.shift();
      onOutput('stderr', line);
    }),
    lines(child.stdio[3] as Readable, (line) => {
      const parsed = reportSchema.safeParse(parseJson(line));
      if (parsed.success) Object.assign(report, parsed.data);
    }),
  ]);
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exitCode, signal) => {
      void read.then(() => {
        resolve({
          exitCode,
          signal,
          unresolvedApplies: report.unresolvedApplies ?? {},
          exportedResources: report.exportedResources ?? [],
          errorTail,
        });
      });
    });
  });
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS).unref();
  };
  return { ended, stop };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ownRequire = createRequire(import.meta.url);

/** `@pulumi/pulumi/cmd/run` as the program itself would find it, else the copy that comes with blackstart. */
function sdkRunner(program: DeclaredProgram): string {
  try {
    return createRequire(join(program.projectRoot, 'program.js')).resolve('@pulumi/pulumi/cmd/run');
  } catch {
    return ownRequire.resolve('@pulumi/pulumi/cmd/run');
  }
}

/** Node's own cache of compiled code, and ours of transpiled TypeScript. */
function cacheVariables(folder: string | undefined): Record<string, string> {
  if (folder === undefined) return {};
  return {
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(folder, 'compiled'),
    BLACKSTART_TRANSPILE_CACHE: join(folder, 'transpiled'),
  };
}

/**
 * How the program's TypeScript is loaded: CommonJS by a loader of our own that touches nothing but the program's
 * files; ES modules, and programs whose tsconfig needs resolving, by tsx.
 */
function loaderArguments(program: DeclaredProgram): string[] {
  if (!isTypeScript(program)) return [];
  if (isPlainCommonJs(program)) {
    return ['--require', fileURLToPath(new URL('./typescriptLoader.cjs', import.meta.url))];
  }
  return ['--import', tsxLoader()];
}

function isPlainCommonJs(program: DeclaredProgram): boolean {
  if (/\.mts$/.test(program.main)) return false;
  const packageFile = nearestFile(program.main, 'package.json');
  if (
    packageFile !== undefined &&
    /"type"\s*:\s*"module"/.test(readFileSync(packageFile, 'utf8'))
  ) {
    return false;
  }
  const tsconfig = nearestFile(program.main, 'tsconfig.json');
  return tsconfig === undefined || !/"(paths|baseUrl)"\s*:/.test(readFileSync(tsconfig, 'utf8'));
}

function nearestFile(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, name);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

function tsxLoader(): string {
  return pathToFileURL(ownRequire.resolve('tsx')).href;
}

/** Where a program runs and what is run there: its `main` is a folder or a file, as Pulumi resolves it. */
function placeOf(program: DeclaredProgram): { folder: string; entry: string } {
  if (!existsSync(program.main)) {
    throw new BlackstartError({
      code: 'program-failed',
      message: `program ${program.name}: its entry point ${program.main} does not exist`,
      operation: 'start the program',
      remedy: `Check "main" in the Pulumi.yaml of ${program.name}.`,
    });
  }
  if (statSync(program.main).isDirectory()) return { folder: program.main, entry: '.' };
  return { folder: dirname(program.main), entry: basename(program.main) };
}

/** Is the program's entry point TypeScript? `index.js` wins where both are there, as with Pulumi. */
function isTypeScript(program: DeclaredProgram): boolean {
  if (!statSync(program.main).isDirectory()) return /\.[cm]?ts$/.test(program.main);
  const files = readdirSync(program.main);
  if (files.some((file) => /^index\.[cm]?js$/.test(file))) return false;
  if (files.some((file) => /^index\.[cm]?ts$/.test(file))) return true;
  return files.includes('tsconfig.json');
}
