import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { readJournal, type JournalRecord } from '../../src/journal/index.js';
import {
  createSandbox,
  openSandbox,
  type ResourceRecord,
  type Sandbox,
  type SandboxOptions,
} from '../../src/providers/simulated/sandbox.js';
import { differing } from '../../scripts/lib/differing.js';
import { planDocumentSchema, type PlanDocument } from '../../src/report/document/planSchema.js';
import { eventSchema, type EventLine } from '../../src/report/document/eventSchema.js';

export { differing };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BINARY = join(ROOT, 'bin', 'blackstart.js');
/** Compiled code only, by content: what one test compiles serves all others. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'blackstart-e2e');
/** A command that takes longer than this hangs. */
const PATIENCE_MS = 150_000;

export const STACK = 'test';

/** For tests that run several commands. */
export const LONG = { timeout: 300_000 };

export interface ProgramFiles {
  /** Also the name of its project. */
  readonly name: string;
  /** By path inside the program's folder, e.g. `index.js`. */
  readonly files: Readonly<Record<string, string>>;
  readonly stage?: string;
  /** The whole text of its Pulumi.<stack>.yaml. */
  readonly config?: string;
  readonly timeout?: string;
}

export interface SystemFiles {
  readonly name?: string;
  readonly programs: readonly ProgramFiles[];
  /** More of the manifest, as YAML. */
  readonly manifest?: string;
  readonly stages?: readonly string[];
}

export interface Result {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Words of a command that is given the tool's own command line, e.g. a shell that sets a limit. */
  readonly through?: readonly string[];
}

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** Helpers for small JavaScript programs: `require('./make')`. */
const MAKE = `
const pulumi = require('@pulumi/pulumi');
/** A class for a type token; outputs are the names of what its provider computes. */
exports.make = (type, outputs = []) => class extends pulumi.CustomResource {
  constructor(name, args = {}, options = {}) {
    const computed = Object.fromEntries(outputs.map((key) => [key, undefined]));
    super(type, name, { ...computed, ...args }, options);
  }
};
const Simulated = exports.make('simulated:index:Resource');
/** A simulated resource whose name is its name in the cloud as well. */
exports.thing = (name, args, options) => new Simulated(name, { name, ...args }, options);
`;

/** A CommonJS program that may use `make`, `thing` and `pulumi`. */
export function script(name: string, body: string, more: Partial<ProgramFiles> = {}): ProgramFiles {
  const head = `const pulumi = require('@pulumi/pulumi');\nconst { make, thing } = require('./make');\n`;
  return { name, files: { 'make.js': MAKE, 'index.js': head + body }, ...more };
}

export function thingUrn(project: string, name: string): string {
  return `urn:pulumi:${STACK}::${project}::simulated:index:Resource::${name}`;
}

