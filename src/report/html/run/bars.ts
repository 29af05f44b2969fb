import type { ReportedResource } from '../../document/reportSchema.js';

/** One resource in the picture of the timeline: its working time in milliseconds from the start, and its row. */
export interface Bar {
  /** Index into the list of resources. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** Row within its lane, from 0. */
  readonly row: number;
}

export interface Lane {
  readonly stage: string;
  readonly bars: readonly Bar[];
  readonly rows: number;
}

export interface Bars {
  readonly lanes: readonly Lane[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

/**
 * Lays the working times of all resources into lanes, one a stage, as few rows a lane as will do without overlap.
 * The time until its dependencies were there is nobody's work and is left out.
 */
export function layBars(resources: readonly ReportedResource[], stages: readonly string[]): Bars {
  const worked = resources.flatMap((resource, index) => {
    const span = workingTime(resource);
    return span === undefined ? [] : [{ index, stage: resource.stage, ...span }];
  });
  const startedAt = worked.reduce((least, { from }) => Math.min(least, from), Infinity);
  const endedAt = worked.reduce((most, { to }) => Math.max(most, to), -Infinity);
  if (worked.length === 0) return { lanes: [], startedAt: 0, milliseconds: 0 };
  const milliseconds = Math.max(1, endedAt - startedAt);
  const lanes = stages.flatMap((stage): Lane[] => {
    const own = worked
      .filter((each) => each.stage === stage)
      .sort((a, b) => a.from - b.from || a.index - b.index);
    return own.length === 0 ? [] : [pack(stage, own, startedAt, milliseconds)];
  });
  return { lanes, startedAt, milliseconds };
}

/** From the first thing done for it to the last; what was only looked at has the moment when that was finished. */
function workingTime(resource: ReportedResource): { from: number; to: number } | undefined {
  const { activities, startedAt, seconds, outcome, kind } = resource;
  const first = activities[0];
  if (first !== undefined) {
    return { from: first.from, to: Math.max(...activities.map(({ to }) => to)) };
  }
  if (kind !== 'resource' || startedAt === undefined || seconds === undefined) return undefined;
  if (outcome === 'none' || outcome === 'held' || outcome === 'skipped') return undefined;
  const to = startedAt + seconds * 1000;
  return { from: to, to };
}

/** Neighbours in a row keep this part of the whole width between them, so that they can be told apart. */
const GAP = 1 / 500;

function pack(
  stage: string,
  spans: readonly { index: number; from: number; to: number }[],
  startedAt: number,
  milliseconds: number,
): Lane {
  const free: number[] = [];
  const bars = spans.map(({ index, from, to }): Bar => {
    let row = free.findIndex((until) => until <= from);
    if (row < 0) row = free.length;
    free[row] = Math.max(to, from) + milliseconds * GAP;
    return { index, row, from: from - startedAt, to: to - startedAt };
  });
  return { stage, bars, rows: free.length };
}
