import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import statusPb from '@pulumi/pulumi/proto/status_pb.js';

const require = createRequire(import.meta.url);

/** A folder that is removed after the test. */
export async function temporaryFolder(cleanups: (() => Promise<void>)[]): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'blackstart-host-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes an executable `pulumi-resource-fake` that runs the script. Returns its path. */
export async function writePlugin(folder: string, script: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'pulumi-resource-fake');
  await writeFile(file, `#!${process.execPath}\n${script}`);
  await chmod(file, 0o755);
  return file;
}

/** The start of a script that has gRPC, the stubs and `serve(handlers, then)`. */
export const PLUGIN_PRELUDE = `
const grpc = require(${JSON.stringify(require.resolve('@grpc/grpc-js'))});
const stubs = require(${JSON.stringify(require.resolve('@pulumi/pulumi/proto/provider_grpc_pb.js'))});
const pb = require(${JSON.stringify(require.resolve('@pulumi/pulumi/proto/provider_pb.js'))});
const pluginPb = require(${JSON.stringify(require.resolve('@pulumi/pulumi/proto/plugin_pb.js'))});
const engineStubs = require(${JSON.stringify(require.resolve('@pulumi/pulumi/proto/engine_grpc_pb.js'))});
const enginePb = require(${JSON.stringify(require.resolve('@pulumi/pulumi/proto/engine_pb.js'))});
const emptyPb = require(${JSON.stringify(require.resolve('google-protobuf/google/protobuf/empty_pb.js'))});
const engineAddress = process.argv.at(-1);
function serve(handlers) {
  const server = new grpc.Server();
  server.addService(stubs.ResourceProviderService, {
    handshake: (call, done) => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      done(null, response);
    },
    getPluginInfo: (call, done) => {
      const response = new pluginPb.PluginInfo();
      response.setVersion('v1.2.3');
      done(null, response);
    },
    cancel: (call, done) => done(null, new emptyPb.Empty()),
    ...handlers,
  });
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(String(port));
  });
}
`;

type Handlers = Readonly<Record<string, handleUnaryCall<never, unknown>>>;

/** A ResourceProvider in this process. Returns its address. */
export async function serveHere(
  handlers: Handlers,
  cleanups: (() => Promise<void>)[],
): Promise<string> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
  server.addService(
    providerGrpc.ResourceProviderService,
    handlers as Record<string, handleUnaryCall<unknown, unknown>>,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  cleanups.push(async () => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

/** A failure with a packed detail, as a server reports it. */
export function failureWith(
  code: number,
  message: string,
  detail: { serializeBinary(): Uint8Array },
  type: string,
): { code: number; details: string; metadata: InstanceType<typeof grpc.Metadata> } {
  const packed = new anyPb.Any();
  packed.pack(detail.serializeBinary(), type);
  const status = new statusPb.Status().setCode(code).setMessage(message).setDetailsList([packed]);
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  return { code, details: message, metadata };
}

/** Is there a process of that id, other than one that only waits to be collected? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition. */
export async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The failure of a promise that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It was to fail.');
    },
    (error: unknown) => error,
  );
}
