import aliasProto from '@pulumi/pulumi/proto/alias_pb.js';
import callbackProto from '@pulumi/pulumi/proto/callback_pb.js';
import proto from '@pulumi/pulumi/proto/resource_pb.js';
import sourceProto from '@pulumi/pulumi/proto/source_pb.js';
import structProto from 'google-protobuf/google/protobuf/struct_pb.js';
import { describe, expect, it } from 'vitest';
import { REFUSED_OPTIONS } from '../../../src/engine/monitor/coverage.js';
import {
  aliasUrns,
  parseCall,
  parseDuration,
  parseInvoke,
  parseRead,
  parseRegistration,
  type AliasReference,
} from '../../../src/engine/monitor/registration.js';
import type { Urn } from '../../../src/model/urn.js';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';

type Request = InstanceType<typeof proto.RegisterResourceRequest>;

const struct = (map: PropertyMap): structProto.Struct => structProto.Struct.fromJavaScript(map);

/** A request as it comes over the wire. */
function request(fill: (request: Request) => void = () => undefined): Request {
  const message = new proto.RegisterResourceRequest();
  message.setType('aws:s3/bucket:Bucket');
  message.setName('photos');
  message.setCustom(true);
  fill(message);
  return proto.RegisterResourceRequest.deserializeBinary(message.serializeBinary());
}
function timeouts(create: string, update = '', read = ''): (message: Request) => void {
  return (message) => {
    const custom = new proto.RegisterResourceRequest.CustomTimeouts();
    custom.setCreate(create);
    custom.setUpdate(update);
    custom.setRead(read);
    custom.setDelete('5m');
    message.setCustomtimeouts(custom);
  };
}

describe('a registration', () => {
  it('with nothing but type and name has everything else empty', () => {
    expect(parseRegistration(request())).toEqual({
      type: 'aws:s3/bucket:Bucket',
      name: 'photos',
      parent: undefined,
      custom: true,
      remote: false,
      inputs: {},
      dependencies: [],
      propertyDependencies: {},
      provider: '',
      providers: {},
      version: '',
      importId: '',
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      aliases: [],
      customTimeouts: {},
      protect: undefined,
      retainOnDelete: undefined,
      deletedWith: '',
      hideDifferences: [],
      transforms: [],
      hooks: undefined,
      position: undefined,
    });
  });

  it('keeps every option that a program can set', () => {
    const parsed = parseRegistration(
      request((message) => {
        message.setParent('parent');
        message.setRemote(true);
        message.setDependenciesList(['a', 'b']);
        const dependencies = new proto.RegisterResourceRequest.PropertyDependencies();
        dependencies.setUrnsList(['a']);
        message.getPropertydependenciesMap().set('bucket', dependencies);
        message.setProvider('urn:provider::id');
        message.getProvidersMap().set('aws', 'urn:provider::id');
        message.setVersion('7.1.0');
        message.setImportid('photos-1');
        message.setIgnorechangesList(['tags']);
        message.setReplaceonchangesList(['bucket']);
        message.setAdditionalsecretoutputsList(['arn']);
        message.setProtect(false);
        message.setRetainondelete(true);
        message.setDeletedwith('other');
        message.setHidediffsList(['policy']);
        const transform = new callbackProto.Callback();
        transform.setTarget('127.0.0.1:1');
        transform.setToken('t');
        message.setTransformsList([transform]);
        const position = new sourceProto.SourcePosition();
        position.setUri('project:///index.ts');
        position.setLine(12);
        message.setSourceposition(position);
        timeouts('10m', '90s', '1h30m')(message);
      }),
    );
    expect(parsed).toMatchObject({
      parent: 'parent',
      remote: true,
      dependencies: ['a', 'b'],
      propertyDependencies: { bucket: ['a'] },
      provider: 'urn:provider::id',
      providers: { aws: 'urn:provider::id' },
      version: '7.1.0',
      importId: 'photos-1',
      ignoreChanges: ['tags'],
      replaceOnChanges: ['bucket'],
      additionalSecretOutputs: ['arn'],
      customTimeouts: { create: 600, update: 90, read: 5400 },
      protect: false,
      retainOnDelete: true,
      deletedWith: 'other',
      hideDifferences: ['policy'],
      transforms: [{ target: '127.0.0.1:1', token: 't' }],
      position: 'index.ts:12',
    });
  });

  it('keeps secrets and unknowns in the form of the protocol', () => {
    const inputs = { key: makeSecret('x'), later: UNKNOWN, list: [1, { a: null }], on: true };
    expect(
      parseRegistration(request((message) => message.setObject(struct(inputs)))).inputs,
    ).toEqual(inputs);
  });

  it('keeps the hooks around create and update', () => {
    const parsed = parseRegistration(
      request((message) => {
        const hooks = new proto.RegisterResourceRequest.ResourceHooksBinding();
        hooks.setBeforeCreateList(['a']);
        hooks.setAfterCreateList(['b']);
        hooks.setBeforeUpdateList(['c']);
        hooks.setAfterUpdateList(['d']);
        hooks.setBeforeDeleteList(['never']);
        message.setHooks(hooks);
      }),
    );
    expect(parsed.hooks).toEqual({
      beforeCreate: ['a'],
      afterCreate: ['b'],
      beforeUpdate: ['c'],
      afterUpdate: ['d'],
    });
  });

  it('accepts what has no effect in a recovery', () => {
    const parsed = parseRegistration(
      request((message) => {
        message.setDeletebeforereplace(true);
        message.setDeletebeforereplacedefined(true);
        message.setReplaceWithList(['other']);
        message.setPlugindownloadurl('https://example.org');
      }),
    );
    expect(parsed.name).toBe('photos');
  });
});

