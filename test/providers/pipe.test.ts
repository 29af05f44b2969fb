import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/model/provider.js';
import { ProviderClient } from '../../src/providers/client.js';
import type { ProcessDeath } from '../../src/providers/death.js';
import type { ParcelsToEngine, ParcelsToProvider } from '../../src/providers/pipe.js';
import { PipeChannel } from '../../src/providers/pipeChannel.js';
import type { CallContext, ProviderHandlers } from '../../src/providers/serve.js';
import { servePipe } from '../../src/providers/servePipe.js';
import { fromStruct, toStruct } from '../../src/providers/struct.js';
import { failureOf } from './hostRig.js';

const create = {
  ...{ urn: 'urn:pulumi:s::p::a:b:C::n', type: 'a:b:C', name: 'n' },
  ...{ inputs: { size: 3 }, timeoutSeconds: 0, preview: false },
};
const FEATURES = {
  ...{ acceptSecrets: true, acceptResources: true },
  ...{ acceptOutputs: true, supportsPreview: true },
};
const DEATH: ProcessDeath = {
  ...{ binary: '/x/fake', exitCode: 4, signal: null },
  ...{ lastLines: [], stopped: false },
};

interface Joined {
  readonly client: (options?: {
    metadata?: Record<string, string>;
    deadlineSeconds?: number;
  }) => ProviderClient;
  /** How many parcels each message to the provider held. */
  readonly sizes: readonly number[];
  readonly die: (death: ProcessDeath) => void;
}

/** An engine and a provider, joined by a pipe that clones what is sent, as the one between processes does. */
function join(handlers: ProviderHandlers): Joined {
  let toProvider: (parcels: ParcelsToProvider) => void = () => undefined;
  let toEngine: (parcels: ParcelsToEngine) => void = () => undefined;
  let die: (death: ProcessDeath) => void = () => undefined;
  const sizes: number[] = [];
  const exited = new Promise<ProcessDeath>((resolve) => (die = resolve));
  servePipe(handlers, {
    send: (parcels) => toEngine(structuredClone(parcels)),
    onMessage: (hear) => (toProvider = hear),
  });
  const channel = new PipeChannel(
    {
      send: (parcels) => {
        sizes.push(parcels.length);
        toProvider(structuredClone(parcels));
      },
      onMessage: (hear) => (toEngine = hear),
      drained: exited.then(() => undefined),
    },
    exited,
  );
  return {
    client: (options = {}) =>
      new ProviderClient(channel, {
        ...{ packageName: 'a', origin: '', version: '', features: FEATURES },
        ...options,
      }),
    sizes,
    die,
  };
}

const response = (id: string): providerPb.CreateResponse =>
  new providerPb.CreateResponse().setId(id).setProperties(toStruct({ id }));

describe('calls over a pipe', () => {
  it('carry requests, the instance that is meant, and answers', async () => {
    let heard: { inputs: unknown; instance: string } | undefined;
    const { client } = join({
      create: (request, { instance }) => {
        heard = { inputs: fromStruct(request.getProperties()), instance };
        return Promise.resolve(response('i-1'));
      },
    });
    const made = await client({ metadata: { 'blackstart-provider': 'one' } }).create(create);
    expect(made).toEqual({ id: 'i-1', outputs: { id: 'i-1' } });
    expect(heard).toEqual({ inputs: { size: 3 }, instance: 'one' });
  });

  it('are answered each by its own answer, in whatever order these come', async () => {
    const { client, sizes } = join({
      create: async (request) => {
        const size = Number(fromStruct(request.getProperties())['size']);
        await new Promise((resolve) => setTimeout(resolve, 20 - size));
        return response(`i-${size}`);
      },
    });
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const made = await Promise.all(
      numbers.map((size) => client().create({ ...create, inputs: { size } })),
    );
    expect(made.map(({ id }) => id)).toEqual(numbers.map((size) => `i-${size}`));
    // Several calls of one turn share a message, so that it is paid for once.
    expect(sizes.length).toBeLessThan(numbers.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(numbers.length);
  });

  it('fail with the status, and with what exists all the same', async () => {
    const partial = { id: 'i-9', outputs: { a: 1 }, inputs: { b: 2 }, reasons: ['not ready'] };
    const { client } = join({
      create: () => Promise.reject(new ProviderError('half', 'DEADLINE_EXCEEDED', partial)),
    });
    const error = await failureOf(client().create(create));
    expect(error).toMatchObject({ message: 'half', status: 'DEADLINE_EXCEEDED', partial });
  });

  it('fail as unimplemented where the provider lacks the method', async () => {
    const { client } = join({});
    expect(await failureOf(client().create(create))).toMatchObject({ status: 'UNIMPLEMENTED' });
  });

  it('end at their deadline, and the provider hears of it', async () => {
    let signal: CallContext['signal'] | undefined;
    const { client } = join({
      create: (_, context) => {
        signal = context.signal;
        return new Promise(() => undefined);
      },
    });
    const failing = client({ deadlineSeconds: 0.05 }).create(create);
    expect(await failureOf(failing)).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(signal?.aborted).toBe(true);
  });

  it('end when the process ends, and later ones do not begin', async () => {
    const { client, die } = join({ create: () => new Promise(() => undefined) });
    const failing = failureOf(client().create(create));
    die(DEATH);
    expect(await failing).toMatchObject({
      ...{ status: 'UNAVAILABLE', cause: { code: 'provider-died' } },
    });
    expect(await failureOf(client().create(create))).toMatchObject({ status: 'UNAVAILABLE' });
  });
});
