import { z } from 'zod';
import { suggestion } from './manifestRules.js';
import { DURATION_PATTERN } from './duration.js';
import type { Problem, YamlSource } from './yamlSource.js';

type Issue = z.core.$ZodIssue;

/** zod's findings about a manifest in words for its author, each with its place. */
export function describeIssues(
  issues: readonly Issue[],
  schema: z.ZodType,
  data: unknown,
  source: YamlSource,
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => ({
        ...source.locate(issue.path, key),
        path: [...issue.path, key],
        problem: `is not a key that is known here${suggestion(key, known)}`,
      }));
    }
    return [{ ...source.locate(issue.path), path: issue.path, problem: describe(issue, data) }];
  });
}

function describe(issue: Issue, data: unknown): string {
  const value = valueAt(data, issue.path);
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kindWord(issue.expected)}, not ${kindOf(value)}${
        issue.expected === 'string' && typeof value === 'number' ? '; put it in quotes' : ''
      }`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      if (typeof value === 'string' || Array.isArray(value)) return 'must not be empty';
      return `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`;
    case 'invalid_format':
      return describeFormat(issue, value);
    default:
      return issue.message;
  }
}

function describeFormat(
  issue: { format: string; pattern?: string | undefined },
  value: unknown,
): string {
  const text = JSON.stringify(value);
  if (issue.format === 'url') return `${text} is not a URL`;
  if (issue.pattern === String(DURATION_PATTERN)) {
    return `${text} is not a duration such as 30s, 45m, 1h or 1h30m`;
  }
  if (issue.pattern?.includes('{12}') === true) return `${text} is not an account id of 12 digits`;
  return `${text} may have only letters, digits, hyphens, underscores and periods, and starts with a letter or digit`;
}

function kindWord(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list',
    object: 'a map',
    record: 'a map',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    data,
  );
}

/** The keys that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const step of path) {
    current = unwrap(current);
    if (current instanceof z.ZodObject) current = (current.shape as z.ZodRawShape)[String(step)];
    else if (current instanceof z.ZodArray) current = current.element;
    else if (current instanceof z.ZodRecord) current = current.valueType;
    else return [];
  }
  current = unwrap(current);
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}
