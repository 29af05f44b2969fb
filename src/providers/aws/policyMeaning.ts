/**
 * JSON compared by what it says. In IAM policies one value and a list of one are the same, the order of statements,
 * actions and the like says nothing, and an account stands for its root user:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function samePolicy(left: string, right: string): boolean {
  const [a, b] = [parse(left), parse(right)];
  if (a === undefined || b === undefined) return left === right;
  return canonical(policyForm(a)) === canonical(policyForm(b));
}

export function sameJson(left: string, right: string): boolean {
  const [a, b] = [parse(left), parse(right)];
  if (a === undefined || b === undefined) return left === right;
  return canonical(looseForm(a)) === canonical(looseForm(b));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Numbers and flags as texts: APIs give `"5"` back for `5`. */
function looseForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(looseForm);
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, looseForm(inner)]));
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function policyForm(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === 'Statement' ? [key, sorted(asList(inner).map(statementForm))] : [key, inner],
    ),
  );
}

function statementForm(value: unknown): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([key, inner]) => !(key === 'Sid' && inner === ''))
    .map(([key, inner]): [string, unknown] => {
      switch (key) {
        case 'Action':
        case 'NotAction':
          return [key, sorted(asList(inner).map((action) => String(action).toLowerCase()))];
        case 'Resource':
        case 'NotResource':
          return [key, sorted(asList(inner))];
        case 'Principal':
        case 'NotPrincipal':
          return [key, principalForm(inner)];
        case 'Condition':
          return [key, conditionForm(inner)];
        default:
          return [key, inner];
      }
    });
  return Object.fromEntries(entries);
}

const ACCOUNT = /^\d{12}$/;
const ROOT = /^arn:[^:]+:iam::(\d{12}):root$/;

function principalForm(value: unknown): unknown {
  if (value === '*') return { AWS: ['*'] };
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([kind, inner]) => [
      kind,
      sorted(
        asList(inner).map((who) => {
          const text = String(who);
          return ACCOUNT.test(text) ? text : (ROOT.exec(text)?.[1] ?? text);
        }),
      ),
    ]),
  );
}

/** Operators and keys of conditions know no case; their values are texts. */
function conditionForm(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator.toLowerCase(),
      isObject(keys)
        ? Object.fromEntries(
            Object.entries(keys).map(([key, inner]) => [
              key.toLowerCase(),
              sorted(asList(inner).map(String)),
            ]),
          )
        : keys,
    ]),
  );
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function sorted(values: readonly unknown[]): unknown[] {
  const byText = new Map(values.map((value) => [canonical(value), value]));
  return [...byText.keys()].sort().map((key) => byText.get(key));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
