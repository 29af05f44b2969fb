import type { Lookup } from '../../model/identity.js';
import type { LiveState, Provider, ReadRequest } from '../../model/provider.js';
import { lookupByRead } from './lookupByRead.js';

/** What a look-up has read is as fresh as another read for so long. */
const FRESH_MS = 500;

/**
 * A provider and the look-up by its reads, of which the read right after a look-up takes what that has read: large
 * objects cost more on their way through the protocol than in the cluster.
 */
export function readOnce(
  provider: Provider,
  look: Provider['read'] = (request) => provider.read(request),
): {
  readonly provider: Provider;
  readonly lookup: Lookup;
} {
  const read = new Map<string, { readonly live: LiveState; readonly at: number }>();
  const keyOf = ({ type, id }: Pick<ReadRequest, 'type' | 'id'>): string => `${type} ${id}`;
  const remembering: Provider = {
    ...delegate(provider),
    read: async (request) => {
      const live = await look(request);
      if (live !== undefined)
        read.set(keyOf({ type: request.type, id: live.id }), { live, at: Date.now() });
      return live;
    },
  };
  const inner = lookupByRead(remembering);
  return {
    lookup: inner,
    provider: {
      ...delegate(provider),
      read: (request) => {
        const key = keyOf(request);
        const known = read.get(key);
        read.delete(key);
        const fresh = known !== undefined && Date.now() - known.at < FRESH_MS;
        return fresh ? Promise.resolve(known.live) : provider.read(request);
      },
      // The built-in provider compares with the live object; its inputs are a part of that.
      diff: (request) => provider.diff({ ...request, oldInputs: {} }),
    },
  };
}

/** The provider's methods bound to it, to be overridden one by one. */
function delegate(provider: Provider): Provider {
  return {
    packageName: provider.packageName,
    origin: provider.origin,
    version: provider.version,
    check: (request) => provider.check(request),
    diff: (request) => provider.diff(request),
    create: (request) => provider.create(request),
    read: (request) => provider.read(request),
    update: (request) => provider.update(request),
    invoke: (token, args, preview) => provider.invoke(token, args, preview),
    call: (request) => provider.call(request),
    construct: (request) => provider.construct(request),
  };
}
