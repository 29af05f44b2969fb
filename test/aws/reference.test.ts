import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMoto, type Moto } from '../../scripts/lib/moto.mjs';
import { URN_TAG } from '../../src/identity/ownership.js';
import { planDocumentSchema, type PlanDocument } from '../../src/report/document/planSchema.js';
import { differing, json, Rig, type Result } from '../e2e/rig.js';
import { deletions, seeded } from './damage.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LONG = { timeout: 600_000 };
const SELECTION = ['--stage', 'aws', '--aws-provider', 'builtin'];
/** The share of what can be deleted that goes in one round. */
const SHARE = 0.3;

/**
 * The AWS part of the reference system, rebuilt from nothing in an account that moto plays. Its one random password
 * comes from the simulated cloud, in the place of Pulumi's plugin for it.
 */
describe('the AWS part of the reference system', LONG, () => {
  let moto: Moto;
  let rig: Rig;

  beforeAll(async () => {
    moto = await startMoto({ account: '111122223333', managedPolicies: true });
    Object.assign(process.env, moto.environment);
    rig = new Rig({ name: 'reference', programs: [] });
    const plugin = join(rig.root, 'bin', 'pulumi-resource-random');
    const main = join(ROOT, 'dist', 'providers', 'simulated', 'main.js');
    mkdirSync(join(rig.root, 'bin'));
    writeFileSync(
      plugin,
      `#!/bin/sh\nexec "${process.execPath}" "${main}" --account "${rig.box}" "$@"\n`,
    );
    chmodSync(plugin, 0o755);
  });
  afterAll(() => moto.stop());

  const run = (command: string, ...more: string[]): Promise<Result> =>
    rig.run([command, '--repo', ROOT, ...SELECTION, ...more], {
      env: {
        ...moto.environment,
        PATH: `${join(rig.root, 'bin')}:${process.env['PATH'] ?? ''}`,
        PULUMI_CONFIG_PASSPHRASE: readFileSync(join(ROOT, 'stacks', 'passphrase'), 'utf8').trim(),
      },
    });
  const plan = async (): Promise<PlanDocument> =>
    planDocumentSchema.parse(json(await run('plan', '--json')));
  const recover = async (): Promise<void> => {
    const result = await run('recover', '--yes');
    expect(result.code, result.stdout + result.stderr).toBe(0);
  };
  const mustHoldNoDuplicates = async (): Promise<void> => {
    const urns: string[] = [];
    const client = new ResourceGroupsTaggingAPIClient({});
    const query = { TagFilters: [{ Key: URN_TAG }] };
    for await (const page of paginateGetResources({ client }, query)) {
      for (const { Tags = [] } of page.ResourceTagMappingList ?? []) {
        urns.push(Tags.find(({ Key }) => Key === URN_TAG)?.Value ?? '');
      }
    }
    expect(urns.length).toBeGreaterThan(50);
    expect(urns.toSorted()).toEqual([...new Set(urns)].toSorted());
  };

  it('is rebuilt from nothing, and then nothing is to be done', async () => {
    const before = await plan();
    const kinds = Object.values(differing(before));
    expect(kinds.length).toBeGreaterThan(150);
    expect(new Set(kinds)).toEqual(new Set(['create']));
    await recover();
    const after = await plan();
    // moto forgets what a rule between two groups is described with when it is made, and learns it by a change.
    expect(Object.values(differing(after))).toEqual(['update', 'update']);
    await recover();
    expect(differing(await plan())).toEqual({});
    await mustHoldNoDuplicates();
  });

  it.each([1, 2])(
    'gets back a random part of it (seed %i), and touches nothing else',
    async (seed) => {
      const whole = await plan();
      const random = seeded(seed);
      const lost = whole.resources.flatMap(({ urn, type, step }) => {
        const remove = deletions[type];
        const id = step.kind === 'same' ? step.id : undefined;
        return remove === undefined || id === undefined || random() > SHARE
          ? []
          : [{ urn, id, remove }];
      });
      expect(lost.length).toBeGreaterThan(5);
      for (const { id, remove } of lost) await remove(id);
      const damaged = await plan();
      const urns = lost.map(({ urn }) => urn);
      expect(Object.keys(differing(damaged))).toEqual(expect.arrayContaining(urns));
      await recover();
      expect(differing(await plan())).toEqual({});
      await mustHoldNoDuplicates();
      const expected = new Set(Object.keys(differing(damaged)));
      expect((await rig.written()).filter((urn) => !expected.has(urn))).toEqual([]);
    },
  );
});
