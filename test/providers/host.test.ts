import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BlackstartError } from '../../src/model/errors.js';
import { ProviderError } from '../../src/model/provider.js';
import type { EngineLog } from '../../src/providers/engineService.js';
import { makeSecret } from '../../src/model/values.js';
import { configure, ProviderHost } from '../../src/providers/host.js';
import type { PluginOutput, ProviderHostOptions } from '../../src/providers/host.js';
import {
  failureOf,
  isRunning,
  PLUGIN_PRELUDE,
  temporaryFolder,
  until,
  writePlugin,
} from './hostRig.js';

// Every plugin is a process to start, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function host(options: ProviderHostOptions = {}): ProviderHost {
  const made = new ProviderHost({ stopGraceMs: 2_000, ...options });
  cleanups.push(() => made.close());
  return made;
}

async function plugin(script: string): Promise<string> {
  return writePlugin(await temporaryFolder(cleanups), script);
}

const create = {
  urn: 'urn:pulumi:s::p::a:b:C::n',
  type: 'a:b:C',
  name: 'n',
  inputs: {},
  timeoutSeconds: 0,
  preview: false,
};

const ECHO = `${PLUGIN_PRELUDE}
serve({
  invoke: (call, done) => {
    const response = new pb.InvokeResponse();
    response.setReturn(call.request.getArgs());
    done(null, response);
  },
});
`;

describe('a plugin', () => {
  it('is started, greeted, used and ended', async () => {
    const binary = await plugin(ECHO);
    const process = await host().launch(binary);
    expect(process).toMatchObject({ packageName: 'fake', origin: binary, version: '1.2.3' });
    expect(process.features).toMatchObject({ acceptSecrets: true, acceptOutputs: false });
    const client = process.client();
    expect(client).toMatchObject({ packageName: 'fake', origin: binary, version: '1.2.3' });
    expect((await client.invoke('t', { a: 1 }, false)).result).toEqual({ a: 1 });
    await Promise.all([process.close(), process.close()]);
    expect(isRunning(process.pid ?? 0)).toBe(false);
    expect(await process.exited).toMatchObject({ stopped: true });
    const error = await failureOf(client.invoke('t', {}, false));
    expect(error).toMatchObject({ status: 'UNAVAILABLE' });
    expect((error as Error).message).toContain('was stopped');
  });

  it('gets its arguments, the engine address after them, and its environment', async () => {
    const folder = await temporaryFolder(cleanups);
    const script = path.join(folder, 'plugin.cjs');
    await writeFile(
      script,
      `${PLUGIN_PRELUDE}
console.error(JSON.stringify([process.argv.slice(2), process.env.COLOUR, process.env.NOTHING, process.cwd()]));
serve({});`,
    );
    const lines: PluginOutput[] = [];
    const launching = host({
      engineAddress: '127.0.0.1:7',
      onOutput: (output) => lines.push(output),
    });
    const started = await launching.launch(process.execPath, [script, 'x'], {
      packageName: 'aws',
      origin: 'simulated',
      env: { COLOUR: 'red', NOTHING: undefined },
      cwd: folder,
    });
    expect(started).toMatchObject({ packageName: 'aws', origin: 'simulated' });
    await until(() => lines.length > 0);
    expect(lines[0]).toMatchObject({ packageName: 'aws', stream: 'stderr' });
    expect(JSON.parse(lines[0]?.line ?? '')).toEqual([['x', '127.0.0.1:7'], 'red', null, folder]);
  });

  it('reaches the engine that the host serves', async () => {
    const binary = await plugin(`${PLUGIN_PRELUDE}
const engine = new engineStubs.EngineClient(engineAddress, grpc.credentials.createInsecure());
serve({
  invoke: (call, done) => {
    const log = new enginePb.LogRequest();
    log.setSeverity(enginePb.LogSeverity.WARNING);
    log.setMessage('look out');
    log.setUrn('urn:x');
    engine.log(log, () => {
      const root = new enginePb.SetRootResourceRequest();
      root.setUrn('urn:root');
      engine.setRootResource(root, () =>
        engine.getRootResource(new enginePb.GetRootResourceRequest(), (_, answer) => {
          const range = new enginePb.RequirePulumiVersionRequest();
          range.setPulumiVersionRange(call.request.getTok());
          engine.requirePulumiVersion(range, (error) =>
            done({ code: 2, details: answer.getUrn() + ' ' + (error ? error.details : 'fine') }),
          );
        }),
      );
    });
  },
});`);
    const logs: EngineLog[] = [];
    const started = await host({ onLog: (entry) => logs.push(entry) }).launch(binary);
    const answers = await Promise.all(
      ['>=3.0.0', '<1.0.0', 'any'].map((range) =>
        failureOf(started.client().invoke(range, {}, false)),
      ),
    );
    const [fine, refused, invalid] = answers.map((error) => (error as Error).message);
    expect(fine).toBe('urn:root fine');
    expect(refused).toContain('Pulumi <1.0.0 is required');
    expect(invalid).toContain("'any' is not a range");
    expect(logs[0]).toEqual({
      severity: 'warning',
      message: 'look out',
      urn: 'urn:x',
      streamId: 0,
      ephemeral: false,
    });
  });

  it('serves several instances over one process', async () => {
    const binary = await plugin(`${PLUGIN_PRELUDE}
serve({
  invoke: (call, done) => done({ code: 2, details: String(call.metadata.get('blackstart-provider')[0]) }),
});`);
    const started = await host().launch(binary);
    for (const instance of ['eu', 'us']) {
      const client = started.client({
        packageName: 'aws',
        metadata: { 'blackstart-provider': instance },
      });
      expect(client.packageName).toBe('aws');
      expect(await failureOf(client.invoke('t', {}, false))).toMatchObject({ message: instance });
    }
  });

  it('may know neither Handshake nor GetPluginInfo nor Cancel', async () => {
    const binary = await plugin(
      `${PLUGIN_PRELUDE}serve({ handshake: undefined, getPluginInfo: undefined, cancel: undefined });`,
    );
    const started = await host().launch(binary);
    expect(started).toMatchObject({ version: '', features: undefined });
    await started.close();
    expect(isRunning(started.pid ?? 0)).toBe(false);
  });
});

