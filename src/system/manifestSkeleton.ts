import { posix } from 'node:path';
import { stringify } from 'yaml';
import type { FoundProject, FoundStack } from './findProjects.js';

/** Of several stacks the one that is most probably the system that must come back. */
const LIKELY = ['production', 'prod', 'live', 'main'];

/** The only runtime whose programs can be run. */
const RUNTIME = 'nodejs';

/**
 * A first manifest for the Pulumi projects that were found, at `file` (from the root of the repository), with words on
 * what to look at. Undefined when there is no project that could be run.
 */
export function manifestSkeleton(
  system: string,
  projects: readonly FoundProject[],
  file: string,
): string | undefined {
  const runnable = projects.filter(({ runtime }) => runtime === RUNTIME);
  if (runnable.length === 0) return undefined;
  const folder = posix.dirname(file);
  const names = new Set<string>();
  const chosen = runnable.map((project) => ({ project, stack: likelyStack(project) }));
  return [
    '# What blackstart is to bring back. Every key: docs/manifest.md of blackstart. Look at each line marked CHECK.',
    'version: 1',
    `name: ${scalar(nameOf(system))}`,
    '# CHECK: how long may a recovery take?',
    'recoveryTimeObjective: 1h',
    '',
    '# Programs run side by side: what each waits for is said by its references to the others.',
    'programs:',
    ...chosen.flatMap(({ project, stack }) => [
      `  - name: ${scalar(unique(nameOf(project.name), names))}`,
      `    path: ${scalar(posix.relative(folder, project.folder) || '.')}`,
      ...stackLines(project, stack),
      '    stage: system',
    ]),
    ...projects
      .filter(({ runtime }) => runtime !== RUNTIME)
      .map(
        ({ folder: home, runtime }) =>
          `  # ${oneLine(home)} is left out: its runtime is ${oneLine(runtime)}, and only ${RUNTIME} can be run.`,
      ),
    '',
    '# CHECK: stages are labels on resources, shown in this order, e.g. [aws, clusters, apps, observability].',
    'stages: [system]',
    '',
    ...guardLines(chosen.flatMap(({ stack }) => stack ?? [])),
    '',
  ].join('\n');
}

function likelyStack({ stacks }: FoundProject): FoundStack | undefined {
  return (
    LIKELY.flatMap((name) => stacks.find((stack) => stack.name === name) ?? [])[0] ?? stacks[0]
  );
}

function stackLines({ stacks }: FoundProject, stack: FoundStack | undefined): string[] {
  if (stack === undefined) {
    return ['    # CHECK: there is no Pulumi.<stack>.yaml beside it.', '    stack: production'];
  }
  const others = stacks.filter(({ name }) => name !== stack.name).map(({ name }) => oneLine(name));
  return [
    ...(others.length === 0 ? [] : [`    # CHECK: there are also ${others.join(', ')}.`]),
    `    stack: ${scalar(stack.name)}`,
  ];
}

function guardLines(stacks: readonly FoundStack[]): string[] {
  const accounts = distinct(stacks.flatMap((stack) => stack.accounts)).filter((each) =>
    /^\d{12}$/.test(each),
  );
  const regions = distinct(stacks.flatMap(({ region }) => region ?? []));
  const known = accounts.length > 0 && regions.length > 0;
  const lines = [
    'guards:',
    '  aws:',
    `    accounts: [${(accounts.length > 0 ? accounts : ['111122223333']).map((each) => `'${each}'`).join(', ')}]`,
    `    regions: [${(regions.length > 0 ? regions : ['eu-west-1']).map(scalar).join(', ')}]`,
  ];
  return known
    ? ['# CHECK: outside of these nothing is ever written.', ...lines]
    : [
        '# CHECK: outside of these nothing is ever written. Fill them in, then take the # away.',
        ...lines.map((line) => `# ${line}`),
      ];
}

/** A name as the manifest takes it. */
function nameOf(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'system' : name.slice(0, 100);
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  taken.add(free);
  return free;
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trim();
