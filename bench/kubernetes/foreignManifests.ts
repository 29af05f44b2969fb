import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../src/model/values.js';
import { textAt } from '../../src/providers/paths.js';
import { runCommand } from '../rig/command.js';

/** The Go module that the control plane is built from: its sources carry add-ons, examples and test objects in YAML. */
const MODULE = 'k8s.io/kubernetes';
const TOOLS = fileURLToPath(new URL('../../tools/go/controlplane', import.meta.url));
const FOLDERS = ['cluster', 'test', 'hack', 'cmd', 'pkg', 'plugin'];
const LONGEST_FILE_BYTES = 2 * 1024 * 1024;

/** Kinds that a bare control plane is not given, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  APIService: 'nothing would answer',
  MutatingWebhookConfiguration: 'nothing would answer, and all that it guards would be refused',
  ValidatingWebhookConfiguration: 'nothing would answer, and all that it guards would be refused',
  ValidatingAdmissionPolicyBinding: 'it would refuse the others',
  MutatingAdmissionPolicyBinding: 'it would change the others',
  Node: 'machines are not declared',
  CertificateSigningRequest: 'it is a request, not a state',
};

export interface ForeignManifests {
  /** e.g. `k8s.io/kubernetes@v1.36.3` */
  readonly source: string;
  /** Each once, namespaces and definitions first. */
  readonly objects: readonly PropertyMap[];
  /** By kind: how many were left out. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/**
 * Objects that this project has not written, out of the module that it builds its control plane of, in the pinned
 * version. Nothing of them is kept.
 */
export async function foreignManifests(): Promise<ForeignManifests> {
  await runCommand('go', ['mod', 'download', MODULE], { cwd: TOOLS });
  const { stdout } = await runCommand(
    'go',
    ['list', '-m', '-f', '{{.Path}}@{{.Version}} {{.Dir}}', MODULE],
    { cwd: TOOLS },
  );
  const [source = '', folder = ''] = stdout.trim().split(' ');
  const objects = new Map<string, PropertyMap>();
  const leftOut: Record<string, number> = {};
  for (const file of FOLDERS.flatMap((each) => manifestFiles(join(folder, each)))) {
    for (const object of objectsIn(file)) {
      const kind = textAt(object, 'kind') ?? '';
      if (Object.hasOwn(LEFT_OUT, kind)) leftOut[kind] = (leftOut[kind] ?? 0) + 1;
      else if (!objects.has(keyOf(object))) objects.set(keyOf(object), object);
    }
  }
  const sorted = [...objects.values()].toSorted((a, b) => rank(a) - rank(b));
  return { source, objects: sorted, leftOut };
}

function manifestFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ya?ml|json)$/.test(path))
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).size <= LONGEST_FILE_BYTES)
    .toSorted();
}

/** What is no YAML, as a template is not, has no objects. */
function objectsIn(file: string): PropertyMap[] {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'), { logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    if (document.errors.length > 0) return [];
    try {
      return flatten(document.toJS({ maxAliasCount: 100 }) as PropertyValue);
    } catch {
      return [];
    }
  });
}

function flatten(value: PropertyValue): PropertyMap[] {
  if (!isPropertyMap(value)) return [];
  const { kind, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return (items as PropertyValue[]).flatMap(flatten);
  }
  const named = typeof textAt(value, 'metadata.name') === 'string';
  return named && typeof kind === 'string' && typeof value['apiVersion'] === 'string'
    ? [value]
    : [];
}

function keyOf(object: PropertyMap): string {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const namespace = textAt(object, 'metadata.namespace') ?? '';
  return `${group}/${textAt(object, 'kind') ?? ''} ${namespace}/${textAt(object, 'metadata.name') ?? ''}`;
}

const FIRST = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'StorageClass'];

function rank(object: PropertyMap): number {
  const at = FIRST.indexOf(textAt(object, 'kind') ?? '');
  return at < 0 ? FIRST.length : at;
}
