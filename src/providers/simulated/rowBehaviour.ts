import { randomBytes } from 'node:crypto';
import type { CheckFailure, CheckResult } from '../../model/provider.js';
import { packageOf } from '../../model/urn.js';
import {
  isPropertyMap,
  isSecret,
  isUnknown,
  makeSecret,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import type { Behaviour, CheckQuestion, Draft, Made, RemainsRule } from './behaviour.js';
import { contextOf, regionOf } from './context.js';
import { resolveParents } from './parents.js';
import { valueAt } from '../paths.js';
import { isGlobal, scopeOf } from './scope.js';
import { simulatedTypes } from './types/index.js';
import type { SimulatedType } from './types/simulatedType.js';

const STATE_ONLY_PACKAGES: ReadonlySet<string> = new Set(['random', 'tls', 'time', 'command']);
const IMPORT_SEPARATORS = ['/', '_', ':', ',', '|'] as const;
const MANAGED_POLICY = /^arn:aws[\w-]*:iam::aws:policy\/(.+)$/;

/** The type's row; a type without one is served all the same. */
export function rowOf(type: string): SimulatedType {
  return (
    simulatedTypes.get(type) ?? {
      type,
      id: (_inputs, context) => `sim-${context.identityHex(16)}`,
      stateOnly: STATE_ONLY_PACKAGES.has(packageOf(type)),
    }
  );
}

/** Types that are described by a row of the table: everything except Kubernetes. */
export const rowBehaviour: Behaviour = {
  check: ({ type, news, olds, proposedName }: CheckQuestion): CheckResult => {
    const row = rowOf(type);
    const inputs: Record<string, PropertyValue> = { ...row.defaults };
    for (const [key, value] of Object.entries(news)) if (value !== null) inputs[key] = value;
    if (row.autoname !== undefined && inputs[row.autoname] === undefined) {
      const name = olds[row.autoname] ?? proposedName;
      if (name !== undefined) inputs[row.autoname] = name;
    }
    const failures = (row.required ?? [])
      .filter((property) => inputs[property] === undefined)
      .map((property): CheckFailure => ({
        property,
        reason: `Missing required property '${property}'`,
      }));
    return { inputs, failures };
  },

  replacePaths: (type) => rowOf(type).replaceOnChanges ?? [],

  scopes: (type, account, instance) => {
    const own = scopeOf(type, instance.region ?? account.settings.region);
    if (packageOf(type) !== 'aws' || isGlobal(type)) return [own];
    return [...new Set([own, ...account.index.explicitRegions])];
  },

  make: (draft: Draft): Made => {
    const row = rowOf(draft.type);
    const context = contextOf(draft);
    const plain = revealSecrets(draft.inputs);
    const id = row.id(plain, context);
    const outputs = formOutputs(row, draft, id, row.computed?.(plain, id, context) ?? {});
    const scope = scopeOf(draft.type, regionOf(draft));
    return {
      id,
      outputs,
      tags: tagsOf(outputs),
      scope,
      unique: uniqueNames(row, plain, scope),
      aliases: aliasesOf(row, plain, id, outputs),
      parents: resolveParents(
        draft.account.index,
        draft.type,
        plain,
        row.parents ?? [],
        draft.incarnation,
      ),
    };
  },

  alreadyExists: ({ type, inputs }, made) => {
    const template = rowOf(type).alreadyExists ?? `${type} {id} already exists`;
    const known = { id: made.id, ...revealSecrets(inputs) };
    return template.replace(/\{([^}]+)\}/g, (_, path: string) => {
      const value = valueAt(known, path);
      return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
    });
  },

  computedShape: (type, inputs, account, instance) => {
    const row = rowOf(type);
    const draft: Draft = {
      type,
      urn: '',
      inputs,
      incarnation: randomBytes(8).toString('hex'),
      createdAt: 0,
      account,
      instance,
    };
    try {
      const computed = row.computed?.(revealSecrets(inputs), '', contextOf(draft)) ?? {};
      return isPropertyMap(inputs['tags']) ? { ...computed, tagsAll: {} } : computed;
    } catch {
      // A row may take its inputs apart and meet something unknown: then nothing is said beforehand.
      return {};
    }
  },

  notReadable: (type) => rowOf(type).notReadable ?? [],
  readyLater: () => false,
  outputsAt: (record) => record.outputs,

  remainsAfter: (type): readonly RemainsRule[] => {
    const { tombstone, nameCooldownSeconds } = rowOf(type);
    const rules: RemainsRule[] = [];
    if (tombstone !== undefined) rules.push({ kind: 'tombstone', ...tombstone });
    if (nameCooldownSeconds !== undefined) {
      rules.push({
        kind: 'cooldown',
        condition: 'deleted recently',
        remedy: 'wait',
        seconds: nameCooldownSeconds,
      });
    }
    return rules;
  },

  builtIn: (type, id) => {
    const name = type === 'aws:iam/policy:Policy' ? MANAGED_POLICY.exec(id)?.[1] : undefined;
    if (name === undefined) return undefined;
    const path = name.includes('/') ? `/${name.slice(0, name.lastIndexOf('/') + 1)}` : '/';
    return { arn: id, name: name.slice(name.lastIndexOf('/') + 1), path, tags: {} };
  },
};

