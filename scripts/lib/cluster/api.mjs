import { Agent, request } from 'node:https';

/** One request that gets no answer in this time has failed. */
const TIMEOUT_MS = 20_000;

/** A plain client of an API server: JSON in, JSON out, by a client certificate. */
export class Api {
  #agent;
  #server;

  constructor(server, { ca, cert, key }) {
    this.#server = server;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 8, ca, cert, key });
  }

  /** Resolves to the status and the body, whatever the status is. */
  send(method, path, body, contentType = 'application/json') {
    return new Promise((resolve, reject) => {
      const headers = { accept: 'application/json' };
      if (body !== undefined) headers['content-type'] = contentType;
      const options = { method, headers, agent: this.#agent, timeout: TIMEOUT_MS };
      const outgoing = request(new URL(path, this.#server), options, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => (text += chunk));
        incoming.on('error', reject);
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: parse(text) }));
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Creates an object; one that is there already will do. */
  async create(path, object) {
    const { status, body } = await this.send('POST', path, object);
    if (status >= 300 && status !== 409) {
      throw new Error(`POST ${path}: ${status} ${body.message ?? body}`);
    }
  }

  close() {
    this.#agent.destroy();
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
