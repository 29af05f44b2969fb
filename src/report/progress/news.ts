import { GOOD_OUTCOMES, type Event, type Operation } from '../../model/events.js';
import type { Urn } from '../../model/urn.js';
import { formatSeconds, oneLine, plural } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import { outcomeWord } from '../run/outcomeWords.js';
import { DOING, PHASES, shortReason } from './statusText.js';

export interface NewsItem {
  readonly level: 'info' | 'warning' | 'bad';
  /** Worth a line of its own also where the state is shown live. */
  readonly important: boolean;
  readonly text: string;
}

/** From here on an operation or a gate takes notable time; seconds. */
const NOTABLE_SECONDS = 10;
/** At most one line about retries in this time, unless all are asked for; milliseconds. */
const RETRY_LINE_INTERVAL_MS = 10_000;
const MOST_REMEMBERED = 2_000;

const DONE: Readonly<Record<Operation, string>> = {
  create: 'created',
  update: 'updated',
  restore: 'restored',
  read: 'read',
  delete: 'deleted',
};

/** Picks from the events what deserves a line, and words it. */
export class News {
  private readonly announced = new Set<string>();
  private readonly remedies = new Map<Urn, string>();
  private readonly toldFailed = new Set<Urn>();
  private readonly toldGates = new Set<string>();
  private readonly failedPrograms = new Set<string>();
  private readonly toldOutput = new Set<string>();
  private lastRetryLine = -Infinity;

  constructor(
    private readonly verbose: boolean,
    private readonly now: () => number,
  ) {}

  of(event: Event): NewsItem | undefined {
    switch (event.type) {
      case 'run-started': {
        const { command, system, commit, target, run, resumes } = event;
        const name = run === undefined ? '' : `, run ${oneLine(run)}${resumes ? ' (resumed)' : ''}`;
        return info(
          `${command} of ${oneLine(system)} at ${commit.slice(0, 12)}, ${oneLine(target)}${name}`,
        );
      }
      case 'phase':
        return event.state === 'started' ? info(PHASES[event.phase]) : undefined;
      case 'notice': {
        const about = event.urn === undefined ? '' : `${resourceLabel(event.urn)}: `;
        const level = event.level === 'warning' ? 'warning' : 'info';
        return { level, important: true, text: `${about}${oneLine(event.message)}` };
      }
      case 'program-started':
      case 'program-finished':
      case 'program-output':
        return this.ofProgram(event);
      case 'provider-started':
        return info(oneLine(`provider ${event.packageName} ${event.version} from ${event.origin}`));
      case 'operation-queued':
        return this.verbose
          ? info(
              `${DOING[event.operation]} ${resourceLabel(event.urn)} waits: ${oneLine(event.limit)}`,
            )
          : undefined;
      case 'operation-started':
      case 'operation-done':
      case 'operation-failed':
      case 'operation-retried':
        return this.ofOperation(event);
      case 'gate-waiting':
      case 'gate-passed':
      case 'gate-failed':
        return this.ofGate(event);
      case 'remedy-taken':
        return {
          level: 'info',
          important: true,
          text: `${resourceLabel(event.urn)}: ${oneLine(event.hazard)} (${oneLine(event.remedy)})`,
        };
      case 'resource-finished':
        return this.ofResource(event);
      default:
        return undefined;
    }
  }

  private ofProgram(
    event: Extract<Event, { type: 'program-started' | 'program-finished' | 'program-output' }>,
  ): NewsItem | undefined {
    const program = oneLine(event.program);
    if (event.type !== 'program-output') {
      if (!this.verbose) return undefined;
      return event.type === 'program-started'
        ? info(`program ${program} started`)
        : info(`program ${program} ended after ${formatSeconds(event.seconds)}`);
    }
    const text = `${program}: ${oneLine(event.text)}`;
    if (event.severity === 'info' || event.severity === 'debug') {
      return this.verbose ? info(text) : undefined;
    }
    // What a program failed with is told when it has ended, with what to do about it.
    if (!this.verbose && event.severity === 'error' && event.urn === undefined) {
      if (!this.failedPrograms.has(program)) {
        this.failedPrograms.add(program);
        return undefined;
      }
    }
    // Both passes run the same program: what it said in the first need not be told again.
    if (!this.verbose && this.toldOutput.has(text)) return undefined;
    if (this.toldOutput.size < MOST_REMEMBERED) this.toldOutput.add(text);
    return { level: event.severity === 'error' ? 'bad' : 'warning', important: true, text };
  }

