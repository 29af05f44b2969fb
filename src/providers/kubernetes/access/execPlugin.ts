import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { messageOf } from '../../../model/errors.js';
import type { ClusterAccess, ExecPlugin } from './clusterAccess.js';
import { KubeconfigError } from './kubeconfig.js';

const TIMEOUT_MS = 60_000;

/** What a plugin prints. https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
const credentialSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    expirationTimestamp: z.string().optional(),
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

export interface PluginCredential {
  readonly token?: string;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  readonly expiresEpochMs?: number;
}

/** Runs the command of a kubeconfig that prints a credential. Its output is secret and never told. */
export async function runExecPlugin(
  plugin: ExecPlugin,
  access: ClusterAccess,
  env: NodeJS.ProcessEnv,
): Promise<PluginCredential> {
  const cluster = {
    server: access.server,
    ...(access.tls.ca === undefined
      ? {}
      : { 'certificate-authority-data': access.tls.ca.toString('base64') }),
    ...(access.tls.insecure ? { 'insecure-skip-tls-verify': true } : {}),
  };
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  };
  const child = { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  const output = await promisify(execFile)(plugin.command, [...plugin.args], {
    env: child,
    timeout: TIMEOUT_MS,
  }).catch((cause: unknown): never => {
    throw new KubeconfigError(failure(plugin, cause), { cause });
  });
  return toCredential(plugin, output.stdout);
}

function failure({ command, installHint }: ExecPlugin, cause: unknown): string {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const what = missing
    ? `the credential plugin ${command} is not installed`
    : `the credential plugin ${command} failed: ${lastLine(cause)}`;
  return installHint === undefined ? what : `${what} (${installHint.trim()})`;
}

function lastLine(cause: unknown): string {
  const text =
    cause instanceof Error && 'stderr' in cause && typeof cause.stderr === 'string'
      ? cause.stderr.trim()
      : '';
  return text.split('\n').at(-1) || messageOf(cause).split('\n')[0]!;
}

function toCredential({ command }: ExecPlugin, stdout: string): PluginCredential {
  let status;
  try {
    ({ status } = credentialSchema.parse(JSON.parse(stdout)));
  } catch {
    // Without its cause: that would tell what was printed.
    throw new KubeconfigError(`the credential plugin ${command} printed no ExecCredential`);
  }
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status;
  return {
    ...(token === undefined ? {} : { token }),
    ...(clientCertificateData === undefined
      ? {}
      : { certificate: Buffer.from(clientCertificateData) }),
    ...(clientKeyData === undefined ? {} : { key: Buffer.from(clientKeyData) }),
    ...(expirationTimestamp === undefined
      ? {}
      : { expiresEpochMs: Date.parse(expirationTimestamp) }),
  };
}
