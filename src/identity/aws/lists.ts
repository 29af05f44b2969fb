interface Kept {
  readonly startedAt: number;
  readonly answer: Promise<unknown>;
}

/** Answers of list calls, kept for a pass. Whoever needs a newer one than is there starts it for all. */
export class Lists {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly now: () => number = Date.now) {}

  /** The answer to a question that was asked at `notBefore` or later, and when it was asked. */
  ask<Answer>(
    name: string,
    notBefore: number,
    load: () => Promise<Answer>,
  ): { readonly startedAt: number; readonly answer: Promise<Answer> } {
    const kept = this.kept.get(name);
    if (kept !== undefined && kept.startedAt >= notBefore) {
      return { startedAt: kept.startedAt, answer: kept.answer as Promise<Answer> };
    }
    const fresh = { startedAt: this.now(), answer: load() };
    this.kept.set(name, fresh);
    // A failure is for those who wait for it; the next one asks again.
    fresh.answer.catch(() => {
      if (this.kept.get(name) === fresh) this.kept.delete(name);
    });
    return fresh;
  }

  clear(): void {
    this.kept.clear();
  }
}
