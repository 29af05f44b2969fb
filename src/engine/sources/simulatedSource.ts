import { z } from 'zod';
import type { Lookup, LookupAnswer, LookupQuery } from '../../model/identity.js';
import { messageOf } from '../../model/errors.js';
import { PROVIDER_TYPE_PREFIX, parseUrn } from '../../model/urn.js';
import type { ProviderClient } from '../../providers/client.js';
import { configure, ProviderHost, type PluginProcess } from '../../providers/host.js';
import type { OpenRequest, ProviderSource, UnconfiguredProvider } from '../providerSource.js';
import { classifyFailure, fatalCause } from '../walk/retry.js';
import { pause } from '../pause.js';

const describeSchema = z.object({
  account: z.string(),
  region: z.string(),
  timeScale: z.number(),
  scope: z.string(),
});

const inventorySchema = z.array(
  z.object({ type: z.string(), id: z.string(), aliases: z.array(z.string()) }),
);

const answerSchema: z.ZodType<LookupAnswer> = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('alive'),
    candidates: z.array(
      z.object({
        id: z.string(),
        matchedBy: z.array(z.enum(['id', 'tags', 'keys'])),
        tags: z.record(z.string(), z.string()),
      }),
    ),
  }),
  z.object({
    state: z.literal('tombstone'),
    id: z.string(),
    condition: z.string(),
    remedy: z.enum(['restore', 'wait', 'none']),
  }),
  z.object({ state: z.literal('cooldown'), untilEpochMs: z.number(), reason: z.string() }),
  z.object({ state: z.literal('absent') }),
  z.object({ state: z.literal('unknown'), reason: z.string() }),
]);

export interface SimulatedSourceOptions {
  /** Folder of the sandbox. */
  readonly folder: string;
  readonly name: string;
  readonly timeScale: number;
  readonly onOutput?: (line: string) => void;
}

/**
 * All packages served by the simulated cloud of one sandbox: one process, in which the
 * instances are told apart by a header of their calls.
 */
export function simulatedSource(options: SimulatedSourceOptions): ProviderSource {
  const host = new ProviderHost({ onOutput: ({ line }) => options.onOutput?.(line) });
  // Needed in every run: it starts while the programs do.
  const cloud = host.launchOwn(
    new URL('../../providers/simulated/main.js', import.meta.url),
    ['--account', options.folder],
    { packageName: 'simulated', origin: 'simulated' },
  );
  // Whoever opens a provider hears of a failure.
  cloud.catch(() => undefined);
  return {
    target: `sandbox ${options.name}`,
    timeScale: options.timeScale,
    open: async (request) => openInstance(await cloud, request),
    close: () => host.close(),
  };
}

function openInstance(plugin: PluginProcess, request: OpenRequest): UnconfiguredProvider {
  const client = plugin.client({
    packageName: request.packageName,
    metadata: { 'blackstart-provider': `${request.urn}#${request.packageName}` },
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
      const described = describeSchema.parse(
        (await client.invoke('simulated:cloud:describe', {}, false)).result,
      );
      return {
        provider: client,
        deleting: client,
        lookup: simulatedLookup(client),
        inventory: {
          scope: described.scope,
          blindTo: undefined,
          list: async () => {
            const { result } = await client.invoke('simulated:cloud:inventory', {}, false);
            return inventorySchema.parse(result['things']);
          },
        },
        surroundings: { account: described.account, region: described.region, partition: 'aws' },
      };
    },
  };
}

const THROTTLED_TRIES = 10;
const THROTTLED_PAUSE_MS = 100;

function simulatedLookup(client: ProviderClient): Lookup {
  const never = new AbortController().signal;
  return {
    lookup: async (query) => {
      for (let attempt = 1; ; attempt++) {
        try {
          const { result } = await client.invoke('simulated:cloud:lookup', { ...query }, false);
          return answerSchema.parse(result['answer']);
        } catch (error) {
          const fatal = fatalCause(error);
          if (fatal !== undefined) throw fatal;
          if (classifyFailure(error) !== 'throttled' || attempt === THROTTLED_TRIES) {
            return { state: 'unknown', reason: messageOf(error) };
          }
          await pause(THROTTLED_PAUSE_MS * attempt, never);
        }
      }
    },
    restore: async (query: LookupQuery, id: string) => {
      await client.invoke('simulated:cloud:restore', { type: query.type, id }, false);
    },
  };
}
