/** Wire types: https://protobuf.dev/programming-guides/encoding/#structure */
const WIRE = { varint: 0, double: 1, delimited: 2, float: 5 } as const;

/** Where the value of a field ends that begins at `at`. */
export function skipField(buffer: Uint8Array, at: number, wireType: number): number {
  switch (wireType) {
    case WIRE.varint: {
      let next = at;
      while (buffer[next]! >= 0x80) next++;
      return next + 1;
    }
    case WIRE.double:
      return at + 8;
    case WIRE.float:
      return at + 4;
    case WIRE.delimited: {
      const { value, next } = varintAt(buffer, at);
      return next + value;
    }
    default:
      throw new RangeError(`a message has a field of the unknown wire type ${wireType}`);
  }
}

function varintAt(buffer: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let next = at; ; next++) {
    const byte = buffer[next];
    if (byte === undefined) throw new RangeError('a message ends too early');
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, next: next + 1 };
    factor *= 128;
  }
}

export interface Parts {
  /** The message without the fields that were asked for. */
  readonly rest: Buffer;
  /** The last value of each of those fields that is in the message. */
  readonly fields: ReadonlyMap<number, Buffer>;
}

/** Takes delimited fields out of a message, by their numbers. */
export function takeFields(bytes: Buffer, numbers: ReadonlySet<number>): Parts {
  const fields = new Map<number, Buffer>();
  const kept: Buffer[] = [];
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const { value: tag, next } = varintAt(bytes, at);
    const number = Math.floor(tag / 8);
    if ((tag & 7) === WIRE.delimited && numbers.has(number)) {
      if (at > from) kept.push(bytes.subarray(from, at));
      const { value: size, next: start } = varintAt(bytes, next);
      if (start + size > bytes.length) throw new RangeError('a message ends too early');
      fields.set(number, bytes.subarray(start, start + size));
      from = at = start + size;
    } else {
      at = skipField(bytes, next, tag & 7);
    }
  }
  if (bytes.length > from) kept.push(bytes.subarray(from));
  return { rest: kept.length === 1 ? kept[0]! : Buffer.concat(kept), fields };
}
