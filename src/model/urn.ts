/**
 * URNs as Pulumi forms them: `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`.
 * The qualified type chains the types of the parents below the stack, joined by `$`.
 * Form: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export type Urn = string & { readonly __urn: unique symbol };

export const ROOT_STACK_TYPE = 'pulumi:pulumi:Stack';
export const STACK_REFERENCE_TYPE = 'pulumi:pulumi:StackReference';
export const PROVIDER_TYPE_PREFIX = 'pulumi:providers:';

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** The types of all parents below the stack and the resource's own, joined by `$`. */
  readonly qualifiedType: string;
  /** The resource's own type token, `package:module:Type`. */
  readonly type: string;
  readonly name: string;
}

/** Forms the URN of a resource. The stack itself is a parent whose type leaves no trace in the chain. */
export function makeUrn(
  stack: string,
  project: string,
  parent: Urn | undefined,
  type: string,
  name: string,
): Urn {
  const parentType = parent === undefined ? ROOT_STACK_TYPE : parseUrn(parent).qualifiedType;
  const qualifiedType =
    parentType === '' || parentType === ROOT_STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualifiedType}::${name}` as Urn;
}

/** Splits a URN. Throws a plain Error on text that is not one; use {@link isUrn} on text from outside. */
export function parseUrn(urn: string): UrnParts {
  const [head, project, qualifiedType, ...rest] = urn.split('::');
  if (!head?.startsWith('urn:pulumi:') || project === undefined || qualifiedType === undefined) {
    throw new Error(`not a URN: ${urn}`);
  }
  return {
    stack: head.slice('urn:pulumi:'.length),
    project,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf('$') + 1),
    name: rest.join('::'),
  };
}

export function isUrn(text: string): text is Urn {
  return /^urn:pulumi:[^:]+::[^:]+::.+?::.+$/s.test(text);
}

/** `package` of a type token `package:module:Type`; for `pulumi:providers:aws` that is `aws`. */
export function packageOf(type: string): string {
  if (type.startsWith(PROVIDER_TYPE_PREFIX)) return type.slice(PROVIDER_TYPE_PREFIX.length);
  return type.slice(0, Math.max(0, type.indexOf(':')));
}

/** What people call a resource: its short type and its name, e.g. `ec2/vpc:Vpc main`. */
export function displayName(urn: string): string {
  const { type, name } = parseUrn(urn);
  return `${type} ${name}`;
}
