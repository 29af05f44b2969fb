export { Journal, beginJournal, type JournalOptions } from './journal.js';
export type { Redact } from './formatRecord.js';
export { parseJournal, readJournal } from './readJournal.js';
export type {
  JournalOperation,
  JournalRecord,
  NewJournalRecord,
  Predicted,
  RecordOf,
} from './records.js';
export { workTime, type WorkTime } from './workTime.js';
export { isRunId, newRunId } from './runId.js';
export { acquireLock, lockHolder, type Lock, type LockOwner, type LockRequest } from './lock.js';
export {
  journalFile,
  reportsFolder,
  runsFolder,
  stateFolder,
  targetFolder,
} from './stateFolder.js';
export {
  inDoubt,
  lastUnfinished,
  listPlaces,
  listRunIds,
  listRuns,
  loadRun,
  type DoubtfulIntent,
  type LoadedRun,
  type Place,
  type RunSummary,
} from './runs.js';
export { auditEntry, hasWritten, parseAuditEntry, type AuditEntry } from './auditEntry.js';
export { checkNote, type AuditCheck, type AuditFinding } from './auditCheck.js';
export { repeatedSyncs, WHOLE_RESOURCE, type Repeat } from './repeats.js';
export {
  measuredDurations,
  measuredGates,
  timeScaleOf,
  type MeasuredDurations,
} from './durations.js';
export {
  SealedValues,
  type SealedAnswer,
  type SealedPlace,
  type SealedValue,
  type SealingCipher,
} from './sealed.js';
export { livenessOf, thisProcess, type Liveness, type ProcessIdentity } from './process.js';
