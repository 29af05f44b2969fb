/** Which system, from where, against what, and which part of it. */
export interface SystemOptions {
  /** Path, URL or bundle; the current repository when left out. */
  readonly repo?: string | undefined;
  readonly ref?: string | undefined;
  readonly manifest?: string | undefined;
  /** Name of a sandbox or, with a slash, its folder. Without one the target is live. */
  readonly sandbox?: string | undefined;
  /** Seconds of the clock for one second of the sandbox. */
  readonly timeScale?: number | undefined;
  /** Checkpoint files. */
  readonly hints: readonly string[];
  readonly targets: readonly string[];
  readonly stages: readonly string[];
  /** Operations at once, 0 for no limit; the manifest's when left out. */
  readonly concurrency?: number | undefined;
  readonly assumeWiped: boolean;
  /** What serves AWS on the live target; `auto` takes the genuine plugin where it is installed. */
  readonly awsProvider: 'builtin' | 'plugin' | 'auto';
  /** Who serves Kubernetes on the live target; `auto` is the built-in provider. */
  readonly kubernetesProvider?: 'auto' | 'builtin' | 'plugin' | undefined;
  readonly schedule: 'longest-path' | 'first-come';
  /** Bench only: whole stages one after the other. */
  readonly barrier?: 'stage' | undefined;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly verbose: boolean;
}

export const WHOLE_SYSTEM: SystemOptions = {
  hints: [],
  targets: [],
  stages: [],
  assumeWiped: false,
  awsProvider: 'auto',
  schedule: 'longest-path',
};
