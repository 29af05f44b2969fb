import { atLeast, atMost, type Bench, type Section } from '../rig/bench.js';
import { count, median, percent, seconds } from '../rig/figures.js';
import { HOUR_SECONDS, oneDay, type DayResult } from './day.js';
import { FAULTS } from './faults.js';
import { latencies, WAITS, type Latency } from './latency.js';

const CHECKS = 1000;
const QUICK_CHECKS = 150;
const TIMES = 6;
const QUICK_TIMES = 2;

/** How long a live change takes to become a message, and one day of a watch in fast time. */
export const watch: Bench = {
  name: 'watch',
  run: async (context) => {
    const { quick } = context;
    const found = await latencies(quick ? QUICK_TIMES : TIMES, context);
    const day = await oneDay(quick ? QUICK_CHECKS : CHECKS, context);
    return summary(found, day, quick);
  },
};

/** Pure: what is to be said about both. */
export function summary(found: readonly Latency[], day: DayResult, quick: boolean): Section {
  const made = Object.values(day.checks).reduce((sum, each) => sum + each, 0);
  const bad = day.checks.failed + day.checks.incomplete;
  const sum = (pick: 'expected' | 'firing'): number =>
    day.alerts.reduce((total, each) => total + each[pick], 0);
  const missed = day.alerts.reduce(
    (total, { expected, firing }) => total + Math.max(0, expected - firing),
    0,
  );
  const wrong = day.alerts.reduce(
    (total, { expected, firing }) => total + Math.max(0, firing - expected),
    0,
  );
  const growth = day.endBytes / day.warmBytes - 1;
  const fixed = WAITS.for + WAITS.groupWait;
  const chance = WAITS.interval + WAITS.scrape + WAITS.evaluation;
  return {
    title: 'Watch: from a live change to FIRING, and one day in fast time',
    method: [
      'A system of four resources in a sandbox, `blackstart watch`, a real Prometheus with the rules of `blackstart alerts`, a real Alertmanager with the configuration of `blackstart alerts --alertmanager`, and a receiver in the place of Slack, all on loopback.',
      `Live change to FIRING, from the end of the command that makes it: one resource is altered with \`sandbox damage\`, ${found.length} times at different moments of the interval, and put back in between. Configured: a check every ${WAITS.interval} s, scrape and evaluation every ${WAITS.scrape} s, for ${WAITS.for} s, group_wait ${WAITS.groupWait} s.`,
      `One day: ${count(made)} checks, ${HOUR_SECONDS} s stand for the hour that a difference must last and after which checks are stale. Every tenth check meets a fault, in turn: the API refuses every call, six calls are throttled (and tried again within the check, so that it gets its answer), the program throws, the disk for temporary files is full (${day.hasDisk ? 'a file system of 16 MB, filled' : 'here: the folder is taken away, since no file system could be mounted'}). Three short changes are put back after half an hour, three long ones after two hours, and once all checks fail for an hour and a half. Memory is the resident memory of the watch, the median of 20 checks around the hundredth and of the last 20.${quick ? ' A quick run: memory has hardly settled.' : ''}`,
    ],
    goals: [
      atLeast('checks in the day', made, 1000, count),
      {
        what: 'alerts sent of those expected',
        goal: 'all',
        measured: `${sum('expected') - missed} of ${sum('expected')}`,
        met: missed === 0 && sum('expected') > 0,
      },
      { what: 'false alerts', goal: '0', measured: count(wrong), met: wrong === 0 },
      atMost('memory at the end over that after 100 checks', growth, 0.1, percent),
      {
        what: 'the watch goes on, and ends by signal with exit code 0',
        goal: 'yes',
        measured: day.endedBySignal ? 'yes' : 'no',
        met: day.endedBySignal,
      },
    ],
    tables: [
      {
        columns: ['live change to FIRING', 'median', 'shortest', 'longest'],
        rows: [
          row(
            'change to the end of the check that saw it',
            found.map(({ seen }) => seen),
          ),
          row(
            'of this the check itself',
            found.map(({ check }) => check),
          ),
          row(
            'change to FIRING',
            found.map(({ firing }) => firing),
          ),
          row(
            `of this beyond for and group_wait (${fixed} s)`,
            found.map(({ firing }) => firing - fixed),
          ),
        ],
      },
      {
        columns: ['alert', 'expected', 'FIRING', 'RESOLVED'],
        rows: day.alerts.map(({ alert, expected, firing, resolved }) => [
          alert,
          ...[expected, firing, resolved].map(count),
        ]),
      },
      {
        columns: ['fault', 'checks with it', 'failed or incomplete'],
        rows: FAULTS.map((name) => [
          name,
          count(day.faults[name].put),
          count(day.faults[name].noticed),
        ]),
      },
      {
        columns: ['memory of the watch', 'after 100 checks', 'at the end', 'change'],
        rows: [['resident', megabytes(day.warmBytes), megabytes(day.endBytes), percent(growth)]],
      },
    ],
    notes: [
      `Beyond the two fixed waits up to ${chance} s go by until the next check, scrape and evaluation begin, ${chance / 2} s on average; the rest is the check, and the ways between the four programs.`,
      `${count(made)} checks in ${seconds(day.seconds)}; ${count(bad)} of them without a complete answer, the outage included.`,
    ],
  };
}

function row(what: string, values: readonly number[]): string[] {
  return [what, ...[median(values), Math.min(...values), Math.max(...values)].map(seconds)];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
