import { inputsOf } from '../../../src/providers/aws/check.js';
import type { AwsResource } from '../../../src/providers/aws/resource.js';
import type { Shape } from '../../../src/providers/aws/shape.js';
import { joinPath } from '../../../src/providers/paths.js';
import {
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../src/model/values.js';
import { otherText, type Named } from './otherTexts.js';

/** One attribute of a live resource as somebody might alter it behind Git's back. */
export interface Alteration {
  /** Where a drift has to name it: a list in which the order says nothing, and a document, differ as a whole. */
  readonly path: string;
  /** What was altered, down to the leaf. */
  readonly leaf: string;
  readonly kind: 'changed' | 'deleted' | 'added';
  /** The inputs of the resource as they are then. */
  readonly inputs: PropertyMap;
}

interface Place {
  readonly type: string;
  readonly living: readonly Named[];
  readonly path: string;
  /** Where a drift names it, once that is settled by something around it. */
  readonly whole: string | undefined;
  readonly put: (value: PropertyValue | undefined) => PropertyMap;
}

type Kind = Alteration['kind'];

/**
 * Every way in which a declared attribute can be altered in place, one at a time: each leaf changed, and of each map,
 * list and optional value something taken away or added. `declared` is what the program says, `live` all inputs as
 * they are; `living` what references can be turned to. Pure.
 */
export function alterationsOf(
  definition: AwsResource,
  declared: PropertyMap,
  live: PropertyMap,
  living: readonly Named[] = [],
): Alteration[] {
  return Object.entries(inputsOf(definition)).flatMap(([name, property]) => {
    const isFixed = property.replace === true || property.writeOnly === true;
    const value = live[name];
    if (isFixed || name === 'region' || declared[name] === undefined || value === undefined) {
      return [];
    }
    const place: Place = {
      ...{ type: definition.type, living },
      path: name,
      whole: undefined,
      put: (next) => withProperty(live, name, next),
    };
    const said = revealSecrets(declared[name]);
    const altered = within(property, revealSecrets(value), said, place);
    const canGo = property.required !== true && property.default === undefined;
    // Of maps and objects what is in them goes one by one.
    return canGo && property.kind !== 'map' && property.kind !== 'object'
      ? [...altered, alteration(place, 'deleted', undefined)]
      : altered;
  });
}

function within(
  shape: Shape,
  value: PropertyValue,
  declared: PropertyValue | undefined,
  place: Place,
): Alteration[] {
  switch (shape.kind) {
    case 'flag':
      return [alteration(place, 'changed', value !== true)];
    case 'number':
      return [alteration(place, 'changed', Number(value) + 1)];
    case 'text':
      return [
        alteration(
          place,
          'changed',
          otherText(place.type, place.path, String(value), place.living),
        ),
      ];
    case 'json':
    case 'policy':
      return documents(String(value)).map(([kind, next]) => alteration(place, kind, next));
    case 'map':
      return isPropertyMap(value) ? inMap(value, declared, place) : [];
    case 'object':
      return isPropertyMap(value) ? inObject(shape, value, declared, place) : [];
    case 'list':
    case 'set':
      return Array.isArray(value)
        ? inList(shape, value as readonly PropertyValue[], declared, place)
        : [];
  }
}

function alteration(place: Place, kind: Kind, value: PropertyValue | undefined): Alteration {
  return { path: place.whole ?? place.path, leaf: place.path, kind, inputs: place.put(value) };
}

/** One declared entry of a map changed, and taken away. One more is no difference: nobody declares it. */
function inMap(
  value: PropertyMap,
  declared: PropertyValue | undefined,
  place: Place,
): Alteration[] {
  const names = isPropertyMap(declared) ? Object.keys(declared) : [];
  const name = names.find((each) => value[each] !== undefined);
  if (name === undefined) return [];
  const entry = inner(place, name, (next) => place.put(withProperty(value, name, next)));
  return [
    alteration(entry, 'changed', `${String(value[name])}-altered`),
    alteration(entry, 'deleted', undefined),
  ];
}

function inObject(
  shape: Extract<Shape, { kind: 'object' }>,
  value: PropertyMap,
  declared: PropertyValue | undefined,
  place: Place,
): Alteration[] {
  if (!isPropertyMap(declared)) return [];
  return Object.entries(shape.fields).flatMap(([name, field]) => {
    const [live, said] = [value[name], declared[name]];
    if (live === undefined || said === undefined) return [];
    const at = inner(place, name, (next) => place.put(withProperty(value, name, next)));
    return within(field, live, said, at);
  });
}

function inList(
  shape: Extract<Shape, { kind: 'list' | 'set' }>,
  value: readonly PropertyValue[],
  declared: PropertyValue | undefined,
  place: Place,
): Alteration[] {
  const isWhole = shape.kind === 'set';
  const at = (index: number, put: Place['put']): Place => {
    const found = inner(place, index, put);
    return isWhole ? { ...found, whole: place.whole ?? place.path } : found;
  };
  const said = Array.isArray(declared) ? (declared as readonly PropertyValue[]) : [];
  const elements = value.flatMap((element, index) => {
    const put: Place['put'] = (next) => place.put(value.with(index, next ?? null));
    // Of a set it is not known which element is which; all that is live counts as said.
    return within(shape.of, element, isWhole ? element : said[index], at(index, put));
  });
  const last = value.length - 1;
  const [changed] =
    last < 0 ? [] : within(shape.of, value[last]!, value[last], copying(place, last));
  const more =
    changed === undefined
      ? []
      : [alteration(at(value.length, place.put), 'added', [...value, changedElement(changed)])];
  const fewer =
    value.length > 1 ? [alteration(at(last, place.put), 'deleted', value.slice(0, -1))] : [];
  return [...elements, ...more, ...fewer];
}

/** A place whose alterations are not those of the resource, but of a copy of one element. */
function copying(place: Place, index: number): Place {
  return { ...inner(place, index, (next) => ({ element: next ?? null })), whole: undefined };
}

function changedElement({ inputs }: Alteration): PropertyValue {
  return inputs['element'] ?? null;
}

/** A document that says something else, and one that says something more. */
function documents(text: string): [Kind, string][] {
  const document = JSON.parse(text) as unknown;
  if (!isRecord(document)) return [];
  const statements = document['Statement'];
  if (Array.isArray(statements)) {
    const [first, ...rest] = statements as Record<string, unknown>[];
    const other = { ...first, Effect: first?.['Effect'] === 'Deny' ? 'Allow' : 'Deny' };
    const write = (Statement: unknown): string => JSON.stringify({ ...document, Statement });
    return [
      ['changed', write([other, ...rest])],
      ['added', write([first, ...rest, { ...other, Sid: 'Altered' }])],
    ];
  }
  const [name, value] =
    Object.entries(document).find(([, each]) => typeof each === 'number') ??
    Object.entries(document)[0] ??
    [];
  if (name === undefined) return [];
  const next = typeof value === 'number' ? value + 1 : Array.isArray(value) ? [...value, 'x'] : 'x';
  return [['changed', JSON.stringify({ ...document, [name]: next })]];
}

function inner(place: Place, step: string | number, put: Place['put']): Place {
  return { ...place, path: joinPath(place.path, step), put };
}

function withProperty(
  map: PropertyMap,
  name: string,
  value: PropertyValue | undefined,
): PropertyMap {
  const { [name]: _old, ...others } = map;
  return value === undefined ? others : { ...others, [name]: value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