function formOutputs(
  row: SimulatedType,
  draft: Draft,
  id: string,
  computed: PropertyMap,
): PropertyMap {
  const outputs: Record<string, PropertyValue> = { ...draft.inputs };
  for (const [key, value] of Object.entries(computed)) {
    if (value === undefined) continue;
    outputs[key] = isSecret(draft.inputs[key]) ? makeSecret(value) : value;
  }
  const tags = draft.inputs['tags'];
  const { defaultTags } = draft.instance;
  if (packageOf(draft.type) === 'aws' && (isPropertyMap(tags) || 'tagsAll' in outputs)) {
    outputs['tagsAll'] = { ...defaultTags, ...(isPropertyMap(tags) ? revealSecrets(tags) : {}) };
  }
  for (const name of row.secretOutputs ?? []) {
    const value = outputs[name];
    if (value !== undefined && !isUnknown(value)) outputs[name] = makeSecret(value);
  }
  return { ...outputs, id };
}

/** Tags as the API lists them, whether given as a map or as an auto scaling group's list. */
export function tagsOf(properties: PropertyMap): Record<string, string> {
  const tags = revealSecrets(properties['tagsAll'] ?? properties['tags'] ?? null);
  if (Array.isArray(tags)) {
    const pairs = tags.filter(isPropertyMap).map((tag) => [tag['key'], tag['value']] as const);
    return Object.fromEntries(pairs.map(([key, value]) => [String(key), String(value ?? '')]));
  }
  if (!isPropertyMap(tags)) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

function uniqueNames(row: SimulatedType, inputs: PropertyMap, scope: string): string[] {
  const values = (row.unique ?? []).map((path) => valueAt(inputs, path) ?? null);
  if (values.every((value) => value === null)) return [];
  return [`${scope}|${row.type}|unique ${JSON.stringify(values)}`];
}

/** Import ids are the arn, the one unique name, or several joined by what that provider joins them with. */
function aliasesOf(
  row: SimulatedType,
  inputs: PropertyMap,
  id: string,
  outputs: PropertyMap,
): string[] {
  const values = (row.unique ?? []).map((path) => valueAt(inputs, path) ?? '').map(String);
  const joined =
    values.length < 2 ? values : IMPORT_SEPARATORS.map((separator) => values.join(separator));
  const { arn } = outputs;
  const aliases = new Set(typeof arn === 'string' ? [arn, ...joined] : joined);
  aliases.delete(id);
  aliases.delete('');
  return [...aliases];
}
