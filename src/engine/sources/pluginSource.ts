import { identityRule } from '../../identity/catalogue/index.js';
import type { Surroundings } from '../../identity/template.js';
import type { Lookup } from '../../model/identity.js';
import { messageOf } from '../../model/errors.js';
import type { Provider } from '../../model/provider.js';
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

/** Providers that are plugins installed on this machine: one process an instance, as Pulumi has it. */
export function pluginSource(
  options: { readonly onOutput?: (line: string) => void } = {},
): ProviderSource {
  const host = new ProviderHost({ onOutput: ({ line }) => options.onOutput?.(line) });
  return {
    target: 'live',
    timeScale: 1,
    open: async (request) => {
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
      return { provider: client, lookup: lookupByRead(client), surroundings };
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

/**
 * Finds resources through the provider itself: those whose import id follows from their inputs are read by it.
 * What can be found by tags or keys alone needs the API of the target, and is answered with `unknown` here.
 */
function lookupByRead(provider: Provider): Lookup {
  return {
    lookup: async (query) => {
      if (query.id === undefined) {
        return {
          state: 'unknown',
          reason: `a ${query.type} can be found by its tags only, which this provider cannot search`,
        };
      }
      const { urn, type, id } = query;
      try {
        const live = await provider.read({
          urn,
          type,
          id,
          name: parseUrn(urn).name,
          inputs: {},
          outputs: {},
          timeoutSeconds: 0,
        });
        if (live === undefined) return { state: 'absent' };
        return {
          state: 'alive',
          candidates: [{ id: live.id, matchedBy: ['id'], tags: tagsOf(type, live.outputs) }],
        };
      } catch (error) {
        return { state: 'unknown', reason: messageOf(error) };
      }
    },
    restore: (query) =>
      Promise.reject(new Error(`a ${query.type} cannot be restored through its provider alone`)),
  };
}

function tagsOf(type: string, outputs: Readonly<Record<string, unknown>>): Record<string, string> {
  const property = identityRule(type)?.tags?.property;
  const tags = property === undefined ? undefined : outputs[property];
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
