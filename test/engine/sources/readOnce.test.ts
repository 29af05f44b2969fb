import { expect, it } from 'vitest';
import { readOnce } from '../../../src/engine/sources/readOnce.js';
import type { Provider } from '../../../src/model/provider.js';

it('takes for the first read after a look-up what that has read, and only for it', async () => {
  let reads = 0;
  const { provider, lookup } = readOnce({
    read: () => Promise.resolve({ id: 'a/b', inputs: {}, outputs: { read: ++reads } }),
  } as unknown as Provider);
  const urn = 'urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::b';
  const type = 'kubernetes:core/v1:ConfigMap';
  await lookup.lookup({ urn, type, id: 'a/b' });
  const request = { urn, type, name: 'b', id: 'a/b', inputs: {}, outputs: {}, timeoutSeconds: 0 };
  expect((await provider.read(request))?.outputs).toEqual({ read: 1 });
  expect((await provider.read(request))?.outputs).toEqual({ read: 2 });
});
