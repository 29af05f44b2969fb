import type { ServerResponse } from 'node:http';

/** Ticks in a row that a viewer may not have taken what it was sent before it is dropped. */
const MOST_MISSED = 10;

interface Viewer {
  readonly response: ServerResponse;
  missed: number;
}

/** Those who look on. What one of them does not take in time is left out for it; nobody is ever waited for. */
export class Viewers {
  private readonly all = new Set<Viewer>();

  constructor(private readonly most: number) {}

  get count(): number {
    return this.all.size;
  }

  get isFull(): boolean {
    return this.all.size >= this.most;
  }

  add(response: ServerResponse, first: string): void {
    const viewer = { response, missed: 0 };
    this.all.add(viewer);
    response.on('close', () => this.all.delete(viewer));
    response.on('error', () => this.drop(viewer));
    response.write(first);
  }

  /** Sends to all who have taken what came before; the view is whole each time, so one that is left out is no loss. */
  send(message: string): void {
    for (const viewer of [...this.all]) {
      if (viewer.response.writableLength === 0) {
        viewer.missed = 0;
        viewer.response.write(message);
      } else if (++viewer.missed > MOST_MISSED) {
        this.drop(viewer);
      }
    }
  }

  /** The last words to each; resolves when all have taken them or the time is over, and drops whoever is left. */
  async end(message: string, patienceMs: number): Promise<void> {
    const taken = [...this.all].map(
      ({ response }) =>
        new Promise<void>((resolve) => {
          response.on('close', resolve);
          response.end(message, resolve);
        }),
    );
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([Promise.all(taken), patience]);
    clearTimeout(timer);
    for (const viewer of [...this.all]) this.drop(viewer);
  }

  private drop(viewer: Viewer): void {
    this.all.delete(viewer);
    viewer.response.destroy();
  }
}
