import { posix } from 'node:path';
import { BlackstartError } from '../model/errors.js';
import type {
  DriftAlert,
  DriftDeclaration,
  DrillsDeclaration,
  GateDeclaration,
  HostsDeclaration,
  ProgramDeclaration,
  SystemManifest,
} from '../model/system.js';
import { parseDuration } from './duration.js';
import { checkRules, insideRepository } from './manifestRules.js';
import { describeIssues } from './manifestProblems.js';
import { manifestSchema, type RawManifest } from './manifestSchema.js';
import { formatPath, YamlSource, type Problem } from './yamlSource.js';

/** Where the manifest is unless something else is said; from the root of the repository. */
export const DEFAULT_MANIFEST = 'stacks/system.yaml';

const PROGRAM_TIMEOUT_SECONDS = 1800;
const GATE_TIMEOUT_SECONDS = 300;
const PLAYBOOK_TIMEOUT_SECONDS = 1800;
const DRILLS_FOLDER = 'drills';
const DEFAULT_ALERT: DriftAlert = {
  for: 3600,
  severity: 'warning',
  impact: 'The live system is not what Git declares.',
  playbook: 'runbooks/drift.md',
};

/**
 * Parses a manifest; `file` is its path from the root of the repository. Fails with `manifest-invalid`, whose message
 * lists every problem there is, one `file:line:column path: problem` a line.
 */
export function parseManifest(text: string, file: string): SystemManifest {
  const source = new YamlSource(text);
  const folder = posix.dirname(file);
  const syntax = source.syntaxProblems();
  if (syntax.length > 0) throw invalid(file, syntax);
  const data = source.toData();
  const result = manifestSchema.safeParse(data);
  const problems = checkRules(data, folder).map((each) => ({
    ...source.locate(each.path),
    ...each,
  }));
  if (!result.success) {
    problems.push(...describeIssues(result.error.issues, manifestSchema, data, source));
  }
  if (problems.length > 0 || !result.success) throw invalid(file, problems);
  return complete(result.data, folder);
}

function invalid(file: string, problems: readonly Problem[]): BlackstartError {
  const lines = [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(
      ({ line, column, path, problem }) =>
        `${file}:${line}:${column} ${formatPath(path)}: ${problem}`,
    );
  return new BlackstartError({
    code: 'manifest-invalid',
    operation: 'read the manifest',
    message: lines.join('\n'),
    remedy: `Mend ${file} and commit it. Editors check it against schemas/system.schema.json.`,
  });
}

/** Fills in what was left out, turns durations into seconds and paths into ones from the root. */
function complete(raw: RawManifest, folder: string): SystemManifest {
  return {
    version: raw.version,
    name: raw.name,
    ...(raw.description === undefined ? {} : { description: raw.description }),
    recoveryTimeObjective: seconds(raw.recoveryTimeObjective),
    programs: raw.programs.map((program): ProgramDeclaration => ({
      name: program.name,
      path: fromRoot(program.path, folder),
      stack: program.stack,
      stage: program.stage,
      stages: program.stages ?? [],
      timeout: program.timeout === undefined ? PROGRAM_TIMEOUT_SECONDS : seconds(program.timeout),
    })),
    stages: raw.stages,
    guards: {
      ...(raw.guards?.aws === undefined ? {} : { aws: raw.guards.aws }),
      ...(raw.guards?.kubernetes === undefined ? {} : { kubernetes: raw.guards.kubernetes }),
    },
    drift: completeDrift(raw.drift),
    drills: completeDrills(raw.drills, folder),
    gates: (raw.gates ?? []).map(completeGate),
    hosts: (raw.hosts ?? []).map((each) => completeHosts(each, folder)),
    limits: { concurrency: raw.limits?.concurrency ?? 0, rates: raw.limits?.rates ?? {} },
    ...(raw.sealed === undefined ? {} : { sealed: fromRoot(raw.sealed, folder) }),
    contacts: (raw.contacts ?? []).map(({ role, reach, for: what }) => ({
      ...{ role, reach },
      ...(what === undefined ? {} : { for: what }),
    })),
    restore: (raw.restore ?? []).map(({ match, from, how }) => ({
      ...{ match, from },
      ...(how === undefined ? {} : { how }),
    })),
  };
}

type RawAlerts = NonNullable<NonNullable<RawManifest['drift']>['alerts']>;
type RawAlert = NonNullable<RawAlerts['default']>;

function completeDrift(raw: RawManifest['drift']): DriftDeclaration {
  const fallback = completeAlert(raw?.alerts?.default ?? {}, DEFAULT_ALERT);
  const stages = Object.entries(raw?.alerts?.stages ?? {}).map(
    ([stage, alert]) => [stage, completeAlert(alert, fallback)] as const,
  );
  const { stale, repositoryUrl } = raw?.alerts ?? {};
  // A difference may be told at once; that nobody has looked needs some time to be true.
  const usualStale = fallback.for === 0 ? DEFAULT_ALERT.for : fallback.for;
  return {
    exclude: raw?.exclude ?? [],
    unmanaged: raw?.unmanaged ?? [],
    alerts: {
      default: fallback,
      stages: Object.fromEntries(stages),
      stale: stale === undefined ? usualStale : seconds(stale),
      ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
    },
  };
}

function completeDrills(raw: RawManifest['drills'], folder: string): DrillsDeclaration {
  return {
    folder: raw?.folder === undefined ? DRILLS_FOLDER : fromRoot(raw.folder, folder),
    ...(raw?.maximumAge === undefined ? {} : { maximumAge: seconds(raw.maximumAge) }),
  };
}

function completeAlert(raw: RawAlert, inherited: DriftAlert): DriftAlert {
  const dashboard = raw.dashboard ?? inherited.dashboard;
  return {
    for: raw.for === undefined ? inherited.for : seconds(raw.for),
    severity: raw.severity ?? inherited.severity,
    impact: raw.impact ?? inherited.impact,
    playbook: raw.playbook ?? inherited.playbook,
    ...(dashboard === undefined ? {} : { dashboard }),
  };
}

function completeGate(raw: NonNullable<RawManifest['gates']>[number]): GateDeclaration {
  const common = {
    name: raw.name,
    after: raw.after,
    timeout: raw.timeout === undefined ? GATE_TIMEOUT_SECONDS : seconds(raw.timeout),
  };
  if (raw.http !== undefined) {
    return { ...common, kind: 'http', url: raw.http.url, status: raw.http.status ?? 200 };
  }
  if (raw.tcp !== undefined) return { ...common, kind: 'tcp', ...raw.tcp };
  return { ...common, kind: 'command', command: raw.command ?? [] };
}

function completeHosts(
  raw: NonNullable<RawManifest['hosts']>[number],
  folder: string,
): HostsDeclaration {
  const inventories = typeof raw.inventory === 'string' ? [raw.inventory] : raw.inventory;
  return {
    name: raw.name,
    playbook: fromRoot(raw.playbook, folder),
    inventory: inventories.map((path) => fromRoot(path, folder)),
    stage: raw.stage,
    ...(raw.limit === undefined ? {} : { limit: raw.limit }),
    configures: (raw.configures ?? []).map(({ match, host, variables = {} }) => ({
      match,
      ...(host === undefined ? {} : { host }),
      variables,
    })),
    timeout: raw.timeout === undefined ? PLAYBOOK_TIMEOUT_SECONDS : seconds(raw.timeout),
    environment: raw.environment ?? {},
  };
}

function seconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}

function fromRoot(path: string, folder: string): string {
  return insideRepository(path, folder) ?? path;
}
