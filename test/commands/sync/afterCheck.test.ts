import { describe, expect, it } from 'vitest';
import { syncAfterCheck } from '../../../src/commands/sync/afterCheck.js';
import { FIGHT_RULE } from '../../../src/commands/sync/fightRule.js';
import type { syncOnce, SyncOutcome, SyncRequest } from '../../../src/commands/sync/syncOnce.js';
import { WHOLE_SYSTEM } from '../../../src/commands/options.js';
import type { SyncReport } from '../../../src/model/watchSync.js';
import { BlackstartError } from '../../../src/model/errors.js';
import { CREATE, planOf, SAME, testIo } from '../rig.js';

/** Runs the hook on one plan: what it asked for, and what it told. */
async function after(
  steps: Parameters<typeof planOf>[0],
  stages: readonly string[],
  ends: () => Partial<SyncOutcome['result']> = () => ({}),
): Promise<{ requests: SyncRequest[]; warnings: string[]; report: SyncReport | undefined }> {
  const requests: SyncRequest[] = [];
  const warnings: string[] = [];
  const sync = ((request: SyncRequest) => {
    requests.push(request);
    return Promise.resolve().then(() => ({
      planned: { decisions: new Map() },
      result: { exitCode: 0, run: 'r1', counts: {}, failures: [], ...ends() },
    }));
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
  const report = await hook(planOf(steps, { stages: ['aws', 'apps'] }));
  return { requests, warnings, report };
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
    const fought = await after({ a: CREATE }, ['aws'], () => ({
      ...{ exitCode: 1 as const, counts: { updated: 2 }, failures },
    }));
    expect(fought.warnings).toEqual(['sync: a fight: ...']);
    expect(fought.report).toMatchObject({ result: 'incomplete', writes: 2, problems: [] });
    expect(fought.report?.fights).toEqual([{ urn: '', message: 'a fight: ...' }]);
    const refused = await after({ a: CREATE }, ['aws'], () => {
      throw new BlackstartError({ code: 'sync-limit', message: 'too many' });
    });
    expect(refused.warnings).toEqual(['not synced: too many [sync-limit]']);
    expect(refused.report).toMatchObject({ result: 'over_limit', writes: 0 });
  });

  it('says which stage the manifest does not have', async () => {
    const { requests, report } = await after({ a: CREATE }, ['aws', 'appps']);
    expect(requests).toEqual([]);
    expect(report?.result).toBe('failed');
    expect(report?.problems[0]).toContain('no stage appps; its stages are aws, apps');
  });

  it('counts and tells a fault of ours as well, and what an end of the watch cuts short not at all', async () => {
    const fault = await after({ a: CREATE }, ['aws'], () => {
      throw new TypeError('a fault');
    });
    expect(fault.report?.result).toBe('failed');
    expect(fault.warnings).toEqual(['not synced: a fault [internal]']);
    const ended = await after({ a: CREATE }, ['aws'], () => {
      throw new BlackstartError({ code: 'interrupted', message: 'stopped' });
    });
    expect(ended).toMatchObject({ report: undefined, warnings: [] });
  });
});
