import { GOOD_OUTCOMES, type Operation, type Outcome, type Phase } from '../../model/events.js';
import { ERROR_KINDS, type StepKind } from '../../model/step.js';
import { STEP_KINDS, stepWord } from '../plan/stepWords.js';
import { outcomeCounts } from '../run/outcomeWords.js';
import { formatSeconds, oneLine, plural, shorten } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import {
  firstOf,
  type ProgressState,
  type RunningOperation,
  type StageProgress,
} from './progressState.js';

const MOST_SHOWN = 3;
const LONGEST_REASON = 100;

export const DOING: Readonly<Record<Operation, string>> = {
  create: 'creating',
  update: 'updating',
  restore: 'restoring',
  read: 'reading',
  delete: 'deleting',
};

export const PHASES: Readonly<Record<Phase, string>> = {
  checkout: 'reading the commit',
  dependencies: 'preparing the programs',
  preview: 'looking at what is live',
  confirm: 'waiting for an answer',
  recover: 'recovering',
  verify: 'verifying',
};

/** Those with something in them: of a stage in which there is nothing to do nothing is to be said. */
export function shownStages(state: ProgressState): StageProgress[] {
  return [...state.stages.values()].filter(({ total }) => total > 0);
}

/** `12/40  10 created, 2 adopted` */
export function stageText(
  progress: StageProgress,
  state: ProgressState,
  nameWidth: number,
): string {
  const done = `${progress.done}/${progress.total}`.padStart(9);
  const counts = stageCounts(progress, state);
  return `${oneLine(progress.stage).padEnd(nameWidth)} ${done}  ${counts}`.trimEnd();
}

/** `10 created, 2 adopted`; before the real pass what is to be done. */
export function stageCounts({ counts }: StageProgress, { pass }: ProgressState): string {
  if (pass === 'real') return outcomeCounts(Object.fromEntries(counts));
  return STEP_KINDS.filter((kind) => kind !== 'none' && counts.has(kind))
    .map((kind) => `${counts.get(kind)!} ${stepWord(kind, 'plan')}`)
    .join(', ');
}

/** Has anything in this stage ended badly? */
export function hasTrouble(progress: StageProgress, state: ProgressState): boolean {
  for (const how of progress.counts.keys()) {
    const bad =
      state.pass === 'real' ? !GOOD_OUTCOMES.has(how as Outcome) : ERROR_KINDS.has(how as StepKind);
    if (bad) return true;
  }
  return false;
}

/** `recovering, 1m 05s of about 12m 30s, 3 retries` */
export function headline(state: ProgressState, now: number): string {
  const phase = state.phase === undefined ? 'starting' : PHASES[state.phase];
  const recovering = state.recoverStartedAt !== undefined && state.phase !== 'verify';
  const elapsed = formatSeconds((now - (state.recoverStartedAt ?? state.startedAt)) / 1000);
  const expected =
    recovering && state.expectedSeconds !== undefined && state.expectedSeconds > 0
      ? ` of about ${formatSeconds(state.expectedSeconds)}`
      : '';
  const retries = state.retries === 0 ? '' : `, ${plural(state.retries, 'retry', 'retries')}`;
  return `${phase}, ${elapsed}${expected}${retries}`;
}

/** What is longest under way, what is waited for, and the last retry. */
export function detailLines(state: ProgressState, now: number): string[] {
  const lines = operationTexts(state, now);
  const gates = firstOf(state.gates.values(), MOST_SHOWN).map(
    ({ urn, gate, since, reason }) =>
      `waiting for ${oneLine(gate)} of ${resourceLabel(urn)}, ${formatSeconds((now - since) / 1000)}: ${shortReason(reason)}`,
  );
  const moreGates = state.gates.size - gates.length;
  if (moreGates > 0) gates.push(`and ${plural(moreGates, 'more gate')}`);
  const retry = state.lastRetry;
  return [
    ...lines,
    ...pathLines(state),
    ...gates,
    ...(retry === undefined
      ? []
      : [
          `last retry: ${DOING[retry.operation]} ${resourceLabel(retry.urn)}, ${retry.class}: ${shortReason(retry.message)}`,
        ]),
  ];
}

const MOST_STEPS = 3;

/** The longest chain that is left: what the end of the recovery waits for. */
export function pathLines(state: ProgressState): string[] {
  const path = state.pass === 'real' ? state.remaining.longest() : undefined;
  if (path === undefined || path.steps.length === 0) return [];
  const names = path.steps.slice(0, MOST_STEPS).map(({ urn }) => resourceLabel(urn));
  const more = path.steps.length - names.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return [
    `longest path left, about ${formatSeconds(path.seconds)}: ${names.join(', then ')}${rest}`,
  ];
}

function operationTexts(state: ProgressState, now: number): string[] {
  const lines = firstOf(state.running.values(), MOST_SHOWN).map((running) =>
    operationText(running, now),
  );
  const more = state.running.size - lines.length;
  if (more > 0) lines.push(`and ${more} more under way`);
  return lines;
}

function operationText(running: RunningOperation, now: number): string {
  const { urn, operation, startedAt, expectedSeconds } = running;
  const elapsed = formatSeconds((now - startedAt) / 1000);
  const expected = expectedSeconds > 0 ? ` of about ${formatSeconds(expectedSeconds)}` : '';
  return `${DOING[operation]} ${resourceLabel(urn)}, ${elapsed}${expected}`;
}

/** Everything in one line, for a terminal or log that cannot be redrawn. */
export function statusLine(state: ProgressState, now: number): string {
  const stages = shownStages(state);
  const done = stages.reduce((sum, stage) => sum + stage.done, 0);
  const total = stages.reduce((sum, stage) => sum + stage.total, 0);
  const byStage = stages
    .map((stage) => `${oneLine(stage.stage)} ${stage.done}/${stage.total}`)
    .join(', ');
  const parts = [
    headline(state, now),
    total === 0 ? '' : `${done}/${total} done (${byStage})`,
    operationTexts(state, now).join('; '),
    ...pathLines(state),
    state.gates.size === 0 ? '' : `${plural(state.gates.size, 'gate')} waited for`,
  ];
  return parts.filter((text) => text !== '').join('; ');
}

export function shortReason(reason: string): string {
  return shorten(oneLine(reason), LONGEST_REASON);
}
