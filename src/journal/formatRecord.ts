import { MASK, SECRET_SIGNATURE, maskSecrets, type PropertyValue } from '../model/values.js';
import type { NewJournalRecord } from './records.js';

export type Redact = (text: string) => string;

/** Fields that hold texts for people, into which a secret could have got. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['message', 'reason', 'hazard', 'remedy']);

/** One line of a journal. Whatever is in secret form is masked, whoever put it there. */
export function formatRecord(record: NewJournalRecord, at: number, redact?: Redact): string {
  const { record: kind, ...rest } = record;
  const line = JSON.stringify({ record: kind, at, ...rest }, (key, value: unknown) =>
    redact !== undefined && typeof value === 'string' && TEXT_FIELDS.has(key)
      ? redact(value)
      : value,
  );
  return `${line.includes(SECRET_SIGNATURE) ? maskLine(line) : line}\n`;
}

/** Masks values in secret form, and texts inside which such a value was written out. */
function maskLine(line: string): string {
  const masked = maskSecrets(JSON.parse(line) as PropertyValue);
  return JSON.stringify(masked, (_key, value: unknown) =>
    typeof value === 'string' && value.includes(SECRET_SIGNATURE) ? MASK : value,
  );
}
