import { readFile } from 'node:fs/promises';
import type { ClusterAccess, ExecPlugin } from './clusterAccess.js';
import { EKS_TOKEN_SECONDS, eksTokenRequest, makeEksToken } from './eksToken.js';
import { runExecPlugin, type PluginCredential } from './execPlugin.js';

/** What goes with a request to say who asks. */
export interface Credential {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
}

/** A plugin's credential is renewed this long before it ends. */
const RENEW_BEFORE_MS = 30_000;
/** A mounted token is replaced by the cluster every so often; it is read again as client-go does. */
const TOKEN_FILE_MS = 60_000;

interface Kept {
  readonly credential: Promise<PluginCredential>;
  untilEpochMs: number;
}

/** The credential of one user, renewed when it ends or is refused. */
export class Credentials {
  #kept: Kept | undefined;

  constructor(
    private readonly access: ClusterAccess,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async current(): Promise<Credential> {
    const { user } = this.access;
    const plugin = await this.#fromPlugin();
    const token = plugin?.token ?? user.token;
    const certificate = plugin?.certificate ?? user.certificate;
    const key = plugin?.key ?? user.key;
    return {
      headers: {
        ...(token !== undefined
          ? { authorization: `Bearer ${token}` }
          : user.username !== undefined
            ? { authorization: basic(user.username, user.password ?? '') }
            : {}),
        ...(user.impersonate === undefined
          ? {}
          : {
              'impersonate-user': user.impersonate.user,
              'impersonate-group': [...user.impersonate.groups],
              ...(user.impersonate.uid === undefined
                ? {}
                : { 'impersonate-uid': user.impersonate.uid }),
            }),
      },
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    };
  }

  /** After a refusal. False when there is nothing that could be made anew. */
  renew(): boolean {
    const renewable = this.#kept !== undefined;
    this.#kept = undefined;
    return renewable;
  }

  async #fromPlugin(): Promise<PluginCredential | undefined> {
    const { exec, tokenFile } = this.access.user;
    if (exec === undefined && tokenFile === undefined) return undefined;
    if (this.#kept === undefined || Date.now() > this.#kept.untilEpochMs) {
      const kept: Kept = {
        credential: exec === undefined ? fromFile(tokenFile!) : this.#make(exec),
        untilEpochMs: Infinity,
      };
      this.#kept = kept;
      kept.credential.then(
        ({ expiresEpochMs }) => {
          kept.untilEpochMs = (expiresEpochMs ?? Infinity) - RENEW_BEFORE_MS;
        },
        () => {
          // The next request tries again.
          if (this.#kept === kept) this.#kept = undefined;
        },
      );
    }
    return this.#kept.credential;
  }

  async #make(exec: ExecPlugin): Promise<PluginCredential> {
    const eks = eksTokenRequest(exec);
    if (eks === undefined) return runExecPlugin(exec, this.access, this.env);
    const token = await makeEksToken(eks, { ...this.env, ...exec.env });
    return { token, expiresEpochMs: Date.now() + EKS_TOKEN_SECONDS * 1_000 };
  }
}

async function fromFile(path: string): Promise<PluginCredential> {
  const token = (await readFile(path, 'utf8')).trim();
  return { token, expiresEpochMs: Date.now() + TOKEN_FILE_MS + RENEW_BEFORE_MS };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
