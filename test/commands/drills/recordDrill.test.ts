import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/commands/io.js';
import { keepDrill, recordDrill } from '../../../src/commands/drills/recordDrill.js';
import { drillSchema, type Drill } from '../../../src/report/drills/drillSchema.js';
import type { LoadedSystem } from '../../../src/system/index.js';

const root = mkdtempSync(join(tmpdir(), 'blackstart-record-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const drill: Drill = {
  ...{ version: 1, run: 'r1', at: '2026-03-30T12:00:00.000Z', system: 'shop', scenario: 'total' },
  ...{ commit: 'c'.repeat(40), seed: '1', timeScale: 0.01, verdict: 'passed', targetSeconds: 60 },
  machine: { platform: 'linux', architecture: 'x64', processors: 2 },
  ...{ counts: { created: 9 }, retries: 0, failures: 0 },
  versions: { blackstart: '0.1.0', node: '24.0.0' },
};

/** Of a system only that is asked: where its repository is, and which folder the manifest names. */
function systemIn(repository: string): LoadedSystem {
  return { repository, manifest: { drills: { folder: 'drills' } } } as LoadedSystem;
}

function ears(): { io: Io; said: () => string } {
  let said = '';
  const stderr = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      said += chunk.toString();
      done();
    },
  });
  return {
    io: { stderr, env: { BLACKSTART_STATE: join(root, 'state') } } as never,
    said: () => said,
  };
}

describe('the result of a drill', () => {
  it('is kept in the work tree, readable again', async () => {
    const repository = join(root, 'repository');
    mkdirSync(join(repository, '.git'), { recursive: true });
    const { io, said } = ears();
    const file = await keepDrill(drill, systemIn(repository), undefined, io);
    expect(file).toBe(join(repository, 'drills', 'r1.json'));
    expect(drillSchema.parse(JSON.parse(readFileSync(file!, 'utf8')))).toEqual(drill);
    expect(readdirSync(join(repository, 'drills'))).toEqual(['r1.json']);
    expect(said()).toBe('');
  });

  it('is kept under the state folder where there is no work tree, which is said', async () => {
    const { io, said } = ears();
    const file = await keepDrill(drill, systemIn('/shop.bundle'), undefined, io);
    const folder = join(root, 'state', 'drills', 'shop');
    expect(file).toBe(join(folder, 'r1.json'));
    expect(said()).toContain(`the drill is kept in ${folder}`);
  });

  it('is kept where it is told to be; where that cannot be, it is a warning', async () => {
    const { io, said } = ears();
    const there = join(root, 'elsewhere');
    expect(await keepDrill(drill, systemIn('/shop.bundle'), there, io)).toBe(
      join(there, 'r1.json'),
    );
    expect(said()).toBe('');
    const inFile = join(there, 'r1.json', 'below');
    expect(await keepDrill(drill, systemIn('/shop.bundle'), inFile, io)).toBeUndefined();
    expect(said()).toContain('warning: the drill is not kept');
  });

  it('is not kept when nobody wants it', async () => {
    const { io } = ears();
    const rehearsal = { system: 'shop' } as never;
    const kept = await recordDrill(rehearsal, systemIn(root), { unrecorded: true }, io);
    expect(kept).toBe(rehearsal);
  });
});
