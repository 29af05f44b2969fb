import type { BinaryWriter, Map as ProtoMap } from 'google-protobuf';
import structPb from 'google-protobuf/google/protobuf/struct_pb.js';
import type { JavaScriptValue, Struct, Value } from 'google-protobuf/google/protobuf/struct_pb.js';
import type { PropertyMap } from '../model/values.js';
import { decodeStruct, encodeStruct } from './structBytes.js';

/**
 * Property maps to and from the protocol's `google.protobuf.Struct`. Nothing is interpreted on the way: marks of
 * secrets, assets and unknowns pass as the objects and strings that they are.
 */
export function toStruct(map: PropertyMap): Struct {
  return new CarriedStruct({ map });
}

/** A message that was left out is an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  if (struct === undefined) return {};
  return struct instanceof CarriedStruct ? struct.map : decodeStruct(struct.serializeBinary());
}

/** The Struct whose bytes these are; what is in it is read when somebody asks. */
export function structOfBytes(bytes: Uint8Array): Struct {
  return new CarriedStruct({ bytes });
}

type Carried = { readonly map: PropertyMap } | { readonly bytes: Uint8Array };

/**
 * A Struct that is a property map, or bytes that nobody has read yet. The generated code of the messages around it
 * takes it for one of its own: what it asks for to write it down is its map of fields.
 */
class CarriedStruct extends structPb.Struct {
  #carried: Carried;
  #fields: ProtoMap<string, Value> | undefined;

  constructor(carried: Carried) {
    super();
    this.#carried = carried;
  }

  get map(): PropertyMap {
    if (this.#fields !== undefined) return decodeStruct(this.serializeBinary());
    if (!('map' in this.#carried)) this.#carried = { map: decodeStruct(this.#carried.bytes) };
    return this.#carried.map;
  }

  get bytes(): Uint8Array {
    return 'bytes' in this.#carried ? this.#carried.bytes : encodeStruct(this.#carried.map);
  }

  /** Whoever wants the fields as messages gets them, and may change them; to be written, they need not be made. */
  override getFieldsMap(forWriting?: boolean): ProtoMap<string, Value> {
    if (this.#fields !== undefined) return this.#fields;
    if (forWriting === true) return writtenFields(this.bytes);
    this.#fields = structPb.Struct.deserializeBinary(this.bytes).getFieldsMap();
    return this.#fields;
  }

  override toJavaScript(): Record<string, JavaScriptValue> {
    return this.map as Record<string, JavaScriptValue>;
  }
}

/** What the generated code of a Struct asks of its fields when it writes them down. */
function writtenFields(bytes: Uint8Array): ProtoMap<string, Value> {
  const fields: Pick<ProtoMap<string, Value>, 'getLength'> & {
    serializeBinary(field: number, writer: BinaryWriter): void;
  } = {
    getLength: () => bytes.length,
    serializeBinary: (_field, writer) => writer.writeSerializedMessage(bytes, 0, bytes.length),
  };
  return fields as unknown as ProtoMap<string, Value>;
}
