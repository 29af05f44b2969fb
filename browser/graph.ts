const LARGEST_SCALE = 2.5;
const READABLE_SCALE = 0.9;

/** The dependency graph on a canvas: only what is in sight is drawn, so thousands of boxes move without a hitch. */
class Graph {
  private readonly canvas = byId<HTMLCanvasElement>('graph-canvas');
  private readonly said = byId('graph-said');
  private readonly grouped = byId<HTMLInputElement>('graph-grouped');
  private readonly opened = new Set<string>();
  private readonly view: View = { x: 0, y: 0, scale: 1 };
  private readonly painter = new GraphPainter(this.canvas);
  private placed: PlacedGraph;
  private focus: number | undefined;
  private shownPath = false;
  private filtered: ReadonlySet<number> | undefined;
  private lit: ReadonlySet<number> | undefined;
  private pending = false;

  constructor(
    private readonly data: PageData,
    private readonly details: Details,
    private readonly selection: Selected,
    table: ResourceTable,
  ) {
    byId('graph').hidden = false;
    this.placed = placeGraph(data, true, this.opened);
    this.showStart();
    this.listen();
    selection.onChange((index) => this.selected(index));
    table.onFilter((shown) => {
      this.filtered = shown;
      this.draw();
    });
  }

  private listen(): void {
    const { canvas } = this;
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.painter.readColours();
      this.draw();
    });
    canvas.addEventListener('wheel', (event) => this.wheeled(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.grabbed(event));
    canvas.addEventListener('keydown', (event) => this.pressed(event));
    canvas.addEventListener('focus', () => this.draw());
    canvas.addEventListener('blur', () => this.draw());
    this.grouped.addEventListener('change', () => this.regroup());
    byId('graph-all').addEventListener('click', () => this.showAll());
    byId('graph-path').addEventListener('click', () => this.showPath());
  }

  private regroup(): void {
    this.opened.clear();
    this.place();
    this.showStart();
  }

  private place(): void {
    const index = this.selection.index;
    this.placed = placeGraph(this.data, this.grouped.checked, this.opened);
    this.focus = index === undefined ? undefined : this.boxOf(index);
    this.light();
  }

  private boxOf(index: number): number | undefined {
    const box = this.placed.boxOf[index]!;
    return box < 0 ? undefined : box;
  }

  private selected(index: number | undefined): void {
    this.shownPath = false;
    this.focus = index === undefined ? undefined : this.boxOf(index);
    this.light();
    if (this.focus !== undefined) this.bringIntoSight(this.focus);
    this.draw();
  }

  /** What stands out: the critical path, or a box with all that it needs and all that needs it. */
  private light(): void {
    const { boxes, needs, neededBy } = this.placed;
    if (this.shownPath) {
      this.lit = new Set(boxes.flatMap(({ critical }, box) => (critical ? [box] : [])));
    } else if (this.focus === undefined) {
      this.lit = undefined;
    } else {
      this.lit = new Set([...reachable(this.focus, needs), ...reachable(this.focus, neededBy)]);
    }
  }

  private showPath(): void {
    this.selection.select(undefined);
    this.shownPath = true;
    this.light();
    const count = this.lit?.size ?? 0;
    this.said.textContent = `${count} boxes hold the critical path`;
    this.showAll();
  }

  private showAll(): void {
    const { width, height } = this.placed;
    const { clientWidth, clientHeight } = this.canvas;
    const scale = Math.min((clientWidth - 40) / width, (clientHeight - 40) / height, 1.2);
    this.view.scale = Math.max(scale, 0.001);
    this.view.x = (clientWidth - width * this.view.scale) / 2;
    this.view.y = (clientHeight - height * this.view.scale) / 2;
    this.draw();
  }

  /** At first it can be read, though that may show no more than a part. */
  private showStart(): void {
    this.showAll();
    if (this.view.scale >= READABLE_SCALE) return;
    this.view.scale = READABLE_SCALE;
    this.view.x = this.view.y = 20;
    this.draw();
  }

  private bringIntoSight(box: number): void {
    const { x, y } = this.placed.boxes[box]!;
    const { view, canvas } = this;
    if (view.scale < 0.5) {
      view.scale = 0.8;
      view.x = canvas.clientWidth / 2 - (x + BOX_WIDTH / 2) * view.scale;
      view.y = canvas.clientHeight / 2 - y * view.scale;
    }
    const left = x * view.scale + view.x;
    const top = y * view.scale + view.y;
    const right = canvas.clientWidth - (BOX_WIDTH + 20) * view.scale;
    const bottom = canvas.clientHeight - (BOX_HEIGHT + 20) * view.scale;
    view.x += Math.min(0, right - left) + Math.max(0, 20 - left);
    view.y += Math.min(0, bottom - top) + Math.max(0, 20 - top);
  }

  private wheeled(event: WheelEvent): void {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
  }

  private zoom(factor: number, x: number, y: number): void {
    const { view } = this;
    const scale = Math.min(LARGEST_SCALE, Math.max(0.001, view.scale * factor));
    view.x = x - ((x - view.x) * scale) / view.scale;
    view.y = y - ((y - view.y) * scale) / view.scale;
    view.scale = scale;
    this.draw();
  }

  private grabbed(event: PointerEvent): void {
    const { canvas, view } = this;
    const start = { x: event.clientX - view.x, y: event.clientY - view.y };
    let moved = 0;
    canvas.setPointerCapture(event.pointerId);
    const onMove = (move: PointerEvent): void => {
      moved += Math.abs(move.movementX) + Math.abs(move.movementY);
      view.x = move.clientX - start.x;
      view.y = move.clientY - start.y;
      this.draw();
    };
    const onUp = (up: PointerEvent): void => {
      canvas.removeEventListener('pointermove', onMove);
      if (moved < 5) this.clicked(up.offsetX, up.offsetY);
    };
    canvas.addEventListener('pointermove', onMove);
    canvas.addEventListener('pointerup', onUp, { once: true });
  }

  private clicked(x: number, y: number): void {
    const { view, placed } = this;
    const at = { x: (x - view.x) / view.scale, y: (y - view.y) / view.scale };
    const box = placed.boxes.findIndex(
      (each) =>
        at.x >= each.x &&
        at.x <= each.x + BOX_WIDTH &&
        at.y >= each.y &&
        at.y <= each.y + BOX_HEIGHT,
    );
    if (box >= 0) this.open(box);
    else this.stepBack();
  }

  /** A group shows its members, a resource its details. */
  private open(box: number): void {
    const { members, key, label, x, y } = this.placed.boxes[box]!;
    if (members.length > 1) {
      this.opened.add(key);
      this.place();
      const first = this.placed.boxOf[members[0]!]!;
      // The view stays where the group was.
      const { view, placed } = this;
      view.x += (x - placed.boxes[first]!.x) * view.scale;
      view.y += (y - placed.boxes[first]!.y) * view.scale;
      this.go(first);
      this.said.textContent = `${label} opened`;
      return;
    }
    this.details.open(members[0]!, this.canvas);
  }

  private stepBack(): void {
    if (this.selection.index !== undefined) this.selection.select(undefined);
    else if (this.lit !== undefined) {
      this.shownPath = false;
      this.focus = undefined;
      this.light();
    } else if (this.opened.size > 0) {
      this.opened.clear();
      this.place();
      this.showAll();
    }
    this.draw();
  }

  private pressed(event: KeyboardEvent): void {
    const { clientWidth, clientHeight } = this.canvas;
    const middle = [clientWidth / 2, clientHeight / 2] as const;
    switch (event.key) {
      case '+':
      case '=':
        this.zoom(1.25, ...middle);
        break;
      case '-':
        this.zoom(0.8, ...middle);
        break;
      case '0':
        this.showAll();
        break;
      case 'Escape':
        this.stepBack();
        break;
      case 'Enter':
        if (this.focus !== undefined) this.open(this.focus);
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'ArrowUp':
      case 'ArrowDown':
        this.walk(event.key);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** Sideways along the edges, up and down within the column. */
  private walk(key: string): void {
    const { boxes, needs, neededBy } = this.placed;
    const { focus } = this;
    if (focus === undefined) {
      const first = topLeft(boxes);
      if (first !== undefined) this.go(first);
      return;
    }
    const own = boxes[focus]!;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const next = (key === 'ArrowLeft' ? needs : neededBy)[focus]![0];
      if (next !== undefined) this.go(next);
      return;
    }
    const order = (box: GraphBox): number => box.x * 1e6 + box.y;
    const sign = key === 'ArrowDown' ? 1 : -1;
    let best: number | undefined;
    boxes.forEach((box, index) => {
      const ahead = (order(box) - order(own)) * sign;
      if (box.column !== own.column || ahead <= 0) return;
      if (best === undefined || ahead < (order(boxes[best]!) - order(own)) * sign) best = index;
    });
    if (best !== undefined) this.go(best);
  }

  private go(box: number): void {
    this.shownPath = false;
    this.focus = box;
    this.light();
    this.bringIntoSight(box);
    const { label, stage, outcomes } = this.placed.boxes[box]!;
    const how = outcomes.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
    const needs = this.placed.needs[box]!.length;
    const neededBy = this.placed.neededBy[box]!.length;
    this.said.textContent = `${label}, ${stage}: ${how}; needs ${needs}, needed by ${neededBy}`;
    this.draw();
  }

  /** Draws with the next frame, however often it is asked for before. */
  private draw(): void {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.paint();
    });
  }

  private paint(): void {
    const { placed, view, focus, lit, shownPath, filtered } = this;
    this.painter.paint(placed, view, { focus, lit, shownPath, filtered });
  }
}

function topLeft(boxes: readonly GraphBox[]): number | undefined {
  const first = boxes.findIndex(({ x, y }) => x === 0 && y === 0);
  return first < 0 ? undefined : first;
}
