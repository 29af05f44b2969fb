import structPb from 'google-protobuf/google/protobuf/struct_pb.js';
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import monitorGrpc from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import { describe, expect, it } from 'vitest';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../src/model/values.js';
import { withQuickStructs } from '../../src/providers/quickMessages.js';
import { fromStruct, toStruct } from '../../src/providers/struct.js';
import { decodeStruct, encodeStruct } from '../../src/providers/structBytes.js';

const MAPS: Readonly<Record<string, PropertyMap>> = {
  'an empty map': {},
  'every kind of value': {
    nothing: null,
    yes: true,
    no: false,
    zero: 0,
    number: -12.5,
    large: 2 ** 53,
    tiny: 5e-324,
    infinite: Infinity,
    empty: '',
    text: 'text',
    list: [1, 'two', null, [], {}, [[true]]],
    map: { inner: { deeper: { deepest: 'x' } }, none: {} },
  },
  'texts of more than one byte a letter': {
    clé: 'Größe',
    short: '→',
    漢字: '😀'.repeat(30),
    controls: '\u0000\n\t"\\',
  },
  'long texts, and more than fits into a first buffer': {
    long: 'x'.repeat(70_000),
    many: Array.from({ length: 3_000 }, (_, at) => ({ name: `entry-${at}`, at })),
  },
  'marks of secrets and unknowns': { secret: makeSecret({ a: 'b' }), unknown: UNKNOWN },
};

/** As the generated code writes it. */
function generated(map: PropertyMap): Uint8Array {
  return structPb.Struct.fromJavaScript(map).serializeBinary();
}

describe.each(Object.entries(MAPS))('a Struct of %s', (_what, map) => {
  it('is written so that the generated code reads it', () => {
    const bytes = encodeStruct(map);
    expect(structPb.Struct.deserializeBinary(bytes).toJavaScript()).toEqual(map);
    // Only the order of the keys may be another one.
    expect(bytes.length).toBe(generated(map).length);
  });

  it('is read as it was written', () => {
    expect(decodeStruct(generated(map))).toEqual(map);
  });

  it('passes through a message of the generated code, both ways', () => {
    const { requestSerialize, requestDeserialize } = withQuickStructs(
      providerGrpc.ResourceProviderService,
    ).diff;
    const sent = new pb.DiffRequest()
      .setId('id')
      .setOlds(toStruct({ a: 1 }))
      .setNews(toStruct(map));
    sent.setIgnorechangesList(['x', 'y']);
    const bytes = requestSerialize(sent);
    const plain = pb.DiffRequest.deserializeBinary(bytes);
    expect(plain.getNews()?.toJavaScript() ?? {}).toEqual(map);
    const quick = requestDeserialize(bytes);
    expect(fromStruct(quick.getNews())).toEqual(map);
    expect(fromStruct(quick.getOlds())).toEqual({ a: 1 });
    expect(quick.getOldInputs()).toBeUndefined();
    expect([quick.getId(), ...quick.getIgnorechangesList()]).toEqual(['id', 'x', 'y']);
    // What was read may be sent on, whether or not somebody has looked into it.
    expect(Buffer.from(requestSerialize(quick)).equals(Buffer.from(bytes))).toBe(true);
    expect(fromStruct(plain.getNews())).toEqual(map);
  });
});

describe('a Struct', () => {
  it('leaves out what is undefined, as JSON does', () => {
    const map = { a: undefined, b: 1 } as unknown as PropertyMap;
    expect(decodeStruct(encodeStruct(map))).toEqual({ b: 1 });
  });

  it('lets no key reach the prototype', () => {
    const map = JSON.parse('{"__proto__":{"polluted":true}}') as PropertyMap;
    const read = decodeStruct(encodeStruct(map));
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect((read as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('shows its fields to whoever wants them as messages, with what they change', () => {
    const struct = toStruct({ a: { b: 'x' } });
    expect(struct.getFieldsMap().get('a')?.toJavaScript()).toEqual({ b: 'x' });
    struct.getFieldsMap().set('c', structPb.Value.fromJavaScript('new'));
    expect(fromStruct(struct)).toEqual({ a: { b: 'x' }, c: 'new' });
  });

  it.each([0, 1, 2, 9])('that was cut off after %i bytes is refused', (length) => {
    const bytes = encodeStruct({ key: 'value' }).subarray(0, length);
    if (length === 0) expect(decodeStruct(bytes)).toEqual({});
    else expect(() => decodeStruct(bytes)).toThrow(RangeError);
  });

  it('skips fields that are not known', () => {
    const foreign = Buffer.from([0x12, 0x02, 0x41, 0x41, 0x18, 0x96, 0x01]);
    expect(decodeStruct(Buffer.concat([foreign, generated({ a: 'b' }), foreign]))).toEqual({
      a: 'b',
    });
  });
});

/** Messages with Structs of the services that are served or called: by hand of the .proto files, all others by the code. */
describe.each([
  ['ResourceProvider', providerGrpc.ResourceProviderService],
  ['ResourceMonitor', monitorGrpc.ResourceMonitorService],
])('the messages of %s', (_name, service) => {
  const quick = withQuickStructs(service) as unknown as Record<string, Method>;
  const methods = Object.entries(service as unknown as Record<string, Method>);

  it.each(methods)('of the method %s keep every Struct that they hold', (name, method) => {
    for (const side of ['request', 'response'] as const) {
      const type = method[`${side}Type`];
      const setters = settersOfStructs(type);
      for (const [setter, getter] of setters) {
        const message = new type();
        const struct = toStruct({ in: setter });
        call(message, setter, struct);
        const bytes = method[`${side}Serialize`](message);
        const read = quick[name]![`${side}Deserialize`](bytes);
        const found = call(read, getter) as InstanceType<typeof structPb.Struct> | undefined;
        expect([setter, fromStruct(found)]).toEqual([setter, { in: setter }]);
      }
    }
  });
});

interface Method {
  readonly requestType: new () => object;
  readonly responseType: new () => object;
  requestSerialize(message: object): Buffer;
  responseSerialize(message: object): Buffer;
  requestDeserialize(bytes: Buffer): object;
  responseDeserialize(bytes: Buffer): object;
}

/** Setters whose generated code takes a message of the class Struct, by what the reading code says. */
function settersOfStructs(type: new () => object): [string, string][] {
  const read = String(Reflect.get(type, 'deserializeBinaryFromReader'));
  const pattern = /new google_protobuf_struct_pb\.Struct;\s*[^;]*;\s*msg\.set(\w+)\(value\)/g;
  return [...read.matchAll(pattern)].map(([, name]) => [`set${name!}`, `get${name!}`]);
}

function call(target: object, method: string, ...args: unknown[]): unknown {
  return (Reflect.get(target, method) as (...args: unknown[]) => unknown).apply(target, args);
}
