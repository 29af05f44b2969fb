import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NewJournalRecord, RecordOf } from '../../src/journal/records.js';
import { BlackstartError } from '../../src/model/errors.js';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'blackstart-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function urn(name: string, type = 'aws:ec2/vpc:Vpc'): string {
  return `urn:pulumi:production::reference::${type}::${name}`;
}

export function started(changes: Partial<RecordOf<'run-started'>> = {}): NewJournalRecord {
  return {
    record: 'run-started',
    run: '20260102-030405-0000',
    command: 'recover',
    system: 'reference',
    target: 'live',
    commit: '0'.repeat(40),
    reference: 'HEAD',
    repository: '/repository',
    options: {},
    who: 'operator',
    host: 'host',
    pid: 1,
    versions: { blackstart: '0.1.0' },
    ...changes,
  };
}

export function intent(name: string, changes: Partial<RecordOf<'intent'>> = {}): NewJournalRecord {
  return {
    record: 'intent',
    urn: urn(name),
    type: 'aws:ec2/vpc:Vpc',
    operation: 'create',
    ...changes,
  };
}

export function done(name: string, changes: Partial<RecordOf<'done'>> = {}): NewJournalRecord {
  return {
    record: 'done',
    urn: urn(name),
    operation: 'create',
    id: `id-${name}`,
    seconds: 1,
    ...changes,
  };
}

export function ended(exitCode: number): NewJournalRecord {
  return { record: 'run-ended', exitCode, counts: { created: 1 }, seconds: 12 };
}

/** The BlackstartError that a promise fails with. */
export async function failureOf(action: Promise<unknown>): Promise<BlackstartError> {
  const error: unknown = await action.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof BlackstartError) return error;
  throw error;
}
