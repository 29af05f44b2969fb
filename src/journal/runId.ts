import { randomBytes } from 'node:crypto';

/** A run's id: UTC time to the second, so that ids sort by time, and four random hex digits. */
export function newRunId(now: Date = new Date()): string {
  const [date, time] = now.toISOString().slice(0, 19).replace(/[-:]/g, '').split('T');
  return `${date}-${time}-${randomBytes(2).toString('hex')}`;
}

export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(text);
}
