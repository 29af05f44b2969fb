/** How long an operation on a type is expected to take, where no earlier run has measured it. */
export type Operation = 'create' | 'update' | 'read';

export interface DurationRow {
  readonly type: string;
  readonly create: number;
  readonly update?: number;
  readonly read?: number;
  readonly source: string;
}

export const durationTable: readonly DurationRow[] = [];

export function expectedSeconds(
  type: string,
  operation: Operation,
): { readonly seconds: number; readonly source: string } | undefined {
  const row = durationTable.find((each) => each.type === type);
  const seconds = row?.[operation];
  return row === undefined || seconds === undefined ? undefined : { seconds, source: row.source };
}
