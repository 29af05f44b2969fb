import { shareDeclared, type Unmanaged } from '../../model/inventory.js';
import type { Plan } from '../../model/plan.js';
import { hostLabel, untoldHosts } from '../drift/hostItems.js';
import { percent } from '../plan/coverageSection.js';
import { plural } from '../text/format.js';
import type { Label } from './comparisonSections.js';
import type { Section } from './fit.js';
import { plainCode } from './text.js';

/** What is not part of the comparison, and why: silent hosts, rules that leave properties out, what nobody declares. */
export function noteSections(plan: Plan, label: Label): Section[] {
  return [...silentHosts(plan), ...exclusions(plan, label), ...coverage(plan.unmanaged)];
}

function silentHosts({ hosts }: Plan): Section[] {
  const silent = untoldHosts(hosts);
  return section(
    `Hosts without an answer (${silent.length})`,
    silent.map((host) => `- ${plainCode(hostLabel(host))}: ${plainCode(host.reason ?? '')}`),
    'host',
  );
}

function exclusions({ exclusions: rules }: Plan, label: Label): Section[] {
  return section(
    `Not compared, by rules of the manifest (${rules.length})`,
    rules.map(({ path, reason, match, urns }) => {
      const [first] = urns;
      const whose =
        first === undefined
          ? `nothing, as no resource matches ${plainCode(match)}`
          : urns.length === 1
            ? plainCode(label(first))
            : plural(urns.length, 'resource');
      return `- ${plainCode(path)} of ${whose}: ${plainCode(reason)}`;
    }),
    'rule',
  );
}

function coverage(unmanaged: Unmanaged | undefined): Section[] {
  if (unmanaged === undefined) return [];
  const { things, declared, ignored, gaps, blindTo } = unmanaged;
  const share = shareDeclared(unmanaged);
  const title =
    share === undefined
      ? `Coverage: not known, ${gaps.length > 0 ? 'as not everything could be listed' : 'as nothing lives'}`
      : `Coverage: ${percent(share)} of ${plural(declared + things.length, 'live thing')} are declared`;
  const lines = [
    ...gaps.map((gap) => `- not listed: ${plainCode(gap)}`),
    ...blindTo.map((text) => `- ${plainCode(text)}`),
    ...ignored
      .filter(({ count }) => count > 0)
      .map(
        ({ count, match, reason }) =>
          `- ignored ${count} of ${plainCode(match)}: ${plainCode(reason)}`,
      ),
    ...things.map(({ type, id }) => `- declared nowhere: ${plainCode(`${type} ${id}`)}`),
  ];
  return [{ heading: ['', `#### ${title}`, ''], items: lines.map((line) => [line]), leftOut }];
}

function section(title: string, lines: readonly string[], what: string): Section[] {
  if (lines.length === 0) return [];
  return [
    {
      heading: ['', `#### ${title}`, ''],
      items: lines.map((line) => [line]),
      leftOut: (count) => `_${plural(count, `more ${what}`)} left out here._`,
    },
  ];
}

function leftOut(count: number): string {
  return `_${plural(count, 'more line')} left out here; \`blackstart drift --unmanaged\` shows all._`;
}
