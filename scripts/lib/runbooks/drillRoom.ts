import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ROOT } from './pages.js';

export interface Ended {
  readonly code: number;
  /** Both of its outputs, stdout first. */
  readonly said: string;
}

/** Compiled code only, by content: what one drill compiles serves all others. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'blackstart-drills');
const SYSTEM = join(ROOT, 'test', 'runbooks', 'fixtures', 'shop');
/** A command that takes longer than this hangs. */
const PATIENCE_MS = 150_000;

/** Name of the sandbox in which runbooks are executed. */
export const SANDBOX = 'drill';
/** Of all sandboxes of a drill: a thousand times the real speed. */
export const TIME_SCALE = '0.001';

/**
 * A folder with a small system in a Git repository, and a home and state folder of its own, in which the commands of
 * a runbook can be executed. Nothing in it can reach a live account. Remove it with {@link dispose}.
 */
export class DrillRoom {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'blackstart-drill-')));
  private readonly repository = join(this.root, 'repository');
  private readonly variables: Record<string, string> = {};

  /** A room in which the system is built and all is well: made once, and copied for each runbook. */
  static async whereAllIsWell(): Promise<DrillRoom> {
    const room = new DrillRoom();
    try {
      await room.furnish();
      await room.must(['blackstart', 'sandbox', 'create', SANDBOX, '--time-scale', TIME_SCALE]);
      await room.must(['blackstart', 'recover', '--sandbox', SANDBOX, '--yes']);
      return room;
    } catch (error) {
      room.dispose();
      throw error;
    }
  }

  /** Another room that is as this one is now. */
  copy(): DrillRoom {
    const room = new DrillRoom();
    cpSync(this.root, room.root, { recursive: true });
    return room;
  }

  /** The system at two commits: the one before last is tagged v41. */
  private async furnish(): Promise<void> {
    for (const folder of ['home', 'tmp', 'pulumi']) mkdirSync(join(this.root, folder));
    cpSync(SYSTEM, this.repository, { recursive: true });
    const lock = { name: 'shop', lockfileVersion: 3, packages: installedPackages() };
    writeFileSync(join(this.repository, 'package-lock.json'), JSON.stringify(lock));
    writeFileSync(join(this.repository, 'package.json'), JSON.stringify({ name: 'shop' }));
    writeFileSync(join(this.repository, 'stacks', 'sealed.yaml'), '');
    writeFileSync(join(this.root, 'passphrase'), 'correct horse battery staple');
    await this.must(['git', 'init', '--quiet', '--initial-branch=main']);
    await this.must(['git', 'add', '--all']);
    await this.must(['git', 'commit', '--quiet', '-m', 'First']);
    await this.must(['git', 'tag', 'v41']);
    const program = join('shop', 'index.js');
    await this.must([
      'sed',
      '-i',
      's/visibilityTimeoutSeconds: 45/visibilityTimeoutSeconds: 60/',
      program,
    ]);
    await this.must(['git', 'commit', '--quiet', '--all', '-m', 'Second']);
  }

  /** Sets a variable for all later commands, as `export` does. */
  export(setting: string): void {
    const at = setting.indexOf('=');
    this.variables[setting.slice(0, at)] = setting.slice(at + 1);
  }

  async run(words: readonly string[]): Promise<Ended> {
    const [program = '', ...rest] = words;
    const [file, args] =
      program === 'blackstart'
        ? [process.execPath, [join(ROOT, 'bin', 'blackstart.js'), ...rest]]
        : [program, rest];
    const result = await execa(file, args, {
      cwd: this.repository,
      env: this.environment(),
      ...{ extendEnv: false, reject: false, stdin: 'ignore', timeout: PATIENCE_MS },
    });
    if (result.timedOut) throw new Error(`${words.join(' ')} did not end`);
    return { code: result.exitCode ?? -1, said: `${result.stdout}\n${result.stderr}` };
  }

  async must(words: readonly string[]): Promise<string> {
    const { code, said } = await this.run(words);
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${said}`);
    return said;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  private environment(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: join(this.root, 'home'),
      TMPDIR: join(this.root, 'tmp'),
      PULUMI_HOME: join(this.root, 'pulumi'),
      BLACKSTART_STATE: join(this.root, 'state'),
      BLACKSTART_CACHE: CACHE,
      NODE_COMPILE_CACHE: join(CACHE, 'programs', 'compiled'),
      PULUMI_CONFIG_PASSPHRASE_FILE: join(this.root, 'passphrase'),
      GIT_AUTHOR_NAME: 'Drill',
      GIT_AUTHOR_EMAIL: 'drill@example.com',
      GIT_COMMITTER_NAME: 'Drill',
      GIT_COMMITTER_EMAIL: 'drill@example.com',
      ...this.variables,
    };
  }
}

/** The versions that are installed here, so that nothing has to be fetched. */
function installedPackages(): Record<string, unknown> {
  const require = createRequire(import.meta.url);
  const { version } = require('@pulumi/pulumi/package.json') as { version: string };
  return { '': { name: 'shop' }, 'node_modules/@pulumi/pulumi': { version } };
}
