import { awsInventory } from '../../identity/aws/inventory.js';
import { awsLookup } from '../../identity/aws/lookup.js';
import { AwsClients } from '../../model/aws/clients.js';
import { parseConnection, type AwsConnection } from '../../model/aws/connection.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import { PROVIDER_TYPE_PREFIX, parseUrn } from '../../model/urn.js';
import type { PropertyMap } from '../../model/values.js';
import { configure, type PluginProcess, type ProviderHost } from '../../providers/host.js';
import { listPlugins, selectPlugin } from '../../providers/plugins.js';
import type { OpenedProvider, OpenRequest, UnconfiguredProvider } from '../providerSource.js';
import { delegationOf } from './delegation.js';
import { lookupByRead } from './lookupByRead.js';

/** Which server stands for @pulumi/aws; `auto` takes the genuine plugin where it is installed. */
export type AwsProviderChoice = 'builtin' | 'plugin' | 'auto';

const PROGRAM = new URL('../../providers/aws/main.js', import.meta.url);

/**
 * AWS, served by the built-in provider or by the genuine plugin. Resources are found in the same way in both cases,
 * with clients of our own for the same account and region.
 */
export class AwsSource {
  private builtIn: Promise<PluginProcess> | undefined;

  constructor(
    private readonly host: ProviderHost,
    private readonly choice: AwsProviderChoice,
  ) {}

  /** Undefined where the genuine plugin is to serve it, which then is opened as any other plugin. */
  async open(request: OpenRequest): Promise<UnconfiguredProvider | undefined> {
    if (!(await this.servesItself(request.version))) return undefined;
    this.builtIn ??= this.host.launchOwn(PROGRAM, [], {
      packageName: 'aws',
      origin: 'built-in',
    });
    const plugin = await this.builtIn;
    const client = plugin.client({
      packageName: 'aws',
      metadata: { 'blackstart-provider': request.urn },
    });
    return {
      provider: client,
      configure: async (inputs): Promise<OpenedProvider> => {
        const checked = await configure(client, {
          urn: request.urn,
          type: `${PROVIDER_TYPE_PREFIX}aws`,
          name: parseUrn(request.urn).name,
          inputs,
        });
        return {
          provider: client,
          tellsAdditions: true,
          defaultTags: connectionOf(checked).defaultTags,
          ...(await awsFinder(checked)),
        };
      },
    };
  }

  private async servesItself(version: string): Promise<boolean> {
    if (this.choice !== 'auto') return this.choice === 'builtin';
    const found = selectPlugin(await listPlugins('aws'), version);
    return found === undefined || found.runtime !== undefined;
  }
}

/** The same for the genuine plugin: what no locator finds is then left to a read by the provider. */
export async function withAwsLookup(
  opened: OpenedProvider,
  inputs: PropertyMap,
): Promise<OpenedProvider> {
  const finder = await awsFinder(inputs, lookupByRead(opened.provider));
  return { ...opened, ...finder };
}

/** How resources are found in the account and region that a provider's configuration leads to. */
async function awsFinder(
  inputs: PropertyMap,
  fallback?: OpenedProvider['lookup'],
): Promise<Pick<OpenedProvider, 'lookup' | 'surroundings' | 'inventory' | 'delegationOf'>> {
  const clients = new AwsClients(connectionOf(inputs), 'look-up');
  try {
    const { account, partition } = await clients.identity();
    const place = { account, partition, region: await clients.region() };
    const lookup = awsLookup(clients, place, fallback === undefined ? {} : { fallback });
    return {
      lookup,
      surroundings: place,
      inventory: awsInventory(clients, place, lookup.contextOfPass),
      delegationOf,
    };
  } catch (error) {
    throw new BlackstartError({
      code: 'guard-account',
      message: `the AWS account behind these credentials could not be determined: ${messageOf(error)}`,
      operation: 'reach AWS',
      remedy:
        'Check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID), the region and that sts:GetCallerIdentity is allowed.',
      cause: error,
    });
  }
}

function connectionOf(inputs: PropertyMap): AwsConnection {
  const parsed = parseConnection(inputs);
  if (!('failures' in parsed)) return parsed.connection;
  const reasons = parsed.failures.map(({ property, reason }) => `${property} ${reason}`);
  throw new BlackstartError({
    code: 'configuration-invalid',
    message: `The AWS provider's configuration cannot be followed: ${reasons.join('; ')}.`,
    operation: 'find live resources',
    remedy: 'Leave that setting out, or set it through the environment or a profile instead.',
  });
}
