import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import resourcePb from '@pulumi/pulumi/proto/resource_pb.js';
import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js';
import { structOfBytes } from './struct.js';
import { takeFields } from './wireFields.js';

type SetStruct<Message> = (message: Message, struct: Struct) => void;

interface StructFields {
  readonly numbers: ReadonlySet<number>;
  set(message: unknown, number: number, struct: Struct): void;
}

function structs<Message>(
  type: new () => Message,
  setters: Readonly<Record<number, SetStruct<Message>>>,
): readonly [unknown, StructFields] {
  const numbers = new Set(Object.keys(setters).map(Number));
  // Only messages of that type ever get here.
  const set = (message: unknown, number: number, struct: Struct): void =>
    setters[number]?.(message as Message, struct);
  return [type, { numbers, set }];
}

/** By the class of a message: which of its fields are Structs. */
const STRUCTS: ReadonlyMap<unknown, StructFields> = new Map([
  structs(pb.CheckRequest, { 2: (m, s) => m.setOlds(s), 3: (m, s) => m.setNews(s) }),
  structs(pb.CheckResponse, { 1: (m, s) => m.setInputs(s) }),
  structs(pb.DiffRequest, {
    3: (m, s) => m.setOlds(s),
    4: (m, s) => m.setNews(s),
    6: (m, s) => m.setOldInputs(s),
  }),
  structs(pb.CreateRequest, { 2: (m, s) => m.setProperties(s) }),
  structs(pb.CreateResponse, { 2: (m, s) => m.setProperties(s) }),
  structs(pb.ReadRequest, { 3: (m, s) => m.setProperties(s), 4: (m, s) => m.setInputs(s) }),
  structs(pb.ReadResponse, { 2: (m, s) => m.setProperties(s), 3: (m, s) => m.setInputs(s) }),
  structs(pb.UpdateRequest, {
    3: (m, s) => m.setOlds(s),
    4: (m, s) => m.setNews(s),
    8: (m, s) => m.setOldInputs(s),
  }),
  structs(pb.UpdateResponse, { 1: (m, s) => m.setProperties(s) }),
  structs(pb.DeleteRequest, { 3: (m, s) => m.setProperties(s), 5: (m, s) => m.setOldInputs(s) }),
  structs(pb.InvokeRequest, { 2: (m, s) => m.setArgs(s) }),
  structs(pb.InvokeResponse, { 1: (m, s) => m.setReturn(s) }),
  structs(pb.CallRequest, { 2: (m, s) => m.setArgs(s) }),
  structs(pb.CallResponse, { 1: (m, s) => m.setReturn(s) }),
  structs(pb.ConfigureRequest, { 2: (m, s) => m.setArgs(s) }),
  structs(pb.ConstructRequest, { 10: (m, s) => m.setInputs(s) }),
  structs(pb.ConstructResponse, { 2: (m, s) => m.setState(s) }),
  structs(resourcePb.RegisterResourceRequest, { 5: (m, s) => m.setObject(s) }),
  structs(resourcePb.RegisterResourceResponse, { 3: (m, s) => m.setObject(s) }),
  structs(resourcePb.RegisterResourceOutputsRequest, { 2: (m, s) => m.setOutputs(s) }),
  structs(resourcePb.ReadResourceRequest, { 5: (m, s) => m.setProperties(s) }),
  structs(resourcePb.ExistsResourceRequest, { 4: (m, s) => m.setProperties(s) }),
  structs(resourcePb.ResourceInvokeRequest, { 2: (m, s) => m.setArgs(s) }),
  structs(resourcePb.ResourceCallRequest, { 2: (m, s) => m.setArgs(s) }),
]);

/**
 * The same service, whose messages arrive with their Structs as the bytes that they are: the generated code would make
 * an object of every value in them.
 */
export function withQuickStructs<Service extends ServiceDefinition>(service: Service): Service {
  const methods = Object.entries(service).map(([name, method]) => [
    name,
    {
      ...method,
      requestDeserialize: quick(typeOf(method, 'requestType'), method.requestDeserialize),
      responseDeserialize: quick(typeOf(method, 'responseType'), method.responseDeserialize),
    },
  ]);
  return Object.fromEntries(methods) as Service;
}

/** The generated definitions name the classes of their messages, which the library's own type does not know. */
function typeOf(
  method: MethodDefinition<unknown, unknown>,
  which: 'requestType' | 'responseType',
): unknown {
  return Reflect.get(method, which);
}

type Deserialize = (bytes: Buffer) => unknown;

function quick(type: unknown, deserialize: Deserialize): Deserialize {
  const fields = STRUCTS.get(type);
  if (fields === undefined) return deserialize;
  return (bytes) => {
    const taken = takeFields(bytes, fields.numbers);
    const message = deserialize(taken.rest);
    for (const [number, value] of taken.fields) fields.set(message, number, structOfBytes(value));
    return message;
  };
}
