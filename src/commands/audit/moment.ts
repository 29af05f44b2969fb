const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * A moment in milliseconds since the epoch: ISO 8601 (`2026-01-31`, `2026-01-31T10:00:00Z`), or so long ago (`90m`,
 * `12h`, `7d`, `2w`). A time without a zone is in UTC, as all times of blackstart are. Undefined when it is neither.
 */
export function parseMoment(text: string, now: number): number | undefined {
  const ago = /^(\d+)([mhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * UNITS[ago[2]!]! * 1000;
  const match = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (match === null) return undefined;
  const zoned = match[1] === undefined || match[4] !== undefined ? text : `${text}Z`;
  const moment = Date.parse(zoned);
  return Number.isNaN(moment) ? undefined : moment;
}
