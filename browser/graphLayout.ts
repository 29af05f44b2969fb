/** A box of the graph: one resource, or all of one type, project and stage in one column. */
interface GraphBox {
  readonly key: string;
  readonly members: readonly number[];
  readonly label: string;
  readonly stage: string;
  readonly column: number;
  /** Outcomes of the members, the most frequent first. */
  readonly outcomes: readonly (readonly [string, number])[];
  readonly critical: boolean;
  /** Providers and stack references: they only hand things on. */
  readonly quiet: boolean;
  x: number;
  y: number;
}

interface PlacedGraph {
  readonly boxes: readonly GraphBox[];
  /** Per box: the boxes that it needs. */
  readonly needs: readonly (readonly number[])[];
  /** Per box: the boxes that need it. */
  readonly neededBy: readonly (readonly number[])[];
  /** Per resource: its box; -1 for what is not drawn. */
  readonly boxOf: readonly number[];
  readonly width: number;
  readonly height: number;
}

const BOX_WIDTH = 176;
const BOX_HEIGHT = 22;
const ROW_GAP = 8;
const COLUMN_GAP = 54;
/** A column with more rows is folded into several side by side. */
const MOST_ROWS = 36;
/** Fewer of a kind are always shown one by one. */
const SMALLEST_GROUP = 3;

/** Lays out the graph with some groups opened. The cost grows as the number of resources and edges does. */
function placeGraph(data: PageData, isGrouped: boolean, opened: ReadonlySet<string>): PlacedGraph {
  const { resources } = data;
  const groups = new Map<string, number[]>();
  resources.forEach(({ depth, stage, project, type }, index) => {
    if (depth < 0) return;
    const key = `${depth} ${stage} ${project} ${type}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [index]);
    else list.push(index);
  });
  const boxes: GraphBox[] = [];
  const boxOf: number[] = resources.map(() => -1);
  const add = (key: string, members: readonly number[]): void => {
    for (const member of members) boxOf[member] = boxes.length;
    boxes.push(boxFor(resources, key, members));
  };
  for (const [key, members] of groups) {
    if (isGrouped && !opened.has(key) && members.length >= SMALLEST_GROUP) add(key, members);
    else members.forEach((member) => add(key, [member]));
  }
  const needs = edgesOf(resources, boxes, boxOf);
  const neededBy: number[][] = boxes.map(() => []);
  needs.forEach((list, box) => list.forEach((need) => neededBy[need]!.push(box)));
  const size = placeBoxes(boxes, needs, data.stages);
  return { boxes, needs, neededBy, boxOf, ...size };
}

function boxFor(
  resources: readonly PageResource[],
  key: string,
  members: readonly number[],
): GraphBox {
  const first = resources[members[0]!]!;
  const counts = new Map<string, number>();
  for (const member of members) {
    const { outcome } = resources[member]!;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return {
    key,
    members,
    label: members.length === 1 ? shortLabel(first) : `${shortType(first)} × ${members.length}`,
    stage: first.stage,
    column: first.depth,
    outcomes: [...counts].sort(([, a], [, b]) => b - a),
    critical: members.some((member) => resources[member]!.critical === true),
    quiet: first.quiet === true,
    x: 0,
    y: 0,
  };
}

/** Type without package and module, and name: there is little room. */
function shortLabel({ label }: PageResource): string {
  return `${shortType({ label })} ${label.slice(label.indexOf(' ') + 1)}`;
}

function shortType({ label }: Pick<PageResource, 'label'>): string {
  const type = label.slice(0, label.indexOf(' '));
  return type.slice(type.lastIndexOf(':') + 1);
}

function edgesOf(
  resources: readonly PageResource[],
  boxes: readonly GraphBox[],
  boxOf: readonly number[],
): number[][] {
  return boxes.map(({ members }, own) => {
    const needs = new Set<number>();
    for (const member of members) {
      for (const need of resources[member]!.needs ?? []) {
        const box = boxOf[need]!;
        if (box >= 0 && box !== own) needs.add(box);
      }
    }
    return [...needs];
  });
}

/** Columns by depth; in a column by stage, then near what is needed, so that edges run short. */
function placeBoxes(
  boxes: readonly GraphBox[],
  needs: readonly (readonly number[])[],
  stages: readonly string[],
): { width: number; height: number } {
  const columns: number[][] = [];
  boxes.forEach(({ column }, index) => (columns[column] ??= []).push(index));
  let x = 0;
  let height = 0;
  for (const column of columns) {
    if (column === undefined) continue;
    const wanted = new Map(
      column.map((index) => {
        const list = needs[index]!;
        const sum = list.reduce((total, need) => total + boxes[need]!.y, 0);
        return [index, list.length === 0 ? 0 : sum / list.length];
      }),
    );
    column.sort((a, b) => {
      const stage = stages.indexOf(boxes[a]!.stage) - stages.indexOf(boxes[b]!.stage);
      return stage || wanted.get(a)! - wanted.get(b)! || compare(boxes[a]!.label, boxes[b]!.label);
    });
    column.forEach((index, row) => {
      const box = boxes[index]!;
      box.x = x + Math.floor(row / MOST_ROWS) * (BOX_WIDTH + ROW_GAP);
      box.y = (row % MOST_ROWS) * (BOX_HEIGHT + ROW_GAP);
      height = Math.max(height, box.y + BOX_HEIGHT);
    });
    const folds = Math.ceil(column.length / MOST_ROWS);
    x += folds * (BOX_WIDTH + ROW_GAP) - ROW_GAP + COLUMN_GAP;
  }
  return { width: Math.max(BOX_WIDTH, x - COLUMN_GAP), height };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** All that can be reached from a box along the given edges, itself included. */
function reachable(from: number, edges: readonly (readonly number[])[]): Set<number> {
  const found = new Set([from]);
  for (const box of found) for (const next of edges[box]!) found.add(next);
  return found;
}
