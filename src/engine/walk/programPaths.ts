import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import {
  isPropertyMap,
  mapValue,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';

/**
 * Properties by which a program names files, by the function or component that they go to. A plugin that Pulumi starts
 * runs in the program's folder; ours serve all programs, so they are told the whole path.
 */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes:helm.sh/v4:Chart': ['chart'],
  'kubernetes:kustomize/v2:Directory': ['directory'],
  'kubernetes:kustomize:directory': ['directory'],
  'kubernetes:yaml/v2:ConfigFile': ['file'],
  'kubernetes:yaml/v2:ConfigGroup': ['files'],
};

const HELM_TEMPLATE = 'kubernetes:helm:template';

/** The arguments with the program's own files named by absolute paths; what names anything else stays. */
export function withAbsolutePaths(token: string, args: PropertyMap, main: string): PropertyMap {
  const folder =
    statSync(main, { throwIfNoEntry: false })?.isFile() === true ? dirname(main) : main;
  if (token === HELM_TEMPLATE) return withChartPath(args, folder);
  let result = args;
  for (const property of PATHS[token] ?? []) {
    const value = args[property];
    if (value !== undefined) result = { ...result, [property]: rooted(value, folder) };
  }
  return result;
}

/** A chart's options travel as JSON. */
function withChartPath(args: PropertyMap, folder: string): PropertyMap {
  const { jsonOpts } = args;
  if (typeof jsonOpts !== 'string') return args;
  const options = JSON.parse(jsonOpts) as PropertyValue;
  if (!isPropertyMap(options)) return args;
  const paths = ['chart', 'path'].flatMap((key): [string, PropertyValue][] =>
    options[key] === undefined ? [] : [[key, rooted(options[key], folder)]],
  );
  return { ...args, jsonOpts: JSON.stringify({ ...options, ...Object.fromEntries(paths) }) };
}

function rooted(value: PropertyValue, folder: string): PropertyValue {
  return mapValue(value, (inner) => {
    if (typeof inner !== 'string' || inner === '' || isAbsolute(inner)) return inner;
    const path = join(folder, inner);
    // Of a pattern the folder is what must be there.
    return existsSync(inner.includes('*') ? dirname(path) : path) ? path : inner;
  });
}
