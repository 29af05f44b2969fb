import type { ReportedResource, RunReport } from '../../document/reportSchema.js';
import { CREATE_REASON_WORDS, FOUND_BY_WORDS } from '../../plan/stepWords.js';
import { formatSeconds } from '../../text/format.js';
import { resourceLabel } from '../../text/names.js';
import { graphLayout } from './graphLayout.js';
import { outcomeWord } from './outcomes.js';
import type { BarBox, PageData, PageResource } from './pageTypes.js';

/** What the script of the page works with: all resources with their edges, all texts already worded. */
export function pageData(report: RunReport, boxes: readonly (BarBox | undefined)[]): PageData {
  const { resources } = report;
  const indexOf = new Map(resources.map(({ urn }, index) => [urn, index]));
  const graph = graphLayout(resources);
  const start = report.startedAt ?? 0;
  return {
    stages: report.stages.map(({ stage }) => stage),
    resources: resources.map((resource, index): PageResource => {
      const { urn, type, project, stage, outcome, critical } = resource;
      const dependsOn = resource.dependencies
        .map((dependency) => indexOf.get(dependency))
        .filter((each) => each !== undefined && resources[each]!.kind !== 'stack');
      const doings = doingLines(resource, start);
      const bar = boxes[index];
      return {
        ...{ urn, label: resourceLabel(urn), type, project, stage, outcome },
        word: outcomeWord(outcome),
        ...(critical ? { critical } : {}),
        ...(outcome === 'none' ? { quiet: true } : {}),
        facts: facts(resource, start),
        ...(doings.length === 0 ? {} : { doings }),
        ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn as number[] }),
        depth: graph.depth[index]!,
        ...(graph.needs[index]!.length === 0 ? {} : { needs: graph.needs[index]! }),
        ...(bar === undefined ? {} : { bar }),
        worked: Math.round((resource.operationSeconds + resource.gateSeconds) * 1000) / 1000,
      };
    }),
  };
}

function facts(resource: ReportedResource, start: number): [string, string][] {
  const { startedAt, seconds, operationSeconds, gateSeconds } = resource;
  const found: [string, string | undefined][] = [
    ['id', resource.id],
    ['why', resource.reason ?? whyWords(resource.why)],
    ['found', foundWords(resource.foundBy)],
    ['differed in', resource.changed?.join(', ')],
    ['could be', resource.candidates?.join(', ')],
    ['left behind', resource.leavesBehind],
    [
      'registered',
      startedAt === undefined ? undefined : `at ${formatSeconds((startedAt - start) / 1000)}`,
    ],
    [
      'finished',
      startedAt === undefined || seconds === undefined
        ? undefined
        : `at ${formatSeconds((startedAt - start) / 1000 + seconds)}`,
    ],
    ['in operations', operationSeconds > 0 ? formatSeconds(operationSeconds) : undefined],
    ['behind gates', gateSeconds > 0 ? formatSeconds(gateSeconds) : undefined],
  ];
  return found.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
}

/** Why something was created, in words; a reason of a newer journal as it stands there. */
export function whyWords(why: string | undefined): string | undefined {
  if (why === undefined) return undefined;
  return Object.hasOwn(CREATE_REASON_WORDS, why)
    ? CREATE_REASON_WORDS[why as keyof typeof CREATE_REASON_WORDS].text
    : why;
}

function foundWords(foundBy: string | undefined): string | undefined {
  if (foundBy === undefined) return undefined;
  return Object.hasOwn(FOUND_BY_WORDS, foundBy)
    ? FOUND_BY_WORDS[foundBy as keyof typeof FOUND_BY_WORDS]
    : foundBy;
}

const DOING: Readonly<Record<ReportedResource['activities'][number]['what'], string>> = {
  create: 'create',
  update: 'update',
  restore: 'restore',
  delete: 'delete',
  read: 'read',
  gate: 'waited for',
  pause: 'paused',
};

function doingLines({ activities }: ReportedResource, start: number): string[] {
  return activities.map(({ what, from, to, came, note }) => {
    const at = formatSeconds((from - start) / 1000);
    const how =
      came === false
        ? ' failed'
        : came === undefined && what !== 'gate' && what !== 'pause'
          ? ', end unknown'
          : '';
    const why = note === undefined ? '' : what === 'gate' ? ` ${note}` : `: ${note}`;
    return `${at}  ${DOING[what]}${how}${why} (${formatSeconds((to - from) / 1000)})`;
  });
}
