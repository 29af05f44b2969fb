import grpc from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import errorsPb from '@pulumi/pulumi/proto/errors_pb.js';
import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BlackstartError } from '../../src/model/errors.js';
import { ProviderError } from '../../src/model/provider.js';
import type { ProgramContext } from '../../src/model/provider.js';
import {
  makeSecret,
  OUTPUT_SIGNATURE,
  RESOURCE_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
} from '../../src/model/values.js';
import type { PropertyMap } from '../../src/model/values.js';
import { ProviderChannel } from '../../src/providers/channel.js';
import { ProviderClient } from '../../src/providers/client.js';
import type { ProviderClientOptions } from '../../src/providers/client.js';
import { configure } from '../../src/providers/configure.js';
import type { ProcessDeath } from '../../src/providers/death.js';
import { handshake, pluginVersion } from '../../src/providers/handshake.js';
import { fromStruct, toStruct } from '../../src/providers/struct.js';
import { failureOf, failureWith, serveHere } from './hostRig.js';

vi.setConfig({ testTimeout: 30_000 });

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const ALL = {
  acceptSecrets: true,
  acceptResources: true,
  acceptOutputs: true,
  supportsPreview: true,
};
const NONE = {
  acceptSecrets: false,
  acceptResources: false,
  acceptOutputs: false,
  supportsPreview: false,
};
const address = { urn: 'urn:pulumi:s::p::a:b:C::n', type: 'a:b:C', name: 'n' };
const context: ProgramContext = {
  project: 'p',
  stack: 's',
  organization: 'o',
  config: { 'p:k': 'v' },
  configSecretKeys: ['p:k'],
  monitorAddress: '127.0.0.1:1',
  dryRun: true,
  parallel: 4,
};

interface Call<Request> {
  readonly request: Request;
  readonly metadata: Metadata;
}
type Reply = (error: object | null, response?: object) => void;
type Messages = typeof providerPb;
/** Handlers of one method each, typed by the name of the request. */
function on<K extends keyof Messages>(
  _request: K,
  handler: (
    call: Call<Messages[K] extends abstract new () => infer M ? M : never>,
    reply: Reply,
  ) => void,
): never {
  return handler as never;
}

async function channelTo(handlers: Record<string, never>): Promise<ProviderChannel> {
  const channel = new ProviderChannel(await serveHere(handlers, cleanups));
  cleanups.push(async () => channel.close());
  return channel;
}

async function clientOf(
  handlers: Record<string, never>,
  options: Partial<ProviderClientOptions> = {},
): Promise<ProviderClient> {
  return new ProviderClient(await channelTo(handlers), {
    packageName: 'a',
    origin: 'test',
    version: '1.0.0',
    ...options,
  });
}

describe('the first calls', () => {
  it('shakes hands and asks for the version', async () => {
    let seen: object = {};
    const channel = await channelTo({
      handshake: on('ProviderHandshakeRequest', (call, reply) => {
        seen = call.request.toObject();
        reply(
          null,
          new providerPb.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptOutputs(true),
        );
      }),
    });
    expect(await handshake(channel, { engineAddress: '127.0.0.1:9', directory: '/x' }, 5)).toEqual({
      acceptSecrets: true,
      acceptResources: false,
      acceptOutputs: true,
      supportsPreview: true,
    });
    expect(seen).toMatchObject({
      engineAddress: '127.0.0.1:9',
      rootDirectory: '/x',
      programDirectory: '/x',
      configureWithUrn: true,
      invokeWithPreview: true,
      supportsViews: false,
    });
  });

  it('does without a server that knows neither', async () => {
    const channel = await channelTo({});
    expect(await handshake(channel, { engineAddress: '' }, 5)).toBeUndefined();
    expect(await pluginVersion(channel, 5)).toBe('');
  });
});

