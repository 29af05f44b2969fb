import type { EventSink } from '../../model/events.js';
import type { Urn } from '../../model/urn.js';

/** A resource that was not started, and what kept it from that. */
export interface HeldResource {
  readonly urn: Urn;
  readonly by: readonly Urn[];
}

export interface HeldCollector {
  readonly sink: EventSink;
  held(): readonly HeldResource[];
}

/** Collects from the events of the real pass which resources were held, and by what. */
export function collectHeld(): HeldCollector {
  const held = new Map<Urn, HeldResource>();
  return {
    sink: (event) => {
      if (event.type !== 'step-decided' || event.pass !== 'real') return;
      if (event.step.kind === 'held') held.set(event.urn, { urn: event.urn, by: event.step.by });
      else held.delete(event.urn);
    },
    held: () => [...held.values()],
  };
}