describe('an option that is not honoured', () => {
  const uses: Readonly<Record<string, (message: Request) => void>> = {
    packageRef: (message) => message.setPackageref('uuid'),
    envVarMappings: (message) => void message.getEnvvarmappingsMap().set('A', 'B'),
    snippetId: (message) => message.setSnippetid('s'),
    stateMigrations: (message) => message.setStateMigrationsList([new callbackProto.Callback()]),
    'hooks.onError': (message) => {
      const hooks = new proto.RegisterResourceRequest.ResourceHooksBinding();
      hooks.setOnErrorList(['h']);
      message.setHooks(hooks);
    },
  };

  it('has a test here', () => {
    expect(Object.keys(uses).sort()).toEqual(REFUSED_OPTIONS.map(({ name }) => name).sort());
  });

  it.each(Object.entries(uses))('%s is refused by its name', (name, use) => {
    expect(() => parseRegistration(request(use))).toThrow(
      expect.objectContaining({
        code: 'option-unsupported',
        message: expect.stringContaining(
          `aws:s3/bucket:Bucket photos: the option ${name} is not supported`,
        ) as string,
        remedy: expect.stringContaining('docs/protocol.md') as string,
      }),
    );
  });
});

describe('a duration', () => {
  it.each([
    ['', undefined],
    ['10m', 600],
    ['90s', 90],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['500ms', 0.5],
    ['0s', 0],
    ['1h0m0.5s', 3600.5],
  ])('%j is %s seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['10', 'ten minutes', '5 m', '-5m', '5d', '10m!'])('%j is none', (text) => {
    expect(() => parseRegistration(request(timeouts(text)))).toThrow(
      expect.objectContaining({
        code: 'option-unsupported',
        message: expect.stringContaining(`"${text}" is not a duration`) as string,
      }),
    );
  });
});

