/** How to reach one cluster, and as whom. Everything in `user` is secret. */
export interface ClusterAccess {
  readonly clusterName: string;
  /** URL without a slash at its end. */
  readonly server: string;
  /** Where objects go that name no namespace. */
  readonly namespace?: string;
  readonly tls: {
    readonly ca?: Buffer;
    readonly insecure: boolean;
    readonly serverName?: string;
  };
  readonly user: User;
}

export interface User {
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonate?: {
    readonly user: string;
    readonly groups: readonly string[];
    readonly uid?: string;
  };
  readonly exec?: ExecPlugin;
}

/** A command that prints a credential. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
}