describe('configure', () => {
  const request = { urn: 'urn:provider', type: 'pulumi:providers:a', name: 'main' };

  it('checks, then configures with what the check gave back, and marks secrets again', async () => {
    let checked: PropertyMap = {};
    let configured = new providerPb.ConfigureRequest();
    const client = await clientOf({
      checkConfig: on('CheckRequest', (call, reply) => {
        checked = fromStruct(call.request.getNews());
        reply(
          null,
          new providerPb.CheckResponse().setInputs(toStruct({ ...checked, region: 'eu-west-1' })),
        );
      }),
      configure: on('ConfigureRequest', (call, reply) => {
        configured = call.request;
        reply(null, new providerPb.ConfigureResponse().setAcceptsecrets(true));
      }),
    });
    const inputs = { token: makeSecret('t'), tags: { a: 1 }, version: '1.0.0', retries: 3 };
    expect(await configure(client, { ...request, inputs })).toEqual({
      ...inputs,
      region: 'eu-west-1',
    });
    expect(checked['token']).toBe('t');
    expect(fromStruct(configured.getArgs())['token']).toEqual(makeSecret('t'));
    expect(Object.fromEntries(configured.getVariablesMap().toObject())).toEqual({
      'a:config:token': 't',
      'a:config:tags': '{"a":1}',
      'a:config:retries': '3',
      'a:config:region': 'eu-west-1',
    });
    expect(configured.toObject()).toMatchObject({
      acceptsecrets: true,
      acceptresources: true,
      sendsOldInputs: true,
      urn: 'urn:provider',
      type: 'pulumi:providers:a',
    });
    expect(client.features.acceptSecrets).toBe(true);
  });

  it('takes the inputs as they are when the provider has no check', async () => {
    const client = await clientOf({
      configure: on('ConfigureRequest', (_call, reply) =>
        reply(null, new providerPb.ConfigureResponse()),
      ),
    });
    expect(await configure(client, { ...request, inputs: { a: makeSecret('x') } })).toEqual({
      a: makeSecret('x'),
    });
  });

  it('lets no unknown value through', async () => {
    const client = await clientOf({});
    const error = await failureOf(configure(client, { ...request, inputs: { a: [UNKNOWN] } }));
    expect(error).toMatchObject({ code: 'internal', urn: 'urn:provider' });
  });

  it('names what the check refuses', async () => {
    const client = await clientOf({
      checkConfig: on('CheckRequest', (_call, reply) =>
        reply(
          null,
          new providerPb.CheckResponse().setFailuresList([
            new providerPb.CheckFailure().setProperty('region').setReason('no such region'),
          ]),
        ),
      ),
    });
    const error = await failureOf(configure(client, { ...request, inputs: {} }));
    expect(error).toMatchObject({ code: 'configuration-invalid' });
    expect((error as Error).message).toContain('region: no such region');
  });

  it('names the keys that are missing', async () => {
    const missing = new providerPb.ConfigureErrorMissingKeys().setMissingkeysList([
      new providerPb.ConfigureErrorMissingKeys.MissingKey()
        .setName('a:region')
        .setDescription('where to work'),
    ]);
    const client = await clientOf({
      configure: on('ConfigureRequest', (_call, reply) =>
        reply(
          failureWith(
            grpc.status.INVALID_ARGUMENT,
            'required configuration keys were missing',
            missing,
            'pulumirpc.ConfigureErrorMissingKeys',
          ),
        ),
      ),
    });
    const error = await failureOf(configure(client, { ...request, inputs: {} }));
    expect(error).toMatchObject({ code: 'configuration-invalid' });
    expect((error as Error).message).toContain('a:region (where to work)');
    expect((error as BlackstartError).remedy).toBeTruthy();
  });

  it('passes on why else it failed', async () => {
    const client = await clientOf({
      configure: on('ConfigureRequest', (_call, reply) =>
        reply({ code: grpc.status.UNKNOWN, details: 'no credentials' }),
      ),
    });
    const error = await failureOf(configure(client, { ...request, inputs: {} }));
    expect(error).toMatchObject({ code: 'provider-failed' });
    expect((error as Error).message).toContain('no credentials');
  });
});

