import type { CommandName, RunResult } from '../../model/events.js';
import { createColours, type Colours } from '../text/colours.js';
import { formatSeconds, oneLine, plural, paceOf } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import { heldLines, type HeldResource } from './held.js';
import { outcomeCounts } from './outcomeWords.js';

export interface RenderRunResultOptions {
  readonly colour: boolean;
  /** The command that goes on from here, e.g. `blackstart resume RUN`. */
  readonly resumeHint: string | undefined;
  /** From {@link collectHeld}: lets the held ones be told by root cause. */
  readonly held?: readonly HeldResource[];
}

const MOST_FAILURES = 50;

interface VerdictWords {
  readonly good: string;
  readonly bad: string;
  readonly because?: string;
}

const RECOVERY: VerdictWords = { good: 'Recovered', bad: 'Not recovered' };
const VERDICTS: Readonly<Partial<Record<CommandName, VerdictWords>>> = {
  rehearse: { good: 'Rehearsal passed', bad: 'Rehearsal failed' },
  sync: {
    good: 'Synced',
    bad: 'Not synced',
    because: 'what was asked for is as declared and every gate has passed',
  },
  rollback: { good: 'Rolled back', bad: 'Not rolled back' },
};

/** How a run ended: the verdict first, then counts, time, failures with what to do next, and what was held back. */
export function renderRunResult(result: RunResult, options: RenderRunResultOptions): string {
  const colours = createColours(options.colour);
  const counts = outcomeCounts(result.counts);
  const lines = [
    verdict(result, colours),
    ...(counts === '' ? [] : [`  ${counts}`]),
    ...timeLine(result, result.exitCode === 0, colours),
    ...failureLines(result, options.resumeHint, colours),
    ...heldSection(result, options.held ?? [], colours),
  ];
  if (options.resumeHint !== undefined && result.exitCode !== 0) {
    lines.push('', `Go on from here with: ${colours.info(oneLine(options.resumeHint))}`);
  }
  return `${lines.join('\n')}\n`;
}

function verdict(result: RunResult, colours: Colours): string {
  const run = result.run === undefined ? '' : ` (run ${oneLine(result.run)})`;
  const words = VERDICTS[result.command] ?? RECOVERY;
  if (result.interrupted || result.exitCode === 130) {
    return colours.warn(
      `Interrupted${run}: what was under way was finished and journalled, the rest was not started.`,
    );
  }
  if (result.exitCode === 0) {
    return colours.good(
      `${words.good}${run}: ${words.because ?? 'everything is there and every gate has passed'}.`,
    );
  }
  const held = result.counts.held ?? 0;
  const reasons = [
    result.failures.length > 0 ? plural(result.failures.length, 'failure') : '',
    held > 0 ? `${held} held back` : '',
  ].filter((text) => text !== '');
  const why = reasons.length === 0 ? 'not everything is there' : reasons.join(', ');
  return colours.bad(`${words.bad}${run}: ${why}.`);
}

/** A duration against the recovery time objective, where there is one. */
export function timeLine(
  times: Pick<RunResult, 'seconds' | 'targetSeconds' | 'timeScale'>,
  complete: boolean,
  colours: Colours,
): string[] {
  const { seconds, targetSeconds, timeScale } = times;
  const took = `  took ${formatSeconds(seconds)}`;
  // In a sandbox that runs faster much of it is this machine's own work: no measure for the target.
  if (timeScale !== 1)
    return [`${took} of the clock, in a sandbox ${paceOf(timeScale)} as real time`];
  if (targetSeconds <= 0) return [took];
  const against = `${took} of ${formatSeconds(targetSeconds)}`;
  return seconds > targetSeconds
    ? [colours.bad(`${against}: ${formatSeconds(seconds - targetSeconds)} over the target`)]
    : [complete ? `${against}: ${formatSeconds(targetSeconds - seconds)} to spare` : against];
}

function failureLines(
  { failures }: RunResult,
  resumeHint: string | undefined,
  colours: Colours,
): string[] {
  if (failures.length === 0) return [];
  const lines = ['', colours.bad(`Failures (${failures.length})`)];
  for (const failure of failures.slice(0, MOST_FAILURES)) {
    const what = failure.urn === undefined ? '' : `${resourceLabel(failure.urn)}: `;
    lines.push(`  ${what}${oneLine(failure.message)}`);
    lines.push(
      `    ${colours.info('try:')} ${oneLine(failure.remedy ?? nextStep(failure.code, resumeHint))}`,
    );
  }
  const more = failures.length - MOST_FAILURES;
  if (more > 0)
    lines.push(`  and ${plural(more, 'more failure')}; the journal of the run has all of them`);
  return lines;
}

function nextStep(
  code: RunResult['failures'][number]['code'],
  resumeHint: string | undefined,
): string {
  const again = resumeHint === undefined ? 'run the command again' : 'resume the run';
  if (code === 'conflict') {
    return `Decide whether Git or the live resource is right, put the other one right, then ${again}.`;
  }
  return `Put right what the message names, then ${again}; what is already there will be kept.`;
}

function heldSection(result: RunResult, held: readonly HeldResource[], colours: Colours): string[] {
  const count = result.counts.held ?? 0;
  if (count === 0 && held.length === 0) return [];
  const heading = colours.warn(`Held back (${Math.max(count, held.length)})`);
  const unexplained = count - held.length;
  return [
    '',
    heading,
    ...heldLines(held),
    ...(unexplained > 0
      ? [
          `  ${plural(unexplained, 'resource')} not started, since ${result.interrupted ? 'the run was interrupted' : 'something needed did not come about'}`,
        ]
      : []),
  ];
}
