import { shareDeclared } from '../../model/inventory.js';
import type { Plan } from '../../model/plan.js';
import { oneLine, plural } from '../text/format.js';
import type { StepView } from './stepLines.js';

/** How much of what lives is declared, and, where they are asked for, the things that are not. */
export function coverageSection({ unmanaged }: Plan, view: StepView, listed: boolean): string[] {
  if (unmanaged === undefined) return [];
  const { things, declared, ignored, gaps, blindTo } = unmanaged;
  const share = shareDeclared(unmanaged);
  const total = declared + things.length;
  const left = ignored.filter(({ count }) => count > 0);
  return [
    '',
    share === undefined
      ? `Coverage: not known, ${gaps.length > 0 ? 'as not everything could be listed' : 'as nothing lives'}`
      : `Coverage: ${percent(share)} of ${plural(total, 'live thing')} are declared`,
    ...gaps.map((gap) => `  not listed: ${oneLine(gap)}`),
    ...blindTo.map((text) => `  ${oneLine(text)}`),
    ...left.map(
      ({ count, match, reason }) => `  ignored ${count} of ${oneLine(match)}: ${oneLine(reason)}`,
    ),
    ...(things.length === 0
      ? []
      : listed
        ? [
            view.colours.warn(`  declared nowhere (${things.length}):`),
            ...things.map(({ type, id }) => `    ${oneLine(type)} ${oneLine(id)}`),
          ]
        : [`  ${plural(things.length, 'thing')} declared nowhere; --unmanaged lists them`]),
  ];
}

/** Never 100 % where something is missing. */
export function percent(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
