import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damageInSecret, undoAlteration } from '../../../src/commands/gameDay/secretDamage.js';
import {
  createSandbox,
  openSandbox,
  type Sandbox,
} from '../../../src/providers/simulated/sandbox.js';

let root: string;
let copies = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'blackstart-secret-'));
  const sandbox = createSandbox(join(root, 'well'), { timeScale: 0 });
  for (let at = 0; at < 12; at++) {
    const queue = sandbox.addForeign({
      type: 'aws:sqs/queue:Queue',
      inputs: { name: `q${at}`, visibilityTimeoutSeconds: 30 + at },
    });
    sandbox.account.update({ ...queue, urn: `urn:pulumi:t::p::aws:sqs/queue:Queue::q${at}` });
  }
  sandbox.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Does something to a copy of the sandbox in which all is well. */
function onCopy<T>(use: (sandbox: Sandbox) => T): T {
  const folder = join(root, `copy-${++copies}`);
  cpSync(join(root, 'well'), folder, { recursive: true });
  const sandbox = openSandbox(folder);
  try {
    return use(sandbox);
  } finally {
    sandbox.close();
  }
}

const seeds = Array.from({ length: 40 }, (_, at) => `seed ${at}`);

describe('secret damage', () => {
  it('is the same for the same seed, so that it need not be written down', () => {
    for (const seed of seeds.slice(0, 5)) {
      const [first, again] = [0, 1].map(() => onCopy((sandbox) => damageInSecret(sandbox, seed)));
      expect(again).toEqual(first);
    }
  });

  it('always takes something, and differs from seed to seed', () => {
    const hits = seeds.map((seed) => onCopy((sandbox) => damageInSecret(sandbox, seed)));
    expect(Math.min(...hits.map(({ lost }) => lost.length))).toBeGreaterThan(0);
    expect(new Set(hits.map(({ lost }) => lost.length)).size).toBeGreaterThan(3);
    expect(hits.some(({ alterations }) => alterations.length > 0)).toBe(true);
    expect(hits.some(({ weather }) => weather?.kind === 'throttle')).toBe(true);
    expect(hits.some(({ weather }) => weather === undefined)).toBe(true);
  });

  it('alters only what survives, and what can be put right again', () => {
    for (const seed of seeds) {
      onCopy((sandbox) => {
        const { alterations } = damageInSecret(sandbox, seed);
        const live = new Map(sandbox.list().map((each) => [each.incarnation, each]));
        for (const each of alterations) {
          expect(live.get(each.incarnation)?.inputs[each.path]).toEqual(each.after);
          expect(each.path).toMatch(/Seconds$|Size$|Enabled$/);
          undoAlteration(sandbox, each);
        }
        const values = sandbox.list().map(({ urn, inputs }) => [urn, inputs]);
        const before = onCopy((well) => new Map(well.list().map((is) => [is.urn, is.inputs])));
        for (const [urn, inputs] of values) expect(inputs).toEqual(before.get(urn as string));
      });
    }
  });

  it('does only the alterations that it is told to', () => {
    const seed = seeds.find(
      (each) => onCopy((sandbox) => damageInSecret(sandbox, each)).alterations.length > 1,
    )!;
    const all = onCopy((sandbox) => damageInSecret(sandbox, seed)).alterations;
    const some = onCopy((sandbox) => damageInSecret(sandbox, seed, new Set([1]))).alterations;
    expect(some).toEqual([all[1]]);
  });
});
