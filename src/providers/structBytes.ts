import type { PropertyMap, PropertyValue } from '../model/values.js';
import { skipField } from './wireFields.js';

/**
 * `google.protobuf.Struct` as bytes, straight from and to property maps: the generated code makes several objects of
 * each value, which took longer than all else that a provider does.
 * Field numbers: https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto
 */
export function encodeStruct(map: PropertyMap): Uint8Array {
  const writer = new BackwardsWriter();
  writeStruct(writer, map);
  return writer.bytes();
}

export function decodeStruct(bytes: Uint8Array): PropertyMap {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Reader(buffer).struct(buffer.length);
}

/** A field's number and its wire type, as the byte in front of it. */
const enum Tag {
  /** An entry of a map, the key in an entry, an element of a list. */
  First = 0x0a,
  MapValue = 0x12,
  Null = 0x08,
  Number = 0x11,
  Text = 0x1a,
  Boolean = 0x20,
  Struct = 0x2a,
  List = 0x32,
}

function writeStruct(writer: BackwardsWriter, map: PropertyMap): void {
  const keys = Object.keys(map);
  for (let at = keys.length - 1; at >= 0; at--) {
    const key = keys[at]!;
    const value: PropertyValue | undefined = map[key];
    // A caller's `{ key: undefined }` means the key is absent, as in JSON.
    if (value === undefined) continue;
    const end = writer.length;
    const valueEnd = writer.length;
    writeValue(writer, value);
    writer.lengthFrom(valueEnd, Tag.MapValue);
    writer.text(key, Tag.First);
    writer.lengthFrom(end, Tag.First);
  }
}

function writeValue(writer: BackwardsWriter, value: PropertyValue | undefined): void {
  if (value === null || value === undefined) {
    writer.byte(0);
    writer.byte(Tag.Null);
  } else if (typeof value === 'string') {
    writer.text(value, Tag.Text);
  } else if (typeof value === 'number') {
    writer.double(value);
    writer.byte(Tag.Number);
  } else if (typeof value === 'boolean') {
    writer.byte(value ? 1 : 0);
    writer.byte(Tag.Boolean);
  } else {
    const end = writer.length;
    if (Array.isArray(value)) {
      const elements = value as readonly PropertyValue[];
      for (let at = elements.length - 1; at >= 0; at--) {
        const elementEnd = writer.length;
        writeValue(writer, elements[at]);
        writer.lengthFrom(elementEnd, Tag.First);
      }
      writer.lengthFrom(end, Tag.List);
    } else {
      writeStruct(writer, value as PropertyMap);
      writer.lengthFrom(end, Tag.Struct);
    }
  }
}

const FIRST_BYTES = 2_048;
/** Up to here a loop is quicker than a call into the runtime. */
const SHORT_TEXT = 24;

/** Writes from the end to the beginning: what stands in front of a value, its length, is known by then. */
class BackwardsWriter {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #at = FIRST_BYTES;

  /** Bytes written so far. */
  get length(): number {
    return this.#buffer.length - this.#at;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(this.#at);
  }

  byte(value: number): void {
    if (this.#at < 1) this.#grow(1);
    this.#buffer[--this.#at] = value;
  }

  double(value: number): void {
    if (this.#at < 8) this.#grow(8);
    this.#at -= 8;
    this.#buffer.writeDoubleLE(value, this.#at);
  }

  text(value: string, tag: Tag): void {
    const end = this.length;
    // No UTF-16 unit takes more than three bytes.
    if (this.#at < value.length * 3) this.#grow(value.length * 3);
    if (value.length > SHORT_TEXT || !this.#ascii(value)) {
      const size = Buffer.byteLength(value);
      this.#at -= size;
      this.#buffer.write(value, this.#at, size, 'utf8');
    }
    this.lengthFrom(end, tag);
  }

  /** The length of all that was written since, and the tag in front of it. */
  lengthFrom(end: number, tag: Tag): void {
    const size = this.length - end;
    if (this.#at < 6) this.#grow(6);
    let shift = 0;
    while (size >>> (shift + 7) > 0) shift += 7;
    this.#buffer[--this.#at] = (size >>> shift) & 0x7f;
    while (shift > 0) {
      shift -= 7;
      this.#buffer[--this.#at] = ((size >>> shift) & 0x7f) | 0x80;
    }
    this.#buffer[--this.#at] = tag;
  }

  #ascii(value: string): boolean {
    const from = this.#at - value.length;
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) return false;
      this.#buffer[from + at] = code;
    }
    this.#at = from;
    return true;
  }

  #grow(needed: number): void {
    const used = this.length;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, used + needed * 2));
    this.#buffer.copy(larger, larger.length - used, this.#at);
    this.#at = larger.length - used;
    this.#buffer = larger;
  }
}

class Reader {
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  struct(end: number): PropertyMap {
    const map: Record<string, PropertyValue> = {};
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === Tag.First) this.#entry(this.#end(), map);
      else this.#skip(tag);
    }
    return map;
  }

  #entry(end: number, map: Record<string, PropertyValue>): void {
    let key = '';
    let value: PropertyValue = null;
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === Tag.First) key = this.#text();
      else if (tag === Tag.MapValue) value = this.#value(this.#end());
      else this.#skip(tag);
    }
    // No key reaches the prototype.
    if (key !== '__proto__') map[key] = value;
    else
      Object.defineProperty(map, key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }

  #value(end: number): PropertyValue {
    let value: PropertyValue = null;
    while (this.#at < end) {
      const tag = this.#varint();
      switch (tag) {
        case Tag.Null:
          this.#varint();
          value = null;
          break;
        case Tag.Number:
          value = this.buffer.readDoubleLE(this.#at);
          this.#at += 8;
          break;
        case Tag.Text:
          value = this.#text();
          break;
        case Tag.Boolean:
          value = this.#varint() !== 0;
          break;
        case Tag.Struct:
          value = this.struct(this.#end());
          break;
        case Tag.List:
          value = this.#list(this.#end());
          break;
        default:
          this.#skip(tag);
      }
    }
    return value;
  }

  #list(end: number): PropertyValue[] {
    const elements: PropertyValue[] = [];
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === Tag.First) elements.push(this.#value(this.#end()));
      else this.#skip(tag);
    }
    return elements;
  }

  #text(): string {
    const end = this.#end();
    const from = this.#at;
    this.#at = end;
    return this.buffer.toString('utf8', from, end);
  }

  /** Where the delimited value that begins here ends. */
  #end(): number {
    const size = this.#varint();
    const end = this.#at + size;
    if (end > this.buffer.length) throw new RangeError('a message ends too early');
    return end;
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.buffer[this.#at++];
      if (byte === undefined) throw new RangeError('a message ends too early');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  #skip(tag: number): void {
    this.#at = skipField(this.buffer, this.#at, tag & 7);
  }
}
