import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusDocument } from '../../src/report/watch/statusSchema.js';
import { Monitoring, Receiver } from '../../test/watch/monitoringRig.js';
import type { BenchContext } from '../rig/bench.js';
import { WatchedSystem } from './watchedSystem.js';

/** Waits as they are configured for this measurement, seconds. */
export const WAITS = { interval: 5, scrape: 1, evaluation: 1, for: 10, groupWait: 1 } as const;
const PATIENCE_MS = 120_000;

export interface Latency {
  /** Seconds from the live change to the end of the check that saw it. */
  readonly seen: number;
  /** Seconds from the live change to the message. */
  readonly firing: number;
  /** Seconds that the check took which saw it. */
  readonly check: number;
}

/** Alters a resource live, waits for FIRING, puts it back, waits for RESOLVED; so many times. */
export async function latencies(
  times: number,
  { folder, cache, progress }: BenchContext,
): Promise<Latency[]> {
  const receiver = await Receiver.start();
  const system = await WatchedSystem.create({
    ...{ under: folder, cache },
    alerts: `    stale: 1h
    default: { for: ${WAITS.for}s, dashboard: '${receiver.url}/d/drift' }
`,
  });
  let monitoring: Monitoring | undefined;
  const found: Latency[] = [];
  try {
    const rules = await system.run(['alerts']);
    let last: StatusDocument | undefined;
    let seenAt = 0;
    await system.start(WAITS.interval, (status) => {
      if (status.counts.drifted > 0 && (last?.counts.drifted ?? 0) === 0) seenAt = Date.now();
      last = status;
    });
    monitoring = await Monitoring.start({
      ...{
        folder: join(system.folder, 'monitoring'),
        target: new URL(system.url).host,
        rules,
        receiver,
      },
      seconds: { scrape: WAITS.scrape, groupWait: WAITS.groupWait, groupInterval: 1 },
    });
    for (let time = 0; time < times; time++) {
      // At another moment of the interval each time.
      await sleep(((time + 0.5) / times) * WAITS.interval * 1000);
      await system.damage(9 + time);
      const changedAt = Date.now();
      const firing = await message(receiver, 'FIRING', changedAt);
      found.push({
        seen: (seenAt - changedAt) / 1000,
        firing: (firing - changedAt) / 1000,
        check: last?.lastCheck?.seconds ?? NaN,
      });
      progress(`FIRING after ${found.at(-1)!.firing.toFixed(1)} s`);
      await system.damage(1);
      await message(receiver, 'RESOLVED', firing);
    }
    return found;
  } finally {
    await system.stop();
    await monitoring?.stop();
    await receiver.stop();
  }
}

async function message({ messages }: Receiver, status: string, after: number): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = messages.find(({ title, at }) => title.startsWith(status) && at > after);
    if (found !== undefined) return found.at;
    if (Date.now() > deadline) throw new Error(`no message that says ${status}`);
    await sleep(20);
  }
}
