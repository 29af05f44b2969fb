import type { GateDeclaration } from '../../model/system.js';
import { formatSeconds, plural } from '../text/format.js';
import { code, commands, list, table, words } from './markdown.js';
import type { RunbookContent, StageContent } from './runbookContent.js';

/** First line of every such page: tells people not to edit it, and tools that it is written by one. */
export const RUNBOOK_MARK =
  '<!-- Written by "blackstart runbook": change the programs or the manifest, and write it again. -->';

const MOST_AWAITED = 4;
const BASIS = { measured: 'measured', table: 'from the table', assumed: 'assumed' } as const;

/** The runbook as a Markdown page. The same content gives the same text. Pure. */
export function renderRunbook(content: RunbookContent): string {
  const sections = [
    head(content),
    contacts(content),
    atHand(content),
    steps(content),
    stages(content),
    criticalPath(content),
    gates(content),
    empty(content),
    newValues(content),
    leftToOthers(content),
    outside(content),
    trouble(),
  ];
  return `${sections.flat().join('\n\n')}\n`;
}

function head({ name, description, whole, unresolvedApplies }: RunbookContent): string[] {
  const { targetSeconds, p50Seconds, p90Seconds, basis, limits } = whole;
  const counts = (['measured', 'table', 'assumed'] as const)
    .filter((each) => basis[each] > 0)
    .map((each) => `${basis[each]} ${BASIS[each]}`);
  const over = p90Seconds > targetSeconds ? ' **The slow case is over the target.**' : '';
  return [
    RUNBOOK_MARK,
    `# Recovery of ${words(name)}`,
    ...(description === undefined ? [] : [`${words(description)}.`.replace(/\.\.$/, '.')]),
    `After the loss of everything: **${formatSeconds(p50Seconds)}** in the middle (P50), **${formatSeconds(p90Seconds)}** in a slow case (P90); target ${formatSeconds(targetSeconds)}.${over}`,
    `Basis: the schedule played through ${whole.plays} times; durations of ${counts.join(', ')}; ${words(limits)}. Restoring data comes on top.` +
      (unresolvedApplies === 0
        ? ''
        : ` ${plural(unresolvedApplies, 'callback waits', 'callbacks wait')} for values that exist only once all is built; what they create is not counted here.`),
  ];
}

function contacts({ contacts: all }: RunbookContent): string[] {
  const rows = all.map((each) => [words(each.role), words(each.reach), words(each.for ?? '')]);
  return [
    '## Whom to call',
    rows.length === 0
      ? '**Nobody is named.** Put roles under `contacts` in the manifest.'
      : table(['role', 'reach', 'for'], rows),
  ];
}

function atHand(content: RunbookContent): string[] {
  const { guards, awsServices, packages, needsPassphrase, sealed } = content;
  const { aws, kubernetes } = guards;
  const items = ['A clone of the repository, or a bundle of it; Git, npm and blackstart.'];
  if (awsServices.length > 0) {
    const where =
      aws === undefined
        ? 'AWS; **no guard names an account**, so look twice'
        : `AWS account ${aws.accounts.map(code).join(', ')}, region ${aws.regions.map(code).join(', ')}`;
    items.push(
      `Credentials of ${where}. They must be allowed to read, create and change in the services ${awsServices.map(code).join(', ')}; besides, \`sts:GetCallerIdentity\` and \`tag:GetResources\`. Nothing is deleted.`,
    );
  }
  if (packages.includes('kubernetes')) {
    const names = kubernetes?.clusters.map(code).join(', ');
    items.push(
      `Clusters ${names ?? '(**no guard names any**)'}: reached by the kubeconfig that the programs make; whoever recovers must be an administrator in there.`,
    );
  }
  if (needsPassphrase) {
    items.push(
      'The passphrase of the stacks, in `PULUMI_CONFIG_PASSPHRASE` or a file that `PULUMI_CONFIG_PASSPHRASE_FILE` names.',
    );
  }
  if (sealed !== undefined) items.push(`Sealed values: ${code(sealed)}, in the repository.`);
  items.push(`Provider packages: ${packages.map(code).join(', ')}.`);
  return ['## What must be at hand', list(items)];
}

function steps({ needsPassphrase, empty: data }: RunbookContent): string[] {
  return [
    '## What to do',
    'See what is lost; nothing is written. Exit code 2 says that something is. Read the commit, and what comes back empty.',
    commands(
      ...(needsPassphrase
        ? ['export PULUMI_CONFIG_PASSPHRASE_FILE=/path/to/passphrase', 'blackstart plan']
        : ['blackstart plan']),
    ),
    'Bring it back. It shows the plan once more and asks. Exit code 0: everything is there and every gate has passed.',
    commands('blackstart recover'),
    ...(data.length === 0
      ? []
      : ['As soon as each thing exists: [restore what came back empty](#comes-back-empty).']),
    'It worked when this ends with exit code 0:',
    commands('blackstart drift'),
  ];
}

