import { judgeFailure, type CommitFacts } from '../../engine/doctor/judgements.js';
import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import { CHECKS, findingsExitCode, sortFindings, type Finding } from '../../model/findings.js';
import type { Plan } from '../../model/plan.js';
import { doctorDocument } from '../../report/document/doctorDocument.js';
import { renderFindings } from '../../report/doctor/renderFindings.js';
import { withContext, type Context } from '../context.js';
import { inEmptyCloud } from '../emptyCloud.js';
import { writeJson, type ExitCode, type Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import { withOutput } from '../output.js';
import {
  examine,
  examineClock,
  examineDeclared,
  examineSurroundings,
  isSandbox,
  skipped,
} from './examine.js';

export type DoctorOptions = SystemOptions & OutputOptions;

interface Examined {
  readonly system: string | undefined;
  readonly commit: string | undefined;
  readonly target: string;
  readonly findings: readonly Finding[];
}

/** `doctor`: would a recovery be able to do its work? Writes nothing anywhere. */
export function runDoctor(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const { json, verbose } = options;
  const started = Date.now();
  return withOutput(io, { verbose, form: json ? 'quiet' : 'progress' }, async (output) => {
    const examined = await examineAll(options, io, output.events);
    await output.finish();
    const findings = sortFindings(examined.findings);
    const exitCode = findingsExitCode(findings);
    const seconds = (Date.now() - started) / 1000;
    const about = { ...examined, findings, exitCode, seconds };
    if (json) writeJson(io.stdout, doctorDocument(about));
    else await output.print(renderFindings(about, { colour: io.colour, verbose }));
    return exitCode;
  });
}

/** A failure that would end a recovery as well is a finding here; what could not be looked at behind it is named. */
async function examineAll(options: DoctorOptions, io: Io, events: EventSink): Promise<Examined> {
  try {
    return await withContext(options, io, events, async (context): Promise<Examined> => {
      const { system, place } = context;
      return {
        system: system.manifest.name,
        commit: system.commit,
        target: place.target,
        findings: await examineContext(context, options, io, events),
      };
    });
  } catch (error) {
    const target = options.sandbox === undefined ? 'live' : `sandbox ${options.sandbox}`;
    const findings = completed([judgeFailure(mustBeFinding(error, io))]);
    return { system: undefined, commit: undefined, target, findings };
  }
}

async function examineContext(
  context: Context,
  options: DoctorOptions,
  io: Io,
  events: EventSink,
): Promise<Finding[]> {
  let plan: Plan;
  try {
    plan = await context.engine.preview();
  } catch (error) {
    const failure = mustBeFinding(error, io);
    const sandbox = isSandbox(context);
    const { findings, commit } = await examineSurroundings(context, sandbox);
    const found = [judgeFailure(failure), ...findings];
    if (sandbox || failure.code === 'program-failed') return completed(found);
    const clock = await examineClock(context);
    return completed([
      ...found,
      ...clock,
      ...(await examineElsewhere(context, commit, options, io, events)),
    ]);
  }
  return examine(context, plan, io.env);
}

/** What the target refuses to tell, an empty simulated cloud does: what is declared, and so what is circular. */
async function examineElsewhere(
  { system }: Context,
  commit: CommitFacts,
  options: DoctorOptions,
  io: Io,
  events: EventSink,
): Promise<Finding[]> {
  const quiet: EventSink = (event) => {
    if (event.type === 'phase') events(event);
  };
  try {
    return await inEmptyCloud('doctor', system, options, io, quiet, async (context) => {
      await context.engine.preview();
      return examineDeclared(context, commit, [], io.env);
    });
  } catch (error) {
    mustBeFinding(error, io);
    return [];
  }
}

/** Names every check that could not be made, since something blocked comes before it. */
function completed(findings: readonly Finding[]): Finding[] {
  const made = new Set(findings.map(({ check }) => check));
  const missing = CHECKS.filter((check) => !made.has(check));
  return [...findings, ...skipped(missing, 'cannot be looked at before what is blocked is mended')];
}

/** Failures of the command line and interruptions stay failures, and defects stay defects. */
function mustBeFinding(error: unknown, io: Io): BlackstartError {
  const stays = ['usage', 'interrupted', 'internal', 'sandbox-unknown', 'sandbox-invalid'];
  if (error instanceof BlackstartError && !io.stop.aborted && !stays.includes(error.code)) {
    return error;
  }
  throw error;
}
