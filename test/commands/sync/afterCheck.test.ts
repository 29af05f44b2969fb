import { describe, expect, it } from 'vitest';
import { syncAfterCheck } from '../../../src/commands/sync/afterCheck.js';
import { FIGHT_RULE } from '../../../src/commands/sync/fightRule.js';
import type { syncOnce, SyncOutcome, SyncRequest } from '../../../src/commands/sync/syncOnce.js';
import { WHOLE_SYSTEM } from '../../../src/commands/options.js';
import { BlackstartError } from '../../../src/model/errors.js';
import { CREATE, planOf, SAME, testIo } from '../rig.js';

/** Runs the hook on one plan: what it asked for, and what it told. */
async function after(
  steps: Parameters<typeof planOf>[0],
  stages: readonly string[],
  ends: () => Partial<SyncOutcome['result']> = () => ({}),
): Promise<{ requests: SyncRequest[]; warnings: string[] }> {
  const requests: SyncRequest[] = [];
  const warnings: string[] = [];
  const sync = ((request: SyncRequest) => {
    requests.push(request);
    return Promise.resolve().then(() => ({ result: { failures: [], ...ends() } }));
  }) as unknown as typeof syncOnce;
  const hook = syncAfterCheck(
    {
      ...{ system: WHOLE_SYSTEM, stages, fights: FIGHT_RULE, audit: false },
      limit: { kind: 'count', most: 5 },
    },
    testIo().io,
    (event) => void (event.type === 'notice' && warnings.push(event.message)),
    sync,
  );
  await hook(planOf(steps));
  return { requests, warnings };
}

describe('sync behind a check', () => {
  it('is made when something drifted in a stage that has been opted in', async () => {
    const { requests } = await after({ a: SAME, b: CREATE }, ['aws']);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      scope: { stages: ['aws'], targets: [], types: [] },
      limit: { most: 5 },
      force: false,
    });
    expect(requests[0]!.pruneFrom).toBeUndefined();
  });

  it('is not made for another stage, nor without drift', async () => {
    expect((await after({ a: CREATE }, ['apps'])).requests).toEqual([]);
    expect((await after({ a: SAME }, ['aws'])).requests).toEqual([]);
    expect((await after({ a: CREATE }, [])).requests).toEqual([]);
  });

  it('tells what it gave up, and a refusal ends nothing', async () => {
    const failures = [{ code: 'sync-fight' as const, message: 'a fight: ...' }];
    expect((await after({ a: CREATE }, ['aws'], () => ({ failures }))).warnings).toEqual([
      'sync: a fight: ...',
    ]);
    const refused = await after({ a: CREATE }, ['aws'], () => {
      throw new BlackstartError({ code: 'sync-limit', message: 'too many' });
    });
    expect(refused.warnings).toEqual(['not synced: too many [sync-limit]']);
  });

  it('hides no fault of ours', async () => {
    const fault = after({ a: CREATE }, ['aws'], () => {
      throw new TypeError('a fault');
    });
    await expect(fault).rejects.toThrow('a fault');
  });
});
