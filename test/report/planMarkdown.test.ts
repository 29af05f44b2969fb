import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/model/comparison.js';
import type { Prediction } from '../../src/model/plan.js';
import type { Step } from '../../src/model/step.js';
import { makeSecret } from '../../src/model/values.js';
import { MARKDOWN_LIMITS, planMarkdown } from '../../src/report/index.js';
import { mixedPlan, planOf, reversed, urn, type Declared } from './rig.js';

const QUEUE = 'aws:sqs/queue:Queue';
const LIMIT = MARKDOWN_LIMITS['github-comment'];
const PLAIN = { purpose: 'plan', target: 'live', limit: LIMIT } as const;

function prediction(seconds: number, name: string): Prediction {
  return {
    seconds,
    p50Seconds: seconds,
    p90Seconds: seconds * 2,
    plays: 1000,
    levers: [],
    targetSeconds: 600,
    timeScale: 1,
    criticalPath: [{ urn: urn(QUEUE, name), seconds, basis: 'table' }],
    basis: { measured: 0, table: 1, assumed: 0 },
    limits: '64 at once',
  };
}

const comparison: Comparison = {
  baseReference: 'main',
  baseCommit: 'f'.repeat(40),
  added: [urn(QUEUE, 'added')],
  removed: [urn(QUEUE, 'removed')],
  changed: [
    {
      urn: urn('aws:iam/role:Role', 'node'),
      differences: [{ path: 'description', base: 'Old', head: 'Nodes' }],
      newDependencies: [urn(QUEUE, 'added')],
      lostDependencies: [],
      formerStage: undefined,
    },
  ],
  notKnown: 2,
  baseTotalLoss: prediction(300, 'before'),
  headTotalLoss: prediction(725, 'after'),
  differsAnyway: new Set([urn('aws:s3/bucket:Bucket', 'logs')]),
};

function update(live: string): Step {
  return {
    kind: 'update',
    id: 'q',
    foundBy: 'id',
    differences: [{ path: 'policy', live, declared: 'b', needsReplacement: false }],
    notComparable: [],
  };
}

function manyQueues(count: number, live: string): Declared[] {
  return Array.from({ length: count }, (_, index) => ({
    type: QUEUE,
    name: `queue-${String(index).padStart(5, '0')}`,
    step: update(`${live}${index}`),
  }));
}

/** Every fence that opens closes, every row has the cells of its head, and no item stops half way. */
function mustBeWhole(markdown: string): void {
  const fences = markdown.split('\n').filter((line) => /^ *```/.test(line));
  expect(fences.length % 2).toBe(0);
  for (const line of markdown.split('\n').filter((each) => each.startsWith('|'))) {
    expect(line.endsWith('|'), line).toBe(true);
  }
  expect(markdown.endsWith('\n')).toBe(true);
}

describe('planMarkdown', () => {
  it('shows counts by stage and each resource that differs', () => {
    const text = planMarkdown(mixedPlan(), PLAIN);
    expect(text).toMatch(/^<!-- blackstart plan -->\n## Plan of `reference` at `0123456789ab`/);
    expect(text).toContain('| stage | to create | to update |');
    expect(text).toContain('- `~` `aws:iam:Role node` (`aws`) to update');
    expect(text).toContain('  - tags.Owner: "old"\n  + tags.Owner: "new"');
    expect(text).toContain('  + description: "Nodes"');
    expect(text).toContain('- 1 resource would come back empty of data.');
    expect(text).not.toContain('alarms');
    mustBeWhole(text);
  });

  it('tells what the change does apart from what differs anyway', () => {
    const text = planMarkdown(mixedPlan(), { ...PLAIN, comparison });
    expect(text).toContain('1 resource added, 1 removed, 1 declared differently.');
    expect(text).toContain('| predicted, in the middle (P50) | 5m 00s | 12m 05s | +7m 05s |');
    expect(text).toContain('| predicted, in a slow case (P90) | 10m 00s | 24m 10s | +14m 10s |');
    expect(text).toContain('**In a slow case 14m 10s over the target.**');
    expect(text).toContain('- 12m 05s `aws:sqs:Queue after`');
    expect(text).toContain('+ depends on aws:sqs:Queue added');
    const anyway = text.slice(text.indexOf('#### The same without this change (1)'));
    expect(anyway).toContain('`aws:s3:Bucket logs`');
    expect(anyway).not.toContain('aws:iam:Role node');
    mustBeWhole(text);
  });

  it('is the same text whatever order things came in', () => {
    const options = { ...PLAIN, comparison };
    expect(planMarkdown(reversed(mixedPlan()), options)).toBe(planMarkdown(mixedPlan(), options));
  });

  it('shows no secret, even where one slips through unmasked', () => {
    const step: Step = {
      kind: 'update',
      id: 'q',
      foundBy: 'id',
      differences: [
        {
          path: 'password',
          live: makeSecret('hunter2-live'),
          declared: makeSecret('hunter2'),
          needsReplacement: false,
        },
      ],
      notComparable: [],
    };
    const text = planMarkdown(planOf([{ type: QUEUE, name: 'a', step }]), PLAIN);
    expect(text).toContain('- password: [secret]');
    expect(text).not.toContain('hunter2');
  });

  it.each(Object.entries(MARKDOWN_LIMITS))('keeps within the limit of %s', (_, limit) => {
    // Characters of three bytes: whatever the host counts, it fits.
    const plan = planOf(manyQueues(12_000, 'é漢'.repeat(20)));
    const text = planMarkdown(plan, { ...PLAIN, limit });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(Buffer.byteLength(text)).toBeGreaterThan(limit * 0.95);
    const shown = text.match(/^- `~`/gm)!.length;
    const left = Number(/_(\d+) more resources left out here/.exec(text)![1]);
    expect(shown + left).toBe(12_000);
    mustBeWhole(text);
  });

  it('shares the room out, so that a long list does not push a short one out', () => {
    const added = manyQueues(5_000, 'x').map(({ name }) => urn(QUEUE, name));
    const text = planMarkdown(mixedPlan(), { ...PLAIN, comparison: { ...comparison, added } });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    for (const word of ['queue-00000', 'Bucket logs', 'Role node', 'Queue removed']) {
      expect(text).toContain(word);
    }
    expect(text.match(/more resources left out/g)).toHaveLength(1);
    mustBeWhole(text);
  });

  it('lets nothing from outside be markup', async () => {
    const hostile = '`|\n```\n<script>alert(1)</script> @octocat [a](http://evil) | x';
    const declared: Declared[] = [
      { type: QUEUE, name: hostile, stage: hostile, step: { kind: 'failed', reason: hostile } },
      { type: QUEUE, name: 'b', stage: hostile, step: update(hostile) },
    ];
    const text = planMarkdown(planOf(declared, { system: hostile }), PLAIN);
    const html = await marked.parse(text);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<a ');
    expect(html.replaceAll(/<code[^>]*>.*?<\/code>/gs, '')).not.toContain('@octocat');
  });
});