describe('calls on resources', () => {
  /** Answers with the inputs that it was sent. */
  const echo = {
    check: on('CheckRequest', (call, reply) =>
      reply(null, new providerPb.CheckResponse().setInputs(call.request.getNews())),
    ),
    create: on('CreateRequest', (call, reply) =>
      reply(
        null,
        new providerPb.CreateResponse().setId('i-1').setProperties(call.request.getProperties()),
      ),
    ),
    read: on('ReadRequest', (call, reply) =>
      reply(
        null,
        new providerPb.ReadResponse()
          .setId(call.request.getId() === 'gone' ? '' : call.request.getId())
          .setInputs(call.request.getInputs())
          .setProperties(call.request.getProperties()),
      ),
    ),
    update: on('UpdateRequest', (call, reply) =>
      reply(null, new providerPb.UpdateResponse().setProperties(call.request.getNews())),
    ),
    invoke: on('InvokeRequest', (call, reply) =>
      reply(null, new providerPb.InvokeResponse().setReturn(call.request.getArgs())),
    ),
  };
  const marked = {
    password: makeSecret('x'),
    output: { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, value: 'o', secret: true },
    reference: { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn: 'urn:2', id: 'i-2' },
  };

  it('sends secrets and references to a provider that takes them, and never outputs', async () => {
    const client = await clientOf(echo, { features: ALL });
    const expected = {
      password: makeSecret('x'),
      output: makeSecret('o'),
      reference: marked.reference,
    };
    const check = { ...address, news: marked, olds: {}, randomSeed: new Uint8Array([1]) };
    expect(await client.check(check)).toEqual({ inputs: expected, failures: [] });
    const create = { ...address, inputs: marked, timeoutSeconds: 0, preview: false };
    expect(await client.create(create)).toEqual({ id: 'i-1', outputs: expected });
  });

  it('sends plain values to one that does not, and marks the answers', async () => {
    const client = await clientOf(echo, { features: NONE });
    const expected = {
      password: makeSecret('x'),
      output: makeSecret('o'),
      reference: 'i-2',
    };
    const check = { ...address, news: marked, olds: {}, randomSeed: new Uint8Array() };
    expect((await client.check(check)).inputs).toEqual(expected);
    const create = { ...address, inputs: marked, timeoutSeconds: 0, preview: false };
    expect((await client.create(create)).outputs).toEqual(expected);
    const update = {
      ...address,
      id: 'i-1',
      oldInputs: {},
      oldOutputs: {},
      news: marked,
      ignoreChanges: [],
      timeoutSeconds: 0,
      preview: false,
    };
    expect((await client.update(update)).outputs).toEqual(expected);
    const read = {
      ...address,
      id: 'i-1',
      inputs: { password: makeSecret('x') },
      outputs: { password: 'x', arn: makeSecret('arn') },
      timeoutSeconds: 0,
    };
    expect(await client.read(read)).toEqual({
      id: 'i-1',
      inputs: { password: makeSecret('x') },
      outputs: { password: makeSecret('x'), arn: makeSecret('arn') },
    });
    expect((await client.invoke('a:b:f', { a: makeSecret('q'), b: 1 }, true)).result).toEqual({
      a: makeSecret('q'),
      b: makeSecret(1),
    });
  });

  it('reads what is gone as undefined, and sends no unknowns and no empty inputs', async () => {
    let seen = new providerPb.ReadRequest();
    const client = await clientOf(
      {
        ...echo,
        read: on('ReadRequest', (call, reply) => {
          seen = call.request;
          reply(null, new providerPb.ReadResponse());
        }),
      },
      { features: ALL },
    );
    const read = {
      ...address,
      id: 'gone',
      inputs: { a: UNKNOWN },
      outputs: { b: [1, UNKNOWN] },
      timeoutSeconds: 7,
    };
    expect(await client.read(read)).toBeUndefined();
    expect(seen.hasInputs()).toBe(false);
    expect(fromStruct(seen.getProperties())).toEqual({ b: [1] });
    expect(seen.getTimeout()).toBe(7);
  });

  it('answers previews itself where the provider does not support them', async () => {
    const client = await clientOf({}, { features: NONE });
    const inputs = { a: UNKNOWN };
    const create = { ...address, inputs, timeoutSeconds: 0, preview: true };
    expect(await client.create(create)).toEqual({ id: '', outputs: inputs });
  });

  it('never creates, updates or asks with an unknown value', async () => {
    const client = await clientOf(echo, { features: ALL });
    const create = { ...address, inputs: { a: UNKNOWN }, timeoutSeconds: 0, preview: false };
    expect(await failureOf(client.create(create))).toMatchObject({ code: 'internal' });
    expect(await failureOf(client.invoke('t', { a: UNKNOWN }, true))).toMatchObject({
      code: 'internal',
    });
  });

  it('refuses a created resource without an id', async () => {
    const client = await clientOf(
      {
        create: on('CreateRequest', (_call, reply) => reply(null, new providerPb.CreateResponse())),
      },
      { features: ALL },
    );
    const create = { ...address, inputs: {}, timeoutSeconds: 0, preview: false };
    expect(await failureOf(client.create(create))).toBeInstanceOf(ProviderError);
  });

  it('translates diffs', async () => {
    const { DiffChanges } = providerPb.DiffResponse;
    const { Kind } = providerPb.PropertyDiff;
    const client = await clientOf(
      {
        diff: on('DiffRequest', (call, reply) => {
          const response = new providerPb.DiffResponse();
          if (call.request.getId() === 'none') response.setChanges(DiffChanges.DIFF_NONE);
          if (call.request.getId() === 'some') {
            response
              .setChanges(DiffChanges.DIFF_SOME)
              .setDiffsList(['tags'])
              .setReplacesList(['name'])
              .setHasdetaileddiff(true)
              .getDetaileddiffMap()
              .set('tags.a', new providerPb.PropertyDiff().setKind(Kind.DELETE))
              .set('name', new providerPb.PropertyDiff().setKind(Kind.UPDATE_REPLACE));
          }
          reply(null, response);
        }),
      },
      { features: ALL },
    );
    const diff = { ...address, oldInputs: {}, oldOutputs: {}, news: {}, ignoreChanges: [] };
    expect(await client.diff({ ...diff, id: 'x' })).toEqual({
      changes: 'unknown',
      diffs: [],
      replaces: [],
    });
    expect((await client.diff({ ...diff, id: 'none' })).changes).toBe('none');
    expect(await client.diff({ ...diff, id: 'some' })).toEqual({
      changes: 'some',
      diffs: ['tags'],
      replaces: ['name'],
      detailed: new Map([
        ['tags.a', 'delete'],
        ['name', 'update-replace'],
      ]),
    });
  });

  it('passes messages beyond the default limit of gRPC', async () => {
    const client = await clientOf(echo, { features: ALL });
    const args = { blob: 'x'.repeat(5 * 1024 * 1024) };
    expect((await client.invoke('t', args, false)).result).toEqual(args);
  });

  it('sends metadata with every call', async () => {
    let instance: unknown;
    const client = await clientOf(
      {
        invoke: on('InvokeRequest', (call, reply) => {
          instance = call.metadata.get('blackstart-provider')[0];
          reply(null, new providerPb.InvokeResponse());
        }),
      },
      { metadata: { 'blackstart-provider': 'eu' } },
    );
    await client.invoke('t', {}, false);
    expect(instance).toBe('eu');
  });
});

