/** What a live view sends to its page, whole each time: whoever comes late gets all of it. Seconds are of the clock. */
export interface LiveView {
  /** E.g. `Recovery of shop`; what is known of it before the manifest has been read. */
  readonly title: string;
  /** Names and texts below the title: target, commit, run. */
  readonly facts: readonly (readonly [string, string])[];
  /** In words. */
  readonly phase: string;
  readonly ended: boolean;
  /** How it ended, in one line. */
  readonly verdict?: string;
  readonly tone: 'running' | 'good' | 'bad';
  readonly figures: readonly LiveFigure[];
  readonly stages: readonly LiveStage[];
  /** The longest chain that is left. */
  readonly path?: { readonly about: string; readonly steps: readonly LiveStep[] };
  readonly running: readonly LiveLine[];
  readonly waiting: readonly LiveLine[];
  /** What failed or is in conflict, the newest first. */
  readonly trouble: readonly LiveLine[];
  /** What happened, the newest first. */
  readonly news: readonly LiveNews[];
}

export interface LiveFigure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly bad?: true;
}

export interface LiveStage {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** E.g. `10 created, 2 adopted`. */
  readonly counts: string;
  readonly state: 'running' | 'done' | 'failed';
}

export interface LiveStep {
  readonly label: string;
  readonly about: string;
}

export interface LiveLine {
  readonly label: string;
  readonly text: string;
}

export interface LiveNews {
  /** Time of the day, UTC. */
  readonly time: string;
  readonly level: 'info' | 'warning' | 'bad';
  readonly text: string;
}
