import { identityRule } from '../../identity/catalogue/index.js';
import { messageOf } from '../../model/errors.js';
import type { Lookup } from '../../model/identity.js';
import type { LiveState, Provider } from '../../model/provider.js';
import { parseUrn } from '../../model/urn.js';
import { terminatingCondition } from './terminating.js';

/**
 * Finds resources through the provider itself: those whose import id follows from their inputs are read by it.
 * What can be found by tags or keys alone needs the API of the target, and is answered with `unknown` here.
 */
export function lookupByRead(provider: Provider): Lookup {
  return {
    lookup: async (query) => {
      if (query.id === undefined) {
        return {
          state: 'unknown',
          reason: `a ${query.type} can be found by its tags only, which this provider cannot search`,
        };
      }
      const { urn, type, id } = query;
      let live: LiveState | undefined;
      try {
        live = await provider.read({
          urn,
          type,
          id,
          name: parseUrn(urn).name,
          inputs: {},
          outputs: {},
          timeoutSeconds: 0,
        });
      } catch (error) {
        return { state: 'unknown', reason: messageOf(error) };
      }
      if (live === undefined) return { state: 'absent' };
      const condition = type.startsWith('kubernetes:')
        ? terminatingCondition(live.outputs)
        : undefined;
      if (condition !== undefined) {
        return { state: 'tombstone', id: live.id, condition, remedy: 'wait' };
      }
      return {
        state: 'alive',
        candidates: [{ id: live.id, matchedBy: ['id'], tags: tagsOf(type, live.outputs) }],
      };
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
