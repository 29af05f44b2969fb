import type { PropertyMap, PropertyValue } from '../../../model/values.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';

/** A row of an AWS type, with what nearly all of them have in common. */
export interface AwsRow extends SimulatedType {
  readonly arn?: (inputs: PropertyMap, id: string, context: SimulatedContext) => string;
  /** Has `tags`, and `tagsAll` with them. */
  readonly tagged?: boolean;
}

/** Services whose types have no region of their own. */
const GLOBAL = /^aws:(iam|route53)\//;

export function aws({ arn, tagged, computed, ...row }: AwsRow): SimulatedType {
  return {
    ...row,
    computed: (inputs, id, context) => ({
      ...(GLOBAL.test(row.type) ? {} : { region: context.region }),
      ...(tagged === true ? { tagsAll: inputs['tags'] ?? {} } : {}),
      ...(arn === undefined ? {} : { arn: arn(inputs, id, context) }),
      ...computed?.(inputs, id, context),
    }),
  };
}

/** Ids such as `vpc-0a1b…`: a prefix and 17 hex digits. */
export function ec2Id(prefix: string): SimulatedType['id'] {
  return (_inputs, context) => `${prefix}-${context.identityHex(17)}`;
}

/** Ids that one input gives. */
export function from(property: string): SimulatedType['id'] {
  return (inputs) => text(inputs, property);
}

/** Ids of several inputs with a text between them. */
export function joined(separator: string, ...properties: readonly string[]): SimulatedType['id'] {
  return (inputs) => properties.map((property) => text(inputs, property)).join(separator);
}

/** Ids of several inputs, where the last ones may be left out together with their separators. */
export function withOptional(
  required: readonly string[],
  separator: string,
  optional: readonly string[],
): SimulatedType['id'] {
  return (inputs) =>
    [...required, ...optional.filter((name) => inputs[name] !== undefined)]
      .map((name) => text(inputs, name))
      .join(separator);
}

export function arnOf(service: string, resource: string, context: SimulatedContext): string {
  return `arn:${context.partition}:${service}:${context.region}:${context.account}:${resource}`;
}

/** ARNs of services that know no region. */
export function globalArn(service: string, resource: string, context: SimulatedContext): string {
  return `arn:${context.partition}:${service}::${context.account}:${resource}`;
}

/** An `arn` that is the service, a kind and the resource's id: `ec2`, `vpc/` makes `arn:…:vpc/vpc-0a1b…`. */
export function idArn(service: string, kind: string): NonNullable<AwsRow['arn']> {
  return (_inputs, id, context) => arnOf(service, `${kind}${id}`, context);
}

export function owned(_inputs: PropertyMap, _id: string, context: SimulatedContext): PropertyMap {
  return { ownerId: context.account };
}

/** A scalar input as text; empty when it is missing or no scalar. */
export function text(inputs: PropertyMap, name: string): string {
  return scalar(inputs[name]);
}

export function scalar(value: PropertyValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

export function list(value: PropertyValue | undefined): readonly PropertyValue[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [];
}

export function map(value: PropertyValue | undefined): PropertyMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as PropertyMap)
    : {};
}

export function uuidFrom(hex: string): string {
  return hex.padEnd(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Hex digits as `length` decimal ones. */
export function digitsFrom(hex: string, length: number): string {
  return (BigInt(`0x${hex}`) % 10n ** BigInt(length)).toString().padStart(length, '0');
}

/** The last part of an ARN; other texts stay as they are. */
export function arnName(value: string): string {
  return value.startsWith('arn:') ? (value.split(/[:/]/).at(-1) ?? value) : value;
}

/** The suffix of host names: `amazonaws.com`, in China with `.cn`. */
export function dnsSuffix(context: SimulatedContext): string {
  return context.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** An address out of 10.0.0.0/8, or a public one out of the range for documentation, that follows from a text. */
export function privateIp(seed: string, context: SimulatedContext): string {
  const [a = 0, b = 0, c = 0] = bytes(context.hashHex(seed, 6));
  return `10.${a}.${b}.${c}`;
}

export function publicIp(seed: string, context: SimulatedContext): string {
  const [last = 0] = bytes(context.hashHex(seed, 2));
  return `203.0.113.${last}`;
}

function bytes(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
