import type { Options } from 'yargs';

export type OptionTable = Readonly<Record<string, Options>>;

/** Every value is read as text and checked in read.ts, so that all mistakes are told in the same way. */
function value(placeholder: string, description: string): Options {
  return { type: 'string', requiresArg: true, description: `${description} (${placeholder})` };
}

/** May be given several times, with one value each. */
function values(placeholder: string, description: string): Options {
  return {
    ...value(placeholder, `${description}; repeatable`),
    array: true,
    nargs: 1,
  };
}

function flag(description: string): Options {
  return { type: 'boolean', description };
}

export const verbose = {
  verbose: flag('Show everything: each resource, programs’ own output, causes of errors'),
} satisfies OptionTable;

export const json = { json: flag('Machine-readable output on stdout') } satisfies OptionTable;

export const report = {
  report: value('folder', 'Where the report goes; beside the journals by default'),
} satisfies OptionTable;

export const serve = {
  serve: {
    type: 'string',
    description:
      'Show the run live in the browser, on 127.0.0.1 and any free port by default (host:port)',
  },
} satisfies OptionTable;

export const reportFile = {
  out: value('file', 'Where the page goes; its JSON goes beside it'),
} satisfies OptionTable;

export const repository = {
  repo: value('path, URL or bundle', 'Repository; the current one by default'),
  ref: value('commit, branch or tag', 'What to read from it; HEAD by default'),
  manifest: value(
    'path',
    'Manifest, from the root of the repository; stacks/system.yaml by default',
  ),
} satisfies OptionTable;

export const unmanaged = {
  unmanaged: flag('List what lives and is declared nowhere, not only how much of it there is'),
} satisfies OptionTable;

export const sandbox = {
  sandbox: value('name or folder', 'Work on the simulated cloud of that sandbox instead of live'),
} satisfies OptionTable;

export const timeScale = {
  'time-scale': value(
    'number',
    'Seconds of the clock for one of the sandbox: 0.01 is 100 times as fast',
  ),
} satisfies OptionTable;

const selection = {
  target: values('URN or pattern with *', 'Only these resources, with what they depend on'),
  stage: values('name', 'Only these stages, with what they depend on'),
} satisfies OptionTable;

const finding = {
  hints: values(
    'file',
    'Output of "pulumi stack export": where to look; believed only after a read',
  ),
  'assume-wiped': flag('Take what cannot be located as lost and create it'),
} satisfies OptionTable;

const serving = {
  'aws-provider': value(
    'builtin, plugin or auto',
    'What serves AWS on the live target; auto takes the genuine plugin where it is installed',
  ),
  'kubernetes-provider': value(
    'auto, builtin or plugin',
    'Who speaks with live clusters; auto is the built-in provider',
  ),
} satisfies OptionTable;

const scheduling = {
  concurrency: value(
    'number',
    'Operations at once, 0 for no limit; as the manifest says by default',
  ),
  schedule: { ...value('longest-path or first-come', 'Order of what is ready'), hidden: true },
  barrier: { ...value('stage', 'Finish each stage before the next'), hidden: true },
} satisfies OptionTable;

export const system = {
  ...repository,
  ...sandbox,
  ...timeScale,
  ...selection,
  ...finding,
  ...serving,
  ...scheduling,
  ...verbose,
} satisfies OptionTable;

export const markdown = {
  markdown: value(
    'file or -',
    'Also as Markdown, for a pull request or a job summary; - is stdout',
  ),
  'markdown-for': value(
    'github-comment, github-summary or gitlab-note',
    'Where it will be shown, which limits its length; github-comment by default',
  ),
  'compare-to': value(
    'commit, branch or tag',
    'With --markdown: also what the commit changes against that one',
  ),
} satisfies OptionTable;

export const consent = {
  yes: { ...flag('Do not ask before writing'), alias: 'y' },
  force: flag('Take the lock over from a process on another host that is known to be dead'),
  audit: flag('Leave a note in Git also for a run in a sandbox'),
} satisfies OptionTable;

export const graph = {
  format: value('text, json, dot or mermaid', 'Form of the output; text by default'),
} satisfies OptionTable;

export const ofRuns = {
  system: value('name', 'Only runs of this system'),
  sandbox: value('name or folder', 'Only runs on this sandbox'),
} satisfies OptionTable;

export const newSandbox = {
  ...timeScale,
  spread: value('number', 'How much durations vary: 0, or 1 for as much as the table says'),
  rates: flag('Refuse what comes faster than the real APIs would take it'),
  account: value('12 digits', 'Account that it stands for'),
  region: value('name', 'Region that it stands for'),
} satisfies OptionTable;

export const wiping = {
  tombstones: flag(
    'Leave behind what deletions leave: secrets on their way out, names in cooldown',
  ),
} satisfies OptionTable;

export const damage = {
  delete: values('pattern', 'Delete what matches: URN, type or id'),
  alter: values('pattern', 'Alter what matches, as --set and --unset say'),
  set: values('path=value', 'With --alter: property to change'),
  unset: values('path', 'With --alter: property to take away'),
  random: value('fraction', 'Delete this part of all resources, chosen by the seed'),
  seed: value('text', 'Seed of that choice; 1 by default'),
  clean: flag('Leave no tombstones and no names in cooldown'),
  fault: values('kind[:key=value,...]', 'Make the cloud misbehave from now on'),
  'clear-faults': flag('Let it behave again'),
} satisfies OptionTable;
