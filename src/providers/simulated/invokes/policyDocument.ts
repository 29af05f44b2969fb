import { sha256Hex } from '../../../model/hash.js';
import { ProviderError } from '../../../model/provider.js';
import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';

type Statement = Record<string, PropertyValue>;

/** Renders an IAM policy document from `aws.iam.getPolicyDocument`'s arguments. */
export function renderPolicyDocument(args: PropertyMap): PropertyMap {
  const sources = textsOf(args['sourcePolicyDocuments']).flatMap(statementsOf);
  const own = listOf(args['statements']).filter(isPropertyMap).map(renderStatement);
  const overriding = textsOf(args['overridePolicyDocuments']).flatMap(statementsOf);
  const { policyId } = args;
  const document = {
    Version: args['version'] ?? '2012-10-17',
    ...(typeof policyId === 'string' ? { Id: policyId } : {}),
    Statement: merge([...sources, ...own], overriding),
  };
  const minifiedJson = JSON.stringify(document);
  return {
    ...args,
    id: sha256Hex(minifiedJson).slice(0, 10),
    json: JSON.stringify(document, null, 2),
    minifiedJson,
  };
}

/** A statement with the Sid of an overriding one gives way to it. */
function merge(statements: readonly Statement[], overriding: readonly Statement[]): Statement[] {
  const overridden = new Set(overriding.map(({ Sid }) => Sid).filter((sid) => sid !== undefined));
  return [...statements.filter(({ Sid }) => !overridden.has(Sid ?? null)), ...overriding];
}

function renderStatement(statement: PropertyMap): Statement {
  const rendered: Statement = {};
  if (typeof statement['sid'] === 'string' && statement['sid'] !== '') {
    rendered['Sid'] = statement['sid'];
  }
  rendered['Effect'] = statement['effect'] ?? 'Allow';
  for (const [property, element] of LISTS) {
    const texts = textsOf(statement[property]);
    if (texts.length > 0) rendered[element] = oneOrMany(texts);
  }
  for (const [property, element] of PRINCIPALS) {
    const principals = listOf(statement[property]).filter(isPropertyMap);
    if (principals.length > 0) rendered[element] = renderPrincipals(principals);
  }
  const conditions = listOf(statement['conditions']).filter(isPropertyMap);
  if (conditions.length > 0) rendered['Condition'] = renderConditions(conditions);
  return rendered;
}

const LISTS = [
  ['actions', 'Action'],
  ['notActions', 'NotAction'],
  ['resources', 'Resource'],
  ['notResources', 'NotResource'],
] as const;

const PRINCIPALS = [
  ['principals', 'Principal'],
  ['notPrincipals', 'NotPrincipal'],
] as const;

function renderPrincipals(principals: readonly PropertyMap[]): PropertyValue {
  const byType = new Map<string, string[]>();
  for (const { type, identifiers } of principals as readonly Record<string, PropertyValue>[]) {
    const name = String(type);
    byType.set(name, [...(byType.get(name) ?? []), ...textsOf(identifiers)]);
  }
  if (byType.size === 1 && byType.get('*')?.join() === '*') return '*';
  return Object.fromEntries([...byType].map(([type, names]) => [type, oneOrMany(names)]));
}

function renderConditions(conditions: readonly PropertyMap[]): PropertyValue {
  const rendered: Record<string, Record<string, PropertyValue>> = {};
  for (const condition of conditions) {
    const test = String(condition['test']);
    rendered[test] = {
      ...rendered[test],
      [String(condition['variable'])]: oneOrMany(textsOf(condition['values'])),
    };
  }
  return rendered;
}

function statementsOf(document: string): Statement[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch (error) {
    throw new ProviderError('a source policy document is not JSON', 'INVALID_ARGUMENT', undefined, {
      cause: error,
    });
  }
  const statement = (parsed as { Statement?: Statement | Statement[] }).Statement ?? [];
  return Array.isArray(statement) ? statement : [statement];
}

function oneOrMany(texts: readonly string[]): PropertyValue {
  return texts.length === 1 ? texts[0]! : texts;
}

function listOf(value: PropertyValue | undefined): readonly PropertyValue[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [];
}

function textsOf(value: PropertyValue | undefined): string[] {
  return listOf(value).map(String);
}
