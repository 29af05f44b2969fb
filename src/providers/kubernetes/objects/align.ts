import {
  isPropertyMap,
  isSecret,
  makeSecret,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import type { Header } from './kinds.js';
import { isDistinct, listShapes, pairUp, type ListShapes } from './lists.js';
import type { FieldStep } from './managedFields.js';
import { textsOf } from './wire.js';

/**
 * A live object's inputs so arranged that a path means the same in them and in the declared ones: the elements of lists
 * with keys in the declared order (null where there is none), those that nobody declares behind them; a Secret's data
 * as texts where it is declared so.
 */
export function alignInputs(
  header: Header,
  declared: PropertyMap,
  liveInputs: PropertyMap,
  liveObject: PropertyMap,
): PropertyMap {
  const shapes = listShapes(header, revealSecrets(liveObject));
  const aligned = alignMap([], revealSecrets(declared), liveInputs, shapes);
  const texts = revealSecrets(declared)['stringData'];
  if (header.kind !== 'Secret' || !isPropertyMap(texts)) return aligned;
  const data = revealSecrets(liveInputs)['data'];
  return {
    ...aligned,
    stringData: makeSecret(textsOf(texts, isPropertyMap(data) ? data : {})),
  };
}

function alignMap(
  steps: readonly FieldStep[],
  declared: PropertyMap,
  live: PropertyMap,
  shapes: ListShapes,
): PropertyMap {
  let aligned: Record<string, PropertyValue> | undefined;
  for (const [key, value] of Object.entries(live)) {
    const counterpart = declared[key];
    if (counterpart === undefined) continue;
    const next = align([...steps, key], counterpart, value, shapes);
    if (next === value) continue;
    aligned ??= { ...live };
    aligned[key] = next;
  }
  return aligned ?? live;
}

function align(
  steps: readonly FieldStep[],
  declared: PropertyValue,
  live: PropertyValue,
  shapes: ListShapes,
): PropertyValue {
  if (isSecret(live)) {
    const inner = (live as PropertyMap)['value'] ?? null;
    return makeSecret(align(steps, declared, inner, shapes));
  }
  if (isPropertyMap(declared) && isPropertyMap(live)) {
    return alignMap(steps, declared, live, shapes);
  }
  if (!Array.isArray(declared) || !Array.isArray(live)) return live;
  const wanted: readonly PropertyValue[] = declared;
  const shape = shapes(steps);
  const distinct = shape.kind !== 'atomic' && isDistinct(shape, wanted);
  const { paired, extra } = distinct
    ? pairUp(shape, wanted, live as PropertyValue[])
    : { paired: live as PropertyValue[], extra: [] };
  const elements = paired.map((element, at): PropertyValue => {
    const own = wanted[at];
    if (element === undefined) return null;
    return own === undefined ? element : align([...steps, { element: own }], own, element, shapes);
  });
  return [...elements, ...extra];
}
