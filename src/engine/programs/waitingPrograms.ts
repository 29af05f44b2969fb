import type { DeclaredProgram } from '../../model/system.js';
import { prepareProgram, type PrepareOptions, type WaitingProgram } from './programRunner.js';

/** Programs that have been started ahead of their pass: each has loaded the SDK, and waits for its monitor. */
export class WaitingPrograms {
  private readonly waiting = new Map<string, WaitingProgram>();

  /** Starts all programs, so that a pass that begins later finds them ready. */
  prepare(programs: readonly DeclaredProgram[], options: Omit<PrepareOptions, 'program'>): void {
    for (const program of programs) {
      if (this.waiting.has(program.name)) continue;
      this.waiting.set(program.name, prepareProgram({ ...options, program }));
    }
  }

  /** The program as it waits, or started now. */
  take(options: PrepareOptions): WaitingProgram {
    const { name } = options.program;
    const found = this.waiting.get(name);
    this.waiting.delete(name);
    return found ?? prepareProgram(options);
  }

  /** Ends those that no pass has taken. */
  discard(): void {
    for (const program of this.waiting.values()) program.discard();
    this.waiting.clear();
  }
}
