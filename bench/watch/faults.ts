import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WatchedSystem } from './watchedSystem.js';

export const FAULTS = ['API down', 'throttled', 'program error', 'disk full'] as const;
export type FaultName = (typeof FAULTS)[number];

/** As many refusals as a check gets over with a second of waiting: more of them would be an API that is down. */
const THROTTLED_CALLS = 6;
const DISK_BYTES = 16 * 1024 * 1024;

/** Puts faults on a watched system and takes them off again, at once and without waiting. */
export class FaultSwitch {
  /** A small file system of its own for temporary files, where this process may mount one. */
  readonly hasDisk: boolean;
  private throttles = 0;

  constructor(private readonly system: WatchedSystem) {
    this.hasDisk = mount(system.temporary);
  }

  on(fault: FaultName): void {
    const { system } = this;
    switch (fault) {
      case 'API down':
        return system.cloud((sandbox) => {
          sandbox.addFault({ kind: 'error', match: '*', message: 'no route to host' });
        });
      case 'throttled':
        return system.cloud((sandbox) => {
          const id = `throttle ${++this.throttles}`;
          sandbox.addFault({ kind: 'throttle', match: '*', id, count: THROTTLED_CALLS });
        });
      case 'program error':
        return system.break(true);
      case 'disk full':
        return this.hasDisk ? fill(this.filler) : renameSync(system.temporary, this.away);
    }
  }

  off(fault: FaultName): void {
    const { system } = this;
    switch (fault) {
      case 'API down':
      case 'throttled':
        return system.cloud((sandbox) => sandbox.clearFaults());
      case 'program error':
        return system.break(false);
      case 'disk full':
        return this.hasDisk ? rmSync(this.filler) : this.bringBack();
    }
  }

  dispose(): void {
    if (this.hasDisk) execFileSync('umount', ['--lazy', this.system.temporary]);
  }

  private get filler(): string {
    return join(this.system.temporary, 'filler');
  }

  private get away(): string {
    return `${this.system.temporary}-away`;
  }

  private bringBack(): void {
    rmSync(this.system.temporary, { recursive: true, force: true });
    renameSync(this.away, this.system.temporary);
  }
}

function mount(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Writes until there is no room left. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  const block = Buffer.alloc(4096);
  try {
    for (;;) writeSync(handle, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(handle);
  }
}
