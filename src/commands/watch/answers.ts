import { Gauge, Registry } from 'prom-client';
import { NO_CHECKS, type CheckHistory } from '../../model/drift.js';
import type { SyncHistory } from '../../model/watchSync.js';
import { checkMetrics } from '../../report/metrics/checkMetrics.js';
import { statusDocument, statusPage, type WatchTimes } from '../../report/index.js';
import { text, type Answer } from './server.js';
import type { WatchLoop } from './watchLoop.js';

/** How long a check may go on after its time is over, until the watch itself counts as stuck. */
const GRACE_SECONDS = 60;

export interface Watched {
  readonly loop: Pick<WatchLoop, 'history' | 'since' | 'runningSince' | 'nextAt'>;
  readonly intervalSeconds: number;
  readonly checkTimeoutSeconds: number;
  /** Undefined when no stage has been opted in. Replaced after each sync. */
  syncs: SyncHistory | undefined;
}

export function timesOf({ loop, intervalSeconds }: Watched): WatchTimes {
  const { since, runningSince, nextAt } = loop;
  return { since, intervalSeconds, running: runningSince !== undefined, nextCheckAt: nextAt };
}

/** What a watch says over HTTP. */
export class Answers {
  /** Rendered once a check and sync: a scrape costs no more than the text. */
  private rendered:
    | {
        readonly history: CheckHistory;
        readonly syncs: SyncHistory | undefined;
        readonly metrics: string;
      }
    | undefined;
  private readonly own = ownMetrics();

  constructor(private readonly watched: Watched) {}

  readonly answer = async (path: string): Promise<Answer | undefined> => {
    const { syncs } = this.watched;
    const { history } = this.watched.loop;
    switch (path) {
      case '/':
        return page(statusPage(history, timesOf(this.watched), syncs));
      case '/metrics':
        return { status: 200, type: Registry.PROMETHEUS_CONTENT_TYPE, body: await this.metrics() };
      case '/status.json':
        return json(statusDocument(history, timesOf(this.watched), syncs));
      case '/healthz':
        return this.health();
      case '/readyz':
        // A check that failed is an answer: were the watch not ready then, nobody would scrape that it failed.
        return history.last === undefined
          ? text(503, 'the first check is under way')
          : text(200, 'ready');
      default:
        return undefined;
    }
  };

  private health(): Answer {
    const { loop, checkTimeoutSeconds } = this.watched;
    const limit = (checkTimeoutSeconds + GRACE_SECONDS) * 1000;
    const stuck = loop.runningSince !== undefined && Date.now() - loop.runningSince > limit;
    return stuck ? text(503, 'a check does not end') : text(200, 'ok');
  }

  private async metrics(): Promise<string> {
    const { syncs } = this.watched;
    const { history } = this.watched.loop;
    if (this.rendered?.history !== history || this.rendered.syncs !== syncs) {
      const registry = checkMetrics(history, { counters: history !== NO_CHECKS, syncs });
      this.rendered = { history, syncs, metrics: await registry.metrics() };
    }
    return `${this.rendered.metrics}${await this.own.metrics()}`;
  }
}

/** What Prometheus expects of every process: https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics. */
function ownMetrics(): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of blackstart itself, without the programs that it starts.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start of the process.',
    registers,
  }).set(Date.now() / 1000 - process.uptime());
  return registry;
}

function page(body: string): Answer {
  return { status: 200, type: 'text/html; charset=utf-8', body };
}

function json(value: unknown): Answer {
  const body = `${JSON.stringify(value, undefined, 2)}\n`;
  return { status: 200, type: 'application/json; charset=utf-8', body };
}
