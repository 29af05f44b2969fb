import type { Surroundings } from '../../identity/template.js';
import { PROVIDER_TYPE_PREFIX, parseUrn } from '../../model/urn.js';
import { revealSecrets } from '../../model/values.js';
import type { ProviderClient } from '../../providers/client.js';
import { configure, ProviderHost, type PluginProcess } from '../../providers/host.js';
import { findPlugin } from '../../providers/plugins.js';
import type {
  OpenedProvider,
  OpenRequest,
  ProviderSource,
  UnconfiguredProvider,
} from '../providerSource.js';
import { BuiltinKubernetes } from './builtinKubernetes.js';
import { kubernetesKnowledge } from './kubernetesKnowledge.js';
import { lookupByRead } from './lookupByRead.js';

/** Who serves the package kubernetes: `auto` is the built-in provider, which needs no plugin. */
export type KubernetesProvider = 'auto' | 'builtin' | 'plugin';

export interface PluginSourceOptions {
  readonly onOutput?: (line: string) => void;
  readonly kubernetesProvider?: KubernetesProvider;
}

/**
 * The live target: providers that are plugins installed on this machine, one process an instance, as Pulumi has it, and
 * the built-in one for Kubernetes.
 */
export function pluginSource(options: PluginSourceOptions = {}): ProviderSource {
  const host = new ProviderHost({ onOutput: ({ line }) => options.onOutput?.(line) });
  const builtin = options.kubernetesProvider === 'plugin' ? undefined : new BuiltinKubernetes(host);
  return {
    target: 'live',
    timeScale: 1,
    open: async (request) => {
      if (request.packageName === 'kubernetes' && builtin !== undefined)
        return builtin.open(request);
      const found = await findPlugin(request.packageName, request.version);
      return unconfigured(
        await host.launch(found.path, [], { packageName: request.packageName }),
        request,
      );
    },
    close: () => host.close(),
  };
}

function unconfigured(plugin: PluginProcess, request: OpenRequest): UnconfiguredProvider {
  const client = plugin.client();
  return {
    provider: client,
    configure: async (inputs): Promise<OpenedProvider> => {
      const checked = await configure(client, {
        urn: request.urn,
        type: `${PROVIDER_TYPE_PREFIX}${request.packageName}`,
        name: parseUrn(request.urn).name,
        inputs,
      });
      const region = revealSecrets(checked)['region'];
      const surroundings =
        request.packageName === 'aws' ? await awsSurroundings(client, region) : {};
      return {
        provider: client,
        lookup: lookupByRead(client),
        surroundings,
        ...(request.packageName === 'kubernetes' ? { objects: kubernetesKnowledge } : {}),
      };
    },
  };
}

async function awsSurroundings(client: ProviderClient, region: unknown): Promise<Surroundings> {
  const place = typeof region === 'string' ? { region } : {};
  try {
    const { result } = await client.invoke(
      'aws:index/getCallerIdentity:getCallerIdentity',
      {},
      false,
    );
    const account = result['accountId'];
    const arn = String(result['arn'] ?? '');
    const partition = /^arn:([^:]+):/.exec(arn)?.[1];
    return {
      ...place,
      ...(typeof account === 'string' ? { account } : {}),
      ...(partition === undefined ? {} : { partition }),
    };
  } catch {
    // The guard refuses an account that cannot be told.
    return place;
  }
}