describe('a plugin that does not start', () => {
  it.each([
    [
      'ends at once',
      `console.error('no licence'); process.exit(3);`,
      'provider-died',
      'exit code 3',
    ],
    [
      'is killed',
      `console.error('no licence'); process.kill(process.pid, 'SIGKILL');`,
      'provider-died',
      'signal SIGKILL',
    ],
    [
      'prints no port',
      `console.error('no licence'); setInterval(() => {}, 1000);`,
      'provider-failed',
      'printed no port within 3 s',
    ],
    [
      'prints garbage',
      `console.error('no licence'); setTimeout(() => console.log('hello'), 200); setInterval(() => {}, 1000);`,
      'provider-failed',
      'printed "hello" where its port was expected',
    ],
    [
      'prints an impossible port',
      `console.error('no licence'); setTimeout(() => console.log('99999'), 200); setInterval(() => {}, 1000);`,
      'provider-failed',
      'printed "99999"',
    ],
  ])('%s', async (_name, script, code, message) => {
    const binary = await plugin(script);
    const error = await failureOf(host({ startTimeoutMs: 3_000 }).launch(binary));
    expect(error).toBeInstanceOf(BlackstartError);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).toContain('no licence');
    expect((error as BlackstartError).remedy).toBeTruthy();
  });

  it('does not listen on the port that it printed', async () => {
    const binary = await plugin(`console.log('1'); setInterval(() => {}, 1000);`);
    const error = await failureOf(host({ connectTimeoutMs: 500 }).launch(binary));
    expect(error).toMatchObject({ code: 'provider-failed' });
    expect((error as Error).message).toContain('does not answer');
  });

  it('does not answer the Handshake', async () => {
    const binary = await plugin(`${PLUGIN_PRELUDE}serve({ handshake: () => {} });`);
    const error = await failureOf(host({ connectTimeoutMs: 500 }).launch(binary));
    expect(error).toMatchObject({ code: 'provider-failed' });
  });

  it('dies in the Handshake', async () => {
    const binary = await plugin(`${PLUGIN_PRELUDE}serve({ handshake: () => process.exit(9) });`);
    const error = await failureOf(host().launch(binary));
    expect(error).toMatchObject({ code: 'provider-died' });
    expect((error as Error).message).toContain('exit code 9');
  });

  it('is not there, or not executable', async () => {
    const folder = await temporaryFolder(cleanups);
    const absent = await failureOf(host().launch(path.join(folder, 'pulumi-resource-none')));
    expect(absent).toMatchObject({ code: 'provider-failed' });
    expect((absent as Error).message).toContain('ENOENT');
    await writeFile(path.join(folder, 'pulumi-resource-text'), 'text');
    const text = await failureOf(host().launch(path.join(folder, 'pulumi-resource-text')));
    expect((text as Error).message).toContain('EACCES');
  });

  it('has a folder for a name', async () => {
    const folder = await temporaryFolder(cleanups);
    expect(await failureOf(host().launch(folder))).toMatchObject({ code: 'provider-failed' });
  });
});

