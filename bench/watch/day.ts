import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusDocument } from '../../src/report/watch/statusSchema.js';
import { ALERTS } from '../../src/report/alerts/alertRules.js';
import { Monitoring, Receiver, type ReceivedMessage } from '../../test/watch/monitoringRig.js';
import type { BenchContext } from '../rig/bench.js';
import { median } from '../rig/figures.js';
import { FAULTS, FaultSwitch, type FaultName } from './faults.js';
import { WatchedSystem } from './watchedSystem.js';

/** The hour of the manifest's default, in fast time. */
export const HOUR_SECONDS = 50;
const INTERVAL_SECONDS = 1;
/** One check in so many meets a fault. */
const FAULT_EVERY = 10;
/** Memory is the median of so many checks on both sides of the hundredth, and of twice as many at the end. */
const AROUND = 10;
const WARM = 100;

export interface DayResult {
  readonly checks: StatusDocument['checks'];
  readonly faults: Readonly<Record<FaultName, { readonly put: number; readonly noticed: number }>>;
  readonly hasDisk: boolean;
  /** By alert: how often FIRING was due, and what came. */
  readonly alerts: readonly {
    readonly alert: string;
    readonly expected: number;
    readonly firing: number;
    readonly resolved: number;
  }[];
  readonly warmBytes: number;
  readonly endBytes: number;
  readonly seconds: number;
  readonly endedBySignal: boolean;
}

type Episode = 'short change' | 'long change' | 'outage';

/** What happens at which part of the day. A short change is put back within half an hour, a long one lasts two. */
const EPISODES: readonly (readonly [number, Episode])[] = [
  [0.12, 'short change'],
  [0.2, 'long change'],
  [0.34, 'short change'],
  [0.42, 'outage'],
  [0.58, 'long change'],
  [0.72, 'short change'],
  [0.8, 'long change'],
];

/** One day of a watch in fast time, beside a real Prometheus and Alertmanager. */
export async function oneDay(checks: number, context: BenchContext): Promise<DayResult> {
  const receiver = await Receiver.start();
  const system = await WatchedSystem.create({
    ...{ under: context.folder, cache: context.cache },
    alerts: `    stale: ${HOUR_SECONDS}s
    default: { for: ${HOUR_SECONDS}s, dashboard: '${receiver.url}/d/drift' }
`,
  });
  const faults = new FaultSwitch(system);
  let monitoring: Monitoring | undefined;
  try {
    const rules = await system.run(['alerts']);
    const day = new Day(system, faults, checks, context);
    await system.start(INTERVAL_SECONDS, day.onCheck);
    monitoring = await Monitoring.start({
      ...{
        folder: join(system.folder, 'monitoring'),
        target: new URL(system.url).host,
        rules,
        receiver,
      },
      seconds: { scrape: 1, groupWait: 1, groupInterval: 2 },
    });
    return await day.run(receiver.messages);
  } finally {
    await system.stop();
    await monitoring?.stop();
    await receiver.stop();
    faults.dispose();
  }
}

class Day {
  private status: StatusDocument | undefined;
  private made = 0;
  private active: FaultName | undefined;
  private outage = false;
  private readonly counts = new Map<FaultName, { put: number; noticed: number }>(
    FAULTS.map((name) => [name, { put: 0, noticed: 0 }]),
  );
  private readonly memory: number[] = [];
  private readonly started = performance.now();

  constructor(
    private readonly system: WatchedSystem,
    private readonly faults: FaultSwitch,
    private readonly checks: number,
    private readonly context: BenchContext,
  ) {}

  /** Takes the fault of the check that has ended off, and puts one on the next when it is due. */
  readonly onCheck = (status: StatusDocument): void => {
    this.status = status;
    this.made++;
    const bad = status.lastCheck?.result === 'failed' || status.lastCheck?.result === 'incomplete';
    if (this.active !== undefined) {
      if (bad) this.counts.get(this.active)!.noticed++;
      // An outage that has begun meanwhile is of the same making, and goes on.
      if (!this.outage || this.active !== 'program error') this.faults.off(this.active);
      this.active = undefined;
    }
    if (this.made % FAULT_EVERY === 0 && !this.outage) {
      const fault = FAULTS[(this.made / FAULT_EVERY) % FAULTS.length]!;
      this.active = fault;
      this.counts.get(fault)!.put++;
      this.faults.on(fault);
    }
    // The watch may be ending just then.
    void this.system.memoryBytes().then(
      (bytes) => this.memory.push(bytes),
      () => undefined,
    );
    if (this.made % 50 === 0) this.context.progress(`${this.made} of ${this.checks} checks`);
  };

  async run(messages: readonly ReceivedMessage[]): Promise<DayResult> {
    const happened = new Map<Episode, number>();
    for (const [part, episode] of EPISODES) {
      await this.until(() => this.made >= part * this.checks);
      this.context.progress(episode);
      await this.play(episode);
      happened.set(episode, (happened.get(episode) ?? 0) + 1);
    }
    await this.until(() => this.made >= this.checks);
    // What is still on its way is waited for: a message more than expected would be a false one.
    await sleep(5000);
    const { checks } = this.status!;
    const endBytes = median(this.memory.slice(-2 * AROUND));
    const alive = this.system.alive;
    const exitCode = await this.system.stop();
    const hits = (name: string, title: string): number =>
      messages.filter((each) => each.title.startsWith(name) && each.title.endsWith(`: ${title}`))
        .length;
    const outages = happened.get('outage') ?? 0;
    const due: Partial<Record<string, number>> = {
      [ALERTS.differs]: happened.get('long change') ?? 0,
      [ALERTS.failing]: outages,
      [ALERTS.stale]: outages,
    };
    return {
      checks,
      faults: Object.fromEntries(this.counts) as DayResult['faults'],
      hasDisk: this.faults.hasDisk,
      alerts: Object.values(ALERTS).map((alert) => ({
        alert,
        expected: due[alert] ?? 0,
        firing: hits('FIRING', alert),
        resolved: hits('RESOLVED', alert),
      })),
      warmBytes: median(this.memory.slice(WARM - AROUND, WARM + AROUND)),
      endBytes,
      seconds: (performance.now() - this.started) / 1000,
      endedBySignal: alive && exitCode === 0,
    };
  }

  private async play(episode: Episode): Promise<void> {
    if (episode === 'outage') {
      this.outage = true;
      this.system.break(true);
      await sleep(HOUR_SECONDS * 1.5 * 1000);
      this.system.break(false);
      this.outage = false;
      return;
    }
    await this.system.damage(9);
    await sleep(HOUR_SECONDS * (episode === 'short change' ? 0.5 : 2) * 1000);
    await this.system.damage(1);
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (!this.system.alive) throw new Error('the watch ended by itself');
      await sleep(200);
    }
  }
}