describe('failures', () => {
  const create = { ...address, inputs: {}, timeoutSeconds: 0, preview: false };

  it('carry the status and the message of the server', async () => {
    const client = await clientOf(
      {
        create: on('CreateRequest', (_call, reply) =>
          reply({ code: grpc.status.ALREADY_EXISTS, details: 'the role exists' }),
        ),
      },
      { features: ALL },
    );
    const error = await failureOf(client.create(create));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ status: 'ALREADY_EXISTS', message: 'the role exists' });
    expect((error as ProviderError).partial).toBeUndefined();
  });

  it('say what exists all the same, with its secrets marked', async () => {
    const detail = new providerPb.ErrorResourceInitFailed()
      .setId('i-1')
      .setProperties(toStruct({ password: 'x' }))
      .setReasonsList(['not ready'])
      .setInputs(toStruct({ password: 'x' }));
    const client = await clientOf(
      {
        create: on('CreateRequest', (_call, reply) =>
          reply(
            failureWith(
              grpc.status.UNKNOWN,
              'did not become ready',
              detail,
              'pulumirpc.ErrorResourceInitFailed',
            ),
          ),
        ),
      },
      { features: NONE },
    );
    const inputs = { password: makeSecret('x') };
    const error = await failureOf(client.create({ ...create, inputs }));
    expect(error).toMatchObject({
      status: 'UNKNOWN',
      message: 'did not become ready',
      partial: { id: 'i-1', outputs: inputs, inputs, reasons: ['not ready'] },
    });
  });

  it('list the properties that a provider refuses', async () => {
    const detail = new errorsPb.InputPropertiesError().setErrorsList([
      new errorsPb.InputPropertiesError.PropertyError()
        .setPropertyPath('spec.size')
        .setReason('too large'),
    ]);
    const client = await clientOf({
      create: on('CreateRequest', (_call, reply) =>
        reply(
          failureWith(
            grpc.status.INVALID_ARGUMENT,
            'bad inputs',
            detail,
            'pulumirpc.InputPropertiesError',
          ),
        ),
      ),
    });
    const error = await failureOf(client.create(create));
    expect((error as Error).message).toBe('bad inputs\n  spec.size: too large');
  });

  it('survive details that cannot be read', async () => {
    const metadata = new grpc.Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from([255, 255, 255]));
    const client = await clientOf({
      create: on('CreateRequest', (_call, reply) =>
        reply({ code: grpc.status.ABORTED, details: 'x', metadata }),
      ),
    });
    expect(await failureOf(client.create(create))).toMatchObject({ status: 'ABORTED' });
  });

  it('end calls at their deadline, which a longer timeout of the call extends', async () => {
    const client = await clientOf(
      { create: on('CreateRequest', () => undefined) },
      { deadlineSeconds: 0.2 },
    );
    expect(await failureOf(client.create(create))).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    const slow = client.create({ ...create, timeoutSeconds: 1 });
    slow.catch(() => undefined);
    const first = await Promise.race([
      slow.catch(() => 'failed'),
      new Promise((resolve) => setTimeout(() => resolve('waits'), 600)),
    ]);
    expect(first).toBe('waits');
  });

  it('come from a process that has ended though its connection has not', async () => {
    let end: (death: ProcessDeath) => void = () => undefined;
    const exited = new Promise<ProcessDeath>((resolve) => (end = resolve));
    const server = { create: on('CreateRequest', () => undefined) };
    const channel = new ProviderChannel(await serveHere(server, cleanups), exited);
    cleanups.push(async () => channel.close());
    const client = new ProviderClient(channel, { packageName: 'a', origin: '', version: '' });
    const failing = failureOf(client.create(create));
    await channel.ready(5_000);
    end({ binary: '/x/fake', exitCode: 4, signal: null, lastLines: [], stopped: false });
    const error = await failing;
    expect(error).toMatchObject({ status: 'UNAVAILABLE', cause: { code: 'provider-died' } });
    expect((error as Error).message).toContain('exit code 4');
  });

  it('come from a closed channel and an absent server alike', async () => {
    const channel = new ProviderChannel('127.0.0.1:1');
    const client = new ProviderClient(channel, { packageName: 'a', origin: '', version: '' });
    expect(await failureOf(client.create(create))).toMatchObject({ status: 'UNAVAILABLE' });
    expect(await failureOf(channel.ready(100))).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    channel.close();
    expect(await failureOf(client.create(create))).toBeInstanceOf(ProviderError);
  });
});

