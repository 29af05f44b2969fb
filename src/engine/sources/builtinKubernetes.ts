import { PROVIDER_TYPE_PREFIX, parseUrn } from '../../model/urn.js';
import { configure, type PluginProcess, type ProviderHost } from '../../providers/host.js';
import type { OpenRequest, UnconfiguredProvider } from '../providerSource.js';
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
    const client = (await this.started).client({
      metadata: { 'blackstart-provider': `${request.urn}#${++this.instances}` },
    });
    return {
      provider: client,
      configure: async (inputs) => {
        await configure(client, {
          urn: request.urn,
          type: `${PROVIDER_TYPE_PREFIX}${request.packageName}`,
          name: parseUrn(request.urn).name,
          inputs,
        });
        return {
          ...readOnce(client),
          deleting: client,
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
