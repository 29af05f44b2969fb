import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../scripts/lib/cluster.mjs';
import type { PropertyMap } from '../../src/model/values.js';
import { textAt, valueAt } from '../../src/providers/paths.js';

/** How long a definition may take until its objects are served. */
const ESTABLISHED_MS = 5_000;

export interface Taken {
  readonly objects: readonly PropertyMap[];
  /** That the objects lie in and nobody has among them. */
  readonly namespaces: readonly PropertyMap[];
}

/** Which objects a control plane takes: they are made there, one after the other. */
export async function objectsTaken(
  cluster: Cluster,
  objects: readonly PropertyMap[],
): Promise<Taken> {
  const taken = new Map<string, PropertyMap>();
  const namespaces = new Map<string, PropertyMap>();
  const served = new ServedKinds(cluster, objects);
  for (const object of objects) {
    const kind = await served.find(object);
    if (kind === undefined) continue;
    const namespace = textAt(object, 'metadata.namespace') ?? 'default';
    const namespaceObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    if (kind.namespaced && !namespaces.has(namespace)) {
      const { status } = await cluster.request('POST', '/api/v1/namespaces', namespaceObject);
      // That of Kubernetes itself is there already.
      if (status === 201) namespaces.set(namespace, namespaceObject);
    }
    const place = kind.namespaced ? `${kind.root}/namespaces/${namespace}` : kind.root;
    const collection = `${place}/${kind.plural}`;
    // Two manifests may be of one object.
    const path = `${collection}/${encodeURIComponent(textAt(object, 'metadata.name') ?? '')}`;
    if (taken.has(path)) continue;
    const url = `${collection}?fieldValidation=Strict`;
    const { status } = await cluster.request('POST', url, object);
    if (status === 201 || (status === 409 && (await isOfKubernetes(cluster, path)))) {
      taken.set(path, object);
    }
  }
  return { objects: [...taken.values()], namespaces: [...namespaces.values()] };
}

/** Has Kubernetes itself made it, as it does with its default roles? */
async function isOfKubernetes(cluster: Cluster, path: string): Promise<boolean> {
  const { body } = await cluster.request('GET', path);
  const labels = valueAt(body as PropertyMap, 'metadata.labels["kubernetes.io/bootstrapping"]');
  return labels !== undefined;
}

interface Served {
  readonly root: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

class ServedKinds {
  private readonly defined: ReadonlySet<string>;
  private readonly known = new Map<string, Served>();

  constructor(
    private readonly cluster: Cluster,
    objects: readonly PropertyMap[],
  ) {
    this.defined = new Set(
      objects.map(
        (object) =>
          `${textAt(object, 'spec.group') ?? ''} ${textAt(object, 'spec.names.kind') ?? ''}`,
      ),
    );
  }

  async find(object: PropertyMap): Promise<Served | undefined> {
    const apiVersion = textAt(object, 'apiVersion') ?? '';
    const kind = textAt(object, 'kind') ?? '';
    const key = `${apiVersion} ${kind}`;
    const end = Date.now() + ESTABLISHED_MS;
    for (;;) {
      if (!this.known.has(key)) await this.look(apiVersion);
      const found = this.known.get(key);
      const mayCome = this.defined.has(`${apiVersion.split('/')[0] ?? ''} ${kind}`);
      if (found !== undefined || !mayCome || Date.now() > end) return found;
      await sleep(100);
    }
  }

  private async look(apiVersion: string): Promise<void> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { status, body } = await this.cluster.request('GET', root);
    if (status !== 200) return;
    const { resources = [] } = body as {
      resources?: { name: string; kind: string; namespaced: boolean }[];
    };
    for (const { name, kind, namespaced } of resources) {
      if (!name.includes('/'))
        this.known.set(`${apiVersion} ${kind}`, { root, plural: name, namespaced });
    }
  }
}
