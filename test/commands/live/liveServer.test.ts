import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startLiveServer, type LiveServer } from '../../../src/commands/live/liveServer.js';
import { isLoopback } from '../../../src/commands/live/withLive.js';
import type { LiveView } from '../../../src/report/index.js';
import { failureOf } from '../rig.js';

const LOCAL = { host: '127.0.0.1', port: 0 };
const VIEW: LiveView = {
  ...{ title: 'Recovery of shop', facts: [], phase: 'recovering', ended: false, tone: 'running' },
  ...{ figures: [], stages: [], running: [], waiting: [], trouble: [], news: [] },
};

const open: LiveServer[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close(undefined))));

async function start(
  more: Partial<Parameters<typeof startLiveServer>[0]> = {},
): Promise<{ server: LiveServer; url: URL }> {
  const options = { address: LOCAL, page: () => '<p>page</p>', view: () => VIEW, tickMs: 5 };
  const server = await startLiveServer({ ...options, ...more });
  open.push(server);
  return { server, url: new URL(server.url) };
}

function at(url: URL, path: string, token = url.searchParams.get('token')): string {
  return `${url.origin}${path}${token === null ? '' : `?token=${token}`}`;
}

/** Reads a stream of events until one is as it should be, or the stream ends. */
async function readEvents(
  response: Response,
  isEnough: (events: readonly (readonly [string, unknown])[]) => boolean,
): Promise<[string, unknown][]> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += value ?? '';
    const events = text
      .split('\n\n')
      .slice(0, -1)
      .map((block): [string, unknown] => {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block)!;
        return [event!, JSON.parse(data!)];
      });
    if (done || isEnough(events)) {
      await reader.cancel();
      return events;
    }
  }
}

describe('the server of the live view', () => {
  it('answers nothing without its token, and nothing but GET', async () => {
    const { url } = await start();
    const token = url.searchParams.get('token')!;
    expect(token.length).toBeGreaterThanOrEqual(32);
    for (const path of ['/', '/events', '/nothing']) {
      expect((await fetch(at(url, path, null))).status).toBe(401);
      expect((await fetch(at(url, path, `${token}x`))).status).toBe(403);
      expect((await fetch(at(url, path, ''))).status).toBe(403);
    }
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(at(url, '/nothing'))).status).toBe(404);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<p>page</p>');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('has another token each time', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.url.searchParams.get('token')).not.toBe(two.url.searchParams.get('token'));
  });

  it('shows several viewers the same, and whoever comes late the state so far', async () => {
    let phase = 'preview';
    const { url } = await start({ view: () => ({ ...VIEW, phase }) });
    const isPhase = (wanted: string) => (events: readonly (readonly [string, unknown])[]) =>
      events.some(([, data]) => (data as LiveView).phase === wanted);
    const early = await fetch(at(url, '/events'));
    expect(early.headers.get('content-type')).toBe('text/event-stream');
    const earlyEvents = readEvents(early, isPhase('verify'));
    phase = 'verify';
    const late = await readEvents(await fetch(at(url, '/events')), (events) => events.length > 0);
    expect(late[0]).toEqual(['view', { ...VIEW, phase: 'verify' }]);
    expect((await earlyEvents).at(-1)).toEqual(['view', { ...VIEW, phase: 'verify' }]);
  });

  it('ends with the last view, the report and a goodbye', async () => {
    let ended = false;
    const { server, url } = await start({ view: () => ({ ...VIEW, ended }), tickMs: 60_000 });
    const stream = await fetch(at(url, '/events'));
    ended = true;
    const report = `<p>${'x'.repeat(2_000_000)}\n</p>`;
    const [events] = await Promise.all([readEvents(stream, () => false), server.close(report)]);
    expect(events.map(([event]) => event)).toEqual(['view', 'view', 'report', 'end']);
    expect((events[1]![1] as LiveView).ended).toBe(true);
    expect(events[2]![1]).toBe(report);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('drops a viewer that takes nothing, and goes on for the others', async () => {
    const long = 'x'.repeat(1_000_000);
    const { url } = await start({ view: () => ({ ...VIEW, phase: long }), tickMs: 40 });
    const slow = connect(Number(url.port), url.hostname);
    const closed = new Promise<void>((resolve) => slow.on('close', () => resolve()));
    slow.on('error', () => undefined);
    slow.write(`GET /events${url.search} HTTP/1.1\r\nHost: x\r\n\r\n`);
    slow.pause();
    // More than the system's buffers hold, so the slow one has missed its times by then.
    let taken = 0;
    for await (const chunk of (await fetch(at(url, '/events'))).body!) {
      taken += chunk.length;
      if (taken > 40_000_000) break;
    }
    expect(taken).toBeGreaterThan(40_000_000);
    // Only once it reads again does it learn that it was dropped.
    slow.resume();
    await closed;
  });

  it('keeps a mistake in the view to itself, and takes only so many viewers', async () => {
    const broken = await start({
      view: () => {
        throw new Error('a mistake');
      },
    });
    await expect(fetch(at(broken.url, '/events'))).rejects.toThrow();
    expect((await fetch(broken.url)).status).toBe(200);
    const full = await start({ mostViewers: 1 });
    const first = await fetch(at(full.url, '/events'));
    expect((await fetch(at(full.url, '/events'))).status).toBe(503);
    await first.body!.cancel();
  });

  it('says clearly that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, remedy } = await failureOf(() => start({ address: { ...LOCAL, port } }));
    other.close();
    expect(code).toBe('listen-failed');
    expect(remedy).toContain('--serve');
  });
});

it('knows which addresses nobody else reaches', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].map(isLoopback)).toEqual(
    Array(4).fill(true),
  );
  expect(['0.0.0.0', '::', '10.0.0.1', '127.example.com', 'host'].map(isLoopback)).toEqual(
    Array(5).fill(false),
  );
});
