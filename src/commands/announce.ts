import type { CommandName, Event } from '../model/events.js';
import type { Context } from './context.js';

/** The event that opens every command: which commit of which system on which target. */
export function runStarted(
  { system, place }: Pick<Context, 'system' | 'place'>,
  command: CommandName,
  run: string | undefined,
  resumes = false,
): Event {
  return {
    type: 'run-started',
    command,
    run,
    system: system.manifest.name,
    commit: system.commit,
    reference: system.reference,
    repository: system.repository,
    target: place.target,
    stages: system.manifest.stages,
    resumes,
  };
}
