import { BlackstartError } from '../../model/errors.js';
import type { DeclaredProgram } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';
import type { PropertyMap } from '../../model/values.js';

export interface Exports {
  readonly outputs: PropertyMap;
  /** Why some of them are unknown: what failed or was held back in that program by then. */
  readonly causes: readonly Urn[];
}

interface Entry {
  readonly promise: Promise<Exports>;
  readonly resolve: (exports: Exports) => void;
  settled: boolean;
  stackUrn: Urn | undefined;
}

/** The exports of each program of the run: whoever holds a StackReference waits here until they are resolved. */
export class StackOutputs {
  private readonly entries = new Map<string, Entry>();
  /** Who waits for whom, by program name. */
  private readonly waits = new Map<string, Set<string>>();

  constructor(private readonly programs: readonly DeclaredProgram[]) {
    for (const program of programs) {
      let resolve: (exports: Exports) => void = () => undefined;
      const promise = new Promise<Exports>((resolver) => (resolve = resolver));
      this.entries.set(program.name, { promise, resolve, settled: false, stackUrn: undefined });
    }
  }

  /** The program that a reference names: `organization/project/stack`, `project/stack`, or a stack alone. */
  find(reference: string, from: DeclaredProgram): DeclaredProgram {
    const parts = reference.split('/');
    const stack = parts.at(-1);
    const project = parts.length > 1 ? parts.at(-2) : from.project;
    const program = this.programs.find(
      (candidate) => candidate.stack === stack && candidate.project === project,
    );
    if (program !== undefined) return program;
    throw new BlackstartError({
      code: 'stack-reference-unknown',
      message: `the program ${from.name} refers to the stack ${reference}, which is no program of this system`,
      operation: 'resolve a StackReference',
      remedy: `Name that program in the manifest; the system has ${this.programs
        .map((candidate) => `${candidate.project}/${candidate.stack}`)
        .join(', ')}.`,
    });
  }

  registerStack(program: string, urn: Urn): void {
    const entry = this.entries.get(program);
    if (entry !== undefined) entry.stackUrn = urn;
  }

  isStack(program: string, urn: Urn): boolean {
    return this.entries.get(program)?.stackUrn === urn;
  }

  /** The exports are there. Later calls for the same program change nothing. */
  provide(program: string, exports: Exports): void {
    const entry = this.entries.get(program);
    if (entry === undefined || entry.settled) return;
    entry.settled = true;
    entry.resolve(exports);
  }

  async wait(from: string, program: string): Promise<Exports> {
    const entry = this.entries.get(program);
    if (entry === undefined) return { outputs: {}, causes: [] };
    if (entry.settled) return entry.promise;
    const waits = this.waits.get(from) ?? new Set<string>();
    waits.add(program);
    this.waits.set(from, waits);
    try {
      return await entry.promise;
    } finally {
      waits.delete(program);
    }
  }

  /** Does this program wait for the exports of another one? */
  isWaiting(program: string): boolean {
    return (this.waits.get(program)?.size ?? 0) > 0;
  }

  /** Programs that wait for each other in a ring, first to last; empty when there is none. */
  ring(): string[] {
    for (const start of this.waits.keys()) {
      const path = this.pathBack(start, start, new Set());
      if (path !== undefined) return path;
    }
    return [];
  }

  private pathBack(from: string, goal: string, seen: Set<string>): string[] | undefined {
    for (const next of this.waits.get(from) ?? []) {
      if (next === goal) return [from];
      if (seen.has(next)) continue;
      seen.add(next);
      const rest = this.pathBack(next, goal, seen);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }
}
