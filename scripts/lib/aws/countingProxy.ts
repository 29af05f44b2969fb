import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an AWS endpoint, passes everything on, and counts what was asked. */
export class CountingProxy {
  private counts = new Map<string, number>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<CountingProxy> {
    const server = createServer();
    await new Promise<void>((settle) => void server.listen(0, '127.0.0.1', settle));
    const { port } = server.address() as AddressInfo;
    const proxy = new CountingProxy(server, `http://127.0.0.1:${port}`);
    server.on('request', (incoming, outgoing) => {
      const body: Buffer[] = [];
      incoming.on('data', (part: Buffer) => body.push(part));
      incoming.on('end', () => {
        const sent = Buffer.concat(body);
        proxy.note(questionOf(incoming, sent.toString('utf8')));
        const { method, headers, url } = incoming;
        const onward = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        });
        onward.on('error', () => outgoing.destroy());
        onward.end(sent);
      });
    });
    return proxy;
  }

  /** Questions since the last time, by `service operation`. */
  take(): Map<string, number> {
    const taken = this.counts;
    this.counts = new Map();
    return taken;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private note(question: string): void {
    this.counts.set(question, (this.counts.get(question) ?? 0) + 1);
  }
}

/**
 * `look-up sqs GetQueueAttributes`: who asks, which service, what. Where an API has no names of operations, the method
 * and what the path asks for. Pure.
 */
export function questionOf(
  { method = '', url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: string,
): string {
  const scope = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '');
  const agents = [headers['user-agent'], headers['x-amz-user-agent']].join(' ');
  const who = /blackstart\/([\w-]+)/.exec(agents)?.[1] ?? 'others';
  const service = `${who} ${scope?.[1] ?? 'unsigned'}`;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return `${service} ${target.split('.').at(-1) ?? ''}`;
  const action = /(?:^|&)Action=([A-Za-z]+)/.exec(body)?.[1];
  if (action !== undefined) return `${service} ${action}`;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const asked = [...searchParams].filter(([, value]) => value === '').map(([key]) => key);
  const depth = pathname.split('/').filter((part) => part !== '').length;
  return `${service} ${method} ${asked.length > 0 ? asked.join('&') : `depth ${depth}`}`;
}
