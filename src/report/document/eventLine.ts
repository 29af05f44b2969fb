import type { Event } from '../../model/events.js';
import { planBody } from './planDocument.js';
import { stepDocument } from './stepDocument.js';

/** An event as one line of NDJSON, with its line feed. The time is in milliseconds since the epoch. */
export function eventLine(event: Event, at: number): string {
  const { type, ...fields } = serialisable(event);
  return `${JSON.stringify({ type, at, ...fields })}\n`;
}

/** The event with everything that JSON does not know turned into plain objects. */
function serialisable(event: Event): { readonly type: string } {
  if (event.type === 'plan-made') return { ...event, ...{ plan: planBody(event.plan) } };
  if (event.type === 'step-decided') return { ...event, ...{ step: stepDocument(event.step) } };
  return event;
}
