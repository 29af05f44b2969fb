import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../src/model/graph.js';
import type { Plan, Prediction } from '../../../src/model/plan.js';
import type { SystemManifest } from '../../../src/model/system.js';
import type { Urn } from '../../../src/model/urn.js';
import { changedLines } from '../../../src/report/runbook/changedLines.js';
import { code, table, words } from '../../../src/report/runbook/markdown.js';
import { renderRunbook } from '../../../src/report/runbook/renderRunbook.js';
import { runbookContent, type RunbookRequest } from '../../../src/report/runbook/runbookContent.js';
import { renderRunbookPage } from '../../../src/report/runbook/runbookPage.js';

const urnOf = (type: string, name: string): Urn => `urn:pulumi:p::shop::${type}::${name}` as Urn;

function node(type: string, name: string, stage: string, dependencies: Urn[] = []): GraphNode {
  const urn = urnOf(type, name);
  return {
    ...{ urn, type, name, stage, dependencies },
    ...{ program: 'shop', kind: 'custom', parent: undefined },
  };
}

const vpc = node('aws:ec2/vpc:Vpc', 'net', 'aws');
const carts = node('aws:dynamodb/table:Table', 'carts', 'aws');
const orders = node('aws:dynamodb/table:Table', 'orders', 'aws');
const logs = node('aws:cloudwatch/logGroup:LogGroup', 'logs', 'aws');
const door = node('aws:lb/loadBalancer:LoadBalancer', 'door', 'aws');
const shop = node('kubernetes:apps/v1:Deployment', 'shop', 'apps', [vpc.urn, carts.urn]);

const whole: Prediction = {
  ...{ seconds: 60, p50Seconds: 65, p90Seconds: 90, plays: 100, timeScale: 1, targetSeconds: 80 },
  criticalPath: [{ urn: shop.urn, seconds: 30, basis: 'table' }],
  levers: [],
  basis: { measured: 0, table: 3, assumed: 1 },
  limits: 'no limit on operations at once',
};

const manifest: SystemManifest = {
  ...{ version: 1, name: 'shop', recoveryTimeObjective: 80, programs: [] },
  stages: ['aws', 'apps'],
  guards: { aws: { accounts: ['111122223333'], regions: ['eu-west-1'] } },
  drift: {
    alerts: {
      default: { for: 1, severity: 'warning', impact: 'none', playbook: 'x' },
      ...{ stages: {}, stale: 1 },
    },
    ...{ exclude: [], unmanaged: [] },
  },
  drills: { folder: 'drills' },
  hosts: [],
  gates: [{ name: 'door', after: '*', timeout: 60, kind: 'tcp', host: 'db', port: 5432 }],
  limits: { concurrency: 0, rates: {} },
  contacts: [{ role: 'lead <b>', reach: 'lead@example.com' }],
  restore: [
    { match: '*::carts', from: 'nightly copies' },
    { match: '*Table*carts', from: 'never reached' },
  ],
};

const plan: Plan = {
  ...{ system: 'shop', commit: 'c', stages: ['aws', 'apps'] },
  graph: { nodes: new Map([vpc, carts, orders, logs, door, shop].map((each) => [each.urn, each])) },
  ...{ steps: new Map(), providers: [], unresolvedLookups: [], prediction: whole },
  emptyOfData: [orders.urn, carts.urn],
  newStateOnlyValues: [],
  exclusions: [
    { match: '*::shop', path: 'spec.replicas', reason: 'scaled', urns: [shop.urn] },
    { match: '*::gone', path: 'tags', reason: 'nobody', urns: [] },
  ],
  unresolvedApplies: new Map([['shop', 2]]),
  expectedSeconds: new Map([
    [vpc.urn, 20],
    [carts.urn, 10],
  ]),
};

const request: RunbookRequest = {
  ...{ manifest, plan, whole, hasSecrets: false },
  stages: new Map([
    ['aws', { ...whole, p50Seconds: 20, p90Seconds: 30 }],
    ['apps', { ...whole, p50Seconds: 66, p90Seconds: 91 }],
  ]),
};

