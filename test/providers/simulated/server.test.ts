import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import grpc from '@grpc/grpc-js';
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import type { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectedSeconds } from '../../../src/model/durations.js';
import { autonameSeed } from '../../../src/model/hash.js';
import { makeSecret, type PropertyMap } from '../../../src/model/values.js';
import { INSTANCE_METADATA } from '../../../src/providers/serve.js';
import {
  createSandbox,
  openSandbox,
  type Sandbox,
} from '../../../src/providers/simulated/sandbox.js';
import { fromStruct, toStruct } from '../../../src/providers/struct.js';
import { CLUSTER, CONFIG_MAP, QUEUE, temporaryFolder, urnOf, VPC } from './rig.js';

const MAIN = new URL('../../../src/providers/simulated/main.ts', import.meta.url).pathname;

interface Served {
  readonly child: ChildProcessWithoutNullStreams;
  readonly client: ResourceProviderClient;
  /** A call, by method name, in the name of an instance. */
  call<Response>(method: string, request: unknown, instance?: string): Promise<Response>;
}

/** The server as a process of its own. */
async function serve(folder: string): Promise<Served> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--account', folder]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  const client = new providerGrpc.ResourceProviderClient(
    `127.0.0.1:${port}`,
    grpc.credentials.createInsecure(),
  );
  onTestFinished(() => client.close());
  return {
    child,
    client,
    call: (method, request, instance) =>
      new Promise((resolve, reject) => {
        const metadata = new grpc.Metadata();
        if (instance !== undefined) metadata.set(INSTANCE_METADATA, instance);
        const methods = client as unknown as Record<
          string,
          (
            request: unknown,
            metadata: grpc.Metadata,
            done: (error: Error | null, response: never) => void,
          ) => void
        >;
        methods[method]!.call(client, request, metadata, (error, response) =>
          error === null ? resolve(response) : reject(error),
        );
      }),
  };
}

function create(
  type: string,
  name: string,
  inputs: PropertyMap,
): InstanceType<typeof pb.CreateRequest> {
  return new pb.CreateRequest()
    .setUrn(urnOf(type, name))
    .setType(type)
    .setName(name)
    .setProperties(toStruct(inputs));
}

function sandbox(timeScale: number): Sandbox {
  return createSandbox(temporaryFolder(), { timeScale });
}

type CreateResponse = InstanceType<typeof pb.CreateResponse>;

