import type { Event, RunResult } from '../../../model/events.js';
import { firstOf, ProgressState } from '../../progress/progressState.js';
import { News } from '../../progress/news.js';
import {
  DOING,
  hasTrouble,
  PHASES,
  shortReason,
  shownStages,
  stageCounts,
} from '../../progress/statusText.js';
import { formatSeconds, isoTime, oneLine, paceOf, plural } from '../../text/format.js';
import { resourceLabel } from '../../text/names.js';
import type { LiveFigure, LiveLine, LiveNews, LiveStage, LiveView } from './liveTypes.js';

const MOST_LINES = 8;
const MOST_STEPS = 8;
const MOST_NEWS = 40;

const TITLES: Readonly<Record<string, string>> = {
  recover: 'Recovery',
  resume: 'Recovery',
  rehearse: 'Rehearsal',
};

/** All that the live view shows, kept up from events: the same state and the same words as the terminal's. */
export class LiveState {
  private progress: ProgressState;
  private readonly words: News;
  private readonly news: LiveNews[] = [];
  private readonly trouble: LiveLine[] = [];
  private troubles = 0;
  private start: Extract<Event, { type: 'run-started' }> | undefined;
  private plan: Extract<Event, { type: 'plan-made' }>['plan'] | undefined;
  private ended: { readonly verdict: string; readonly tone: 'good' | 'bad' } | undefined;
  /** When the run ended: from then on its time stands still. */
  private endedAt: number | undefined;
  /** A plan that checks what a rehearsal has done: no run of its own, so its counts and times are not shown. */
  private checking = false;

  constructor(private readonly now: () => number = Date.now) {
    this.progress = new ProgressState(now);
    this.words = new News(false, now);
  }

  readonly accept = (event: Event): void => {
    if (event.type === 'run-started') {
      this.checking = this.start !== undefined && event.command === 'plan';
      if (!this.checking) this.begin(event);
    }
    if (this.checking) return this.announce(event);
    if (event.type === 'plan-made') this.plan = event.plan;
    if (event.type === 'run-finished') this.endedAt = this.now();
    this.progress.accept(event);
    this.announce(event);
  };

  private announce(event: Event): void {
    const item = this.words.of(event);
    if (item === undefined) return;
    this.say(item.level, item.text);
    if (item.level !== 'bad') return;
    this.troubles++;
    this.trouble.unshift({ label: '', text: item.text });
    this.trouble.length = Math.min(this.trouble.length, MOST_LINES);
  }

  /** A rehearsal starts several, one after the other, each with counts of its own. */
  private begin(event: Extract<Event, { type: 'run-started' }>): void {
    if (this.start !== undefined) this.progress = new ProgressState(this.now);
    this.start = event;
    this.plan = undefined;
    this.endedAt = undefined;
  }

  /** Something that the command itself has to say, e.g. which part of a rehearsal begins. */
  say(level: LiveNews['level'], text: string): void {
    this.news.unshift({ time: isoTime(this.now()).slice(11, 19), level, text });
    this.news.length = Math.min(this.news.length, MOST_NEWS);
  }

  /** The command is over. */
  end(ended: { readonly verdict: string; readonly tone: 'good' | 'bad' }): void {
    this.ended = ended;
  }

  view(): LiveView {
    const { progress, start, ended } = this;
    const now = this.endedAt ?? this.now();
    const phase = progress.phase === undefined ? 'starting' : PHASES[progress.phase];
    const path = this.pathLeft();
    return {
      title: start === undefined ? 'Starting' : titleOf(start),
      facts: start === undefined ? [] : factsOf(start),
      phase: ended === undefined ? phase : 'ended',
      ended: ended !== undefined,
      ...(ended === undefined ? {} : { verdict: ended.verdict }),
      tone: ended?.tone ?? 'running',
      figures: this.figures(now),
      stages: shownStages(progress).map((stage) => stageOf(stage, progress)),
      ...(path === undefined ? {} : { path }),
      running: ended === undefined ? runningLines(progress, now) : [],
      waiting: ended === undefined ? waitingLines(progress, now) : [],
      trouble: this.trouble,
      news: this.news,
    };
  }

  private pathLeft(): LiveView['path'] {
    const { progress } = this;
    const path = progress.pass === 'real' ? progress.remaining.longest() : undefined;
    if (path === undefined || path.steps.length === 0 || this.ended !== undefined) return undefined;
    const shown = path.steps.slice(0, MOST_STEPS);
    const more = path.steps.length - shown.length;
    return {
      about: `about ${formatSeconds(path.seconds)}`,
      steps: [
        ...shown.map(({ urn, seconds }) => ({
          label: resourceLabel(urn),
          about: formatSeconds(seconds),
        })),
        ...(more > 0 ? [{ label: `and ${more} more`, about: '' }] : []),
      ],
    };
  }

