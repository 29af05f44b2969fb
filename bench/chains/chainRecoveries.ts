import { makeRepository } from '../rig/repository.js';
import { median } from '../rig/figures.js';
import type { Usage } from '../rig/usage.js';
import { withWorkspace } from '../rig/workspace.js';
import { chainFiles } from './chainSystem.js';

/** Nothing in these systems takes time of its own; API rates are out of the way as well. */
const TIME_SCALE = 0.000_01;

export interface ChainRecovery {
  readonly resources: number;
  /** Of the whole command `recover --yes`, in an empty sandbox. */
  readonly seconds: number;
  /** Of this, the real pass: programs run with writes switched on. */
  readonly realPassSeconds: number;
  readonly usages: readonly Usage[];
}

interface Surroundings {
  readonly folder: string;
  readonly cache: string;
  readonly progress: (text: string) => void;
}

/** Measures recoveries of chained resources, each size once in a run of the benches: several figures need them. */
export class ChainRecoveries {
  private readonly repositories = new Map<number, Promise<string>>();
  private readonly recoveries = new Map<number, Promise<ChainRecovery>>();
  private warm: Promise<unknown> | undefined;

  constructor(private readonly surroundings: Surroundings) {}

  /** Of small sizes the median of three. */
  recovery(resources: number): Promise<ChainRecovery> {
    let found = this.recoveries.get(resources);
    if (found === undefined) {
      found = this.measure(resources, resources <= 1000 ? 3 : 1);
      this.recoveries.set(resources, found);
    }
    return found;
  }

  /** Seconds of the whole command `plan` against an empty sandbox. */
  async planSeconds(resources: number): Promise<number> {
    const repository = await this.repository(resources);
    await this.warmUp();
    return withWorkspace(this.workspaceOptions, async (workspace) => {
      const request = { cwd: repository, expected: [2] };
      const { seconds } = await workspace.run(['plan'], request);
      this.surroundings.progress(`plan of ${resources}: ${seconds.toFixed(1)} s`);
      return seconds;
    });
  }

  private async measure(resources: number, times: number): Promise<ChainRecovery> {
    await this.warmUp();
    const recoveries: ChainRecovery[] = [];
    for (let i = 0; i < times; i++) recoveries.push(await this.once(resources));
    const middle = median(recoveries.map(({ seconds }) => seconds));
    return recoveries.find(({ seconds }) => seconds === middle) ?? recoveries[0]!;
  }

  private async once(resources: number): Promise<ChainRecovery> {
    const cwd = await this.repository(resources);
    return withWorkspace(this.workspaceOptions, async (workspace) => {
      const { seconds, usages } = await workspace.run(['recover', '--yes'], { cwd });
      const end = (await workspace.journal('chains')).findLast(
        (record) => record.record === 'run-ended',
      );
      this.surroundings.progress(`recovery of ${resources}: ${seconds.toFixed(1)} s`);
      return { resources, seconds, realPassSeconds: end?.seconds ?? NaN, usages };
    });
  }

  /** Fills the cache of compiled code, as it is in daily use. */
  private warmUp(): Promise<unknown> {
    this.warm ??= this.once(CHAINS_FOR_WARMING);
    return this.warm;
  }

  private repository(resources: number): Promise<string> {
    let found = this.repositories.get(resources);
    if (found === undefined) {
      found = makeRepository(this.surroundings.folder, chainFiles(resources));
      this.repositories.set(resources, found);
    }
    return found;
  }

  private get workspaceOptions(): { cache: string; timeScale: number } {
    return { cache: this.surroundings.cache, timeScale: TIME_SCALE };
  }
}

const CHAINS_FOR_WARMING = 20;
