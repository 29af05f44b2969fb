import { ProviderError, type CheckFailure, type CheckResult } from '../../../model/provider.js';
import {
  isPropertyMap,
  isUnknown,
  makeSecret,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import type { Account } from '../account.js';
import type { Behaviour, CheckQuestion, Draft, Made } from '../behaviour.js';
import { longHash } from '../context.js';
import type { Instance } from '../instance.js';
import { mapAt, textAt, withValueAt } from '../../paths.js';
import type { ResourceRecord } from '../record.js';
import { clusterFor, definitionIn, nodesOf } from './cluster.js';
import {
  BUILT_IN_NAMESPACES,
  immutablePaths,
  isPatch,
  isNamespaced,
  isWorkload,
  kindOf,
  NAMESPACE_TYPE,
  RELEASE_TYPE,
  resourceName,
  type ObjectKind,
} from './kinds.js';
import { address, statusOf } from './status.js';

/** Objects of Kubernetes clusters: known by kind, namespace and name, and gone with their cluster. */
export const kubernetesBehaviour: Behaviour = {
  check: (question) =>
    question.type === RELEASE_TYPE ? checkRelease(question) : checkObject(question),

  replacePaths: immutablePaths,

  scopes: (_type, account, instance) => [clusterFor(account, instance).incarnation],

  make: (draft: Draft): Made => {
    const cluster = clusterFor(draft.account, draft.instance);
    const place = placeOf(draft, cluster.incarnation);
    const parents = [cluster.incarnation];
    if (place.namespace !== undefined) {
      const namespace = draft.account.index.byId(
        cluster.incarnation,
        NAMESPACE_TYPE,
        place.namespace,
      );
      if (namespace !== undefined) parents.push(namespace.incarnation);
      else if (!BUILT_IN_NAMESPACES.has(place.namespace)) {
        throw new ProviderError(`namespaces "${place.namespace}" not found`, 'UNKNOWN');
      }
    } else if (draft.type === NAMESPACE_TYPE && BUILT_IN_NAMESPACES.has(place.name)) {
      throw new ProviderError(`namespaces "${place.name}" already exists`, 'UNKNOWN');
    }
    const id = place.namespace === undefined ? place.name : `${place.namespace}/${place.name}`;
    const { group, kind } = place.kind;
    return {
      id,
      outputs: draft.type === RELEASE_TYPE ? releaseOutputs(draft) : objectOutputs(draft, place),
      tags: {},
      scope: cluster.incarnation,
      cluster: cluster.incarnation,
      // A patch changes an object that is there already; it takes no name of its own.
      unique: isPatch(draft.type) ? [] : [`${cluster.incarnation}|${group}/${kind}|${id}`],
      aliases: [],
      parents,
    };
  },

  alreadyExists: (draft) => {
    const name = textAt(revealSecrets(draft.inputs), 'metadata.name') ?? draft.inputs['name'];
    return `${resourceName(kindOf(draft.type, draft.inputs))} "${String(name)}" already exists`;
  },

  computedShape: (type, inputs) => {
    if (type === RELEASE_TYPE) return { status: {} };
    const shape = { metadata: { uid: '', resourceVersion: '', creationTimestamp: '' }, status: {} };
    const isService = kindOf(type, inputs).kind === 'Service';
    return isService ? { ...shape, spec: { clusterIP: '', clusterIPs: [] } } : shape;
  },

  notReadable: () => [],
  readyLater: isWorkload,

  outputsAt: (record: ResourceRecord, now: number, account: Account): PropertyMap => {
    if (record.type === RELEASE_TYPE) return record.outputs;
    const { kind } = kindOf(record.type, record.inputs);
    const cluster = account.index.byIncarnation(record.cluster ?? '');
    const status = statusOf({
      kind,
      inputs: revealSecrets(record.inputs),
      incarnation: record.incarnation,
      generation: record.revision,
      ready: record.readyAt <= now,
      since: seconds(Math.min(now, record.readyAt)),
      region: cluster?.scope ?? account.settings.region,
      nodes: Math.max(1, nodesOf(account, cluster)),
    });
    const metadata: PropertyMap = {
      ...mapAt(record.outputs, 'metadata'),
      generation: record.revision,
      resourceVersion: String(
        parseInt(longHash(`version ${record.incarnation}`, 5), 16) + record.revision,
      ),
    };
    return {
      ...record.outputs,
      metadata,
      ...(status === undefined ? {} : { status }),
    };
  },

  remainsAfter: () => [],

  builtIn: (type, id, account, instance) => {
    if (type !== NAMESPACE_TYPE || !BUILT_IN_NAMESPACES.has(id)) return undefined;
    const cluster = clusterFor(account, instance);
    return {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: id,
        uid: uuid(`${cluster.incarnation} ${id}`),
        creationTimestamp: seconds(cluster.createdAt),
        labels: { 'kubernetes.io/metadata.name': id },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
  },
};

interface Place {
  readonly kind: ObjectKind;
  readonly namespace: string | undefined;
  readonly name: string;
}

function placeOf({ type, inputs, incarnation, account, instance }: Draft, cluster: string): Place {
  const plain = revealSecrets(inputs);
  const kind = kindOf(type, plain);
  if (type === RELEASE_TYPE) {
    const name = textAt(plain, 'name');
    if (name === undefined) throw nameless();
    return { kind, name, namespace: textAt(plain, 'namespace') ?? instance.namespace };
  }
  const prefix = textAt(plain, 'metadata.generateName');
  const name =
    textAt(plain, 'metadata.name') ??
    (prefix === undefined ? undefined : `${prefix}${longHash(incarnation, 5)}`);
  if (name === undefined) throw nameless();
  const namespaced = isNamespaced(kind, definitionIn(account.index, cluster));
  return {
    kind,
    name,
    namespace: namespaced ? (textAt(plain, 'metadata.namespace') ?? instance.namespace) : undefined,
  };
}

function nameless(): ProviderError {
  return new ProviderError('resource name may not be empty', 'UNKNOWN');
}

function objectOutputs(draft: Draft, { kind, name, namespace }: Place): PropertyMap {
  const { inputs, incarnation } = draft;
  const metadata: Record<string, PropertyValue> = {
    ...mapAt(inputs, 'metadata'),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uuid(incarnation),
    creationTimestamp: seconds(draft.createdAt),
  };
  const outputs: Record<string, PropertyValue> = {
    ...inputs,
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata,
  };
  if (kind.kind === 'Service' && textAt(inputs, 'spec.type') !== 'ExternalName') {
    const clusterIP = textAt(inputs, 'spec.clusterIP') ?? address({ incarnation }, '172.20');
    outputs['spec'] = {
      type: 'ClusterIP',
      ...mapAt(inputs, 'spec'),
      clusterIP,
      clusterIPs: [clusterIP],
    };
  }
  if (kind.kind === 'Secret') {
    for (const key of ['data', 'stringData']) {
      const value = outputs[key];
      if (value !== undefined && !isUnknown(value)) outputs[key] = makeSecret(value);
    }
  }
  return outputs;
}

function releaseOutputs({ inputs, instance }: Draft): PropertyMap {
  const namespace = inputs['namespace'] ?? instance.namespace;
  return {
    ...inputs,
    namespace,
    status: {
      appVersion: '',
      chart: inputs['chart'] ?? '',
      name: inputs['name'] ?? '',
      namespace,
      revision: 1,
      status: 'deployed',
      version: inputs['version'] ?? '0.1.0',
    },
  };
}

function checkRelease({ news, olds, proposedName, instance }: CheckQuestion): CheckResult {
  const name = news['name'] ?? olds['name'] ?? proposedName;
  return {
    inputs: {
      ...news,
      ...(name === undefined ? {} : { name }),
      namespace: news['namespace'] ?? instance.namespace,
    },
    failures:
      news['chart'] === undefined
        ? [{ property: 'chart', reason: "Missing required property 'chart'" }]
        : [],
  };
}

function checkObject(question: CheckQuestion): CheckResult {
  const { type, news, olds, proposedName, account, instance } = question;
  const failures: CheckFailure[] = [];
  const kind = kindOf(type, revealSecrets(news));
  let inputs: PropertyMap = { ...news, apiVersion: kind.apiVersion, kind: kind.kind };
  const { metadata } = news;
  if (isUnknown(metadata)) return { inputs, failures };
  if (metadata !== undefined && metadata !== null && !isPropertyMap(metadata)) {
    failures.push({ property: 'metadata', reason: 'must be an object' });
    return { inputs, failures };
  }
  const given = mapAt(inputs, 'metadata');
  if (given['name'] === undefined && given['generateName'] === undefined) {
    const name = mapAt(olds, 'metadata')['name'] ?? proposedName;
    if (name !== undefined) inputs = withValueAt(inputs, 'metadata.name', name);
    else failures.push({ property: 'metadata.name', reason: 'must be given' });
  }
  if (given['namespace'] === undefined && isNamespaced(kind, knownDefinitions(account, instance))) {
    inputs = withValueAt(inputs, 'metadata.namespace', instance.namespace);
  }
  return { inputs, failures };
}

/** Check must answer for a cluster that is yet to be built, too. */
function knownDefinitions(
  account: Account,
  instance: Instance,
): (group: string, kind: string) => PropertyMap | undefined {
  try {
    return definitionIn(account.index, clusterFor(account, instance).incarnation);
  } catch {
    return () => undefined;
  }
}

function uuid(text: string): string {
  const digits = longHash(`uid ${text}`, 32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

/** Kubernetes writes times in whole seconds. */
function seconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
