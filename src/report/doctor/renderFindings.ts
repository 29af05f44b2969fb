import type { Finding, FindingLevel } from '../../model/findings.js';
import type { Examination } from '../document/doctorDocument.js';
import { createColours, type Colours } from '../text/colours.js';
import { formatSeconds, oneLine, padEnd, plural, printable } from '../text/format.js';
import { resourceLabel } from '../text/names.js';

export interface RenderFindingsOptions {
  readonly colour: boolean;
  /** Names every resource. */
  readonly verbose: boolean;
}

const WORDS: Readonly<Record<FindingLevel, string>> = {
  ok: 'ok',
  skipped: 'skipped',
  warning: 'warning',
  blocked: 'BLOCKED',
};
const LEVEL_WIDTH = 9;
const CHECK_WIDTH = 13;

/** What a preflight found, for people: one line a finding, its remedy under it, the verdict last. */
export function renderFindings(examination: Examination, options: RenderFindingsOptions): string {
  const colours = createColours(options.colour);
  const { system, commit, target, findings, seconds } = examination;
  const about =
    system === undefined || commit === undefined
      ? `Preflight on ${oneLine(target)}`
      : `Preflight of system ${oneLine(system)} at ${commit.slice(0, 12)} on ${oneLine(target)}`;
  return [
    colours.strong(about),
    '',
    ...findings.flatMap((finding) => findingLines(finding, colours, options.verbose)),
    '',
    `${verdict(findings, colours)} It took ${formatSeconds(seconds)}.`,
  ].join('\n');
}

function findingLines(finding: Finding, colours: Colours, verbose: boolean): string[] {
  const { check, level, message, remedy, urns = [] } = finding;
  const paint = {
    ok: colours.good,
    skipped: colours.faint,
    warning: colours.warn,
    blocked: colours.bad,
  }[level];
  const [first = '', ...rest] = message.split('\n').map(printable);
  const indent = ' '.repeat(LEVEL_WIDTH + CHECK_WIDTH);
  return [
    `${paint(padEnd(WORDS[level], LEVEL_WIDTH))}${padEnd(check, CHECK_WIDTH)}${first}`,
    ...rest.filter((line) => line.trim() !== '').map((line) => `${indent}${line}`),
    ...(verbose ? urns.map((urn) => `${indent}${resourceLabel(urn)}`) : []),
    ...(remedy === undefined ? [] : [`${indent}${colours.info('try:')} ${oneLine(remedy)}`]),
  ];
}

function verdict(findings: readonly Finding[], colours: Colours): string {
  const count = (level: FindingLevel): number =>
    findings.filter((finding) => finding.level === level).length;
  const blocked = count('blocked');
  const warnings = count('warning');
  const skipped = count('skipped');
  const unseen = skipped === 0 ? '' : ` ${plural(skipped, 'check')} skipped.`;
  if (blocked > 0) {
    const besides = warnings === 0 ? '' : `, ${plural(warnings, 'warning')} besides`;
    return `${colours.bad(`Blocked: a recovery could not do its work (${plural(blocked, 'finding')}${besides}).`)}${unseen}`;
  }
  if (warnings > 0) {
    return `${colours.warn(`A recovery can start; ${plural(warnings, 'warning')} to look at before one is needed.`)}${unseen}`;
  }
  return `${colours.good('A recovery can start.')}${unseen}`;
}
