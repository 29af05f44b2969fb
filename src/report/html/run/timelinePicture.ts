import type { ReportedResource, RunReport } from '../../document/reportSchema.js';
import { formatSeconds, shorten } from '../../text/format.js';
import { html, trusted, type Markup } from '../page.js';
import { layBars, type Bar, type Bars } from './bars.js';
import type { BarBox } from './pageTypes.js';

/** Units of the picture; it is scaled to the width of the page. */
const WIDTH = 1000;
const TITLE_HEIGHT = 20;
const AXIS_HEIGHT = 22;
const LANE_GAP = 10;
/** A lane grows no higher than this: its rows get thinner instead. */
const HIGHEST_LANE = 130;
const HIGHEST_ROW = 8;
const NARROWEST_BAR = 2;
/** Bars of the critical path that are at least so wide have their name written on them. */
const NARROWEST_NAMED = 90;

export interface TimelinePicture {
  readonly markup: Markup;
  /** By index of the resource; undefined for those without a bar. */
  readonly boxes: readonly (BarBox | undefined)[];
}

interface Placed {
  readonly bar: Bar;
  readonly resource: ReportedResource;
  readonly box: BarBox;
}

/** All resources on the common axis of the run, a lane for each stage, with the critical path drawn through them. */
export function timelinePicture(report: RunReport): TimelinePicture {
  const { resources } = report;
  const bars = layBars(
    resources,
    report.stages.map(({ stage }) => stage),
  );
  const boxes: (BarBox | undefined)[] = resources.map(() => undefined);
  if (bars.lanes.length === 0) return { markup: html``, boxes };
  const scale = WIDTH / bars.milliseconds;
  const placed: Placed[] = [];
  const titles: Markup[] = [];
  let top = AXIS_HEIGHT;
  for (const lane of bars.lanes) {
    const height = Math.min(HIGHEST_ROW, HIGHEST_LANE / lane.rows);
    titles.push(
      html`<rect
          class="lane"
          x="0"
          y="${top}"
          width="${WIDTH}"
          height="${short(TITLE_HEIGHT + lane.rows * height + 4)}"
        /><text class="stage" x="6" y="${top + 14}">${lane.stage}</text>`,
    );
    top += TITLE_HEIGHT;
    for (const bar of lane.bars) {
      const width = Math.max(NARROWEST_BAR, (bar.to - bar.from) * scale);
      const x = Math.min(WIDTH - width, bar.from * scale);
      const box = [x, top + bar.row * height, width, height * 0.8] as const;
      boxes[bar.index] = box;
      placed.push({ bar, resource: resources[bar.index]!, box });
    }
    top += lane.rows * height + 4 + LANE_GAP;
  }
  return {
    boxes: boxes.map((box) => box?.map(round) as BarBox | undefined),
    markup: html`<svg
      id="timeline"
      class="timeline"
      viewBox="0 0 ${WIDTH} ${short(top)}"
      role="img"
      aria-label="${describe(report, bars)}"
    >
      ${axis(bars, top)}${titles}${paths(placed, bars, scale)}${criticalPath(report, placed)}
    </svg>`,
  };
}

/** A path a kind of bar, however many bars there are: the page stays small. */
function paths(placed: readonly Placed[], bars: Bars, scale: number): Markup[] {
  const byClass = new Map<string, string[]>();
  const add = (name: string, rectangle: string): void => {
    const list = byClass.get(name);
    if (list === undefined) byClass.set(name, [rectangle]);
    else list.push(rectangle);
  };
  for (const { resource, box } of placed) {
    const [left, y, width, height] = box;
    add(`bar o-${resource.outcome}`, rectangle(left, y, width, height));
    for (const activity of resource.activities) {
      if (activity.what !== 'gate' && activity.what !== 'pause') continue;
      const from = (activity.from - bars.startedAt) * scale;
      const to = (activity.to - bars.startedAt) * scale;
      if (to - from >= NARROWEST_BAR) add('wait', rectangle(from, y, to - from, height));
    }
  }
  return [...byClass].map(
    ([name, rectangles]) => html`<path class="${name}" d="${trusted(rectangles.join(''))}" />`,
  );
}

function criticalPath({ criticalPath: path }: RunReport, placed: readonly Placed[]): Markup {
  const byUrn = new Map(placed.map((each) => [each.resource.urn, each]));
  const chain = path.flatMap(({ urn }) => byUrn.get(urn) ?? []);
  const outlines = chain.map(({ box: [x, y, width, height] }) => rectangle(x, y, width, height));
  const steps = chain.slice(1).map(({ box: [x, y, , height] }, index) => {
    const [fromX, fromY, width, fromHeight] = chain[index]!.box;
    const start = `${short(fromX + width)} ${short(fromY + fromHeight / 2)}`;
    return `M${start}L${short(x)} ${short(y + height / 2)}`;
  });
  const names = chain
    .filter(({ box: [, , width, height] }) => width >= NARROWEST_NAMED && height >= 4)
    .map(({ resource, box: [x, y, width, height] }) => {
      const name = shorten(`${lastOf(resource.type)} ${resource.name}`, Math.floor(width / 6));
      return html`<text class="name" x="${short(x + 4)}" y="${short(y + height - 0.4)}"
        >${name}</text
      >`;
    });
  return html`<path class="step" d="${trusted(steps.join(''))}" /><path
      class="critical"
      d="${trusted(outlines.join(''))}"
    />${names}`;
}

function axis(bars: Bars, bottom: number): Markup[] {
  return ticks(bars.milliseconds / 1000).map((second) => {
    const x = short((second * 1000 * WIDTH) / bars.milliseconds);
    const anchor = second === 0 ? 'start' : Number(x) > WIDTH - 40 ? 'end' : 'middle';
    return html`<path class="grid" d="M${x} 16V${short(bottom)}" /><text
        class="tick"
        x="${x}"
        y="11"
        text-anchor="${anchor}"
        >${formatTick(second)}</text
      >`;
  });
}

const STEPS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
];
const MOST_TICKS = 10;

/** Round moments on the axis, in seconds: ten at most. */
export function ticks(seconds: number): number[] {
  const hours = Math.ceil(seconds / 3600 / MOST_TICKS) * 3600;
  const step = STEPS.find((each) => seconds / each <= MOST_TICKS) ?? hours;
  const count = Math.floor(seconds / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

function formatTick(second: number): string {
  if (second === 0) return '0';
  return second < 1 ? `${Number(second.toFixed(2))}s` : formatSeconds(second).replace(/\.0s$/, 's');
}

function describe(report: RunReport, bars: Bars): string {
  const stages = bars.lanes.map(({ stage, bars: own }) => `${stage} with ${own.length}`).join(', ');
  const path = report.criticalPath.length;
  return `Timeline of ${formatSeconds(bars.milliseconds / 1000)}: ${stages} resources at work; the critical path has ${path} steps. The same stands in the tables below.`;
}

function lastOf(type: string): string {
  return type.slice(type.lastIndexOf(':') + 1);
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h-${short(width)}z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function short(value: number): string {
  return String(round(value));
}
