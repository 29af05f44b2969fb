/** What one thing of an account is, as its API tells it: by kind and id, the answers as texts that can be compared. */
export type Reading = ReadonlyMap<string, string>;

export type Note = (kind: string, id: string | undefined, ...answers: readonly unknown[]) => void;

/** Reads all of one service. */
export type ReadService = (note: Note) => Promise<void>;

/** Of the transport, and what moves by itself. */
const VOLATILE = new Set([
  '$metadata',
  'AvailableIpAddressCount',
  'LastModifiedTimestamp',
  'LastUsedDate',
  'NextRotationDate',
  'LastAccessedDate',
  'RequestId',
  'ResponseMetadata',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'TableSizeBytes',
  // Of an auto-scaling group: its machines come and go.
  'Instances',
]);

/** Keys in order, and lists too: no API promises an order of tags. */
export function comparable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) {
    const texts = value.map((each) => JSON.stringify(comparable(each)) ?? 'null');
    return texts.toSorted().map((text) => JSON.parse(text) as unknown);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !VOLATILE.has(key) && inner !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, comparable(inner)]),
  );
}

/** An answer, or the name of the refusal: that a bucket has no policy is worth knowing as well. */
export async function orRefusal<Answer>(asked: Promise<Answer>): Promise<Answer | string> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error) return error.name;
    throw error;
  }
}

/** Everything that these services tell. */
export async function readAll(services: readonly ReadService[]): Promise<Reading> {
  const reading = new Map<string, string>();
  const note: Note = (kind, id, ...answers) => {
    if (id === undefined) throw new Error(`a ${kind} without an id`);
    reading.set(`${kind}: ${id}`, JSON.stringify(comparable(answers)));
  };
  await Promise.all(services.map((read) => read(note)));
  return reading;
}
