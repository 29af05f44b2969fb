import type { PropertyMap } from '../../../src/model/values.js';

/**
 * One resource of one type to try against moto. Inputs may be a function of the outputs (with `id`) of samples before
 * it in the same file, by their names.
 */
export interface Sample {
  readonly name: string;
  readonly type: string;
  readonly inputs: PropertyMap | ((made: Made) => PropertyMap);
  /** Inputs to alter one after the other; each is then read back. */
  readonly changes?: readonly (PropertyMap | ((made: Made) => PropertyMap))[];
  /** Outputs that moto does not have, with the reason. */
  readonly notInMoto?: readonly string[];
  /** Inputs that moto takes but does not give back, so that they differ at once. */
  readonly forgottenByMoto?: readonly string[];
  /** A change gives it another id, as a new value makes another version of a secret. */
  readonly idChanges?: boolean;
}

export type Made = (name: string) => PropertyMap & { readonly id: string };