describe('remote components', () => {
  it('passes everything to Construct and takes outputs back', async () => {
    let seen = new providerPb.ConstructRequest();
    const output = { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, value: 1, dependencies: ['urn:d'] };
    const client = await clientOf(
      {
        construct: on('ConstructRequest', (call, reply) => {
          seen = call.request;
          const response = new providerPb.ConstructResponse()
            .setUrn('urn:c')
            .setState(toStruct({ out: output }));
          response
            .getStatedependenciesMap()
            .set(
              'out',
              new providerPb.ConstructResponse.PropertyDependencies().setUrnsList(['urn:d']),
            );
          reply(null, response);
        }),
      },
      { features: ALL },
    );
    const result = await client.construct({
      ...address,
      parent: 'urn:parent',
      inputs: { in: output },
      inputDependencies: { in: ['urn:d'] },
      providers: { aws: 'urn:p::id' },
      dependencies: ['urn:e'],
      protect: true,
      ignoreChanges: ['x'],
      replaceOnChanges: ['y'],
      additionalSecretOutputs: ['z'],
      deletedWith: 'urn:w',
      retainOnDelete: undefined,
      customTimeouts: { create: 90 },
      context,
    });
    expect(result).toEqual({
      urn: 'urn:c',
      state: { out: output },
      stateDependencies: { out: ['urn:d'] },
    });
    expect(fromStruct(seen.getInputs())).toEqual({ in: output });
    expect(seen.hasRetainondelete()).toBe(false);
    expect(seen.toObject()).toMatchObject({
      parent: 'urn:parent',
      inputdependenciesMap: [['in', { urnsList: ['urn:d'] }]],
      providersMap: [['aws', 'urn:p::id']],
      dependenciesList: ['urn:e'],
      protect: true,
      ignorechangesList: ['x'],
      replaceonchangesList: ['y'],
      additionalsecretoutputsList: ['z'],
      deletedwith: 'urn:w',
      customtimeouts: { create: '90s', update: '', read: '' },
      acceptsOutputValues: true,
      project: 'p',
      stack: 's',
      organization: 'o',
      configMap: [['p:k', 'v']],
      configsecretkeysList: ['p:k'],
      monitorendpoint: '127.0.0.1:1',
      dryrun: true,
      parallel: 4,
    });
  });

  it('refuses components of a provider that does not take secrets', async () => {
    const client = await clientOf({}, { features: NONE });
    const construct = {
      ...address,
      parent: '',
      inputs: {},
      inputDependencies: {},
      providers: {},
      dependencies: [],
      protect: undefined,
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      deletedWith: '',
      retainOnDelete: undefined,
      customTimeouts: {},
      context,
    };
    expect(await failureOf(client.construct(construct))).toMatchObject({
      status: 'FAILED_PRECONDITION',
    });
  });

  it('calls methods', async () => {
    let seen = new providerPb.CallRequest();
    const client = await clientOf(
      {
        call: on('CallRequest', (call, reply) => {
          seen = call.request;
          const response = new providerPb.CallResponse()
            .setReturn(toStruct({ ok: true }))
            .setFailuresList([new providerPb.CheckFailure().setProperty('a').setReason('b')]);
          response
            .getReturndependenciesMap()
            .set('ok', new providerPb.CallResponse.ReturnDependencies().setUrnsList(['urn:r']));
          reply(null, response);
        }),
        cancel: on('CallRequest', (_call, reply) => reply(null, new emptyPb.Empty())),
      },
      { features: ALL },
    );
    expect(
      await client.call({
        token: 'a:b:C/m',
        args: { self: UNKNOWN },
        argDependencies: { self: ['urn:s'] },
        context,
      }),
    ).toEqual({
      result: { ok: true },
      dependencies: { ok: ['urn:r'] },
      failures: [{ property: 'a', reason: 'b' }],
    });
    expect(seen.toObject()).toMatchObject({
      tok: 'a:b:C/m',
      argdependenciesMap: [['self', { urnsList: ['urn:s'] }]],
      organization: 'o',
    });
    await client.cancel();
  });
});
