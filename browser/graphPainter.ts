interface View {
  x: number;
  y: number;
  scale: number;
}

/** Below this many pixels text is no longer drawn, since nobody could read it. */
const SMALLEST_TEXT = 6;
const OUTCOME_COLOURS: Readonly<Record<string, string>> = {
  created: '--created',
  updated: '--updated',
  restored: '--restored',
  deleted: '--failed',
  failed: '--failed',
  conflict: '--failed',
  unreachable: '--failed',
  unlocatable: '--failed',
  unknown: '--failed',
  held: '--held',
  'not-started': '--held',
};
const PALETTE = [
  '--ink',
  '--soft',
  '--line',
  '--paper',
  '--panel',
  '--path',
  '--accent',
  '--adopted',
];

/** What stands out. */
interface Look {
  readonly focus: number | undefined;
  /** Boxes that are not dimmed; undefined when none is. */
  readonly lit: ReadonlySet<number> | undefined;
  /** The lit ones are the critical path. */
  readonly shownPath: boolean;
  /** Resources that the filter lets through; undefined when it lets all through. */
  readonly filtered: ReadonlySet<number> | undefined;
}

/** Paints a placed graph: of thousands of boxes only those in sight. */
class GraphPainter {
  private colours = new Map<string, string>();

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.readColours();
  }

  /** Again whenever light turns to dark. */
  readColours(): void {
    const names = new Set([...PALETTE, ...Object.values(OUTCOME_COLOURS)]);
    this.colours = new Map([...names].map((name) => [name, colourOf(name)]));
  }

  private colour(name: string): string {
    return this.colours.get(name) ?? '#888';
  }

  paint(placed: PlacedGraph, view: View, look: Look): void {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (canvas.width !== width * ratio) canvas.width = width * ratio;
    if (canvas.height !== height * ratio) canvas.height = height * ratio;
    const context = canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const scale = view.scale * ratio;
    context.setTransform(scale, 0, 0, scale, view.x * ratio, view.y * ratio);
    const sight = {
      left: -view.x / view.scale,
      top: -view.y / view.scale,
      right: (width - view.x) / view.scale,
      bottom: (height - view.y) / view.scale,
    };
    this.paintEdges(context, sight, placed, look);
    this.paintBoxes(context, sight, placed, view, look);
  }

  private paintEdges(
    context: CanvasRenderingContext2D,
    sight: Sight,
    { boxes, needs }: PlacedGraph,
    { lit, shownPath }: Look,
  ): void {
    const quiet = new Path2D();
    const loud = new Path2D();
    const critical = new Path2D();
    needs.forEach((list, to) => {
      const end = boxes[to]!;
      for (const from of list) {
        const start = boxes[from]!;
        if (start.x > sight.right || end.x + BOX_WIDTH < sight.left) continue;
        const top = Math.min(start.y, end.y);
        if (top > sight.bottom || Math.max(start.y, end.y) + BOX_HEIGHT < sight.top) continue;
        const isLit = lit?.has(to) === true && lit.has(from);
        const path =
          start.critical && end.critical && isLit && shownPath ? critical : isLit ? loud : quiet;
        const x1 = start.x + BOX_WIDTH;
        const y1 = start.y + BOX_HEIGHT / 2;
        const y2 = end.y + BOX_HEIGHT / 2;
        const bend = Math.max(20, (end.x - x1) / 2);
        path.moveTo(x1, y1);
        path.bezierCurveTo(x1 + bend, y1, end.x - bend, y2, end.x, y2);
      }
    });
    context.lineWidth = 1;
    context.globalAlpha = lit === undefined ? 0.55 : 0.15;
    context.strokeStyle = this.colour('--soft');
    context.stroke(quiet);
    context.globalAlpha = 1;
    context.lineWidth = 1.4;
    context.strokeStyle = this.colour('--accent');
    context.stroke(loud);
    context.lineWidth = 2.4;
    context.strokeStyle = this.colour('--path');
    context.stroke(critical);
  }

  private paintBoxes(
    context: CanvasRenderingContext2D,
    sight: Sight,
    { boxes }: PlacedGraph,
    view: View,
    look: Look,
  ): void {
    const withText = 11 * view.scale >= SMALLEST_TEXT;
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    boxes.forEach((box, index) => {
      const { x, y } = box;
      if (x > sight.right || x + BOX_WIDTH < sight.left) return;
      if (y > sight.bottom || y + BOX_HEIGHT < sight.top) return;
      context.globalAlpha = isDim(box, index, look) ? 0.25 : 1;
      context.fillStyle = this.colour(box.quiet ? '--paper' : '--panel');
      context.fillRect(x, y, BOX_WIDTH, BOX_HEIGHT);
      this.paintShares(context, box);
      const isFocus = index === look.focus;
      context.lineWidth = isFocus ? 3 : box.critical ? 1.8 : 1;
      context.strokeStyle = this.colour(isFocus ? '--accent' : box.critical ? '--path' : '--line');
      context.strokeRect(x, y, BOX_WIDTH, BOX_HEIGHT);
      if (!withText) return;
      context.fillStyle = this.colour(box.quiet ? '--soft' : '--ink');
      context.fillText(
        fitted(context, box.label, BOX_WIDTH - 18),
        x + 12,
        y + BOX_HEIGHT / 2 + 0.5,
      );
    });
    context.globalAlpha = 1;
  }

  /** On the left edge, how its members ended. */
  private paintShares(
    context: CanvasRenderingContext2D,
    { outcomes, members, x, y }: GraphBox,
  ): void {
    let top = y;
    for (const [outcome, count] of outcomes) {
      const height = (BOX_HEIGHT * count) / members.length;
      context.fillStyle = this.colour(OUTCOME_COLOURS[outcome] ?? '--adopted');
      context.fillRect(x, top, 6, height);
      top += height;
    }
  }
}

function isDim({ members }: GraphBox, index: number, { lit, filtered }: Look): boolean {
  if (lit !== undefined && !lit.has(index)) return true;
  return filtered !== undefined && !members.some((member) => filtered.has(member));
}

interface Sight {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const fittedTexts = new Map<string, string>();

/** Text cut to a width, remembered, since measuring is what costs most. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  const known = fittedTexts.get(text);
  if (known !== undefined) return known;
  let cut = text;
  while (cut.length > 1 && context.measureText(cut).width > width) {
    cut = `${cut.slice(0, Math.max(1, Math.floor(cut.length * 0.9) - 1))}…`;
  }
  fittedTexts.set(text, cut);
  return cut;
}
