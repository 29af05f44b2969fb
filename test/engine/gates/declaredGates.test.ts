import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { declaredGates } from '../../../src/engine/gates/declaredGates.js';
import type { GateState } from '../../../src/engine/gates/gate.js';
import type { GateDeclaration } from '../../../src/model/system.js';

const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
/** A port on which nobody listens any more. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
const http = (status: number, location?: string): Promise<number> =>
  listen(
    createHttpServer((_request, response) => {
      response.writeHead(status, location === undefined ? {} : { location }).end('body');
    }),
  );
type Probe =
  | { kind: 'http'; url: string; status: number }
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'command'; command: string[] };

function probe(gate: Probe): Promise<GateState> {
  const [declared] = declaredGates([{ name: 'g', after: '*', timeout: 60, ...gate }], 'urn');
  return declared!.check();
}
const reasonOf = (state: GateState): string => (state.state === 'open' ? '' : state.reason);

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
  );
});

describe('the gates of a resource', () => {
  it('are those whose pattern matches its URN, in order', () => {
    const gate = (name: string, after: string): GateDeclaration => ({
      ...{ name, after, timeout: 30, kind: 'command', command: ['true'] },
    });
    const gates = declaredGates(
      [gate('a', '*::web'), gate('b', '*::database'), gate('c', '*')],
      'urn:pulumi:s::p::t::web',
    );
    expect(gates).toMatchObject([
      { name: 'a', timeoutSeconds: 30 },
      { name: 'c', timeoutSeconds: 30 },
    ]);
  });
});

describe('a probe by HTTP', () => {
  it('opens on the status that is asked for', async () => {
    const url = `http://127.0.0.1:${await http(204)}/health`;
    expect(await probe({ kind: 'http', url, status: 204 })).toEqual({ state: 'open' });
  });

  it('waits on another status and says which', async () => {
    const url = `http://127.0.0.1:${await http(503)}/`;
    expect(await probe({ kind: 'http', url, status: 200 })).toEqual({
      state: 'waiting',
      reason: `${url} answers 503, not 200`,
    });
  });

  it('does not follow redirects: they have a status of their own', async () => {
    const url = `http://127.0.0.1:${await http(302, 'http://127.0.0.1:1/')}/`;
    expect(await probe({ kind: 'http', url, status: 302 })).toEqual({ state: 'open' });
  });

  it('waits when nobody answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    const state = await probe({ kind: 'http', url, status: 200 });
    expect(state.state).toBe('waiting');
    expect(reasonOf(state)).toContain(`${url} does not answer`);
  });
});

describe('a probe by TCP', () => {
  it('opens when somebody listens', async () => {
    const port = await listen(createServer((socket) => socket.end()));
    expect(await probe({ kind: 'tcp', host: '127.0.0.1', port })).toEqual({ state: 'open' });
  });

  it('waits when nobody does', async () => {
    const port = await freePort();
    const state = await probe({ kind: 'tcp', host: '127.0.0.1', port });
    expect(state.state).toBe('waiting');
    expect(reasonOf(state)).toContain(`127.0.0.1:${port} refuses`);
  });
});

describe('a probe by command', () => {
  const node = (script: string): Promise<GateState> =>
    probe({ kind: 'command', command: [process.execPath, '-e', script] });

  it('opens when it ends with 0', async () => {
    expect(await node('process.exit(0)')).toEqual({ state: 'open' });
  });

  it('waits when it ends otherwise, with the last line of its errors', async () => {
    const state = await node('console.error("first"); console.error("last"); process.exit(3)');
    expect(state.state).toBe('waiting');
    expect(reasonOf(state)).toMatch(/ends with 3: last$/);
  });

  it('waits when there is no such command', async () => {
    const state = await probe({ kind: 'command', command: ['no-such-command-here'] });
    expect(state.state).toBe('waiting');
    expect(reasonOf(state)).toContain('"no-such-command-here" ends with no exit code');
  });
});
