import { readFile, readlink } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';

/** What tells one process from every other, also from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  /** When the process started, in the kernel's own count; absent where that cannot be read. */
  readonly processStart?: string | undefined;
  /** Changes with every boot of the machine; absent where that cannot be read. */
  readonly bootId?: string | undefined;
  /** Pids mean nothing across these (containers); absent where there are none. */
  readonly pidNamespace?: string | undefined;
}

export type Liveness =
  'alive' | 'dead' /** It runs on another host or in another container. */ | 'unknown';

export async function thisProcess(): Promise<ProcessIdentity> {
  const [processStart, bootId, pidNamespace] = await Promise.all([
    startOf(process.pid),
    readBootId(),
    readlink('/proc/self/ns/pid').catch(() => undefined),
  ]);
  return {
    pid: process.pid,
    host: hostname(),
    user: userName(),
    ...(processStart === undefined ? {} : { processStart }),
    ...(bootId === undefined ? {} : { bootId }),
    ...(pidNamespace === undefined ? {} : { pidNamespace }),
  };
}

/** Does that process still run, as far as `self` can tell? */
export async function livenessOf(other: ProcessIdentity, self: ProcessIdentity): Promise<Liveness> {
  if (other.host !== self.host) return 'unknown';
  if (other.bootId !== undefined && self.bootId !== undefined && other.bootId !== self.bootId) {
    return 'dead';
  }
  if (other.pidNamespace !== self.pidNamespace) return 'unknown';
  if (!pidExists(other.pid)) return 'dead';
  const start = await startOf(other.pid);
  if (start !== undefined && other.processStart !== undefined && start !== other.processStart) {
    return 'dead';
  }
  return 'alive';
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The 22nd field of `/proc/<pid>/stat`, see proc_pid_stat(5); a zombie counts as gone. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name of the command stands in parentheses and may hold anything, so the count starts behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'zombie' : fields[19];
}

async function readBootId(): Promise<string | undefined> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined);
  return text?.trim();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