/** One system in a Git repository of its own, one simulated cloud, and one state folder: all in a temporary folder. */
export class Rig {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'blackstart-e2e-')));
  readonly repository = join(this.root, 'repository');
  readonly state = join(this.root, 'state');
  /** Outside the state folder, so that what a cloud rightly keeps is no leak. */
  readonly box = join(this.root, 'box');
  readonly name: string;

  constructor(system: SystemFiles, sandbox: SandboxOptions = {}) {
    roots.push(this.root);
    this.name = system.name ?? 'tiny';
    for (const folder of ['home', 'tmp', 'pulumi']) mkdirSync(join(this.root, folder));
    mkdirSync(this.repository);
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit(repositoryFiles(this.name, system), 'first');
    this.newCloud(sandbox);
  }

  /** A cloud in the place of the one that was there. */
  newCloud(options: SandboxOptions = {}): void {
    rmSync(this.box, { recursive: true, force: true });
    createSandbox(this.box, { name: 'box', timeScale: 0.001, ...options }).close();
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    return execFileSync('git', [...identity, '-C', this.repository, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.repository, name)), { recursive: true });
      writeFileSync(join(this.repository, name), content);
    }
  }

  /** Writes files, commits everything and returns the commit's hash. */
  commit(files: Readonly<Record<string, string>>, message = 'next'): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  environment(more: RunOptions['env'] = {}): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      HOME: join(this.root, 'home'),
      TMPDIR: join(this.root, 'tmp'),
      PULUMI_HOME: join(this.root, 'pulumi'),
      BLACKSTART_STATE: this.state,
      BLACKSTART_CACHE: CACHE,
      NODE_COMPILE_CACHE: join(CACHE, 'programs', 'compiled'),
      ...more,
    };
  }

  start(args: readonly string[], options: RunOptions = {}): Running {
    const line = [...(options.through ?? []), process.execPath, BINARY, ...args];
    const child = spawn(line[0]!, line.slice(1), {
      cwd: options.cwd ?? this.repository,
      env: this.environment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Running(child, args);
  }

  /** Runs the tool in the repository, as it is typed. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.start(args, options).ended;
  }

  /** Runs a command on the sandbox. */
  on(command: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Result> {
    return this.run(this.onArguments(command, args), options);
  }

  onArguments(command: string, args: readonly string[] = []): string[] {
    const consent = ['recover', 'resume'].includes(command) ? ['--yes'] : [];
    return [command, '--sandbox', this.box, ...consent, ...args];
  }

  /** What `plan --json` says, which must be as its schema has it. */
  async plan(
    args: readonly string[] = [],
    options: RunOptions & { readonly command?: 'plan' | 'drift' } = {},
  ): Promise<PlanDocument> {
    const result = await this.on(options.command ?? 'plan', ['--json', ...args], options);
    const document = planDocumentSchema.parse(json(result));
    expect(result.code, result.stderr).toBe(document.exitCode);
    return document;
  }

  async mustRecover(args: readonly string[] = [], options: RunOptions = {}): Promise<Result> {
    const result = await this.on('recover', args, options);
    expect(result.code, result.stdout + result.stderr).toBe(0);
    return result;
  }

  /** Nothing differs, nothing is there twice. */
  async mustBeWhole(options: RunOptions = {}): Promise<PlanDocument> {
    const plan = await this.plan([], options);
    expect(differing(plan)).toEqual({});
    expect(plan.exitCode).toBe(0);
    this.mustHoldNoDuplicates();
    return plan;
  }

  mustHoldNoDuplicates(): void {
    const urns = this.records().flatMap(({ urn }) => urn ?? []);
    expect(urns).toHaveLength(new Set(urns).size);
  }

  cloud<T>(use: (sandbox: Sandbox) => T): T {
    const sandbox = openSandbox(this.box);
    try {
      return use(sandbox);
    } finally {
      sandbox.close();
    }
  }

  records(): readonly ResourceRecord[] {
    return this.cloud((sandbox) => sandbox.list());
  }

  recordsByUrn(): Map<string, ResourceRecord> {
    return new Map(this.records().map((record) => [record.urn ?? record.id, record]));
  }

  /** Everything that the cloud ever wrote down: unchanged when nothing was written. */
  cloudLog(): string {
    return readdirSync(this.box)
      .filter((name) => name !== 'sandbox.json')
      .sort()
      .map((name) => readFileSync(join(this.box, name), 'utf8'))
      .join('\n');
  }

  get targetFolder(): string {
    const [target] = existsSync(join(this.state, this.name))
      ? readdirSync(join(this.state, this.name))
      : [];
    return join(this.state, this.name, target ?? 'none');
  }

  journalFiles(): string[] {
    const folder = join(this.targetFolder, 'runs');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(folder, name));
  }

  /** The records of the newest run. */
  async journal(): Promise<JournalRecord[]> {
    const file = this.journalFiles().at(-1);
    return file === undefined ? [] : readJournal(file);
  }

  /** Id of the newest run. */
  async lastRun(): Promise<string> {
    const [start] = await this.journal();
    if (start?.record !== 'run-started') throw new Error('there is no run');
    return start.run;
  }

  /** URNs that the newest run wrote to. */
  async written(): Promise<string[]> {
    const records = await this.journal();
    return records.flatMap((record) => (record.record === 'intent' ? [record.urn] : [])).sort();
  }

  /** Processes that were started for this rig and still live. Linux only. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const line = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
          return line.includes(this.root) ? [line] : [];
        } catch {
          return [];
        }
      });
  }

  /** Nothing of a command may be left in the folder for temporary files. */
  leftovers(): string[] {
    return readdirSync(join(this.root, 'tmp')).filter((name) => name.startsWith('blackstart-'));
  }
}

/** A command under way. */
export class Running {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Result>;

  constructor(
    readonly child: ChildProcess,
    args: readonly string[],
  ) {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        const said = this.stdout + this.stderr;
        reject(new Error(`blackstart ${args.join(' ')} did not end; it said:\n${said}`));
      }, PATIENCE_MS);
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        const { stdout, stderr } = this;
        resolve({ code: code ?? undefined, signal: signal ?? undefined, stdout, stderr });
      });
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** Looks again and again until it is so. Fails when the command ends first. */
export async function until(
  running: Running,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  let ended: Result | undefined;
  void running.ended.then(
    (result) => (ended = result),
    () => undefined,
  );
  for (;;) {
    if (await isSo()) return;
    if (ended !== undefined) {
      throw new Error(`it ended too early: ${JSON.stringify(ended, undefined, 2)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function json(result: Result): unknown {
  try {
    return JSON.parse(result.stdout);
  } catch {
    throw new Error(`not JSON (exit code ${result.code}): ${result.stdout}\n${result.stderr}`);
  }
}

/** The lines of `recover --json`, each as its schema has it. */
export function events(result: Result): EventLine[] {
  return result.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => eventSchema.parse(JSON.parse(line)));
}

export function runResult(result: Result): Extract<EventLine, { type: 'run-finished' }>['result'] {
  const last = events(result).at(-1);
  if (last?.type !== 'run-finished') throw new Error(`no result in ${result.stdout}`);
  return last.result;
}

/** The step of a resource, by the end of its URN. */
export function stepOf(
  plan: PlanDocument,
  name: string,
): PlanDocument['resources'][number]['step'] {
  const found = plan.resources.filter(({ urn }) => urn.endsWith(`::${name}`));
  if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
  return found[0]!.step;
}

/** One clear message: an error, what to try, and no trace of code. */
export function mustFailClearly(result: Result, ...words: readonly (string | RegExp)[]): void {
  const { code, stdout, stderr } = result;
  expect(code, stdout + stderr).toBe(1);
  expect(stderr.match(/^error:/gm), stderr).toHaveLength(1);
  expect(stderr).toMatch(/^ {2}try: /m);
  expect(stderr).not.toMatch(/^\s+at .*(node:|node_modules|\/dist\/)/m);
  expect(stderr).not.toMatch(/internal error/i);
  for (const word of words) expect(stderr).toMatch(word);
}

function repositoryFiles(name: string, system: SystemFiles): Record<string, string> {
  const stages = system.stages ?? [...new Set(system.programs.map(({ stage }) => stage ?? 'base'))];
  const programs = system.programs.flatMap((program) => [
    `  - name: ${program.name}`,
    `    path: ../${program.name}`,
    `    stack: ${STACK}`,
    `    stage: ${program.stage ?? 'base'}`,
    ...(program.timeout === undefined ? [] : [`    timeout: ${program.timeout}`]),
  ]);
  const files: Record<string, string> = {
    '.gitignore': 'node_modules\n',
    'package.json': JSON.stringify({ name, private: true }),
    'package-lock.json': JSON.stringify(lockFile(name)),
    'stacks/system.yaml': [
      'version: 1',
      `name: ${name}`,
      'recoveryTimeObjective: 10m',
      'programs:',
      ...programs,
      `stages: [${stages.join(', ')}]`,
      system.manifest ?? '',
    ].join('\n'),
  };
  for (const program of system.programs) {
    const folder = program.name;
    files[`${folder}/Pulumi.yaml`] = `name: ${program.name}\nruntime: nodejs\n`;
    files[`${folder}/Pulumi.${STACK}.yaml`] = program.config ?? 'config: {}\n';
    for (const [file, text] of Object.entries(program.files)) files[`${folder}/${file}`] = text;
  }
  return files;
}

/** Asks for the versions that are installed here, so that nothing has to be fetched. */
function lockFile(name: string): unknown {
  const require = createRequire(import.meta.url);
  const packages = ['@pulumi/pulumi', '@pulumi/aws', '@pulumi/kubernetes', '@pulumi/random'];
  return {
    name,
    lockfileVersion: 3,
    packages: {
      '': { name },
      ...Object.fromEntries(
        packages.map((each) => {
          const { version } = require(`${each}/package.json`) as { version: string };
          return [`node_modules/${each}`, { version }];
        }),
      ),
    },
  };
}