describe('aliases', () => {
  const parent = 'urn:pulumi:s::p::shop:index:Site::web' as Urn;
  const urnsOf = (aliases: AliasReference[]): Urn[] =>
    aliasUrns({ aliases, name: 'photos', type: 'aws:s3/bucket:Bucket', parent }, 's', 'p');
  const spec = (rest: object): AliasReference => ({
    ...{ name: '', type: '', stack: '', project: '', parentUrn: '', noParent: false },
    ...rest,
  });

  it('come as URNs and as specifications', () => {
    const parsed = parseRegistration(
      request((message) => {
        const byUrn = new aliasProto.Alias();
        byUrn.setUrn('urn-1');
        const parts = new aliasProto.Alias.Spec();
        parts.setName('old');
        parts.setNoparent(true);
        const bySpec = new aliasProto.Alias();
        bySpec.setSpec(parts);
        message.setAliasesList([byUrn, bySpec]);
        message.setAliasurnsList(['urn-2']);
      }),
    );
    expect(parsed.aliases).toEqual([
      { urn: 'urn-1' },
      spec({ name: 'old', noParent: true }),
      { urn: 'urn-2' },
    ]);
  });

  it('take from the resource what they leave out', () => {
    expect(
      urnsOf([
        { urn: 'as it is' },
        spec({ name: 'old' }),
        spec({ type: 'aws:s3/bucketV2:BucketV2' }),
        spec({ stack: 'staging', project: 'q' }),
        spec({ noParent: true }),
        spec({ parentUrn: 'urn:pulumi:s::p::shop:index:Old::web' }),
        spec({ parentUrn: 'urn:pulumi:s::p::pulumi:pulumi:Stack::p-s' }),
      ]),
    ).toEqual([
      'as it is',
      'urn:pulumi:s::p::shop:index:Site$aws:s3/bucket:Bucket::old',
      'urn:pulumi:s::p::shop:index:Site$aws:s3/bucketV2:BucketV2::photos',
      'urn:pulumi:staging::q::shop:index:Site$aws:s3/bucket:Bucket::photos',
      'urn:pulumi:s::p::aws:s3/bucket:Bucket::photos',
      'urn:pulumi:s::p::shop:index:Old$aws:s3/bucket:Bucket::photos',
      'urn:pulumi:s::p::aws:s3/bucket:Bucket::photos',
    ]);
  });
});

describe('reads, functions and methods', () => {
  it('keep what they ask for', () => {
    const read = new proto.ReadResourceRequest();
    read.setId('vpc-1');
    read.setType('aws:ec2/vpc:Vpc');
    read.setName('main');
    read.setProperties(struct({ a: 1 }));
    read.setDependenciesList(['x']);
    read.setAdditionalsecretoutputsList(['arn']);
    expect(parseRead(read)).toEqual({
      id: 'vpc-1',
      type: 'aws:ec2/vpc:Vpc',
      name: 'main',
      parent: undefined,
      properties: { a: 1 },
      dependencies: ['x'],
      provider: '',
      version: '',
      additionalSecretOutputs: ['arn'],
    });

    const invoke = new proto.ResourceInvokeRequest();
    invoke.setTok('aws:ec2/getVpc:getVpc');
    invoke.setArgs(struct({ id: 'vpc-1' }));
    invoke.setVersion('7.1.0');
    invoke.setDependsonList(['x']);
    expect(parseInvoke(invoke)).toEqual({
      token: 'aws:ec2/getVpc:getVpc',
      args: { id: 'vpc-1' },
      provider: '',
      version: '7.1.0',
      dependsOn: ['x'],
    });

    const call = new proto.ResourceCallRequest();
    call.setTok('shop:index:Site/url');
    call.setArgs(struct({ path: '/' }));
    const dependencies = new proto.ResourceCallRequest.ArgumentDependencies();
    dependencies.setUrnsList(['x']);
    call.getArgdependenciesMap().set('path', dependencies);
    expect(parseCall(call)).toEqual({
      token: 'shop:index:Site/url',
      args: { path: '/' },
      argDependencies: { path: ['x'] },
      provider: '',
      version: '',
    });
  });

  it('of a parameterized package are refused', () => {
    const read = new proto.ReadResourceRequest();
    const invoke = new proto.ResourceInvokeRequest();
    const call = new proto.ResourceCallRequest();
    for (const message of [read, invoke, call]) message.setPackageref('uuid');
    const refusal = expect.objectContaining({
      code: 'option-unsupported',
      message: expect.stringContaining('packageRef') as string,
    }) as Error;
    expect(() => parseRead(read)).toThrow(refusal);
    expect(() => parseInvoke(invoke)).toThrow(refusal);
    expect(() => parseCall(call)).toThrow(refusal);
  });
});
