import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  ListrLogger,
  ProcessOutput,
} from 'listr2';

/** One line of the live part, with what is said below it. */
export interface FrameTask {
  readonly title: string;
  readonly details: string;
  readonly state: 'running' | 'done' | 'failed';
}

/** Between two drawings, whatever changes meanwhile; milliseconds. */
const REDRAW_INTERVAL_MS = 90;

/** Draws at most ten times a second, and on any stream, since it is told from outside whether it is a terminal. */
class CalmRenderer extends DefaultRenderer {
  static override nonTTY = true;
  private drawnAt = -Infinity;

  override update(): void {
    const now = performance.now();
    if (now - this.drawnAt < REDRAW_INTERVAL_MS) return;
    this.drawnAt = now;
    super.update();
  }
}

interface Handle {
  title: string;
  output: string;
}

/** A list of tasks drawn by listr2 that is updated from outside and vanishes when closed. */
export class Frame {
  private readonly handles = new Map<number, Handle>();
  private readonly ends = new Map<number, () => void>();
  private readonly ended: Promise<unknown>;
  private shown: readonly FrameTask[];

  constructor(stream: NodeJS.WriteStream, colour: boolean, tasks: readonly FrameTask[]) {
    this.shown = tasks;
    const output = new ProcessOutput(stream, stream, { leaveEmptyLine: false });
    const plain = (text: string | undefined): string => text ?? '';
    const colours = Object.fromEntries(
      Object.values(ListrDefaultRendererLogLevels).map((level) => [level, plain]),
    );
    const list = new Listr(
      tasks.map((task, index) => ({
        title: task.title,
        task: (_: unknown, handle: Handle) => this.run(index, handle),
      })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: CalmRenderer,
        rendererOptions: {
          clearOutput: true,
          collapseErrors: true,
          showErrorMessage: false,
          formatOutput: 'truncate',
          logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: output }),
          ...(colour ? {} : { color: colours }),
        },
      },
    );
    this.ended = list.run();
  }

  /** False when the frame cannot show this and has to be opened anew. */
  update(tasks: readonly FrameTask[]): boolean {
    if (tasks.length !== this.shown.length) return false;
    if (tasks.some((task, index) => !this.canShow(task, this.shown[index]!))) return false;
    tasks.forEach((task, index) => {
      const handle = this.handles.get(index);
      const shown = this.shown[index]!;
      if (handle !== undefined && task.title !== shown.title) handle.title = task.title;
      if (handle !== undefined && task.details !== shown.details) handle.output = task.details;
    });
    this.shown = tasks;
    tasks.forEach((task, index) => {
      if (task.state !== 'running') this.ends.get(index)?.();
    });
    return true;
  }

  async close(): Promise<void> {
    this.shown = this.shown.map((task) => ({ ...task, state: 'done' }));
    for (const end of this.ends.values()) end();
    await this.ended;
  }

  /** What has ended is drawn for good: it can neither go on nor change. */
  private canShow(task: FrameTask, shown: FrameTask): boolean {
    return shown.state === 'running' || (task.state === shown.state && task.title === shown.title);
  }

  private async run(index: number, handle: Handle): Promise<void> {
    this.handles.set(index, handle);
    if (this.shown[index]!.details !== '') handle.output = this.shown[index]!.details;
    if (this.shown[index]!.state === 'running') {
      await new Promise<void>((resolve) => {
        this.ends.set(index, resolve);
      });
    }
    if (this.shown[index]!.state === 'failed') throw new Error(this.shown[index]!.title);
  }
}
