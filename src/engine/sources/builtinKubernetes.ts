import type { LiveState, Provider, ReadRequest } from '../../model/provider.js';
import { PROVIDER_TYPE_PREFIX, parseUrn } from '../../model/urn.js';
import { headerOf } from '../../providers/kubernetes/objects/kinds.js';
import { declarable } from '../../providers/kubernetes/objects/wire.js';
import { forLooks } from '../../providers/kubernetes/look.js';
import { INSTANCE_METADATA } from '../../providers/serve.js';
import { configure, type PluginProcess, type ProviderHost } from '../../providers/host.js';
import type { OpenRequest, UnconfiguredProvider } from '../providerSource.js';
import { kubernetesInventory } from './kubernetesInventory.js';
import { kubernetesKnowledge } from './kubernetesKnowledge.js';
import { readOnce } from './readOnce.js';

/** The built-in Kubernetes provider: one process for all clusters, told apart by a header of the calls. */
export class BuiltinKubernetes {
  private started: Promise<PluginProcess> | undefined;
  /** One provider resource may be opened several times, e.g. for programs that ask for different versions. */
  private instances = 0;

  constructor(private readonly host: ProviderHost) {}

  async open(request: OpenRequest): Promise<UnconfiguredProvider> {
    this.started ??= this.start();
    const process = await this.started;
    const instance = `${request.urn}#${++this.instances}`;
    const client = process.client({ metadata: { [INSTANCE_METADATA]: instance } });
    const looking = process.client({ metadata: { [INSTANCE_METADATA]: forLooks(instance) } });
    return {
      provider: client,
      configure: async (inputs) => {
        await configure(client, {
          urn: request.urn,
          type: `${PROVIDER_TYPE_PREFIX}${request.packageName}`,
          name: parseUrn(request.urn).name,
          inputs,
        });
        const inventory = await kubernetesInventory(client);
        return {
          ...readOnce(client, (request) => lookAt(looking, request)),
          deleting: client,
          ...(inventory === undefined ? {} : { inventory }),
          surroundings: {},
          objects: kubernetesKnowledge,
        };
      },
    };
  }

  private start(): Promise<PluginProcess> {
    const main = new URL('../../providers/kubernetes/main.js', import.meta.url);
    return this.host.launchOwn(main, [], {
      packageName: 'kubernetes',
      origin: 'built-in',
    });
  }
}

/** A look comes without the inputs: they are a part of the outputs. */
async function lookAt(provider: Provider, request: ReadRequest): Promise<LiveState | undefined> {
  const live = await provider.read(request);
  if (live === undefined) return undefined;
  const inputs = declarable(headerOf(request.type, live.outputs), live.outputs);
  return { ...live, inputs };
}
