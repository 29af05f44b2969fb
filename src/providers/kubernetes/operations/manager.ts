import { sha256Hex } from '../../../model/hash.js';
import { FIELD_MANAGER } from '../objects/managedFields.js';
import type { Header } from '../objects/kinds.js';

/** Every patch owns its fields by itself, apart from whoever declares the object. */
export function managerFor({ patch }: Pick<Header, 'patch'>, urn: string): string {
  return patch ? `${FIELD_MANAGER}-${sha256Hex(urn).slice(0, 8)}` : FIELD_MANAGER;
}
