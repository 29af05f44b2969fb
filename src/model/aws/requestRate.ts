import { setTimeout as sleep } from 'node:timers/promises';

/** Questions a second to one service, and how many may come at once. Most describe and list calls are allowed more. */
const PER_SECOND = 20;
const BURST = 100;

/** A token bucket: whoever takes from an empty one waits for its turn. */
export class RequestRate {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly perSecond = PER_SECOND,
    private readonly burst = BURST,
    private readonly now: () => number = Date.now,
  ) {
    this.tokens = burst;
    this.filledAt = now();
  }

  async take(): Promise<void> {
    const now = this.now();
    const filled = this.tokens + ((now - this.filledAt) / 1000) * this.perSecond;
    // Below zero is what those before have taken of the time to come.
    this.tokens = Math.min(this.burst, filled) - 1;
    this.filledAt = now;
    if (this.tokens < 0) await sleep((-this.tokens / this.perSecond) * 1000);
  }
}

/** What a service allows: changes often far less than questions. */
export interface RequestRates {
  readonly reads: RequestRate;
  readonly writes: RequestRate;
}

const READS = /^(BatchGet|Describe|Get|Head|List|Search)/;

type Step = (args: unknown) => Promise<unknown>;

interface Limitable {
  readonly middlewareStack: {
    add(
      middleware: (next: Step, context: { readonly commandName?: string }) => Step,
      options: { readonly step: 'finalizeRequest'; readonly name: string },
    ): void;
  };
}

/** Every request of this client, retries and pages included, takes its turn. */
export function limitRequests(client: unknown, { reads, writes }: RequestRates): void {
  // The stack's own types are those of one client's commands; this middleware passes on whatever it is given.
  (client as Limitable).middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        await (READS.test(commandName) ? reads : writes).take();
        return next(args);
      },
    { step: 'finalizeRequest', name: 'requestRate' },
  );
}
