import { createColours } from '../text/colours.js';
import { formatSeconds, plural } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import type { Grade } from './gradeOf.js';

export interface GradedGame {
  readonly name: string;
  readonly system: string;
  /** What had happened, in words. */
  readonly story: readonly string[];
  readonly grade: Grade;
  /** The file that is kept. */
  readonly drill: string | undefined;
  /** Undefined unless the sandbox is kept. */
  readonly keptFolder: string | undefined;
}

const SHOWN = 10;

/** What had happened, what came of it, how long it took, and what cost time. */
export function renderGrade(game: GradedGame, options: { readonly colour: boolean }): string {
  const { strong, good, bad, faint } = createColours(options.colour);
  const { grade, name, system } = game;
  const row = (key: string, text: string): string => `  ${key.padEnd(14)} ${text}`;
  const listed = (lines: readonly string[]): string[] => [
    ...lines.slice(0, SHOWN).map((line) => `    ${line}`),
    ...(lines.length > SHOWN ? [faint(`    and ${lines.length - SHOWN} more`)] : []),
  ];
  const fault = (key: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [row(key, bad(String(lines.length))), ...listed(lines)];
  const property = ({ urn, path }: { urn: string; path: string }): string =>
    `${resourceLabel(urn)}: ${path}`;
  const back = grade.lost.length - grade.missing.length;
  const verdict = grade.verdict === 'passed' ? good('passed') : bad('failed');
  const time = `${formatSeconds(grade.realSeconds)} at real speed; objective ${formatSeconds(grade.targetSeconds)}`;
  return `${[
    strong(`Game day ${name} of ${system}`),
    row('what happened', game.story[0] ?? 'nothing'),
    ...game.story.slice(1).map((line) => row('', line)),
    ...(grade.altered.length === 0
      ? []
      : [row('', `somebody altered ${plural(grade.altered.length, 'resource')}`)]),
    ...listed(grade.altered.map(property)),
    row('brought back', `${back} of ${grade.lost.length} lost, of ${grade.of} in all`),
    ...fault('not back', grade.missing.map(resourceLabel)),
    ...(grade.altered.length === 0
      ? []
      : [
          row(
            'put right',
            `${grade.altered.length - grade.notPutRight.length} of ${grade.altered.length} altered`,
          ),
        ]),
    ...fault('still altered', grade.notPutRight.map(property)),
    ...fault('there twice', grade.twice.map(resourceLabel)),
    ...fault('lost besides', grade.collateral.map(resourceLabel)),
    ...(grade.leftBehind.length === 0
      ? []
      : [row('left behind', `${grade.leftBehind.length}, for people to delete`)]),
    ...listed(grade.leftBehind.map(resourceLabel)),
    row('verified', verifiedWords(grade)),
    ...listed(grade.differing.map(resourceLabel)),
    row('time', `${time}: ${timeWords(grade, good, bad)}`),
    row('', partsOf(grade)),
    ...grade.runs.map(({ analysis, realSeconds }) =>
      row(
        '',
        `run ${analysis.run ?? '?'}: ${analysis.command ?? '?'}, ${analysis.verdict}, ${formatSeconds(realSeconds)}`,
      ),
    ),
    ...(grade.hints.length === 0 ? [] : [row('what cost time', grade.hints[0]!)]),
    ...grade.hints.slice(1).map((hint) => row('', hint)),
    row('verdict', verdict),
    ...(game.drill === undefined ? [] : [row('drill', game.drill)]),
    ...(game.keptFolder === undefined ? [] : [row('sandbox', game.keptFolder)]),
  ].join('\n')}\n`;
}

function timeWords(
  { inTime, realSeconds, targetSeconds }: Grade,
  good: (text: string) => string,
  bad: (text: string) => string,
): string {
  if (inTime) return good('met');
  return bad(realSeconds > targetSeconds ? 'missed' : 'not met, since not all is as it was');
}

function verifiedWords({ differing, isCertain }: Grade): string {
  if (differing.length > 0) {
    return `the plan shows ${plural(differing.length, 'resource')} not as declared`;
  }
  return isCertain ? 'the plan shows no difference' : 'the plan could not tell of everything';
}

function partsOf({ firstRunSeconds, idleSeconds, realSeconds, clockSeconds }: Grade): string {
  const clock = `${formatSeconds(clockSeconds)} on the clock`;
  if (firstRunSeconds === undefined) return `${clock}, no run`;
  const runs = formatSeconds(realSeconds - idleSeconds);
  const later = formatSeconds(Math.max(0, idleSeconds - firstRunSeconds));
  return `${formatSeconds(firstRunSeconds)} until the first run, ${runs} in runs, ${later} between and after; ${clock}`;
}
