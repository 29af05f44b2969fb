import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  journalFile,
  listRunIds,
  readJournal,
  type JournalRecord,
  type Place,
} from '../../src/journal/index.js';
import {
  createSandbox,
  openSandbox,
  type ResourceRecord,
  type Sandbox,
} from '../../src/providers/simulated/sandbox.js';
import { runCommand, type CommandRequest, type CommandResult } from './command.js';
import { PRELOAD, readUsage, type Usage } from './usage.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TOOL = join(ROOT, 'bin', 'blackstart.js');
const SANDBOX = 'bench';

export interface MeasuredCommand extends CommandResult {
  readonly usages: readonly Usage[];
}

export interface WorkspaceOptions {
  /** Shared by all workspaces, so that programs are compiled once. */
  readonly cache: string;
  readonly timeScale: number;
}

/** An empty sandbox and a state folder of its own: nothing that an earlier run has left can help or hinder. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'blackstart-bench-'));
  private readonly state = join(this.folder, 'state');
  private commands = 0;

  constructor(private readonly options: WorkspaceOptions) {
    const { timeScale } = options;
    createSandbox(this.sandboxFolder, { name: SANDBOX, timeScale }).close();
  }

  private get sandboxFolder(): string {
    return join(this.state, 'sandboxes', SANDBOX);
  }

  /** Runs a command of the tool on the sandbox. */
  async run(args: readonly string[], request: CommandRequest = {}): Promise<MeasuredCommand> {
    const usageFile = join(this.folder, `usage-${++this.commands}.jsonl`);
    const result = await runCommand(process.execPath, [TOOL, ...args, '--sandbox', SANDBOX], {
      ...request,
      environment: this.environment(usageFile),
    });
    return { ...result, usages: readUsage(usageFile) };
  }

  /** A folder of journals that is there as soon as the first run has begun. */
  place(system: string): Place {
    return { state: this.state, system, target: `sandbox ${SANDBOX}` };
  }

  /** The runs of a system so far, the newest first. */
  runIds(system: string): Promise<string[]> {
    return listRunIds(this.place(system));
  }

  /** The journal of the newest run. */
  async journal(system: string): Promise<readonly JournalRecord[]> {
    const [run] = await listRunIds(this.place(system));
    if (run === undefined) throw new Error(`no run of ${system} was recorded in ${this.state}`);
    return readJournal(journalFile(this.state, system, `sandbox ${SANDBOX}`, run));
  }

  /** Everything that lives in the sandbox. */
  live(): readonly ResourceRecord[] {
    const sandbox = openSandbox(this.sandboxFolder);
    try {
      return sandbox.list();
    } finally {
      sandbox.close();
    }
  }

  /** Does something to the cloud behind everybody's back. */
  meddle(act: (cloud: Sandbox) => void): void {
    const sandbox = openSandbox(this.sandboxFolder);
    try {
      act(sandbox);
    } finally {
      sandbox.close();
    }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  private environment(usageFile: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      BLACKSTART_STATE: this.state,
      BLACKSTART_CACHE: this.options.cache,
      BLACKSTART_BENCH_USAGE: usageFile,
      NODE_OPTIONS: `--require ${PRELOAD}`,
      PULUMI_CONFIG_PASSPHRASE: 'correct horse battery staple',
    };
  }
}

/** Uses a workspace and removes it, unless what was done with it fails. */
export async function withWorkspace<T>(
  options: WorkspaceOptions,
  use: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = new Workspace(options);
  const result = await use(workspace);
  workspace.dispose();
  return result;
}
