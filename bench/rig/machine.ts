import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { readFileSync } from 'node:fs';

/** On what the figures were measured, as lines of a list. */
export function describeMachine(): string[] {
  const model = cpus()[0]?.model.trim() ?? 'of an unknown model';
  return [
    `CPU: ${availableParallelism()} cores, ${model}`,
    `Memory: ${(totalmem() / 1024 ** 3).toFixed(1)} GiB`,
    `OS: ${distribution() ?? type()}, ${type()} ${release()}`,
    `Node.js ${process.versions.node}`,
  ];
}

function distribution(): string | undefined {
  try {
    return /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
