import { join } from 'node:path';
import type { Cluster } from '../../scripts/lib/cluster.mjs';
import { runCommand, type CommandResult } from '../rig/command.js';

/** kubectl against one cluster, with a cache of its own for what the API server serves. */
export class Kubectl {
  constructor(
    private readonly cluster: Cluster,
    private readonly folder: string,
  ) {}

  apply(path: string): Promise<CommandResult> {
    return this.run(['apply', '--server-side', '-f', path]);
  }

  /** Ends with 0 where there is no difference, with 1 where there is one. */
  diff(path: string): Promise<CommandResult> {
    return this.run(['diff', '--server-side', '-f', path], [0, 1]);
  }

  run(args: readonly string[], expected: readonly number[] = [0]): Promise<CommandResult> {
    const environment = {
      ...process.env,
      KUBECONFIG: this.cluster.kubeconfig,
      KUBECACHEDIR: join(this.folder, 'kubectl-cache'),
    };
    return runCommand('kubectl', args, { environment, expected });
  }
}

/** Undefined when there is none on the PATH. */
export async function kubectlVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await runCommand('kubectl', ['version', '--client']);
    return /Client Version: v?(\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
