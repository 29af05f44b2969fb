import type { Event } from '../../model/events.js';
import { createColours, type Colours } from '../text/colours.js';
import { formatSeconds } from '../text/format.js';
import type { Progress, ProgressOptions } from './createProgress.js';
import { News, type NewsItem } from './news.js';
import { ProgressState } from './progressState.js';
import { statusLine } from './statusText.js';

const LONGEST_SILENCE_MS = 30_000;
const LOOK_INTERVAL_MS = 1_000;

/** Calm lines for logs and pipes: what matters as it happens, and a sign of life in between. */
export class PlainProgress implements Progress {
  private readonly state: ProgressState;
  private readonly news: News;
  private readonly colours: Colours;
  private readonly now: () => number;
  private readonly timer: NodeJS.Timeout;
  private lastLineAt: number;
  /** Lines that came while a question was on the terminal. */
  private kept: string[] | undefined;

  constructor(private readonly options: ProgressOptions) {
    this.now = options.now ?? Date.now;
    this.state = new ProgressState(this.now);
    this.news = new News(options.verbose, this.now);
    this.colours = createColours(options.colour);
    this.lastLineAt = this.now();
    this.timer = setInterval(() => this.breakSilence(), LOOK_INTERVAL_MS);
    this.timer.unref();
  }

  readonly sink = (event: Event): void => {
    this.state.accept(event);
    const item = this.news.of(event);
    if (item !== undefined) this.write(painted(item, this.colours));
  };

  finish(): Promise<void> {
    clearInterval(this.timer);
    this.resume();
    const { stages } = this.state;
    if ([...stages.values()].some(({ total }) => total > 0)) {
      this.write(statusLine(this.state, this.now()));
    }
    return Promise.resolve();
  }

  suspend(): Promise<void> {
    this.kept ??= [];
    return Promise.resolve();
  }

  resume(): void {
    const kept = this.kept ?? [];
    this.kept = undefined;
    if (kept.length > 0) this.options.stream.write(kept.join(''));
    this.lastLineAt = this.now();
  }

  private breakSilence(): void {
    const now = this.now();
    if (this.kept !== undefined || now - this.lastLineAt < LONGEST_SILENCE_MS) return;
    this.write(statusLine(this.state, now));
  }

  private write(text: string): void {
    const now = this.now();
    const elapsed = formatSeconds((now - this.state.startedAt) / 1000).padStart(6);
    const line = `[${elapsed}] ${text}\n`;
    this.lastLineAt = now;
    if (this.kept === undefined) this.options.stream.write(line);
    else this.kept.push(line);
  }
}

export function painted({ level, text }: NewsItem, colours: Colours): string {
  if (level === 'bad') return colours.bad(text);
  return level === 'warning' ? colours.warn(text) : text;
}
