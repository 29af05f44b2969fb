import type { PropertyValue } from '../../model/values.js';

/**
 * What a property holds, and with that how it is checked, compared and documented. A shape is written down once, in
 * the definition of its type, and held to the declarations of @pulumi/aws by a test.
 */
export type Shape =
  | { readonly kind: 'number' | 'flag' }
  | {
      readonly kind: 'text';
      /** Do two spellings name the same, e.g. an ARN and the id at its end? */
      readonly alike?: (live: string, declared: string) => boolean;
    }
  /** JSON text that compares by what it says; an IAM policy besides by what its statements mean. */
  | { readonly kind: 'json' | 'policy' }
  | { readonly kind: 'map' }
  | { readonly kind: 'list'; readonly of: Shape }
  /** A list in which the order says nothing. */
  | { readonly kind: 'set'; readonly of: Shape }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Field>>;
      /** Fields that the SDK has and this provider does not cover. */
      readonly refused: readonly string[];
    };

/** A field of an object. */
export type Field = Shape & {
  readonly required?: boolean;
  /** What the API takes an absent one for. */
  readonly absentMeans?: PropertyValue;
  /** AWS chooses a value where none is given: then there is nothing to compare. */
  readonly computed?: boolean;
};

/** An input of a resource. */
export type Property = Field & {
  /** Changing it would need a replacement, which a recovery never does. */
  readonly replace?: boolean;
  /** Filled in by Check, as the genuine provider does it. */
  readonly default?: PropertyValue;
  /** Cannot be read back. */
  readonly writeOnly?: boolean;
};

export const text = { kind: 'text' } as const;
export const number = { kind: 'number' } as const;
export const flag = { kind: 'flag' } as const;
export const json = { kind: 'json' } as const;
export const policy = { kind: 'policy' } as const;
export const map = { kind: 'map' } as const;

export function list<Of extends Shape>(of: Of): { readonly kind: 'list'; readonly of: Of } {
  return { kind: 'list', of };
}

export function set<Of extends Shape>(of: Of): { readonly kind: 'set'; readonly of: Of } {
  return { kind: 'set', of };
}

export function object(
  fields: Readonly<Record<string, Field>>,
  refused: readonly string[] = [],
): Extract<Shape, { kind: 'object' }> {
  return { kind: 'object', fields, refused };
}