describe('the runbook of a system', () => {
  const content = runbookContent(request);

  it('knows from where each thing that comes back empty is restored, and of which nobody has said it', () => {
    expect(content.empty).toEqual([
      { label: 'aws:dynamodb:Table carts', from: 'nightly copies', how: undefined },
      { label: 'aws:dynamodb:Table orders', from: undefined, how: undefined },
    ]);
  });

  it('says what each stage waits for, the longest first, and never a stage later than the whole', () => {
    expect(content.stages).toEqual([
      {
        ...{ name: 'aws', resources: 5, waitsFor: [] },
        done: { p50Seconds: 20, p90Seconds: 30 },
      },
      {
        ...{ name: 'apps', resources: 1 },
        waitsFor: [{ stage: 'aws', labels: ['aws:ec2:Vpc net', 'aws:dynamodb:Table carts'] }],
        done: { p50Seconds: 65, p90Seconds: 90 },
      },
    ]);
  });

  it('asks for a passphrase only where there is something to open', () => {
    expect(content.needsPassphrase).toBe(false);
    expect(runbookContent({ ...request, hasSecrets: true }).needsPassphrase).toBe(true);
  });

  it('names the services that credentials are needed for', () => {
    expect(content.awsServices).toEqual(['dynamodb', 'ec2', 'elasticloadbalancing', 'logs']);
    expect(content.packages).toEqual(['aws', 'kubernetes']);
  });

  it('is put into words, with warnings where something is missing', () => {
    const text = renderRunbook(content);
    expect(text).toContain('**1m 05s** in the middle (P50), **1m 30s** in a slow case (P90)');
    expect(text).toContain('The slow case is over the target');
    expect(text).toContain('**Of 1 nobody has said where it is restored from**');
    expect(text).toContain('AWS account `111122223333`, region `eu-west-1`');
    expect(text).toContain('- apps waits for `aws:ec2:Vpc net`, `aws:dynamodb:Table carts` (aws)');
    expect(text).toMatch(/\| `door` +\| `\*` +\| `db:5432` takes a connection +\| 1m 00s /);
    expect(text).toContain('| lead \\<b\\> |');
    expect(text).toContain('`spec.replicas` of `*::shop`: scaled (1 resource)');
    expect(text).not.toContain('`*::gone`');
    expect(text).not.toContain('PULUMI_CONFIG_PASSPHRASE');
  });

  it('says so where nobody is named', () => {
    const { contacts: _none, ...others } = manifest;
    const text = renderRunbook(runbookContent({ ...request, manifest: others }));
    expect(text).toContain('**Nobody is named.**');
  });
});

describe('the page', () => {
  it('is whole, and takes nothing that it is given for markup', () => {
    const page = renderRunbookPage(
      'A & B',
      '# Top\n\n<script>alert(1)</script>\n\nSee <img src=x onerror=y>, [bad](javascript:alert), [good](https://example.com) and ![p](https://example.com/p.png).\n',
    );
    expect(page).toContain('<title>A &amp; B</title>');
    expect(page).toContain('<h1 id="top">Top</h1>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script>alert|<img|javascript:/);
    expect(page).toContain('<a href="https://example.com">good</a>');
  });

  it('shows words that were escaped in the Markdown as they were meant', () => {
    const page = renderRunbookPage('A', renderRunbook(runbookContent(request)));
    expect(page).toContain('<td>lead &lt;b&gt;</td>');
    expect(page).not.toContain('Written by');
  });
});

describe('parts of Markdown', () => {
  it('cannot be broken by text from outside', () => {
    expect(words('a|b\n[c](d) `e`')).toBe('a\\|b \\[c\\](d) \\`e\\`');
    expect(code('a`b|c')).toBe("`a'b\\|c`");
  });

  it('line up in tables', () => {
    expect(table(['a', 'long'], [['x', 'y']])).toBe(
      '| a   | long |\n| --- | ---- |\n| x   | y    |',
    );
  });
});

describe('changed lines', () => {
  it('are those that only one of both has', () => {
    expect(changedLines('a\nb\nc\n', 'a\nB\nc\n', 20)).toEqual(['- b', '+ B']);
    expect(changedLines('a\n', 'a\n', 20)).toEqual([]);
    expect(changedLines('a\nb\n', 'b\na\n', 20)).toHaveLength(1);
    expect(changedLines('a\nb\nc\n', '', 2)).toEqual(['- a', '- b', 'and 1 more']);
    expect(changedLines('a\na\n', 'a\n', 20)).toEqual(['- a']);
  });
});
