import { packageOf } from '../../model/urn.js';
import { revealSecrets, type PropertyMap, type PropertyValue } from '../../model/values.js';
import type { AccountIndex } from './accountIndex.js';
import { valueAt } from '../paths.js';
import type { ResourceRecord } from './record.js';

/** Incarnations of the stored resources that these inputs name by id, arn or name. */
export function resolveParents(
  index: AccountIndex,
  type: string,
  inputs: PropertyMap,
  properties: readonly string[],
  self: string,
): string[] {
  const parents = new Set<string>();
  for (const property of properties) {
    for (const text of textsIn(valueAt(inputs, property))) {
      const parent =
        mostLikely(index.byIdentity(text), type, property, text, self) ??
        nodeGroupOf(index, property, text);
      if (parent !== undefined) parents.add(parent.incarnation);
    }
  }
  return [...parents];
}

const NODE_GROUP = 'aws:eks/nodeGroup:NodeGroup';

/** A managed node group makes a scaling group that no program declares: what hangs on that one dies with the group. */
function nodeGroupOf(
  index: AccountIndex,
  property: string,
  name: string,
): ResourceRecord | undefined {
  if (property !== 'autoscalingGroupName') return undefined;
  for (const record of index.everyOfType(NODE_GROUP)) {
    if (valueAt(record.outputs, 'resources[0].autoscalingGroups[0].name') === name) return record;
  }
  return undefined;
}

function textsIn(value: PropertyValue | undefined): string[] {
  if (value === undefined) return [];
  const plain = revealSecrets(value);
  if (typeof plain === 'string') return [plain];
  if (!Array.isArray(plain)) return [];
  return plain.filter((element: PropertyValue) => typeof element === 'string');
}

/**
 * A role and a cluster may have the same name: the property's own name (`clusterName`, `role`) tells which is meant.
 * An id or arn is proof enough by itself.
 */
function mostLikely(
  candidates: Iterable<ResourceRecord>,
  type: string,
  property: string,
  value: string,
  self: string,
): ResourceRecord | undefined {
  const stem = stemOf(property);
  let best: { record: ResourceRecord; score: number } | undefined;
  for (const record of candidates) {
    if (record.incarnation === self || packageOf(record.type) !== packageOf(type)) continue;
    const typeName = record.type
      .slice(record.type.lastIndexOf(':') + 1)
      .replace(/V\d$/, '')
      .toLowerCase();
    let score = 0;
    if (typeName === stem) score = 4;
    else if (typeName.endsWith(stem) || stem.endsWith(typeName)) score = 3;
    else if (value === record.id || value === record.outputs['arn']) score = 2;
    if (score === 0) continue;
    if (moduleOf(record.type) === moduleOf(type)) score += 0.5;
    if (best === undefined || score > best.score) best = { record, score };
  }
  return best?.record;
}

function stemOf(property: string): string {
  return property
    .slice(property.lastIndexOf('.') + 1)
    .replace(/(Ids?|Arns?|Names?|Identifiers?|s)$/, '')
    .toLowerCase();
}

function moduleOf(type: string): string {
  return type.split(':')[1]?.split('/')[0] ?? '';
}
