import { listRunIds, loadRun, stateFolder } from '../../journal/index.js';
import type { Sandbox } from '../../providers/simulated/sandbox.js';
import { placesOf } from '../findRun.js';
import { writeJson, writeText, type ExitCode, type Io } from '../io.js';
import { resolveSandbox, sandboxNames, withSandbox, type SandboxPlace } from '../sandboxes.js';

/** What is in a sandbox and how it behaves. */
export interface SandboxDescription {
  readonly version: 1;
  readonly name: string;
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  readonly timeScale: number;
  readonly enforceRates: boolean;
  readonly resources: number;
  readonly creating: number;
  readonly tombstones: number;
  readonly cooldowns: number;
  readonly byType: Readonly<Record<string, number>>;
  /** As the runs in it have seen them; `other` is what no run has registered. */
  readonly byStage: Readonly<Record<string, number>>;
  readonly faults: Sandbox['settings']['faults'];
}

export function runShowSandbox(
  options: { readonly name: string; readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  const state = stateFolder(io.env);
  const place = resolveSandbox(options.name, state);
  return withSandbox(place, state, async (sandbox): Promise<ExitCode> => {
    const description = describe(place, sandbox, await stagesByUrn(state, place));
    if (options.json) writeJson(io.stdout, description);
    else writeText(io.stdout, renderDescription(description));
    return 0;
  });
}

export function runListSandboxes(options: { readonly json: boolean }, io: Io): Promise<ExitCode> {
  const names = sandboxNames(stateFolder(io.env));
  if (options.json) writeJson(io.stdout, { version: 1, sandboxes: names });
  else if (names.length > 0) writeText(io.stdout, names.join('\n'));
  else writeText(io.stdout, 'There is no sandbox yet: "blackstart sandbox create NAME" makes one.');
  return Promise.resolve(0);
}

function describe(
  { name, folder }: SandboxPlace,
  sandbox: Sandbox,
  stages: ReadonlyMap<string, string>,
): SandboxDescription {
  const { account, region, timeScale, enforceRates, faults } = sandbox.settings;
  const { resources, creating, tombstones, cooldowns, byType } = sandbox.stats();
  const byStage = new Map<string, number>();
  for (const { urn } of sandbox.list()) {
    const stage = (urn === undefined ? undefined : stages.get(urn)) ?? 'other';
    byStage.set(stage, (byStage.get(stage) ?? 0) + 1);
  }
  return {
    ...{ version: 1, name, folder, account, region, timeScale, enforceRates },
    ...{ resources, creating, tombstones, cooldowns },
    byType: sorted(byType),
    byStage: sorted(byStage),
    faults,
  };
}

/** The cloud knows no stages; the last run of each system in it does. */
async function stagesByUrn(state: string, { name }: SandboxPlace): Promise<Map<string, string>> {
  const stages = new Map<string, string>();
  for (const place of await placesOf(state, { target: `sandbox ${name}` })) {
    const [last] = await listRunIds(place);
    const run = last === undefined ? undefined : await loadRun(place, last).catch(() => undefined);
    for (const record of run?.records ?? []) {
      if (record.record === 'planned' || record.record === 'outcome') {
        stages.set(record.urn, record.stage);
      }
    }
  }
  return stages;
}

export function renderDescription(description: SandboxDescription): string {
  const { name, folder, account, region, timeScale, resources, faults } = description;
  const remains = [
    ...(description.creating > 0 ? [`${description.creating} being created`] : []),
    ...(description.tombstones > 0 ? [`${description.tombstones} tombstones`] : []),
    ...(description.cooldowns > 0 ? [`${description.cooldowns} names not usable yet`] : []),
  ];
  const lines = [
    `Sandbox ${name}`,
    `  folder      ${folder}`,
    `  account     ${account}, ${region}`,
    `  time scale  ${timeScale}${timeScale === 1 ? ' (real time)' : ''}`,
    `  API rates   ${description.enforceRates ? 'enforced' : 'not enforced'}`,
    `  resources   ${[resources, ...remains].join(', ')}`,
    ...table('by stage', description.byStage),
    ...table('by type', description.byType),
    ...(faults.length === 0 ? [] : ['  faults']),
    ...faults.map(({ kind, match, id: _id, since: _since, ...rest }) =>
      `    ${kind} for ${match} ${Object.entries(rest)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(', ')}`.trimEnd(),
    ),
  ];
  return lines.join('\n');
}

function table(title: string, counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts);
  if (entries.length === 0) return [];
  return [
    `  ${title}`,
    ...entries.map(([name, count]) => `    ${String(count).padStart(6)}  ${name}`),
  ];
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
