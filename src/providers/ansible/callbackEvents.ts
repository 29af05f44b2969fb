import { z } from 'zod';

const side = z.union([z.string(), z.record(z.string(), z.unknown())]).nullable();

const difference = z.object({
  title: z.string().nullable(),
  masked: z.boolean(),
  before: side.catch(null),
  after: side.catch(null),
});

const failure = { host: z.string(), task: z.string(), reason: z.string(), ignored: z.boolean() };

/** What ansible/blackstart_events.py writes, line by line. */
const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('start'), format: z.literal(1) }),
  z.object({ event: z.literal('note'), text: z.string() }),
  z.object({ event: z.literal('play'), name: z.string(), hosts: z.array(z.string()) }),
  z.object({
    event: z.literal('changed'),
    host: z.string(),
    task: z.string(),
    handler: z.boolean(),
    hidden: z.boolean(),
    target: z.string().nullable(),
    differences: z.array(difference),
  }),
  z.object({ event: z.literal('failed'), ...failure }),
  z.object({ event: z.literal('unreachable'), ...failure }),
  z.object({ event: z.literal('no-hosts') }),
  z.object({ event: z.literal('stopped') }),
  z.object({
    event: z.literal('stats'),
    hosts: z.record(
      z.string(),
      z.object({ failures: z.number(), unreachable: z.number(), changed: z.number() }),
    ),
  }),
]);

export type CallbackEvent = z.infer<typeof eventSchema>;
export type ChangedEvent = Extract<CallbackEvent, { event: 'changed' }>;
export type FileDifference = ChangedEvent['differences'][number];

export interface CallbackOutput {
  readonly events: readonly CallbackEvent[];
  /** Lines that are no events: what Ansible itself or a wrapper around it has printed. */
  readonly other: readonly string[];
}

/** Reads the output of a playbook. A line that is not wholly an event is none: a killed run ends in the middle of one. */
export function readOutput(text: string): CallbackOutput {
  const events: CallbackEvent[] = [];
  const other: string[] = [];
  for (const line of text.split('\n')) {
    const event = line.startsWith('{') ? parseEvent(line) : undefined;
    if (event !== undefined) events.push(event);
    else if (line.trim() !== '') other.push(line);
  }
  return { events, other };
}

function parseEvent(line: string): CallbackEvent | undefined {
  try {
    const parsed = eventSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
