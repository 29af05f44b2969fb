import { connect } from 'node:net';
import { matchesGlob } from '../../model/glob.js';
import type { GateDeclaration } from '../../model/system.js';
import { messageOf } from '../../model/errors.js';
import { OPEN, waiting, type Gate, type GateState } from './gate.js';

/** Longest that one try of a probe may take. */
const PROBE_TIMEOUT_MS = 5_000;

/** The gates of the manifest that stand behind a resource. */
export function declaredGates(declarations: readonly GateDeclaration[], urn: string): Gate[] {
  return declarations
    .filter((declaration) => matchesGlob(declaration.after, urn))
    .map((declaration) => ({
      name: declaration.name,
      timeoutSeconds: declaration.timeout,
      check: () => probe(declaration),
    }));
}

async function probe(gate: GateDeclaration): Promise<GateState> {
  switch (gate.kind) {
    case 'http':
      return probeHttp(gate.url, gate.status);
    case 'tcp':
      return probeTcp(gate.host, gate.port);
    case 'command':
      return probeCommand(gate.command);
  }
}

async function probeHttp(url: string, status: number): Promise<GateState> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status === status
      ? OPEN
      : waiting(`${url} answers ${response.status}, not ${status}`);
  } catch (error) {
    return waiting(`${url} does not answer: ${messageOf(error)}`);
  }
}

function probeTcp(host: string, port: number): Promise<GateState> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PROBE_TIMEOUT_MS });
    const end = (state: GateState): void => {
      socket.destroy();
      resolve(state);
    };
    socket.on('connect', () => end(OPEN));
    socket.on('timeout', () => end(waiting(`${host}:${port} does not answer`)));
    socket.on('error', (error) => end(waiting(`${host}:${port} refuses: ${error.message}`)));
  });
}

async function probeCommand(command: readonly string[]): Promise<GateState> {
  const [file, ...args] = command;
  if (file === undefined) return OPEN;
  // Loaded by the few systems that have such a gate.
  const { execa } = await import('execa');
  const result = await execa(file, args, {
    reject: false,
    timeout: PROBE_TIMEOUT_MS,
    stdin: 'ignore',
  });
  if (result.exitCode === 0) return OPEN;
  const line = `${result.stderr}`.trim().split('\n').at(-1) ?? '';
  return waiting(
    `"${command.join(' ')}" ends with ${result.exitCode ?? 'no exit code'}${line === '' ? '' : `: ${line}`}`,
  );
}
