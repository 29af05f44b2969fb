import { parseDocument } from 'yaml';
import { BlackstartError } from '../model/errors.js';
import {
  configText,
  isConfigMap,
  toConfigValue,
  type ConfigMap,
  type ConfigValue,
} from './configValue.js';

/** What blackstart takes from a Pulumi.yaml. */
export interface PulumiProject {
  readonly name: string;
  /** `nodejs`; others are refused. */
  readonly runtime: string;
  readonly runtimeOptions: ConfigMap;
  /** Folder or file of the program, relative to the Pulumi.yaml. */
  readonly main: string | undefined;
  /** Folder of the stack files, relative to the Pulumi.yaml. */
  readonly stackConfigDir: string;
  /** Where Pulumi's own tools keep the state, e.g. `s3://bucket`; for judging it only. */
  readonly backend?: string;
  /** By full key. */
  readonly config: ReadonlyMap<string, ProjectConfigEntry>;
}

/** What a project says about one key of its stacks' configuration. */
export interface ProjectConfigEntry {
  readonly type: string | undefined;
  readonly items: ConfigValue | undefined;
  readonly secret: boolean;
  /** Used where the stack says nothing. */
  readonly fallback: ConfigValue | undefined;
  /** The stack must say something. */
  readonly required: boolean;
}

/** Parses a Pulumi.yaml; `file` is its path for messages. Fails with `configuration-invalid`. */
export function parsePulumiProject(text: string, file: string): PulumiProject {
  const data = parseYamlMap(text, file);
  const name = data['name'];
  if (typeof name !== 'string' || name === '') throw invalid(`${file} names no project`, file);
  const runtime = data['runtime'];
  const runtimeName = isConfigMap(runtime) ? runtime['name'] : runtime;
  if (runtimeName !== 'nodejs') {
    throw invalid(
      `${file} asks for the runtime ${configText(runtimeName ?? null)}, but only nodejs is supported`,
      file,
    );
  }
  const options = isConfigMap(runtime) ? runtime['options'] : undefined;
  const config = data['config'];
  const oldConfigDir = typeof config === 'string' ? config : undefined;
  const backend = data['backend'];
  const backendUrl = isConfigMap(backend) ? backend['url'] : undefined;
  const configDir = optionalText(data, 'stackConfigDir', file) ?? oldConfigDir ?? '.';
  return {
    name,
    runtime: runtimeName,
    runtimeOptions: isConfigMap(options) ? options : {},
    main: optionalText(data, 'main', file),
    stackConfigDir: configDir,
    ...(typeof backendUrl === 'string' ? { backend: backendUrl } : {}),
    config: isConfigMap(config) ? projectConfig(config, name, file) : new Map(),
  };
}

/** The map that a YAML file holds; an empty file is an empty map. */
export function parseYamlMap(text: string, file: string): ConfigMap {
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const at =
      error.linePos === undefined ? '' : `:${error.linePos[0].line}:${error.linePos[0].col}`;
    throw invalid(`${file}${at}: ${error.message.split('\n')[0]!}`, file);
  }
  const value = toConfigValue(document.contents, document);
  if (value === null) return {};
  if (!isConfigMap(value)) throw invalid(`${file} is not a map of keys to values`, file);
  return value;
}

/**
 * The full form of a key: one without a namespace belongs to the project, and the old `ns:config:key` is `ns:key`.
 */
export function fullConfigKey(key: string, project: string, file: string): string {
  const parts = key.split(':');
  if (parts.length === 1) return `${project}:${key}`;
  if (parts.length === 2) return key;
  if (parts.length === 3 && parts[1] === 'config') return `${parts[0]!}:${parts[2]!}`;
  throw invalid(`${file}: ${key} is not a configuration key of the form namespace:name`, file);
}

export function invalid(message: string, file: string, remedy?: string): BlackstartError {
  return new BlackstartError({
    code: 'configuration-invalid',
    operation: 'read the configuration',
    message,
    remedy: remedy ?? `Mend ${file} and commit it.`,
  });
}

function projectConfig(
  config: ConfigMap,
  project: string,
  file: string,
): Map<string, ProjectConfigEntry> {
  const entries = new Map<string, ProjectConfigEntry>();
  for (const [key, declared] of Object.entries(config)) {
    const full = fullConfigKey(key, project, file);
    const own = full.startsWith(`${project}:`);
    if (isConfigMap(declared)) {
      const fallback = declared['default'] ?? declared['value'];
      const type = declared['type'];
      entries.set(full, {
        type: typeof type === 'string' ? type : undefined,
        items: declared['items'],
        secret: declared['secret'] === true,
        fallback: fallback ?? undefined,
        required: own && (fallback === undefined || fallback === null),
      });
    } else {
      const fallback = declared ?? undefined;
      const plain = { type: undefined, items: undefined, secret: false };
      entries.set(full, { ...plain, fallback, required: own && fallback === undefined });
    }
  }
  return entries;
}

function optionalText(data: ConfigMap, key: string, file: string): string | undefined {
  const value = data[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(`${file}: ${key} must be a text`, file);
  return value;
}
