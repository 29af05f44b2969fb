import {
  equalValues,
  isPropertyMap,
  isSecret,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import { joinPath } from '../../paths.js';
import { fieldNames, isDistinct, pairUp, type ListShapes } from './lists.js';
import type { FieldStep } from './managedFields.js';
import { equalQuantities, isQuantityPath } from './quantity.js';

export interface Change {
  /** As Pulumi writes it; elements count as they are declared, and those that are not declared behind them. */
  readonly path: string;
  readonly kind: 'add' | 'update' | 'delete';
}

export interface CompareOptions {
  readonly shapes: ListShapes;
  /** Is an element that nobody declares any more one that we had applied? */
  readonly isOurs: (steps: readonly FieldStep[]) => boolean;
  /**
   * Without the API server's word on what it would make of the declared object: what it most likely takes for the same
   * (a zero value left out, a number written as text) is no change.
   */
  readonly lenient: boolean;
}

/**
 * Where the live object is not as it is wanted: as declared, or as the API server says that it would be once what is
 * declared were applied. What is not declared is not looked at.
 */
export function compareObjects(
  declared: PropertyMap,
  wanted: PropertyMap,
  live: PropertyMap,
  options: CompareOptions,
): Change[] {
  const changes: Change[] = [];
  new Comparison(options, changes).map([], '', declared, { wanted, live });
  return changes;
}

/** The same place on both sides. */
interface Sides<Value> {
  readonly wanted: Value;
  readonly live: Value;
}

class Comparison {
  constructor(
    private readonly options: CompareOptions,
    private readonly changes: Change[],
  ) {}

  map(
    steps: readonly FieldStep[],
    path: string,
    declared: PropertyMap,
    { wanted, live }: Sides<PropertyMap>,
  ): void {
    for (const [key, value] of Object.entries(declared)) {
      const sides = { wanted: wanted[key], live: live[key] };
      this.value([...steps, key], joinPath(path, key), value, sides);
    }
  }

  private value(
    steps: readonly FieldStep[],
    path: string,
    declaredValue: PropertyValue | undefined,
    sides: Sides<PropertyValue | undefined>,
  ): void {
    const declared = plain(declaredValue);
    const wanted = plain(sides.wanted);
    const live = plain(sides.live);
    if (declared === undefined || (wanted === undefined && live === undefined)) return;
    if (isUnknown(declared)) {
      this.changes.push({ path, kind: live === undefined ? 'add' : 'update' });
    } else if (live === undefined) {
      if (!this.passesForAbsent(steps, wanted!)) this.changes.push({ path, kind: 'add' });
    } else if (wanted === undefined) {
      if (!this.passesForAbsent(steps, live)) this.changes.push({ path, kind: 'update' });
    } else if (areLists(declared, wanted, live)) {
      this.list(steps, path, declared as PropertyValue[], {
        wanted: wanted as PropertyValue[],
        live: live as PropertyValue[],
      });
    } else if (isPropertyMap(declared) && isPropertyMap(wanted) && isPropertyMap(live)) {
      this.map(steps, path, declared, { wanted, live });
    } else if (!this.sameScalar(steps, wanted, live)) {
      this.changes.push({ path, kind: 'update' });
    }
  }

  private list(
    steps: readonly FieldStep[],
    path: string,
    declared: readonly PropertyValue[],
    { wanted, live }: Sides<readonly PropertyValue[]>,
  ): void {
    const shape = this.options.shapes(steps);
    if (shape.kind === 'atomic' || !isDistinct(shape, declared)) {
      this.atomicList(steps, path, declared, { wanted, live });
      return;
    }
    const pairs = { wanted: pairUp(shape, declared, wanted), live: pairUp(shape, declared, live) };
    for (const [at, element] of declared.entries()) {
      const sides = { wanted: pairs.wanted.paired[at], live: pairs.live.paired[at] };
      this.value([...steps, { element }], joinPath(path, at), element, sides);
    }
    for (const [at, element] of pairs.live.extra.entries()) {
      if (this.options.isOurs([...steps, { element }])) {
        this.changes.push({ path: joinPath(path, declared.length + at), kind: 'delete' });
      }
    }
  }

  /** Such a list is declared as a whole: another length is another list. */
  private atomicList(
    steps: readonly FieldStep[],
    path: string,
    declared: readonly PropertyValue[],
    { wanted, live }: Sides<readonly PropertyValue[]>,
  ): void {
    if (wanted.length !== live.length) {
      this.changes.push({ path, kind: 'update' });
      return;
    }
    // Where the server makes another list of it, element by element says nothing.
    const template = declared.length === wanted.length ? declared : wanted;
    for (const [at, element] of template.entries()) {
      const sides = { wanted: wanted[at], live: live[at] };
      this.value([...steps, { element }], joinPath(path, at), element, sides);
    }
  }

  private passesForAbsent(steps: readonly FieldStep[], value: PropertyValue): boolean {
    return isHollow(value, this.options.lenient) && !isKeyOfMap(steps);
  }

  private sameScalar(
    steps: readonly FieldStep[],
    wanted: PropertyValue,
    live: PropertyValue,
  ): boolean {
    if (equalValues(wanted, live)) return true;
    if (isQuantityPath(fieldNames(steps)) && equalQuantities(wanted, live)) return true;
    if (!this.options.lenient) return false;
    return typeof wanted !== typeof live && isText(wanted) && isText(live)
      ? String(wanted) === String(live)
      : false;
  }
}

function areLists(...values: readonly PropertyValue[]): boolean {
  return values.every((value) => Array.isArray(value));
}

function isText(value: PropertyValue): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function plain(value: PropertyValue | undefined): PropertyValue | undefined {
  if (value === undefined || value === null) return undefined;
  return isSecret(value) ? plain((value as PropertyMap)['value']) : value;
}

/** Nothing is in it: an empty map or list; also a zero, an empty text and a false where these are taken for nothing. */
function isHollow(value: PropertyValue, withZeros: boolean): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (isPropertyMap(value)) {
    return Object.values(value).every((inner) => isHollow(inner, withZeros));
  }
  return withZeros && (value === '' || value === 0 || value === false);
}

/** Maps whose keys users choose: there an empty value is still a value. */
const FREE_MAPS: ReadonlySet<string> = new Set([
  'annotations',
  'binaryData',
  'data',
  'labels',
  'matchLabels',
  'nodeSelector',
  'parameters',
  'selector',
  'stringData',
]);

function isKeyOfMap(steps: readonly FieldStep[]): boolean {
  const parent = steps.at(-2);
  return typeof parent === 'string' && FREE_MAPS.has(parent);
}
