import { readFileSync } from 'node:fs';
import { writeText, type ExitCode, type Io } from './io.js';

/** Of blackstart itself, from its package.json. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export function versionText(): string {
  return `blackstart ${ownVersion()} (Node.js ${process.versions.node}, ${process.platform} ${process.arch})`;
}

export function runVersion(io: Io): Promise<ExitCode> {
  writeText(io.stdout, versionText());
  return Promise.resolve(0);
}