  private figures(now: number): LiveFigure[] {
    const { progress, plan, troubles } = this;
    const stages = shownStages(progress);
    const done = stages.reduce((sum, stage) => sum + stage.done, 0);
    const total = stages.reduce((sum, stage) => sum + stage.total, 0);
    const elapsed = (now - (progress.recoverStartedAt ?? progress.startedAt)) / 1000;
    const expected = progress.expectedSeconds ?? 0;
    const late = progress.recoverStartedAt !== undefined && expected > 0 && elapsed > expected;
    return [
      {
        name: 'Elapsed',
        value: formatSeconds(elapsed),
        note: progress.recoverStartedAt === undefined ? 'since the start' : 'of the recovery',
      },
      expectedFigure(plan, late),
      {
        name: 'Resources',
        value: total === 0 ? '–' : `${done} of ${total}`,
        note: progress.pass === 'real' ? 'done' : 'looked at',
      },
      {
        name: 'Failures',
        value: String(troubles),
        note: plural(progress.retries, 'retry', 'retries'),
        ...(troubles > 0 ? { bad: true as const } : {}),
      },
    ];
  }
}

function expectedFigure(
  plan: Extract<Event, { type: 'plan-made' }>['plan'] | undefined,
  late: boolean,
): LiveFigure {
  if (plan === undefined) return { name: 'Expected', value: '–', note: 'not known yet' };
  const { seconds, p90Seconds, targetSeconds, timeScale } = plan.prediction;
  const objective =
    timeScale === 1
      ? `objective ${formatSeconds(targetSeconds)}`
      : `in a cloud ${paceOf(timeScale)} as the real one`;
  return {
    name: 'Expected',
    value: `about ${formatSeconds(seconds * timeScale)}`,
    note: late
      ? `longer than expected; ${objective}`
      : `slow case ${formatSeconds(p90Seconds * timeScale)}; ${objective}`,
    ...(late ? { bad: true as const } : {}),
  };
}

function titleOf({ command, system }: Extract<Event, { type: 'run-started' }>): string {
  return `${TITLES[command] ?? command} of ${oneLine(system)}`;
}

function factsOf(start: Extract<Event, { type: 'run-started' }>): [string, string][] {
  const { target, commit, reference, run, resumes } = start;
  return [
    ['target', oneLine(target)],
    ['commit', `${commit.slice(0, 12)} (${oneLine(reference)})`],
    ...(run === undefined
      ? []
      : [['run', `${run}${resumes ? ', resumed' : ''}`] as [string, string]]),
  ];
}

function stageOf(stage: Parameters<typeof hasTrouble>[0], progress: ProgressState): LiveStage {
  const finished = progress.pass === 'real' && stage.done >= stage.total;
  return {
    ...{ name: oneLine(stage.stage), done: stage.done, total: stage.total },
    counts: stageCounts(stage, progress),
    state: hasTrouble(stage, progress) ? 'failed' : finished ? 'done' : 'running',
  };
}

function runningLines({ running }: ProgressState, now: number): LiveLine[] {
  const lines = firstOf(running.values(), MOST_LINES).map((each): LiveLine => {
    const { urn, operation, startedAt, expectedSeconds } = each;
    const expected = expectedSeconds > 0 ? ` of about ${formatSeconds(expectedSeconds)}` : '';
    const elapsed = formatSeconds((now - startedAt) / 1000);
    return { label: resourceLabel(urn), text: `${DOING[operation]}, ${elapsed}${expected}` };
  });
  return withMore(lines, running.size);
}

function waitingLines({ gates, lastRetry }: ProgressState, now: number): LiveLine[] {
  const lines = firstOf(gates.values(), MOST_LINES).map(({ urn, gate, since, reason }) => ({
    label: resourceLabel(urn),
    text: `${oneLine(gate)}, ${formatSeconds((now - since) / 1000)}: ${shortReason(reason)}`,
  }));
  const retry: LiveLine[] =
    lastRetry === undefined
      ? []
      : [
          {
            label: resourceLabel(lastRetry.urn),
            text: `last retry, ${DOING[lastRetry.operation]}, ${lastRetry.class}: ${shortReason(lastRetry.message)}`,
          },
        ];
  return [...withMore(lines, gates.size), ...retry];
}

function withMore(lines: LiveLine[], all: number): LiveLine[] {
  const more = all - lines.length;
  return more > 0 ? [...lines, { label: `and ${more} more`, text: '' }] : lines;
}

/** The verdict of a run, in one line for everybody on the call. */
export function liveVerdict({ exitCode, failures, interrupted, seconds }: RunResult): {
  verdict: string;
  tone: 'good' | 'bad';
} {
  const time = formatSeconds(seconds);
  if (interrupted) return { verdict: `Interrupted after ${time}; it can be resumed.`, tone: 'bad' };
  if (exitCode === 0) return { verdict: `Everything is there, after ${time}.`, tone: 'good' };
  const what = failures.length === 0 ? '' : `: ${plural(failures.length, 'failure')}`;
  return { verdict: `Not everything is there after ${time}${what}.`, tone: 'bad' };
}
