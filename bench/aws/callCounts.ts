import { CountingProxy } from '../../scripts/lib/aws/countingProxy.js';
import type { AwsSystem } from '../../scripts/lib/aws/awsSystem.js';

export type Calls = ReadonlyMap<string, number>;

/** What plan and drift of a system ask AWS while it lives as declared. */
export interface CountedSystem {
  /** Declared resources of AWS. */
  readonly resources: number;
  readonly plan: Calls;
  readonly drift: Calls;
}

export async function countCalls(system: AwsSystem): Promise<CountedSystem> {
  const proxy = await CountingProxy.start(system.moto.url);
  try {
    return await system.through(proxy.url, async () => {
      const { resources } = await system.plan();
      const plan = proxy.take();
      await system.plan('drift');
      const ofAws = resources.filter(
        ({ kind, type, step }) =>
          kind === 'custom' && type.startsWith('aws:') && step.kind !== 'skipped',
      );
      const wanting = ofAws.find(({ step }) => step.kind !== 'same');
      if (wanting !== undefined) throw new Error(`${wanting.urn} does not live as declared`);
      return { resources: ofAws.length, plan, drift: proxy.take() };
    });
  } finally {
    proxy.stop();
  }
}

/** All calls whose name is counted. */
export function total(calls: Calls, isCounted: (name: string) => boolean = () => true): number {
  return [...calls].reduce((sum, [name, count]) => (isCounted(name) ? sum + count : sum), 0);
}