describe('a plugin that dies', () => {
  it.each([
    ['by itself', `console.error('out of memory'); process.exit(137);`, 'exit code 137'],
    [
      'by a signal',
      `console.error('out of memory'); process.kill(process.pid, 'SIGKILL');`,
      'signal SIGKILL',
    ],
  ])('in the middle of a call, %s', async (_name, death, how) => {
    const binary = await plugin(`${PLUGIN_PRELUDE}serve({ create: () => { ${death} } });`);
    const started = await host().launch(binary);
    const client = started.client();
    const error = await failureOf(client.create(create));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ status: 'UNAVAILABLE', cause: { code: 'provider-died' } });
    expect((error as Error).message).toContain(how);
    expect((error as Error).message).toContain('out of memory');
    expect(((error as Error).cause as BlackstartError).remedy).toBeTruthy();
    // Later calls fail at once, in the same way.
    expect(await failureOf(client.create(create))).toMatchObject({ status: 'UNAVAILABLE' });
    expect(await started.exited).toMatchObject({ stopped: false });
    await started.close();
  });

  it('keeps no call waiting though a child of its holds its pipes', async () => {
    // The grandchild leaves the process group and keeps every descriptor that it inherits.
    const binary = await plugin(`${PLUGIN_PRELUDE}
serve({ create: () => {
  require('node:child_process').spawn('sleep', ['3'], { detached: true, stdio: 'inherit' });
  setTimeout(() => process.exit(4), 200);
} });`);
    const started = await host().launch(binary);
    const began = Date.now();
    const error = await failureOf(started.client().create(create));
    expect((error as Error).message).toContain('exit code 4');
    expect(Date.now() - began).toBeLessThan(2_500);
  });
});

