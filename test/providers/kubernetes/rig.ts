import { onTestFinished } from 'vitest';
import { autonameSeed } from '../../../src/model/hash.js';
import type {
  CheckResult,
  CreateResult,
  LiveState,
  ProviderDiff,
  ReadRequest,
} from '../../../src/model/provider.js';
import { makeUrn } from '../../../src/model/urn.js';
import type { PropertyMap } from '../../../src/model/values.js';
import { ProviderChannel } from '../../../src/providers/channel.js';
import { ProviderClient } from '../../../src/providers/client.js';
import { forLooks } from '../../../src/providers/kubernetes/look.js';
import { kubernetesHandlers } from '../../../src/providers/kubernetes/server.js';
import { serveProvider } from '../../../src/providers/serve.js';

export const CONFIG_MAP = 'kubernetes:core/v1:ConfigMap';
export const SECRET = 'kubernetes:core/v1:Secret';
export const NAMESPACE = 'kubernetes:core/v1:Namespace';
export const SERVICE = 'kubernetes:core/v1:Service';
export const DEPLOYMENT = 'kubernetes:apps/v1:Deployment';

/** The provider behind its protocol, with resources called by their type and name. */
export class Rig {
  private constructor(
    readonly client: ProviderClient,
    private readonly looking: ProviderClient,
  ) {}

  static async configured(inputs: PropertyMap, env: NodeJS.ProcessEnv = {}): Promise<Rig> {
    const served = await serveProvider(kubernetesHandlers(env));
    const never = new Promise<never>(() => undefined);
    const channel = new ProviderChannel(served.address, never);
    onTestFinished(async () => {
      channel.close();
      await served.close(0);
    });
    const options = { packageName: 'kubernetes', origin: 'built-in', version: '' };
    const metadata = { 'blackstart-provider': 'test' };
    const client = new ProviderClient(channel, { ...options, metadata });
    const looking = new ProviderClient(channel, {
      ...options,
      metadata: { 'blackstart-provider': forLooks('test') },
    });
    const type = 'pulumi:providers:kubernetes';
    await client.configure({ urn: urnOf(type, 'p'), type, name: 'p', inputs });
    return new Rig(client, looking);
  }

  check(type: string, name: string, news: PropertyMap): Promise<CheckResult> {
    const urn = urnOf(type, name);
    return this.client.check({ urn, type, name, news, olds: {}, randomSeed: autonameSeed(urn) });
  }

  create(type: string, name: string, inputs: PropertyMap, preview = false): Promise<CreateResult> {
    const urn = urnOf(type, name);
    return this.client.create({ urn, type, name, inputs, preview, timeoutSeconds: 0 });
  }

  read(type: string, id: string): Promise<LiveState | undefined> {
    return this.client.read(readRequest(type, id));
  }

  /** As a walk over many looks at one of them. */
  look(type: string, id: string): Promise<LiveState | undefined> {
    return this.looking.read(readRequest(type, id));
  }

  /** What differs between what is declared and what is read now. */
  async diff(type: string, id: string, news: PropertyMap): Promise<ProviderDiff> {
    const live = await this.read(type, id);
    if (live === undefined) throw new Error(`${id} is not there`);
    return this.client.diff({
      urn: urnOf(type, 'r'),
      type,
      name: 'r',
      id,
      oldInputs: live.inputs,
      oldOutputs: live.outputs,
      news,
      ignoreChanges: [],
    });
  }

  async update(type: string, id: string, news: PropertyMap): Promise<PropertyMap> {
    const live = await this.read(type, id);
    if (live === undefined) throw new Error(`${id} is not there`);
    const { outputs } = await this.client.update({
      urn: urnOf(type, 'r'),
      type,
      name: 'r',
      id,
      oldInputs: live.inputs,
      oldOutputs: live.outputs,
      news,
      ignoreChanges: [],
      timeoutSeconds: 0,
      preview: false,
    });
    return outputs;
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    return (await this.client.invoke(token, args, false)).result;
  }
}

function readRequest(type: string, id: string): ReadRequest {
  const urn = urnOf(type, 'r');
  return { urn, type, name: 'r', id, inputs: {}, outputs: {}, timeoutSeconds: 0 };
}

export function urnOf(type: string, name: string): string {
  return makeUrn('test', 'project', undefined, type, name);
}