function stages({ stages: all }: RunbookContent): string[] {
  return [
    '## Stages',
    'No stage waits for another as a whole: each resource starts as soon as what it needs is there. Times are from the start until all of the stage is done. What each waits for, what takes longest first:',
    table(
      ['stage', 'resources', 'done, P50', 'done, P90'],
      all.map((stage) => [
        words(stage.name),
        String(stage.resources),
        stage.done === undefined ? '' : formatSeconds(stage.done.p50Seconds),
        stage.done === undefined ? '' : formatSeconds(stage.done.p90Seconds),
      ]),
    ),
    list(all.map((stage) => `${words(stage.name)} waits for ${waits(stage)}`)),
  ];
}

function waits({ waitsFor }: StageContent): string {
  if (waitsFor.length === 0) return 'nothing';
  return waitsFor
    .map(({ stage, labels }) => {
      const shown = labels.slice(0, MOST_AWAITED).map(code).join(', ');
      const more = labels.length - MOST_AWAITED;
      return `${shown}${more > 0 ? ` and ${more} more` : ''} (${words(stage)})`;
    })
    .join('; ');
}

function criticalPath({ criticalPath: path }: RunbookContent): string[] {
  if (path.length === 0) return [];
  return [
    '## Critical path',
    'What decides the time. While one of these is under way, nothing makes the whole quicker but a quicker one.',
    table(
      ['resource', 'stage', 'expected', 'basis'],
      path.map(({ label, stage, seconds, basis }) => [
        ...[code(label), words(stage), formatSeconds(seconds)],
        BASIS[basis as keyof typeof BASIS],
      ]),
    ),
  ];
}

function gates({ gates: declared, kubernetesObjects }: RunbookContent): string[] {
  const builtIn =
    kubernetesObjects === 0
      ? []
      : [
          `${plural(kubernetesObjects, 'Kubernetes object')}: each that can be ready is waited for until it is.`,
        ];
  return [
    '## Gates',
    ...builtIn,
    declared.length === 0
      ? 'The manifest declares no gate of its own.'
      : table(
          ['gate', 'after', 'asks', 'gives up after'],
          declared.map((gate) => [
            ...[code(gate.name), code(gate.after), asks(gate), formatSeconds(gate.timeout)],
          ]),
        ),
  ];
}

function asks(gate: GateDeclaration): string {
  switch (gate.kind) {
    case 'http':
      return `${code(gate.url)} answers with ${gate.status}`;
    case 'tcp':
      return `${code(`${gate.host}:${gate.port}`)} takes a connection`;
    case 'command':
      return `${code(gate.command.join(' '))} exits with 0`;
  }
}

function empty({ empty: all }: RunbookContent): string[] {
  if (all.length === 0) return ['## Comes back empty', 'Nothing that holds data is declared.'];
  const open = all.filter(({ from }) => from === undefined).length;
  return [
    '## Comes back empty',
    'These exist again after the recovery, without what was in them.' +
      (open === 0
        ? ''
        : ` **Of ${open} nobody has said where it is restored from**: put it under \`restore\` in the manifest.`),
    table(
      ['resource', 'restore from', 'how'],
      all.map(({ label, from, how }) => [
        ...[code(label), from === undefined ? '**not said**' : words(from), words(how ?? '')],
      ]),
    ),
  ];
}

function newValues({ newValues: all, sealed }: RunbookContent): string[] {
  if (all.length === 0) return [];
  return [
    '## Gets a new value',
    `These live only in state. ${sealed === undefined ? 'No file of sealed values is named, so' : 'Where no sealed value is found,'} each gets a new one, and whoever holds the old one must be told.`,
    list(
      all.map(({ label, dependents }) =>
        dependents === 0
          ? `${code(label)}: nothing depends on it`
          : `${code(label)}: ${plural(dependents, 'resource depends', 'resources depend')} on it`,
      ),
    ),
  ];
}

function leftToOthers({ leftToOthers: all }: RunbookContent): string[] {
  if (all.length === 0) return [];
  return [
    '## Set by others',
    'These come back as declared; somebody else sets them afterwards, and must be running again:',
    list(
      all.map(
        ({ match, path, reason, resources }) =>
          `${code(path)} of ${code(match)}: ${words(reason)} (${plural(resources, 'resource')})`,
      ),
    ),
  ];
}

function outside({ foreign }: RunbookContent): string[] {
  return [
    '## Outside of the system',
    foreign.length === 0
      ? 'The programs look nothing up that belongs to somebody else.'
      : 'The programs look these up; they belong to somebody else, or are made by this recovery first. If they are gone too, their owners come first:',
    ...(foreign.length === 0 ? [] : [list(foreign.map(code))]),
    'Nobody but people can do: delegations at a registrar (a zone made anew has other name servers), quotas of the provider, and the restore of data.',
  ];
}

function trouble(): string[] {
  return [
    '## If it stops',
    'Ctrl-C once is safe: what is in flight finishes. After that, after a failure, or after the death of the machine:',
    commands('blackstart runs', 'blackstart resume'),
    'Make nothing by hand meanwhile, and delete nothing that a conflict names before you know whose it is.',
  ];
}