describe('the server', { timeout: 60_000 }, () => {
  it('speaks the provider protocol for several packages and instances at once', async () => {
    const { folder } = sandbox(0);
    const { call } = await serve(folder);
    const handshake = await call<InstanceType<typeof pb.ProviderHandshakeResponse>>(
      'handshake',
      new pb.ProviderHandshakeRequest(),
    );
    expect(handshake.getAcceptSecrets()).toBe(true);

    const check = await call<InstanceType<typeof pb.CheckResponse>>(
      'check',
      new pb.CheckRequest()
        .setUrn(urnOf(QUEUE, 'q'))
        .setNews(toStruct({ tags: { a: makeSecret('s') } }))
        .setRandomseed(autonameSeed(urnOf(QUEUE, 'q'))),
    );
    expect(fromStruct(check.getInputs())).toMatchObject({
      name: expect.stringMatching(/^q-[0-9a-f]{7}$/) as unknown,
      tags: { a: makeSecret('s') },
    });

    const cluster = await call<CreateResponse>(
      'create',
      create(CLUSTER, 'main', { name: 'main', roleArn: 'r', vpcConfig: { subnetIds: [] } }),
      'aws',
    );
    const { endpoint } = fromStruct(cluster.getProperties());
    const kubeconfig = JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: endpoint } }],
    });
    await call(
      'configure',
      new pb.ConfigureRequest().setArgs(toStruct({ kubeconfig: makeSecret(kubeconfig) })),
      'kubernetes-main',
    );
    const inputs = { metadata: { name: 'a', namespace: 'default' } };
    const object = await call<CreateResponse>(
      'create',
      create(CONFIG_MAP, 'a', inputs),
      'kubernetes-main',
    );
    expect(object.getId()).toBe('default/a');
    await expect(call('create', create(CONFIG_MAP, 'b', inputs), 'another')).rejects.toMatchObject({
      code: grpc.status.UNAVAILABLE,
    });

    const diff = await call<InstanceType<typeof pb.DiffResponse>>(
      'diff',
      new pb.DiffRequest()
        .setUrn(urnOf(VPC, 'v'))
        .setOldInputs(toStruct({ cidrBlock: '10.0.0.0/16', tags: { a: '1' } }))
        .setNews(toStruct({ cidrBlock: '10.1.0.0/16', tags: { a: '2' } })),
    );
    expect(diff.getReplacesList()).toEqual(['cidrBlock']);
    expect(diff.getDetaileddiffMap().get('tags.a')?.getKind()).toBe(pb.PropertyDiff.Kind.UPDATE);

    await expect(call('construct', new pb.ConstructRequest())).rejects.toMatchObject({
      code: grpc.status.UNIMPLEMENTED,
    });
  });

  it('dies without losing what it was making', async () => {
    const box = sandbox(2 / (expectedSeconds(VPC, 'create')?.seconds ?? 1));
    const first = await serve(box.folder);
    const dying = first.call('create', create(VPC, 'main', { cidrBlock: '10.0.0.0/16' }));
    const failing = expect(dying).rejects.toMatchObject({ code: grpc.status.UNAVAILABLE });
    await expect.poll(() => box.list().length, { interval: 5, timeout: 10_000 }).toBe(1);
    first.child.kill('SIGKILL');
    await failing;
    box.setTimeScale(0);
    const [record] = openSandbox(box.folder).list();
    const second = await serve(box.folder);
    const read = await second.call<InstanceType<typeof pb.ReadResponse>>(
      'read',
      new pb.ReadRequest().setUrn(urnOf(VPC, 'main')).setId(record!.id),
    );
    expect(read.getId()).toBe(record!.id);
    expect(Date.now()).toBeGreaterThanOrEqual(record!.readyAt);
  });

  it('lets one of several processes win a name', async () => {
    const box = sandbox(0);
    const servers = await Promise.all([1, 2, 3].map(() => serve(box.folder)));
    const names = Array.from({ length: 40 }, (_, at) => `q${at}`);
    const results = await Promise.all(
      names.map((name) =>
        Promise.allSettled(
          servers.map(({ call }) => call<CreateResponse>('create', create(QUEUE, name, { name }))),
        ),
      ),
    );
    for (const outcomes of results) {
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(String(outcome.reason)).toMatch(/already exists/);
      }
    }
    expect(box.list()).toHaveLength(names.length);
  });

  it('crashes when told to, in the middle of a call', async () => {
    const box = sandbox(0);
    box.addFault({ kind: 'crash', match: VPC, operation: 'create', count: 1 });
    const { child, call } = await serve(box.folder);
    const ended = once(child, 'exit');
    const inputs = { cidrBlock: '10.0.0.0/16' };
    await expect(call('create', create(VPC, 'main', inputs))).rejects.toThrow();
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(box.list()).toHaveLength(1);
  });

  it('stops with its standard input and on SIGTERM', async () => {
    const { folder } = sandbox(0);
    for (const stop of [
      ({ child }: Served) => child.stdin.end(),
      ({ child }: Served) => child.kill('SIGTERM'),
    ]) {
      const served = await serve(folder);
      const ended = once(served.child, 'exit');
      stop(served);
      expect(await ended).toEqual([0, null]);
    }
  });

  it('refuses a folder that is no sandbox', async () => {
    const child = spawn(process.execPath, [
      '--import',
      'tsx',
      MAIN,
      '--account',
      temporaryFolder(),
    ]);
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});
