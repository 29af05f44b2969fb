import { describe, expect, it, vi } from 'vitest';
import {
  failed,
  OPEN,
  waiting,
  type Gate,
  type GateState,
} from '../../../src/engine/gates/gate.js';
import { waitForGate, type GateWait } from '../../../src/engine/gates/waitForGate.js';
import type { Event } from '../../../src/model/events.js';
import type { Urn } from '../../../src/model/urn.js';

const urn = 'urn' as Urn;

/** Waits for a gate that says these things in order, the last of them for ever. */
async function waitFor(
  states: (GateState | Error)[],
  options: { timeoutSeconds?: number; stop?: AbortSignal } = {},
): Promise<GateWait & { told: Event[]; checks: number }> {
  const told: Event[] = [];
  let at = 0;
  const check = vi.fn((): Promise<GateState> => {
    const state = states[Math.min(at++, states.length - 1)]!;
    return state instanceof Error ? Promise.reject(state) : Promise.resolve(state);
  });
  const gate: Gate = { name: 'ready', timeoutSeconds: options.timeoutSeconds ?? 1e6, check };
  const wait = await waitForGate(gate, urn, {
    timeScale: 1e-4,
    stop: options.stop ?? new AbortController().signal,
    events: (event) => told.push(event),
    clean: (text) => text.replaceAll('hunter2', '[secret]'),
  });
  return { ...wait, told, checks: check.mock.calls.length };
}

describe('a gate', () => {
  it('that is open at once is passed without a word', async () => {
    expect(await waitFor([OPEN])).toMatchObject({ passed: true, reason: '', told: [], checks: 1 });
  });

  it('that opens later says what it waits for whenever that changes', async () => {
    const result = await waitFor([waiting('1 of 3'), waiting('1 of 3'), waiting('2 of 3'), OPEN]);
    expect(result).toMatchObject({ passed: true, reason: '2 of 3', checks: 4 });
    expect(result.told).toMatchObject([
      { type: 'gate-waiting', urn, gate: 'ready', reason: '1 of 3' },
      { type: 'gate-waiting', reason: '2 of 3' },
      { type: 'gate-passed', urn, gate: 'ready' },
    ]);
  });

  it('that fails is not waited for any longer', async () => {
    const result = await waitFor([waiting('0 of 1'), failed('the job failed')]);
    expect(result).toMatchObject({ passed: false, reason: 'the job failed', checks: 2 });
    expect(result.told.at(-1)).toMatchObject({ type: 'gate-failed', reason: 'the job failed' });
  });

  it('whose time is over says for how long and for what', async () => {
    const result = await waitFor([waiting('0 of 1')], { timeoutSeconds: 100 });
    expect(result).toMatchObject({ passed: false, reason: 'after 100 s still: 0 of 1' });
    expect(result.told.map(({ type }) => type)).toEqual(['gate-waiting', 'gate-failed']);
  });

  it('is checked once, however short its time', async () => {
    expect(await waitFor([OPEN], { timeoutSeconds: 0 })).toMatchObject({ passed: true, checks: 1 });
    expect(await waitFor([waiting('x')], { timeoutSeconds: 0 })).toMatchObject({
      passed: false,
      checks: 1,
    });
  });

  it('whose check breaks is waited for', async () => {
    const result = await waitFor([new Error('connection refused'), OPEN]);
    expect(result).toMatchObject({ passed: true, reason: 'connection refused' });
  });

  it('tells no secret, whatever its check says', async () => {
    const result = await waitFor([
      new Error('login with hunter2'),
      waiting('user hunter2'),
      failed('no hunter2'),
    ]);
    expect(result.reason).toBe('no [secret]');
    expect(JSON.stringify(result.told)).not.toContain('hunter2');
  });

  it('is left when the run is to stop', async () => {
    await expect(waitFor([waiting('x')], { stop: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});
