import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlaybookAnswer, PlaybookRequest, PlaybookRunner } from '../../model/hosts.js';
import type { HostsDeclaration } from '../../model/system.js';
import { readOutput, type CallbackOutput } from './callbackEvents.js';
import { hostResults } from './hostResults.js';

export interface AnsibleOptions {
  /** Root of the checkout: all paths of the manifest are below it. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Masks secrets that Ansible itself does not know of. */
  readonly clean: (text: string) => string;
  readonly onOutput?: (line: string) => void;
}

const CALLBACK = 'blackstart_events';
const CALLBACK_FOLDER = fileURLToPath(new URL('../../../ansible', import.meta.url));
const KILL_GRACE_MS = 5_000;
const TOLD_LINES = 6;
const MOST_OUTPUT = 256 * 1024 * 1024;

const NOT_INSTALLED =
  'ansible-playbook is not on the PATH; install ansible-core (https://docs.ansible.com/ansible/latest/installation_guide)';

/** Runs playbooks with the `ansible-playbook` of this machine, and hears of it through a callback plugin of our own. */
export function ansibleRunner(options: AnsibleOptions): PlaybookRunner {
  return {
    check: (request) => run(request, ['--check', '--diff'], request.stop, options),
    apply: (request) => run(request, [], undefined, options),
  };
}

async function run(
  request: PlaybookRequest,
  mode: readonly string[],
  stop: AbortSignal | undefined,
  options: AnsibleOptions,
): Promise<PlaybookAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-hosts-'));
  try {
    const variables = await variablesFile(request, folder);
    const args = [...mode, ...commandLine(request, variables, options.root)];
    return await play(request.declaration, args, stop, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An inventory of its own behind the declared ones: of two that know the same variable the last one is believed. */
async function variablesFile(
  { variables }: PlaybookRequest,
  folder: string,
): Promise<string | undefined> {
  if (variables.size === 0) return undefined;
  const file = join(folder, 'from-blackstart.json');
  const inventory = { all: { hosts: Object.fromEntries(variables) } };
  await writeFile(file, JSON.stringify(inventory), { mode: 0o600 });
  return file;
}

/** The arguments that do not depend on whether it is a check. */
export function commandLine(
  { declaration, only, without }: PlaybookRequest,
  variables: string | undefined,
  root: string,
): string[] {
  const inventories = declaration.inventory.map((path) => join(root, path));
  const all = variables === undefined ? inventories : [...inventories, variables];
  const pattern = [
    ...(only === undefined
      ? declaration.limit === undefined
        ? []
        : [declaration.limit]
      : [only.join(':')]),
    ...without.map((host) => `!${host}`),
  ];
  const limit =
    only === undefined && declaration.limit === undefined && without.length > 0
      ? ['all', ...pattern]
      : pattern;
  return [
    ...all.flatMap((path) => ['--inventory', path]),
    ...(limit.length === 0 ? [] : ['--limit', limit.join(':')]),
    join(root, declaration.playbook),
  ];
}

async function play(
  declaration: HostsDeclaration,
  args: readonly string[],
  stop: AbortSignal | undefined,
  { root, environment, clean, onOutput }: AnsibleOptions,
): Promise<PlaybookAnswer> {
  // Loaded by the few systems that have hosts.
  const { execa } = await import('execa');
  const child = execa('ansible-playbook', args, {
    cwd: dirname(join(root, declaration.playbook)),
    env: {
      ...environment,
      ...declaration.environment,
      ANSIBLE_STDOUT_CALLBACK: CALLBACK,
      ANSIBLE_CALLBACK_PLUGINS: CALLBACK_FOLDER,
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_RETRY_FILES_ENABLED: '0',
      // The plugin lies in an installed package, where nothing is to be written beside it.
      PYTHONDONTWRITEBYTECODE: '1',
    },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    maxBuffer: MOST_OUTPUT,
    // In a group of its own: an interrupt at the terminal lets what is under way come to its end.
    detached: true,
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stopGroup(child.pid);
  }, declaration.timeout * 1000);
  const onStop = (): void => stopGroup(child.pid);
  stop?.addEventListener('abort', onStop, { once: true });
  if (stop?.aborted === true) onStop();
  const result = await child.finally(() => {
    clearTimeout(timer);
    stop?.removeEventListener('abort', onStop);
  });
  if (result.code === 'ENOENT') return { kind: 'failed', reason: NOT_INSTALLED };
  const output = readOutput(result.stdout);
  for (const line of [...output.other, ...result.stderr.split('\n')]) {
    if (line.trim() !== '') onOutput?.(clean(line));
  }
  if (late) {
    return {
      kind: 'failed',
      reason: `it has not ended within ${declaration.timeout} s and was stopped`,
    };
  }
  const answer = hostResults(output.events, result.exitCode);
  if (answer.kind === 'answered') return cleaned(answer, clean);
  const why = result.exitCode === 0 ? '' : said(output, result);
  return { kind: 'failed', reason: clean(`${answer.reason}${why}`) };
}

function said(
  { other }: CallbackOutput,
  {
    stderr,
    exitCode,
    signal,
  }: {
    readonly stderr: string;
    readonly exitCode?: number | undefined;
    readonly signal?: string | undefined;
  },
): string {
  const errors = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\[(WARNING|DEPRECATION WARNING)\]/.test(line));
  const lines = (errors.length > 0 ? errors : other).slice(0, TOLD_LINES).join('\n');
  if (lines !== '') return `: ${lines}`;
  return signal === undefined ? ` (exit code ${exitCode ?? '?'})` : ` (${signal})`;
}

function cleaned(
  answer: Extract<PlaybookAnswer, { kind: 'answered' }>,
  clean: (text: string) => string,
): PlaybookAnswer {
  return {
    kind: 'answered',
    hosts: answer.hosts.map((host) => ({
      ...host,
      ...(host.reason === undefined ? {} : { reason: clean(host.reason) }),
      differences: host.differences.map((difference) => ({
        ...difference,
        path: clean(difference.path),
        declared: cleanedValue(difference.declared, clean),
        live: cleanedValue(difference.live, clean),
      })),
    })),
  };
}

function cleanedValue<T>(value: T, clean: (text: string) => string): T | string {
  return typeof value === 'string' ? clean(value) : value;
}

function stopGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended.
    }
  };
  send('SIGTERM');
  setTimeout(() => send('SIGKILL'), KILL_GRACE_MS).unref();
}
