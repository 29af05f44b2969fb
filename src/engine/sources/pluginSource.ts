import { PROVIDER_TYPE_PREFIX, parseUrn } from '../../model/urn.js';
import { configure, ProviderHost, type PluginProcess } from '../../providers/host.js';
import { findPlugin } from '../../providers/plugins.js';
import type {
  OpenedProvider,
  OpenRequest,
  ProviderSource,
  UnconfiguredProvider,
} from '../providerSource.js';
import { AwsSource, withAwsLookup, type AwsProviderChoice } from './awsSource.js';
import { BuiltinKubernetes } from './builtinKubernetes.js';
import { kubernetesKnowledge } from './kubernetesKnowledge.js';
import { lookupByRead } from './lookupByRead.js';

/** Who serves the package kubernetes: `auto` is the built-in provider, which needs no plugin. */
export type KubernetesProvider = 'auto' | 'builtin' | 'plugin';

export interface PluginSourceOptions {
  readonly onOutput?: (line: string) => void;
  readonly awsProvider?: AwsProviderChoice;
  readonly kubernetesProvider?: KubernetesProvider;
}

/**
 * Providers for the live target: plugins installed on this machine, one process an instance, as Pulumi has it. AWS and
 * Kubernetes are served by the built-in providers where these are chosen; AWS also where there is no plugin.
 */
export function pluginSource(options: PluginSourceOptions = {}): ProviderSource {
  const host = new ProviderHost({ onOutput: ({ line }) => options.onOutput?.(line) });
  const aws = new AwsSource(host, options.awsProvider ?? 'auto');
  const kubernetes =
    options.kubernetesProvider === 'plugin' ? undefined : new BuiltinKubernetes(host);
  return {
    target: 'live',
    timeScale: 1,
    open: async (request) => {
      if (request.packageName === 'aws') {
        const opened = await aws.open(request);
        if (opened !== undefined) return opened;
      }
      if (request.packageName === 'kubernetes' && kubernetes !== undefined) {
        return kubernetes.open(request);
      }
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
      const opened = {
        provider: client,
        deleting: client,
        lookup: lookupByRead(client),
        surroundings: {},
      };
      if (request.packageName === 'aws') return withAwsLookup(opened, checked);
      return request.packageName === 'kubernetes'
        ? { ...opened, objects: kubernetesKnowledge }
        : opened;
    },
  };
}
