import { readFile, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { messageOf } from '../../../model/errors.js';
import { ProviderError } from '../../../model/provider.js';
import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { decodeYaml } from '../../simulated/invokes/kubernetes.js';
import { mapAt, textAt } from '../../paths.js';
import { renderChart } from '../functions/helm.js';
import { buildDirectory } from '../functions/kustomize.js';

const DOWNLOAD_MS = 60_000;

/** The objects that a component of @pulumi/kubernetes stands for. */
export async function objectsOf(
  type: string,
  name: string,
  inputs: PropertyMap,
  signal: AbortSignal,
): Promise<readonly PropertyMap[]> {
  switch (type) {
    case 'kubernetes:yaml/v2:ConfigFile':
      return decoded(await textsAt(textAt(inputs, 'file') ?? ''));
    case 'kubernetes:yaml/v2:ConfigGroup':
      return groupObjects(inputs);
    case 'kubernetes:kustomize/v2:Directory':
      return resultOf(await buildDirectory(inputs, signal));
    case 'kubernetes:helm.sh/v4:Chart':
      return resultOf(await renderChart({ jsonOpts: chartOptions(name, inputs) }, signal));
    default:
      throw new ProviderError(
        `the built-in Kubernetes provider cannot construct ${type}`,
        'UNIMPLEMENTED',
      );
  }
}

async function groupObjects(inputs: PropertyMap): Promise<PropertyMap[]> {
  const { objs, files } = inputs;
  const texts = [...(typeof inputs['yaml'] === 'string' ? [inputs['yaml']] : [])];
  const names: readonly PropertyValue[] =
    typeof files === 'string' ? [files] : Array.isArray(files) ? files : [];
  for (const file of names) texts.push(...(await textsAt(String(file))));
  const given: readonly PropertyValue[] = Array.isArray(objs) ? objs : [];
  return [...given.filter(isPropertyMap), ...decoded(texts)];
}

function decoded(texts: readonly string[]): PropertyMap[] {
  return texts.flatMap((text) => [...resultOf(decodeYaml({ text }))]);
}

function resultOf({ result }: PropertyMap): readonly PropertyMap[] {
  return Array.isArray(result) ? (result as PropertyValue[]).filter(isPropertyMap) : [];
}

/** A URL, a file, or a pattern with stars in the last part of its path. */
async function textsAt(place: string): Promise<string[]> {
  if (/^https?:\/\//.test(place)) {
    const response = await fetch(place, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (response.ok) return [await response.text()];
    throw new ProviderError(`${place} answers ${response.status}`, 'UNKNOWN');
  }
  if (!isAbsolute(place)) {
    // The engine has made the paths of a program absolute; others may not say where they stand.
    throw new ProviderError(`"${place}" is not an absolute path`, 'INVALID_ARGUMENT');
  }
  try {
    const files = await filesAt(place);
    return await Promise.all(files.map((file) => readFile(file, 'utf8')));
  } catch (cause) {
    const message = `${place} cannot be read: ${messageOf(cause)}`;
    throw new ProviderError(message, 'INVALID_ARGUMENT', undefined, { cause });
  }
}

async function filesAt(place: string): Promise<string[]> {
  const at = place.lastIndexOf('/');
  const last = place.slice(at + 1);
  if (!last.includes('*')) {
    if (!(await stat(place)).isDirectory()) return [place];
    return (await readdir(place))
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .toSorted()
      .map((name) => join(place, name));
  }
  const pattern = new RegExp(
    `^${last.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`,
  );
  const folder = place.slice(0, at + 1);
  return (await readdir(folder))
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}

/** Settings of a v4 Chart that `helm template` cannot be given. */
const REFUSED = ['postRenderer', 'dependencyUpdate', 'plainHttp', 'valueYamlFiles'] as const;

function chartOptions(name: string, inputs: PropertyMap): string {
  for (const key of REFUSED) {
    const value = inputs[key];
    if (value === undefined || value === null || value === false) continue;
    throw new ProviderError(`${key} of a Chart is not supported`, 'INVALID_ARGUMENT');
  }
  const repository = mapAt(inputs, 'repositoryOpts');
  const { repo, ...credentials } = repository;
  return JSON.stringify({
    release_name: textAt(inputs, 'name') ?? name,
    chart: inputs['chart'],
    repo,
    version: inputs['version'],
    namespace: inputs['namespace'],
    values: inputs['values'],
    skip_crd_rendering: inputs['skipCrds'],
    fetch_opts: {
      ...credentials,
      devel: inputs['devel'],
      verify: inputs['verify'],
      keyring: typeof inputs['keyring'] === 'string' ? inputs['keyring'] : undefined,
    },
  });
}
