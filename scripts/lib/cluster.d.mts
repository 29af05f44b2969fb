export interface ClusterOptions {
  /** Of the cluster, its context and its folder; a-z, 0-9 and `-`. */
  name?: string;
  /** How many nodes KWOK plays; 3. */
  nodes?: number;
  /** Labels of every node, besides the well-known ones. */
  nodeLabels?: Record<string, string>;
  /** Of the API server; a free one between 20000 and 30000. */
  port?: number;
  /** Where everything lies; a new one under the system's temporary folder. */
  folder?: string;
  /** Lets the processes outlive this one. */
  detached?: boolean;
  /** Hears what is being built, if anything is. */
  log?: (line: string) => void;
}

export interface ApiAnswer {
  status: number;
  /** What the JSON was parsed to, or else the text. */
  body: unknown;
}

export interface Cluster {
  readonly name: string;
  readonly folder: string;
  /** `https://127.0.0.1:PORT`; stays the same for as long as the cluster is there. */
  readonly server: string;
  /** Path of a kubeconfig with a client certificate of a cluster-admin, who is subject to the server's limits. */
  readonly kubeconfig: string;
  readonly kubeconfigText: string;
  /** Process ids by the name of the program; of those that run. */
  readonly processes: Record<string, number>;

  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
  /** Loses all data and starts anew: same address, same certificates, fresh nodes. */
  wipe(): Promise<void>;

  killApiServer(): Promise<void>;
  /** Kills it if it runs, starts it, and waits until it is ready. */
  restartApiServer(): Promise<void>;
  /** Connections stay open and nothing is answered, until `continueApiServer`. */
  pauseApiServer(): Promise<void>;
  continueApiServer(): void;
  stopEtcd(): Promise<void>;
  /** With the data that it had; waits until the API server is ready again. */
  startEtcd(): Promise<void>;

  /**
   * The API server answers 429 to the kubeconfig's user as soon as more requests are under way than `shares` of its
   * capacity allow for: a share is 2 or 3 requests at once. With 0, the default, it is a single request at once.
   */
  throttle(shares?: number): Promise<void>;
  unthrottle(): Promise<void>;

  /** What every container's log consists of from now on. */
  writePodLog(lines: readonly string[]): Promise<void>;

  /** A request as a superuser for whom no limit holds. Resolves whatever the status is. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<ApiAnswer>;
}

/** Starts a control plane and resolves once it is ready. Its processes end with this one at the latest. */
export function startCluster(options?: ClusterOptions): Promise<Cluster>;
