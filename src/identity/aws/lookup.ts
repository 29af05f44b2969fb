import type { AwsClients } from '../../model/aws/clients.js';
import { messageOf } from '../../model/errors.js';
import type { Lookup, LookupAnswer, LookupQuery } from '../../model/identity.js';
import { LocatorContext, type Place } from './context.js';
import { awsLocators } from './index.js';
import { Lists } from './lists.js';
import type { Found, Locator } from './locator.js';
import { answerOf, matches, type Match } from './match.js';

/** Older lists are not believed at all. */
const LONGEST_KEPT_MS = 60_000;
/** That something is not there is believed of a list only while it is as new as this: a create may follow. */
const ABSENCE_KEPT_MS = 3_000;

/**
 * Finds resources through the APIs of AWS. Lists are shared by all questions of a pass. A resource that is asked for
 * once more gets an answer newer than the one before, so what has appeared meanwhile is not made twice.
 */
export function awsLookup(
  clients: AwsClients,
  place: Place,
  options: { readonly fallback?: Lookup; readonly now?: () => number } = {},
): Lookup & { readonly contextOfPass: () => LocatorContext } {
  const now = options.now ?? Date.now;
  const lists = new Lists(now);
  const answeredAt = new Map<string, number>();
  const contextOf = (notBefore: number): LocatorContext =>
    new LocatorContext(clients, lists, place, notBefore);

  const answer = async (locator: Locator, query: LookupQuery): Promise<LookupAnswer> => {
    const started = now();
    const before = answeredAt.get(query.urn);
    const context = contextOf(
      Math.max(started - LONGEST_KEPT_MS, before === undefined ? 0 : before + 1),
    );
    const first = answerOf(await findMatches(locator, query, context));
    const isOld = context.oldestAnswer < started - ABSENCE_KEPT_MS;
    if (first.state === 'alive' || !isOld) return first;
    const fresh = contextOf(started - ABSENCE_KEPT_MS);
    return answerOf(await findMatches(locator, query, fresh));
  };

  return {
    // For whoever wants no more than what the pass has asked for anyway.
    contextOfPass: () => contextOf(now() - LONGEST_KEPT_MS),
    lookup: async (query) => {
      const locator = awsLocators.get(query.type);
      if (locator === undefined) {
        if (options.fallback !== undefined) return options.fallback.lookup(query);
        return { state: 'unknown', reason: `no way is known to look for a ${query.type}` };
      }
      try {
        const found = await answer(locator, query);
        answeredAt.set(query.urn, now());
        return found;
      } catch (error) {
        return { state: 'unknown', reason: describe(error) };
      }
    },
    restore: async (query, id) => {
      const restore = awsLocators.get(query.type)?.restore;
      if (restore === undefined) throw new Error(`a ${query.type} cannot be restored`);
      await restore(id, contextOf(now()));
      lists.clear();
    },
  };
}

async function findMatches(
  locator: Locator,
  query: LookupQuery,
  context: LocatorContext,
): Promise<readonly Match[]> {
  const listed = (await locator.list?.(context)) ?? [];
  const asked = locator.list === undefined ? await locator.find?.(query, context) : undefined;
  const all = await withTags([...listed, ...(asked ?? [])], context);
  const found = matches(query, all);
  const { tagsOf } = locator;
  if (tagsOf === undefined) return found;
  return Promise.all(
    found.map(async (match) => ({
      ...match,
      found: { ...match.found, tags: match.found.tags ?? (await tagsOf(match.found, context)) },
    })),
  );
}

/** The index of tags is asked only where a list comes without tags. */
async function withTags(all: readonly Found[], context: LocatorContext): Promise<readonly Found[]> {
  if (!all.some(({ tags, arn }) => tags === undefined && arn !== undefined)) return all;
  const index = await context.tagIndex();
  return all.map((found) => {
    if (found.tags !== undefined || found.arn === undefined) return found;
    return { ...found, tags: index.get(found.arn) ?? {} };
  });
}

/** With AWS's own code, by which it is decided whether asking again may help. */
function describe(error: unknown): string {
  const message = messageOf(error);
  const name = error instanceof Error ? error.name : '';
  return name === '' || name === 'Error' ? message : `${name}: ${message}`;
}