describe('ending', () => {
  it('kills a plugin that ignores every request to end', async () => {
    const binary = await plugin(
      `process.on('SIGTERM', () => {});${PLUGIN_PRELUDE}serve({ cancel: () => {} });`,
    );
    const running = host({ stopGraceMs: 500 });
    const started = await running.launch(binary);
    await Promise.all([running.close(), running.close()]);
    expect(await started.exited).toMatchObject({ signal: 'SIGKILL', stopped: true });
    expect(isRunning(started.pid ?? 0)).toBe(false);
  });

  it('lets a plugin that watches its stdin end by itself', async () => {
    const binary = await plugin(
      `process.stdin.on('end', () => process.exit(0)).resume();${PLUGIN_PRELUDE}serve({});`,
    );
    const started = await host().launch(binary);
    await started.close();
    expect(await started.exited).toMatchObject({ exitCode: 0, signal: null });
  });

  it('ends what a plugin has started as well', async () => {
    const binary = await plugin(`${PLUGIN_PRELUDE}
const child = require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' });
serve({ invoke: (call, done) => done({ code: 2, details: String(child.pid) }) });`);
    const started = await host().launch(binary);
    const error = await failureOf(started.client().invoke('t', {}, false));
    const grandchild = Number((error as Error).message);
    expect(isRunning(grandchild)).toBe(true);
    await started.close();
    await until(() => !isRunning(grandchild));
  });

  it('cancels what runs, and fails its call', async () => {
    const binary = await plugin(`${PLUGIN_PRELUDE}
let pending;
serve({
  create: (call, done) => { pending = done; console.error('creating'); },
  cancel: (call, done) => {
    pending({ code: grpc.status.ABORTED, details: 'cancelled by the engine' });
    done(null, new emptyPb.Empty());
  },
});`);
    let creating = false;
    const started = await host({ onOutput: () => (creating = true) }).launch(binary);
    const failing = failureOf(started.client().create(create));
    await until(() => creating);
    await started.close();
    expect(await failing).toMatchObject({ message: 'cancelled by the engine' });
  });

  it('includes plugins that are only just starting, and refuses new ones', async () => {
    const folder = await temporaryFolder(cleanups);
    const pidFile = path.join(folder, 'pid');
    const binary = await plugin(
      `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const running = host({ stopGraceMs: 500 });
    const launching = failureOf(running.launch(binary));
    let pid = 0;
    while (pid === 0) {
      pid = Number(await readFile(pidFile, 'utf8').catch(() => '0'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await running.close();
    expect(await launching).toBeInstanceOf(BlackstartError);
    expect(isRunning(pid)).toBe(false);
    expect(await failureOf(running.launch(binary))).toMatchObject({ code: 'interrupted' });
  });

  it.each([
    ['by an exception', `process.on('SIGTERM', () => {});`, `throw new Error('defect');`],
    [
      'by SIGKILL, where they watch their stdin',
      `process.stdin.on('end', () => process.exit(0)).resume();`,
      `process.kill(process.pid, 'SIGKILL');`,
    ],
  ])(
    'comes for plugins also when the engine ends %s',
    async (_name, habit, end) => {
      const folder = await temporaryFolder(cleanups);
      const binary = await plugin(`${habit}${ECHO}`);
      const hostModule = fileURLToPath(new URL('../../src/providers/host.ts', import.meta.url));
      const engine = path.join(folder, 'engine.mts');
      await writeFile(
        engine,
        `import { ProviderHost } from ${JSON.stringify(hostModule)};
const plugin = await new ProviderHost().launch(${JSON.stringify(binary)});
console.log(plugin.pid);
setTimeout(() => { ${end} }, 100);`,
      );
      const tsx = import.meta.resolve('tsx');
      const child = spawn(process.execPath, ['--import', tsx, engine], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect(code).not.toBe(0);
      const pid = Number(text);
      expect(pid).toBeGreaterThan(0);
      await until(() => !isRunning(pid));
    },
    30_000,
  );
});

describe('a genuine plugin', () => {
  it("is Pulumi's own for dynamic resources", async () => {
    const script = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/dynamic-provider');
    const started = await host().launch(process.execPath, [script], {
      packageName: 'pulumi-nodejs',
    });
    const client = started.client();
    const type = 'pulumi:providers:pulumi-nodejs';
    await configure(client, { urn: `urn:pulumi:s::p::${type}::d`, type, name: 'd', inputs: {} });
    const inputs = {
      __provider:
        'exports.handler = () => ({ create: async (inputs) => ({ id: "d-1", outs: { size: inputs.size, password: inputs.password } }) })',
      size: 3,
      password: makeSecret('p'),
    };
    const made = await client.create({
      urn: 'urn:pulumi:s::p::pulumi-nodejs:dynamic:Resource::r',
      type: 'pulumi-nodejs:dynamic:Resource',
      name: 'r',
      inputs,
      timeoutSeconds: 0,
      preview: false,
    });
    expect(made.id).toBe('d-1');
    expect(made.outputs).toMatchObject({ size: 3, password: makeSecret('p') });
  });
});
