import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { renderAlertmanager, SLACK_TEMPLATE } from '../../src/report/alerts/alertmanager.js';
import { toolPath } from './tools.js';

const START_MS = 30_000;
const STOP_MS = 10_000;

/** The part of a Slack message that says something. */
const messageSchema = z.object({
  channel: z.string(),
  attachments: z.tuple([
    z.looseObject({
      title: z.string(),
      title_link: z.string(),
      text: z.string(),
      color: z.string(),
    }),
  ]),
});
export type ReceivedMessage = z.infer<typeof messageSchema>['attachments'][0] & {
  readonly channel: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** Stands where Slack's webhook, the playbooks and the dashboard would be. */
export class Receiver {
  readonly messages: ReceivedMessage[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Receiver> {
    const pages = new Set(['/files/runbooks/drift.md', '/d/drift']);
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { pathname } = new URL(request.url ?? '/', 'http://receiver');
        if (request.method === 'POST' && pathname === '/slack') receiver.take(body);
        else if (!pages.has(pathname)) response.statusCode = 404;
        response.end('ok');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new Receiver(server, `http://127.0.0.1:${port}`);
    return receiver;
  }

  private take(body: string): void {
    const { channel, attachments } = messageSchema.parse(JSON.parse(body));
    this.messages.push({ ...attachments[0], channel, at: Date.now() });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export interface MonitoringOptions {
  readonly folder: string;
  /** Host and port of the watch. */
  readonly target: string;
  /** As `blackstart alerts` wrote them. */
  readonly rules: string;
  readonly receiver: Receiver;
  /** Seconds between scrapes, evaluations and of Alertmanager's waits: what is minutes in earnest. */
  readonly seconds: {
    readonly scrape: number;
    readonly groupWait: number;
    readonly groupInterval: number;
  };
}

/** A real Prometheus and a real Alertmanager on loopback, configured by what blackstart writes. */
export class Monitoring {
  private constructor(
    private readonly processes: readonly ChildProcess[],
    readonly prometheus: string,
    readonly alertmanager: string,
  ) {}

  static async start(options: MonitoringOptions): Promise<Monitoring> {
    const { folder } = options;
    mkdirSync(join(folder, 'alertmanager'), { recursive: true });
    mkdirSync(join(folder, 'prometheus'));
    const [prometheus, alertmanager] = [await freeAddress(), await freeAddress()];
    writeFileSync(join(folder, 'slack.tmpl'), SLACK_TEMPLATE);
    writeFileSync(join(folder, 'webhook'), `${options.receiver.url}/slack`);
    writeFileSync(join(folder, 'alertmanager.yml'), alertmanagerConfiguration(options));
    writeFileSync(join(folder, 'rules.yml'), options.rules);
    writeFileSync(join(folder, 'prometheus.yml'), prometheusConfiguration(options, alertmanager));
    const processes = [
      start('alertmanager', [
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        `--storage.path=${join(folder, 'alertmanager')}`,
        `--web.listen-address=${alertmanager}`,
        '--cluster.listen-address=',
      ]),
      start('prometheus', [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=${prometheus}`,
      ]),
    ];
    const monitoring = new Monitoring(processes, `http://${prometheus}`, `http://${alertmanager}`);
    try {
      await Promise.all(
        [`${monitoring.prometheus}/-/ready`, `${monitoring.alertmanager}/-/ready`].map(ready),
      );
    } catch (error) {
      await monitoring.stop();
      throw error;
    }
    return monitoring;
  }

  /** What an expression yields now: labels and value. */
  async query(expression: string): Promise<{ metric: Record<string, string>; value: number }[]> {
    const url = `${this.prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const answer = z
      .object({
        data: z.object({
          result: z.array(
            z.object({
              metric: z.record(z.string(), z.string()),
              value: z.tuple([z.number(), z.string()]),
            }),
          ),
        }),
      })
      .parse(await (await fetch(url)).json());
    return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map(end));
  }
}

function alertmanagerConfiguration({ folder, seconds }: MonitoringOptions): string {
  const written = renderAlertmanager({
    ...{
      slackUrlFile: join(folder, 'webhook'),
      channel: '#operations',
      criticalChannel: '#incidents',
    },
    templates: join(folder, '*.tmpl'),
  });
  const configuration = z
    .looseObject({ route: z.looseObject({ routes: z.array(z.looseObject({})) }) })
    .parse(parse(written));
  const waits = {
    group_wait: `${seconds.groupWait}s`,
    group_interval: `${seconds.groupInterval}s`,
  };
  return stringify({ ...configuration, route: { ...configuration.route, ...waits } });
}

function prometheusConfiguration(
  { seconds, target }: MonitoringOptions,
  alertmanager: string,
): string {
  const every = `${seconds.scrape}s`;
  return stringify({
    global: { scrape_interval: every, evaluation_interval: every, scrape_timeout: every },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [{ job_name: 'drift', static_configs: [{ targets: [target] }] }],
  });
}

function start(tool: 'prometheus' | 'alertmanager', args: readonly string[]): ChildProcess {
  return spawn(toolPath(tool), args, { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const ok = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ok) return;
    if (Date.now() > deadline) throw new Error(`${url} did not become ready`);
    await sleep(100);
  }
}

export async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}
