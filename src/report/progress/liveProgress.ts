import type { Event } from '../../model/events.js';
import { createColours, type Colours } from '../text/colours.js';
import { oneLine } from '../text/format.js';
import type { Progress, ProgressOptions } from './createProgress.js';
import { Frame, type FrameTask } from './frame.js';
import { News } from './news.js';
import { painted } from './plainProgress.js';
import { ProgressState } from './progressState.js';
import { detailLines, hasTrouble, headline, shownStages, stageText } from './statusText.js';

const TICK_MS = 100;

/** A live view on a terminal: one line per stage, below them what is under way; lasting lines are written above. */
export class LiveProgress implements Progress {
  private readonly state: ProgressState;
  private readonly news: News;
  private readonly colours: Colours;
  private readonly now: () => number;
  private timer: NodeJS.Timeout | undefined;
  private frame: Frame | undefined;
  private lines: string[] = [];
  private suspended = false;
  /** Opening and closing take a moment each and must not overlap. */
  private work: Promise<void> | undefined;

  constructor(private readonly options: ProgressOptions) {
    this.now = options.now ?? Date.now;
    this.state = new ProgressState(this.now);
    this.news = new News(options.verbose, this.now);
    this.colours = createColours(options.colour);
    this.resume();
  }

  readonly sink = (event: Event): void => {
    this.state.accept(event);
    const item = this.news.of(event);
    if (item === undefined || (!item.important && !this.options.verbose)) return;
    this.lines.push(`${painted(item, this.colours)}\n`);
  };

  async finish(): Promise<void> {
    await this.suspend();
    if (this.state.recoverStartedAt === undefined) return;
    const marks = {
      done: this.colours.good('✔'),
      failed: this.colours.bad('✖'),
      running: this.colours.warn('❯'),
    };
    for (const { state, title } of this.stageTasks()) {
      this.lines.push(`${marks[state]} ${title}\n`);
    }
    this.writeLines();
  }

  async suspend(): Promise<void> {
    this.suspended = true;
    clearInterval(this.timer);
    this.timer = undefined;
    await this.work;
    await this.closeFrame();
  }

  resume(): void {
    this.suspended = false;
    if (this.timer !== undefined) return;
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  private tick(): void {
    if (this.work !== undefined || this.suspended) return;
    const tasks = this.tasks();
    if (this.frame !== undefined && this.lines.length === 0 && this.frame.update(tasks)) return;
    this.work = this.reopen().finally(() => {
      this.work = undefined;
    });
  }

  private async reopen(): Promise<void> {
    await this.closeFrame();
    if (!this.suspended) {
      this.frame = new Frame(this.options.stream, this.options.colour, this.tasks());
    }
  }

  private async closeFrame(): Promise<void> {
    const { frame } = this;
    this.frame = undefined;
    await frame?.close();
    this.writeLines();
  }

  private writeLines(): void {
    if (this.lines.length === 0) return;
    this.options.stream.write(this.lines.join(''));
    this.lines = [];
  }

  private tasks(): FrameTask[] {
    const now = this.now();
    const whole: FrameTask = {
      title: headline(this.state, now),
      details: detailLines(this.state, now).join('\n'),
      state: 'running',
    };
    return [...this.stageTasks(), whole];
  }

  private stageTasks(): FrameTask[] {
    const { state } = this;
    const stages = shownStages(state);
    const nameWidth = Math.max(0, ...stages.map(({ stage }) => oneLine(stage).length));
    return stages.map((progress) => {
      const ended = state.pass === 'real' && progress.total > 0 && progress.done >= progress.total;
      return {
        title: stageText(progress, state, nameWidth),
        details: '',
        state: !ended ? 'running' : hasTrouble(progress, state) ? 'failed' : 'done',
      };
    });
  }
}
