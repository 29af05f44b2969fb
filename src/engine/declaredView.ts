import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DeclaredProgram } from '../model/system.js';
import type { Urn } from '../model/urn.js';
import {
  ARCHIVE_SIGNATURE,
  ASSET_SIGNATURE,
  flattenOutputs,
  isPropertyMap,
  mapValue,
  SIGNATURE_KEY,
  type PropertyMap,
  type PropertyValue,
} from '../model/values.js';
import type { ResourceTable } from './walk/resourceTable.js';

/**
 * What programs gave their resources, in a form that can be set beside that of another commit: without the folder of
 * the checkout, which is another one each time, and with the contents of the files that are only named.
 */
export function declaredInputs(
  table: ResourceTable,
  programs: readonly DeclaredProgram[],
  root: string,
): Map<Urn, PropertyMap> {
  const folders = new Map(programs.map(({ name, main }) => [name, folderOf(main)]));
  const inputs = new Map<Urn, PropertyMap>();
  for (const { node, inputs: given } of table.all()) {
    const folder = folders.get(node.program) ?? root;
    inputs.set(
      node.urn,
      mapValue(flattenOutputs(given), (value) => {
        if (typeof value === 'string') return value.replaceAll(root, '.');
        return withContents(value, folder, root);
      }) as PropertyMap,
    );
  }
  return inputs;
}

function folderOf(main: string): string {
  return statSync(main, { throwIfNoEntry: false })?.isFile() === true ? dirname(main) : main;
}

/** An asset or archive that names a file, with a digest of what is in there. */
function withContents(value: PropertyValue, folder: string, root: string): PropertyValue {
  if (!isPropertyMap(value)) return value;
  const signature = value[SIGNATURE_KEY];
  if (signature !== ASSET_SIGNATURE && signature !== ARCHIVE_SIGNATURE) return value;
  const { path } = value;
  if (typeof path !== 'string' || path === '') return value;
  // The root was taken out of the path by now, from the inside outwards.
  const absolute = path.startsWith('./') ? resolveIn(path, folder, root) : resolve(folder, path);
  const contents = digest(absolute);
  return contents === undefined ? value : { ...value, contents };
}

function resolveIn(path: string, folder: string, root: string): string {
  const fromProgram = resolve(folder, path);
  return existsSync(fromProgram) ? fromProgram : resolve(root, path);
}

function digest(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const hash = createHash('sha256');
  const add = (file: string, name: string): void => {
    if (statSync(file).isDirectory()) {
      for (const entry of readdirSync(file).sort()) add(join(file, entry), `${name}/${entry}`);
    } else {
      hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
    }
  };
  add(path, '');
  return `sha256:${hash.digest('hex').slice(0, 16)}`;
}
