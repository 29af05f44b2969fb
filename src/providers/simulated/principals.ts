import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../model/values.js';
import type { Account } from './account.js';
import type { ResourceRecord } from './record.js';

/** Whom policies name; each has an id that no other one of its name will ever have. */
const PRINCIPALS = new Set([
  'aws:iam/role:Role',
  'aws:iam/serviceLinkedRole:ServiceLinkedRole',
  'aws:iam/user:User',
]);

/**
 * A policy that names a role or user holds on to its unique id. When that one is gone the id is what the policy shows,
 * and it stays so when another of the same name is made:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function showLostPrincipals(account: Account, gone: readonly ResourceRecord[]): void {
  const idOfArn = new Map<string, string>();
  for (const { type, outputs } of gone) {
    const { arn, uniqueId } = outputs;
    if (!PRINCIPALS.has(type) || typeof arn !== 'string' || typeof uniqueId !== 'string') continue;
    idOfArn.set(arn, uniqueId);
  }
  if (idOfArn.size === 0) return;
  for (const record of [...account.index.all()]) {
    const inputs = withIds(record.inputs, idOfArn);
    const outputs = withIds(record.outputs, idOfArn);
    if (inputs !== record.inputs || outputs !== record.outputs) {
      account.update({ ...record, inputs, outputs });
    }
  }
}

/** The same map where nothing in it names one of the lost. */
function withIds(values: PropertyMap, idOfArn: ReadonlyMap<string, string>): PropertyMap {
  let changed: Record<string, PropertyValue> | undefined;
  for (const [name, value] of Object.entries(values)) {
    const document = policyIn(value);
    if (document === undefined) continue;
    let found = false;
    const rewritten = mapPrincipals(document, (principal) => {
      const id = idOfArn.get(principal);
      found ||= id !== undefined;
      return id ?? principal;
    });
    if (found) changed = { ...(changed ?? values), [name]: JSON.stringify(rewritten) };
  }
  return changed ?? values;
}

function policyIn(value: PropertyValue): PropertyMap | undefined {
  if (typeof value !== 'string' || !value.includes('"Principal"')) return undefined;
  try {
    const parsed = JSON.parse(value) as PropertyValue;
    return isPropertyMap(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function mapPrincipals(document: PropertyMap, map: (principal: string) => string): PropertyMap {
  const statements = document['Statement'];
  const inStatement = (statement: PropertyValue): PropertyValue => {
    if (!isPropertyMap(statement) || !isPropertyMap(statement['Principal'])) return statement;
    const { AWS: named, ...others } = statement['Principal'];
    if (named === undefined) return statement;
    const one = (principal: PropertyValue): PropertyValue =>
      typeof principal === 'string' ? map(principal) : principal;
    const AWS = Array.isArray(named) ? (named as PropertyValue[]).map(one) : one(named);
    return { ...statement, Principal: { AWS, ...others } };
  };
  if (statements === undefined) return document;
  const Statement = Array.isArray(statements)
    ? (statements as PropertyValue[]).map(inStatement)
    : inStatement(statements);
  return { ...document, Statement };
}
