import type { JournalRecord } from '../../src/journal/index.js';

const TYPES = [
  'aws:sqs/queue:Queue',
  'aws:iam/role:Role',
  'aws:ec2/subnet:Subnet',
  'aws:lb/listener:Listener',
];
const STAGES = ['aws', 'clusters', 'apps', 'observability'];
/** Resources that are created at the same time; each needs two of those before. */
const WIDTH = 40;
const START = Date.UTC(2026, 0, 1);

/** The journal of a recovery that creates so many resources, every tenth after a retry or behind a gate. */
export function syntheticRun(count: number): JournalRecord[] {
  const urns = Array.from({ length: count }, (_, index) => {
    const type = TYPES[index % TYPES.length]!;
    return `urn:pulumi:production::bench::${type}::resource-${index}`;
  });
  const records: JournalRecord[] = [
    {
      record: 'run-started',
      at: START,
      run: '20260101-000000-0000',
      command: 'recover',
      system: 'bench',
      target: 'sandbox bench',
      commit: '0'.repeat(40),
      reference: 'main',
      repository: 'bench',
      options: { timeScale: 1, targetSeconds: 3600 },
      ...{ who: 'bench', host: 'bench', pid: 1, versions: {} },
      foreseen: {
        stages: STAGES,
        providers: [],
        seconds: 1,
        emptyOfData: [],
        newStateOnlyValues: [],
      },
    },
  ];
  urns.forEach((urn, index) => records.push(...recordsOf(urns, urn, index)));
  const at = records.reduce((most, record) => Math.max(most, record.at), START);
  records.push({
    record: 'run-ended',
    at,
    exitCode: 0,
    counts: { created: count },
    seconds: (at - START) / 1000,
  });
  return records;
}

function recordsOf(urns: readonly string[], urn: string, index: number): JournalRecord[] {
  const row = Math.floor(index / WIDTH);
  const type = TYPES[index % TYPES.length]!;
  const from = START + row * 4000 + (index % WIDTH) * 10;
  const to = from + 1000 + (index % 7) * 400;
  const needs = [index - WIDTH, index - WIDTH - 1].filter((each) => each >= 0);
  const stage = STAGES[Math.floor((index * STAGES.length) / urns.length)]!;
  const gate = index % 10 === 5;
  const end = gate ? to + 500 : to;
  return [
    { record: 'planned', at: START, urn, step: 'create', stage, type },
    { record: 'intent', at: from, urn, type, operation: 'create' },
    ...(index % 10 === 0
      ? ([
          {
            record: 'failed',
            at: from + 100,
            urn,
            operation: 'create',
            message: 'Rate exceeded',
            class: 'throttled',
          },
          {
            record: 'retry',
            at: from + 100,
            urn,
            operation: 'create',
            attempt: 2,
            class: 'throttled',
            waitSeconds: 0.2,
            message: 'Rate exceeded',
          },
          { record: 'intent', at: from + 300, urn, type, operation: 'create' },
        ] satisfies JournalRecord[])
      : []),
    {
      record: 'done',
      at: to,
      urn,
      operation: 'create',
      id: `id-${index}`,
      seconds: (to - from) / 1000,
    },
    ...(gate
      ? ([
          { record: 'waited', at: end, urn, gate: 'ready', seconds: 0.5, reason: '0 of 1' },
        ] satisfies JournalRecord[])
      : []),
    {
      ...{
        record: 'outcome',
        at: end,
        urn,
        outcome: 'created',
        stage,
        id: `id-${index}`,
        why: 'absent',
      },
      ...{ startedAt: START, seconds: (end - START) / 1000 },
      dependencies: needs.map((each) => urns[each]!),
    },
  ];
}
