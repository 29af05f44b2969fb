import structPb from 'google-protobuf/google/protobuf/struct_pb.js';
import type { ListValue, Struct, Value } from 'google-protobuf/google/protobuf/struct_pb.js';
import type { PropertyMap, PropertyValue } from '../model/values.js';

/**
 * Property maps to and from the protocol's `google.protobuf.Struct`. Nothing is interpreted on the way: marks of
 * secrets, assets and unknowns pass as the objects and strings that they are.
 */
export function toStruct(map: PropertyMap): Struct {
  const struct = new structPb.Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(map)) {
    // A caller's `{ key: undefined }` means the key is absent, as in JSON.
    if (value !== undefined) fields.set(key, toValue(value));
  }
  return struct;
}

/** A message that was left out is an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const entries: [string, PropertyValue][] = [];
  struct?.getFieldsMap().forEach((value, key) => entries.push([key, fromValue(value)]));
  // Entries rather than assignments, so that no key reaches the prototype.
  return Object.fromEntries(entries);
}

export function toValue(value: PropertyValue): Value {
  const message = new structPb.Value();
  if (value === null || value === undefined) {
    message.setNullValue(structPb.NullValue.NULL_VALUE);
  } else if (typeof value === 'string') {
    message.setStringValue(value);
  } else if (typeof value === 'number') {
    message.setNumberValue(value);
  } else if (typeof value === 'boolean') {
    message.setBoolValue(value);
  } else if (Array.isArray(value)) {
    message.setListValue(toList(value));
  } else {
    message.setStructValue(toStruct(value as PropertyMap));
  }
  return message;
}

export function fromValue(message: Value): PropertyValue {
  const kinds = structPb.Value.KindCase;
  switch (message.getKindCase()) {
    case kinds.STRING_VALUE:
      return message.getStringValue();
    case kinds.NUMBER_VALUE:
      return message.getNumberValue();
    case kinds.BOOL_VALUE:
      return message.getBoolValue();
    case kinds.STRUCT_VALUE:
      return fromStruct(message.getStructValue());
    case kinds.LIST_VALUE:
      return message.getListValue()?.getValuesList().map(fromValue) ?? [];
    default:
      return null;
  }
}

function toList(elements: readonly PropertyValue[]): ListValue {
  const list = new structPb.ListValue();
  list.setValuesList(elements.map(toValue));
  return list;
}
