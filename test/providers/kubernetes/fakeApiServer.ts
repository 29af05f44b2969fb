import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { PropertyMap, PropertyValue } from '../../../src/model/values.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: PropertyValue | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: PropertyValue | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
}

type Rule = (asked: Asked) => Answer | undefined;

const DISCOVERED = [
  ['', 'v1', 'configmaps', 'ConfigMap', 'Namespaced'],
  ['', 'v1', 'secrets', 'Secret', 'Namespaced'],
  ['', 'v1', 'services', 'Service', 'Namespaced'],
  ['', 'v1', 'pods', 'Pod', 'Namespaced'],
  ['', 'v1', 'events', 'Event', 'Namespaced'],
  ['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', 'Namespaced'],
  ['', 'v1', 'namespaces', 'Namespace', 'Cluster'],
  ['apps', 'v1', 'deployments', 'Deployment', 'Namespaced'],
  ['apps', 'v1', 'statefulsets', 'StatefulSet', 'Namespaced'],
] as const;

/**
 * An API server that knows objects by their path, answers a dry-run apply with the live object merged with what is
 * applied, and can be told to answer otherwise.
 */
export class FakeApiServer {
  readonly objects = new Map<string, PropertyMap>();
  readonly asked: Asked[] = [];
  readonly kinds: (readonly [string, string, string, string, string])[] = [...DISCOVERED];
  aggregated = true;
  staleGroups: string[] = [];
  /** Asked first; the first that answers decides. */
  rules: Rule[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeApiServer> {
    const fake = new FakeApiServer();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => fake.stop());
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  kubeconfig(user: PropertyMap = { token: 'let-me-in' }, namespace?: string): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'fake',
      clusters: [{ name: 'fake', cluster: { server: this.url } }],
      contexts: [
        {
          name: 'fake',
          context: {
            cluster: 'fake',
            user: 'me',
            ...(namespace === undefined ? {} : { namespace }),
          },
        },
      ],
      users: [{ name: 'me', user }],
    });
  }

  /** The requests for objects, without those for discovery. */
  calls(): string[] {
    return this.asked
      .filter(({ path }) => path !== '/api' && path !== '/apis')
      .map(({ method, path, query }) => `${method} ${path}${query['dryRun'] ? ' (dry run)' : ''}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', this.url);
    const asked: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as PropertyValue),
    };
    this.asked.push(asked);
    const answer =
      this.rules.map((rule) => rule(asked)).find((each) => each !== undefined) ??
      this.#answer(asked);
    if (answer.afterMs !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, answer.afterMs));
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  }

  #answer({ method, path, query, headers, body }: Asked): Answer {
    if (path === '/api' || path === '/apis') {
      return this.aggregated && headers.accept?.includes('apidiscovery') === true
        ? { status: 200, body: this.#discovery(path) }
        : { status: 200, body: { kind: 'APIVersions' } };
    }
    const version = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path);
    if (version !== null) return this.#resourceList(version[1] ?? '', version[2]!);
    const dryRun = query['dryRun'] === 'All';
    const object = body as PropertyMap;
    switch (method) {
      case 'GET': {
        const found = this.objects.get(path);
        if (found !== undefined) return { status: 200, body: found };
        return this.#list(path) ?? missing(path);
      }
      case 'POST': {
        const name = (object['metadata'] as PropertyMap)['name'] as string;
        const place = `${path}/${name}`;
        if (this.objects.has(place))
          return status(409, 'AlreadyExists', `"${name}" already exists`);
        const made = withMetadata(object);
        if (!dryRun) this.objects.set(place, made);
        return { status: 201, body: made };
      }
      case 'PATCH': {
        const live = this.objects.get(path);
        if (live === undefined) return missing(path);
        if (Array.isArray(body)) return { status: 200, body: live };
        const merged = merge(live, object) as PropertyMap;
        if (!dryRun) this.objects.set(path, merged);
        return { status: 200, body: merged };
      }
      case 'DELETE':
        return this.objects.delete(path) ? { status: 200 } : missing(path);
      default:
        return { status: 405 };
    }
  }

  /** A collection, in one namespace or in all; as the real one does it, its objects do not say what they are. */
  #list(path: string): Answer | undefined {
    const plural = path.slice(path.lastIndexOf('/') + 1);
    const found = this.kinds.find(([, , each]) => each === plural);
    if (found === undefined) return undefined;
    const [group, version, , kind] = found;
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    if (!path.startsWith(root)) return undefined;
    const place = new RegExp(
      path === `${root}/${plural}` ? `^${root}/(namespaces/[^/]+/)?${plural}/` : `^${path}/`,
    );
    const items = [...this.objects]
      .filter(([each]) => place.test(each))
      .map(([, { apiVersion: _apiVersion, kind: _kind, ...object }]) => object);
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return { status: 200, body: { apiVersion, kind: `${kind}List`, metadata: {}, items } };
  }

  #discovery(path: string): PropertyMap {
    const groups = [...new Set(this.kinds.map(([group]) => group))].filter((group) =>
      path === '/api' ? group === '' : group !== '',
    );
    return {
      kind: 'APIGroupDiscoveryList',
      items: groups.map((group) => ({
        metadata: { name: group },
        versions: this.staleGroups.includes(group)
          ? [{ version: 'v1', freshness: 'Stale', resources: [] }]
          : this.kinds
              .filter(([each]) => each === group)
              .map(([, version, resource, kind, scope]) => ({
                version,
                freshness: 'Current',
                resources: [{ resource, scope, verbs: ['get', 'list'], responseKind: { kind } }],
              }))
              .reduce<PropertyMap[]>((all, next) => {
                const same = all.find((each) => each['version'] === next.version);
                if (same === undefined) all.push(next);
                else (same['resources'] as PropertyValue[]).push(...next.resources);
                return all;
              }, []),
      })),
    };
  }

  #resourceList(group: string, version: string): Answer {
    const kinds = this.kinds.filter(([each, of]) => each === group && of === version);
    if (kinds.length === 0) return { status: 404, body: '404 page not found' };
    const resources = kinds.map(([, , name, kind, scope]) => ({
      name,
      kind,
      namespaced: scope === 'Namespaced',
      verbs: ['get', 'list'],
    }));
    return { status: 200, body: { kind: 'APIResourceList', resources } };
  }
}

export function status(
  code: number,
  reason: string,
  message: string,
  causes: readonly PropertyMap[] = [],
): Answer {
  return {
    status: code,
    body: { kind: 'Status', status: 'Failure', code, reason, message, details: { causes } },
  };
}

function missing(path: string): Answer {
  return status(404, 'NotFound', `${path} not found`);
}

function withMetadata(object: PropertyMap): PropertyMap {
  const metadata = object['metadata'] as PropertyMap;
  return { ...object, metadata: { ...metadata, uid: 'u-1', resourceVersion: '1' } };
}

function merge(base: PropertyValue | undefined, top: PropertyValue): PropertyValue {
  if (typeof top !== 'object' || top === null || Array.isArray(top)) return top;
  const map = (base ?? {}) as PropertyMap;
  return Object.fromEntries([
    ...Object.entries(map),
    ...Object.entries(top).map(([key, value]) => [key, merge(map[key], value)]),
  ]) as PropertyMap;
}
