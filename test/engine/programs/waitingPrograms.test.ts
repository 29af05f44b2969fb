import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeclaredProgram } from '../../../src/model/system.js';
import type { ProgramEnd } from '../../../src/engine/programs/programRunner.js';
import type { WaitingPrograms as Waiting } from '../../../src/engine/programs/waitingPrograms.js';

vi.setConfig({ testTimeout: 60_000 });

// The built one: what is loaded into programs is there only as JavaScript.
const BUILT = new URL('../../../dist/engine/programs/waitingPrograms.js', import.meta.url);
const { WaitingPrograms } = (await import(BUILT.href)) as { WaitingPrograms: new () => Waiting };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The SDK asks its monitor before it loads the program: without one there it says where it has looked. */
function program(name: string): DeclaredProgram {
  const root = mkdtempSync(join(tmpdir(), 'blackstart-waiting-'));
  folders.push(root);
  writeFileSync(join(root, 'index.js'), '');
  return {
    ...{ name, project: 'p', stack: 's', stage: 'aws', path: '.', main: join(root, 'index.js') },
    ...{ projectRoot: root, config: {}, configSecretKeys: [], stages: [], timeout: 60 },
  };
}

const how = { dryRun: false, parallel: 4, cacheFolder: undefined };

async function run(
  waiting: Waiting,
  it: DeclaredProgram,
): Promise<{ end: ProgramEnd; said: string }> {
  const lines: string[] = [];
  const { ended } = waiting
    .take({ ...how, program: it })
    .start({ monitorAddress: '127.0.0.1:1', onOutput: (_, line) => lines.push(line) });
  return { end: await ended, said: lines.join('\n') };
}

describe('programs', () => {
  it('that wait run against the monitor that they are told of in the end', async () => {
    const waiting = new WaitingPrograms();
    const one = program('one');
    waiting.prepare([one], how);
    // Long enough for it to have come to where it waits.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { end, said } = await run(waiting, one);
    expect(end.exitCode).not.toBe(0);
    expect(said).toContain('ECONNREFUSED 127.0.0.1:1');
  });

  it('that nobody has prepared are started when they are needed', async () => {
    const { end, said } = await run(new WaitingPrograms(), program('one'));
    expect(end.exitCode).not.toBe(0);
    expect(said).toContain('ECONNREFUSED 127.0.0.1:1');
  });

  it('that are not needed end without having run', async () => {
    const waiting = new WaitingPrograms();
    const one = program('one');
    waiting.prepare([one], how);
    const prepared = waiting.take({ ...how, program: one });
    prepared.discard();
    const { ended } = prepared.start({ monitorAddress: 'x', onOutput: () => undefined });
    expect(await ended).toMatchObject({ exitCode: 0, errorTail: [] });
  });
});
