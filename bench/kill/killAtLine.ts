import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runsFolder } from '../../src/journal/index.js';
import type { MeasuredCommand, Workspace } from '../rig/workspace.js';
import { SYSTEM } from './killSystem.js';

export interface Killed {
  /** Undefined when it ended before there was a journal. */
  readonly run: string | undefined;
  /** Lines of the journal when the kill was sent; undefined when the run ended by itself. */
  readonly atLine: number | undefined;
  readonly command: MeasuredCommand;
}

const LOOK_EVERY_MS = 1;
const NEWLINE = 0x0a;

/** Starts a recovery and kills the process group of the tool as soon as its journal has that many lines. */
export async function killAtLine(
  workspace: Workspace,
  repository: string,
  line: number,
): Promise<Killed> {
  const { state, system, target } = workspace.place(SYSTEM);
  const folder = runsFolder(state, system, target);
  let ended = false;
  let pid: number | undefined;
  const running = workspace
    .run(['recover', '--yes'], { cwd: repository, onGroup: (leader) => (pid = leader) })
    .finally(() => (ended = true));
  const journal = new GrowingJournal(folder);
  let atLine: number | undefined;
  while (!ended && atLine === undefined) {
    const lines = journal.lines();
    if (lines >= line && pid !== undefined) {
      atLine = lines;
      killGroup(pid);
    } else {
      await sleep(LOOK_EVERY_MS);
    }
  }
  const command = await running;
  journal.close();
  const byKill = command.signal === 'SIGKILL';
  return { run: journal.run, atLine: byKill ? atLine : undefined, command };
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

/** Counts the lines of the one journal in a folder while it is written. */
class GrowingJournal {
  private file: string | undefined;
  private descriptor: number | undefined;
  private offset = 0;
  private count = 0;
  private readonly chunk = Buffer.alloc(1 << 16);

  constructor(private readonly folder: string) {}

  get run(): string | undefined {
    return this.file === undefined ? undefined : basename(this.file, '.jsonl');
  }

  lines(): number {
    this.descriptor ??= this.open();
    if (this.descriptor === undefined) return 0;
    for (;;) {
      const read = readSync(this.descriptor, this.chunk, 0, this.chunk.length, this.offset);
      if (read === 0) return this.count;
      this.offset += read;
      for (const byte of this.chunk.subarray(0, read)) if (byte === NEWLINE) this.count++;
    }
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }

  private open(): number | undefined {
    if (!existsSync(this.folder)) return undefined;
    const name = readdirSync(this.folder).find((each) => each.endsWith('.jsonl'));
    if (name === undefined) return undefined;
    this.file = join(this.folder, name);
    return openSync(this.file, 'r');
  }
}
