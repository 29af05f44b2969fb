import type { EventSink } from '../../model/events.js';
import type { Urn } from '../../model/urn.js';
import { compareText } from '../text/format.js';
import { resourceLabel } from '../text/names.js';

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

const MOST_NAMED = 5;

/** One line per root cause, the one that holds back most first. */
export function heldLines(
  held: readonly { readonly urn: string; readonly by: readonly string[] }[],
): string[] {
  const byCause = new Map<string, string[]>();
  for (const { urn, by } of held) {
    for (const cause of by.length === 0 ? [''] : by) {
      const list = byCause.get(cause);
      if (list === undefined) byCause.set(cause, [urn]);
      else list.push(urn);
    }
  }
  return [...byCause]
    .sort(([a, first], [b, second]) => second.length - first.length || compareText(a, b))
    .map(([cause, urns]) => {
      const names = urns.map(resourceLabel).sort(compareText);
      const more = names.length - MOST_NAMED;
      const named = names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
      const what = cause === '' ? 'what is not there' : resourceLabel(cause);
      return `  ${what} holds back ${names.length}: ${named}`;
    });
}
