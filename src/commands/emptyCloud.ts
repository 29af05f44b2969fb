import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventSink } from '../model/events.js';
import type { LoadedSystem } from '../system/index.js';
import { withTarget, type Context } from './context.js';
import type { Io } from './io.js';
import type { SystemOptions } from './options.js';
import { withTemporarySandbox } from './temporarySandbox.js';

/** A target for what asks no live system: an empty simulated cloud of its own, which is gone afterwards. */
export async function inEmptyCloud<T>(
  name: string,
  system: LoadedSystem,
  options: SystemOptions,
  io: Io,
  events: EventSink,
  use: (context: Context) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-graph-'));
  try {
    const request = { name, folder: join(folder, 'cloud'), timeScale: 0.001, keep: false };
    return await withTemporarySandbox(request, system.manifest, (sandbox) =>
      withTarget(system, { sandbox }, options, io, events, use),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
