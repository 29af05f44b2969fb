import type { ChangedBy, Difference, Step } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import type { Colours } from '../text/colours.js';
import { isoTime, oneLine, plural } from '../text/format.js';
import { showPair } from '../text/values.js';
import { CREATE_REASON_WORDS, FOUND_BY_WORDS, SIGNS, type PlanPurpose } from './stepWords.js';

export interface StepView {
  readonly purpose: PlanPurpose;
  readonly verbose: boolean;
  readonly colours: Colours;
  readonly label: (urn: Urn) => string;
}

const MOST_DIFFERENCES = 12;
const MOST_CANDIDATES = 10;
const INDENT = ' '.repeat(6);

/** What there is to say about one resource: a line with its sign, and under it what differs. */
export function stepLines(urn: Urn, step: Step, view: StepView): string[] {
  const head = `  ${sign(step, view.colours)} ${view.label(urn)}`;
  const { verbose, colours } = view;
  switch (step.kind) {
    case 'create': {
      const reason = CREATE_REASON_WORDS[step.reason];
      const left = step.leavesBehind;
      const behind =
        left === undefined ? '' : `; ${oneLine(left)} stays behind for people to delete`;
      const again =
        step.reclaims === undefined ? '' : `asks for ${oneLine(step.reclaims)} of the lost one`;
      if (!reason.always && !verbose) return [again === '' ? head : `${head}: ${again}`];
      return [`${head}: ${reason.text}${behind}${again === '' ? '' : `; ${again}`}`];
    }
    case 'same':
    case 'update':
      return [
        `${head}${id(step.id, colours)}${verbose ? `, found ${FOUND_BY_WORDS[step.foundBy]}` : ''}`,
        ...(step.kind === 'update' ? differenceLines(step.differences, view) : []),
        ...(verbose && step.notComparable.length > 0
          ? [`${INDENT}not comparable: ${oneLine(step.notComparable.join(', '))}`]
          : []),
      ];
    case 'restore':
      return [
        `${head}${id(step.id, colours)}: it is ${oneLine(step.condition)}` +
          (view.purpose === 'drift' ? '' : '; to be restored'),
      ];
    case 'wait': {
      const until = step.untilEpochMs === undefined ? '' : `, until ${isoTime(step.untilEpochMs)}`;
      return [`${head}: ${oneLine(step.reason)}${until}`];
    }
    case 'read':
      return [`${head}${id(step.id, colours)}`];
    case 'conflict':
      return [
        `${head}${id(step.id ?? '', colours)}: ${oneLine(step.reason)}`,
        ...differenceLines(step.differences, view),
        ...candidateLines(step.candidates, step.id),
      ];
    case 'unlocatable':
    case 'unreachable':
    case 'failed':
      return [`${head}: ${oneLine(step.reason)}`];
    case 'held':
      return [
        step.reason === undefined
          ? `${head}: waits for ${causes(step.by, view)}`
          : `${head}: ${oneLine(step.reason)}${step.by.length === 0 ? '' : ` (${causes(step.by, view)})`}`,
      ];
    case 'skipped':
      return [`${head}: left out by the selection`];
    case 'none':
      return [];
  }
}

function sign(step: Step, colours: Colours): string {
  const text = SIGNS[step.kind];
  switch (step.kind) {
    case 'create':
      return colours.good(text);
    case 'update':
    case 'restore':
    case 'wait':
      return colours.warn(text);
    case 'conflict':
    case 'unlocatable':
    case 'unreachable':
    case 'failed':
      return colours.bad(text);
    default:
      return colours.faint(text);
  }
}

function id(text: string, colours: Colours): string {
  return text === '' ? '' : ` ${colours.faint(`[${oneLine(text)}]`)}`;
}

function causes(by: readonly Urn[], view: StepView): string {
  const shown = view.verbose ? by.length : 1;
  const names = by.slice(0, shown).map(view.label).join(', ');
  const more = by.length - shown;
  return by.length === 0
    ? 'what is not there yet'
    : `${names}${more > 0 ? ` and ${more} more` : ''}`;
}

function differenceLines(differences: readonly Difference[], view: StepView): string[] {
  const shown = view.verbose ? differences : differences.slice(0, MOST_DIFFERENCES);
  const lines = shown.map(({ path, live, declared, needsReplacement, changedBy }) => {
    const [left, right] = showPair(live, declared);
    const replacement = needsReplacement ? ' (only a replacement could change it)' : '';
    const author = changedBy === undefined ? '' : ` (${authorOf(changedBy)})`;
    return `${INDENT}${oneLine(path)}: ${left} -> ${right}${replacement}${author}`;
  });
  const more = differences.length - shown.length;
  if (more > 0) lines.push(`${INDENT}and ${plural(more, 'more difference')}; --verbose shows all`);
  return lines;
}

function authorOf({ manager, at }: ChangedBy): string {
  return `by ${oneLine(manager)}${at === '' ? '' : ` at ${oneLine(at)}`}`;
}

function candidateLines(candidates: readonly string[], own: string | undefined): string[] {
  const others = candidates.filter((candidate) => candidate !== own);
  if (others.length === 0) return [];
  const shown = others.slice(0, MOST_CANDIDATES).map(oneLine).join(', ');
  const more = others.length - MOST_CANDIDATES;
  return [`${INDENT}candidates: ${shown}${more > 0 ? ` and ${more} more` : ''}`];
}
