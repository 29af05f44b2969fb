export interface Moto {
  readonly url: string;
  readonly port: number;
  readonly account: string;
  readonly region: string;
  /** What programs need in their environment to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Requests that it has answered so far. */
  calls(): number;
  /** Loses everything in the account. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

export function motoFolder(environment?: NodeJS.ProcessEnv): string;
export function installMoto(environment?: NodeJS.ProcessEnv): Promise<string>;
export interface MotoOptions {
  /** Twelve digits. */
  readonly account?: string;
  /** With AWS's own policies, of which there are more than a thousand. */
  readonly managedPolicies?: boolean;
}
export function startMoto(options?: MotoOptions): Promise<Moto>;