  private ofOperation(
    event: Extract<
      Event,
      {
        type: 'operation-started' | 'operation-done' | 'operation-failed' | 'operation-retried';
      }
    >,
  ): NewsItem | undefined {
    const { urn, operation } = event;
    const key = `${operation} ${urn}`;
    switch (event.type) {
      case 'operation-started': {
        const { expectedSeconds } = event;
        if (!this.verbose && expectedSeconds < NOTABLE_SECONDS) return undefined;
        this.announced.add(key);
        const about = expectedSeconds > 0 ? `, about ${formatSeconds(expectedSeconds)}` : '';
        return info(`${DOING[operation]} ${resourceLabel(urn)}${about}`);
      }
      case 'operation-done': {
        this.remedies.delete(urn);
        const told = this.announced.delete(key);
        if (!told && !this.verbose && event.seconds < NOTABLE_SECONDS) return undefined;
        return info(`${DONE[operation]} ${resourceLabel(urn)} in ${formatSeconds(event.seconds)}`);
      }
      case 'operation-failed':
        // It may be tried again: the failure is told once the resource has ended with it.
        this.announced.delete(key);
        if (event.remedy !== undefined) this.remedies.set(urn, event.remedy);
        return undefined;
      case 'operation-retried': {
        const now = this.now();
        if (!this.verbose && now - this.lastRetryLine < RETRY_LINE_INTERVAL_MS) return undefined;
        this.lastRetryLine = now;
        return info(
          `${DOING[operation]} ${resourceLabel(urn)} again in ${formatSeconds(event.waitSeconds)} ` +
            `(${event.class}, ${plural(event.attempt, 'attempt')} so far): ${shortReason(event.message)}`,
        );
      }
    }
  }

  private ofGate(
    event: Extract<Event, { type: 'gate-waiting' | 'gate-passed' | 'gate-failed' }>,
  ): NewsItem | undefined {
    const gate = `${oneLine(event.gate)} of ${resourceLabel(event.urn)}`;
    const key = `${event.gate} ${event.urn}`;
    switch (event.type) {
      case 'gate-waiting':
        if (!this.verbose && this.toldGates.has(key)) return undefined;
        this.toldGates.add(key);
        return info(`waiting for ${gate}: ${shortReason(event.reason)}`);
      case 'gate-passed':
        this.toldGates.delete(key);
        return info(`passed ${gate} after ${formatSeconds(event.seconds)}`);
      case 'gate-failed':
        this.toldGates.delete(key);
        this.toldFailed.add(event.urn);
        return bad(`gate failed: ${gate}: ${oneLine(event.reason)}`);
    }
  }

  private ofResource(event: Extract<Event, { type: 'resource-finished' }>): NewsItem | undefined {
    const { urn, outcome, reason } = event;
    const remedy = this.remedies.get(urn);
    this.remedies.delete(urn);
    if (this.toldFailed.delete(urn)) return undefined;
    if (outcome === 'held') {
      return this.verbose ? info(`held back: ${resourceLabel(urn)}`) : undefined;
    }
    if (GOOD_OUTCOMES.has(outcome)) return undefined;
    const why = reason === undefined ? '' : `: ${oneLine(reason)}`;
    const next = remedy === undefined ? '' : `; try: ${oneLine(remedy)}`;
    return bad(`${outcomeWord(outcome)}: ${resourceLabel(urn)}${why}${next}`);
  }
}

function info(text: string): NewsItem {
  return { level: 'info', important: false, text };
}

function bad(text: string): NewsItem {
  return { level: 'bad', important: true, text };
}
