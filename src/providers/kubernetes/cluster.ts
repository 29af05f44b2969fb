import { messageOf } from '../../model/errors.js';
import { ProviderError } from '../../model/provider.js';
import type { PropertyMap } from '../../model/values.js';
import { isNamespaced } from '../simulated/kubernetes/kinds.js';
import { textAt } from '../paths.js';
import type { ClusterAccess } from './access/clusterAccess.js';
import { ApiClient } from './api/client.js';
import { Discovery, type ResourceKind } from './api/discovery.js';
import { isUnreachable } from './api/errors.js';
import { ObjectReader } from './api/reader.js';
import { describeKind, groupOf, type Header } from './objects/kinds.js';
import { accessOf, type Settings } from './settings.js';

/** Where an object stands in its cluster. */
export interface Place {
  readonly resource: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string;
}

interface Opened {
  readonly access: ClusterAccess;
  readonly api: ApiClient;
  readonly discovery: Discovery;
  readonly reader: ObjectReader;
}

/** One provider instance: a cluster and the user whom it knows. Opened when it is first asked. */
export class Cluster {
  #opened: Opened | undefined;
  /** What has been validated by a dry run already, so that a second pass need not. */
  readonly validated = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  get api(): ApiClient {
    return this.#open().api;
  }

  get reader(): ObjectReader {
    return this.#open().reader;
  }

  get access(): ClusterAccess {
    return this.#open().access;
  }

  /** Where objects go that name no namespace. */
  get namespace(): string {
    if (this.settings.namespace !== undefined) return this.settings.namespace;
    try {
      return this.access.namespace ?? 'default';
    } catch {
      return 'default';
    }
  }

  /** Undefined when the cluster knows no such kind; throws when that could not be told. */
  kind(header: Pick<Header, 'apiVersion' | 'kind'>): Promise<ResourceKind | undefined> {
    return this.#open().discovery.find(header.apiVersion, header.kind);
  }

  /** All kinds, each in the version that the cluster prefers; throws when that could not be told. */
  kinds(): Promise<ResourceKind[]> {
    return this.#open().discovery.all();
  }

  /** A kind that must be there for what is about to be done. */
  async neededKind(header: Pick<Header, 'apiVersion' | 'kind'>): Promise<ResourceKind> {
    const found = await this.kind(header);
    if (found !== undefined) return found;
    throw new ProviderError(
      `the kind ${describeKind(header)} is not available in the cluster: its CustomResourceDefinition or API server is yet to come`,
      'NOT_FOUND',
    );
  }

  /** Is the kind namespaced, by the cluster's word or, before it can be asked, by what is known of Kubernetes? */
  async isNamespaced(header: Header): Promise<boolean | undefined> {
    const found = await this.kind(header).catch((error: unknown) => {
      if (isUnreachable(error) || !(error instanceof ProviderError)) return undefined;
      if (error.status === 'UNAUTHENTICATED' || error.status === 'PERMISSION_DENIED')
        return undefined;
      throw error;
    });
    if (found !== undefined) return found.namespaced;
    const group = groupOf(header);
    const guess = isNamespaced({ ...header, group }, () => undefined);
    // Of a definition that is yet to come only its cluster-wide kinds of renown are known.
    return group.includes('.') && !group.endsWith('.k8s.io') && guess ? undefined : guess;
  }

  forgetKinds(): void {
    this.#open().discovery.forget();
  }

  placeOf(resource: ResourceKind, object: PropertyMap): Place {
    const name = textAt(object, 'metadata.name');
    if (name === undefined) {
      throw new ProviderError(`${describeKind(resource)} has no metadata.name`, 'INVALID_ARGUMENT');
    }
    const namespace = resource.namespaced
      ? (textAt(object, 'metadata.namespace') ?? this.namespace)
      : undefined;
    return { resource, name, namespace };
  }

  /** `namespace/name`, or `name` alone: then the default namespace is meant where the kind has one. */
  placeOfId(resource: ResourceKind, id: string): Place {
    const at = id.indexOf('/');
    const name = at < 0 ? id : id.slice(at + 1);
    const namespace = resource.namespaced ? (at < 0 ? this.namespace : id.slice(0, at)) : undefined;
    return { resource, name, namespace };
  }

  #open(): Opened {
    if (this.#opened !== undefined) return this.#opened;
    let access: ClusterAccess;
    try {
      access = accessOf(this.settings, this.env);
    } catch (cause) {
      throw new ProviderError(
        `the Kubernetes cluster cannot be reached: ${messageOf(cause)}`,
        'UNAVAILABLE',
        undefined,
        { cause },
      );
    }
    const api = new ApiClient(access, this.env);
    const discovery = new Discovery(api);
    this.#opened = { access, api, discovery, reader: new ObjectReader(api) };
    return this.#opened;
  }
}

export function idOf({ namespace, name }: Place): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
