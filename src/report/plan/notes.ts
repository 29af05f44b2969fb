import type { Plan } from '../../model/plan.js';
import type { Urn } from '../../model/urn.js';
import { hostLabel, untoldHosts } from '../drift/hostItems.js';
import { compareText, oneLine, plural } from '../text/format.js';
import { showPair } from '../text/values.js';
import type { StepView } from './stepLines.js';

const MOST_DEPENDENTS = 5;

/** What people must know besides the steps. */
export function noteSections(plan: Plan, view: StepView): string[] {
  return [
    ...forPeople(plan, view),
    ...emptyOfData(plan, view),
    ...newValues(plan, view),
    ...unresolvedLookups(plan, view),
    ...unresolvedApplies(plan, view),
    ...exclusions(plan, view),
    ...silentHosts(plan, view),
    ...additions(plan, view),
  ];
}

function forPeople({ forPeople: steps = [] }: Plan, view: StepView): string[] {
  if (steps.length === 0) return [];
  const lines = steps.map(
    ({ urn, hazard, remedy }) => `  ${view.label(urn)}: ${oneLine(hazard)} (${oneLine(remedy)})`,
  );
  return [...title(`Only people can do (${steps.length})`, view), ...lines.sort(compareText)];
}

function emptyOfData({ emptyOfData: urns }: Plan, view: StepView): string[] {
  if (urns.length === 0) return [];
  return [
    ...title(
      `Would come back empty of data (${urns.length}); their data must come from backups`,
      view,
    ),
    ...sortedLabels(urns, view).map((label) => `  ${label}`),
  ];
}

function newValues({ newStateOnlyValues: values }: Plan, view: StepView): string[] {
  if (values.length === 0) return [];
  const lines = values.map(({ urn, dependents }) => {
    const names = sortedLabels(dependents, view);
    const shown = view.verbose ? names : names.slice(0, MOST_DEPENDENTS);
    const more = names.length - shown.length;
    const hanging =
      names.length === 0
        ? 'nothing depends on it'
        : `on it ${names.length === 1 ? 'depends' : 'depend'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return `  ${view.label(urn)}: ${hanging}`;
  });
  return [
    ...title(`Live only in state and get a new value (${values.length})`, view),
    ...lines.sort(compareText),
  ];
}

function unresolvedLookups({ unresolvedLookups: lookups }: Plan, view: StepView): string[] {
  if (lookups.length === 0) return [];
  const lines = lookups.map(
    ({ token, program, reason }) =>
      `  ${oneLine(token)} in ${oneLine(program)}: ${oneLine(reason)}`,
  );
  return [
    ...title(
      `Lookups that found nothing (${lookups.length}); what they look for may be yet to be rebuilt`,
      view,
    ),
    ...lines.sort(compareText),
  ];
}

function unresolvedApplies({ unresolvedApplies: applies }: Plan, view: StepView): string[] {
  const programs = [...applies].filter(([, count]) => count > 0);
  if (programs.length === 0) return [];
  const total = programs.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...title(
      `Applies on values not known yet (${total}); what they create shows itself only in the recovery`,
      view,
    ),
    ...programs
      .map(([program, count]) => `  ${oneLine(program)}: ${plural(count, 'apply', 'applies')}`)
      .sort(compareText),
  ];
}

function exclusions({ exclusions: rules }: Plan, view: StepView): string[] {
  if (rules.length === 0) return [];
  const lines = rules.map(({ path, reason, match, urns }) => {
    const [first] = urns;
    const whose =
      first === undefined
        ? `nothing, as no resource matches ${oneLine(match)}`
        : urns.length === 1
          ? view.label(first)
          : plural(urns.length, 'resource');
    return `  ${oneLine(path)} of ${whose}: ${oneLine(reason)}`;
  });
  return [...title(`Not compared, by rules of the manifest (${rules.length})`, view), ...lines];
}

function silentHosts({ hosts }: Plan, view: StepView): string[] {
  const silent = untoldHosts(hosts);
  if (silent.length === 0) return [];
  return [
    ...title(`Hosts without an answer (${silent.length})`, view),
    ...silent.map((host) => `  ${oneLine(hostLabel(host))}: ${oneLine(host.reason ?? '')}`),
  ];
}

const MOST_ADDITIONS = 20;

function additions({ steps }: Plan, view: StepView): string[] {
  const lines = [...steps].flatMap(([urn, step]) =>
    step.kind === 'same' || step.kind === 'update'
      ? (step.additions ?? []).map(
          ({ path, live }) => `  ${view.label(urn)} ${oneLine(path)}: ${showPair(live, live)[0]}`,
        )
      : [],
  );
  if (lines.length === 0) return [];
  const shown = lines.sort(compareText).slice(0, view.verbose ? lines.length : MOST_ADDITIONS);
  const more = lines.length - shown.length;
  return [
    ...title(`Added to what is declared, by somebody; left alone (${lines.length})`, view),
    ...shown,
    ...(more > 0 ? [`  and ${more} more; --verbose shows all`] : []),
  ];
}

function title(text: string, view: StepView): string[] {
  return ['', view.colours.warn(text)];
}

function sortedLabels(urns: readonly Urn[], view: StepView): string[] {
  return urns.map(view.label).sort(compareText);
}
