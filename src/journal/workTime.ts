import type { JournalRecord } from './records.js';

/** How much of a run was work, and how much lay between the processes that worked on it. */
export interface WorkTime {
  /** From the start of each process to its last word, all together. */
  readonly workingSeconds: number;
  /** Nobody worked: from the last word of a process to the start of the one that resumed the run. */
  readonly gapSeconds: number;
}

/** Needs the records at which processes start, and those that stand right before and after them. */
export function workTime(records: readonly JournalRecord[]): WorkTime {
  let working = 0;
  let gap = 0;
  let startedAt: number | undefined;
  let lastAt: number | undefined;
  const endProcess = (): void => {
    if (startedAt !== undefined && lastAt !== undefined) working += lastAt - startedAt;
  };
  for (const { record, at } of records) {
    if (record === 'run-started') {
      endProcess();
      if (lastAt !== undefined) gap += at - lastAt;
      startedAt = at;
    }
    lastAt = at;
  }
  endProcess();
  return { workingSeconds: Math.max(0, working) / 1000, gapSeconds: Math.max(0, gap) / 1000 };
}
