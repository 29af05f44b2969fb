import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/system/duration.js';
import { parseManifest } from '../../src/system/manifest.js';
import { manifestJsonSchema } from '../../src/system/manifestSchema.js';
import { failureOf } from './rig.js';

const minimal = `
version: 1
name: reference
recoveryTimeObjective: 45m
programs:
  - { name: foundation, path: .., stack: production, stage: aws }
stages: [aws]
`;

const full = `
version: 1
name: reference
description: The reference system.
recoveryTimeObjective: 1h30m
programs:
  - { name: foundation, path: .., stack: production, stage: aws, timeout: 10m }
  - name: workloads
    path: workloads
    stack: production
    stage: apps
    stages: [{ match: '*reference:index:Observability*', stage: observability }]
stages: [aws, apps, observability]
guards:
  aws: { accounts: ['111122223333'], regions: [eu-west-1] }
  kubernetes: { clusters: [main, tools] }
drift:
  alerts:
    default: { for: 1h, severity: warning, impact: Nobody notices., playbook: runbooks/drift.md, dashboard: 'https://example.com/d' }
    stages:
      aws: { for: 30m, severity: critical }
gates:
  - { name: shop, after: '*Deployment::shop*', timeout: 2m, http: { url: 'http://localhost:8080/', status: 204 } }
  - { name: api, after: '*', tcp: { host: localhost, port: 6443 } }
  - { name: script, after: '*', command: [./check.sh, --fast] }
limits: { concurrency: 64, rates: { 'aws:ec2': 10 } }
sealed: sealed.yaml
`;

describe('a manifest', () => {
  test('gets its defaults, seconds and paths from the root', () => {
    expect(parseManifest(minimal, 'stacks/system.yaml')).toMatchObject({
      name: 'reference',
      recoveryTimeObjective: 2700,
      programs: [{ name: 'foundation', path: '.', stages: [], timeout: 1800 }],
      guards: {},
      drift: { alerts: { default: { for: 3600, severity: 'warning' }, stages: {} } },
      gates: [],
      hosts: [],
      limits: { concurrency: 0, rates: {} },
    });
  });

  test('with everything in it is understood', () => {
    const manifest = parseManifest(full, 'stacks/system.yaml');
    expect(manifest.recoveryTimeObjective).toBe(5400);
    expect(manifest.programs[1]).toMatchObject({ path: 'stacks/workloads', timeout: 1800 });
    expect(manifest.programs[0]).toMatchObject({ path: '.', timeout: 600 });
    expect(manifest.sealed).toBe('stacks/sealed.yaml');
    expect(manifest.gates).toEqual([
      {
        name: 'shop',
        after: '*Deployment::shop*',
        timeout: 120,
        kind: 'http',
        url: 'http://localhost:8080/',
        status: 204,
      },
      { name: 'api', after: '*', timeout: 300, kind: 'tcp', host: 'localhost', port: 6443 },
      {
        name: 'script',
        after: '*',
        timeout: 300,
        kind: 'command',
        command: ['./check.sh', '--fast'],
      },
    ]);
  });

  test("lets a stage's alert inherit what it leaves out", () => {
    expect(parseManifest(full, 'stacks/system.yaml').drift.alerts.stages['aws']).toEqual({
      for: 1800,
      severity: 'critical',
      impact: 'Nobody notices.',
      playbook: 'runbooks/drift.md',
      dashboard: 'https://example.com/d',
    });
  });

  test('is told all its problems at once, in the order of their lines', async () => {
    const text = `version: 2
name: reference
recoveryTimeObjectiv: 45m
programs:
  - name: foundation
    path: ../..
    stack: production
    stage: asw
  - name: foundation
    path: workloads
    stack: production
    timeout: soon
    stage: apps
    stages:
      - { match: '*', stage: metrics }
stages: [aws, apps]
guards:
  aws: { accounts: [111122223333], regions: [] }
drift: { alerts: { stages: { clusters: { for: 0s } } } }
gates:
  - { name: shop, after: '*' }
  - { name: shop, after: '*', tcp: { host: h, port: 70000 }, command: [x] }
limits: { concurrency: -1, rates: { 'aws:ec2': 0 } }
`;
    const error = await failureOf(() => parseManifest(text, 'stacks/system.yaml'));
    expect(error.code).toBe('manifest-invalid');
    expect(error.message.split('\n')).toEqual([
      'stacks/system.yaml:1:1 version: must be 1',
      'stacks/system.yaml:1:1 recoveryTimeObjective: is missing',
      'stacks/system.yaml:3:1 recoveryTimeObjectiv: is not a key that is known here; did you mean recoveryTimeObjective?',
      'stacks/system.yaml:6:5 programs[0].path: ../.. leads out of the repository',
      'stacks/system.yaml:8:5 programs[0].stage: there is no stage asw; did you mean aws?',
      'stacks/system.yaml:9:5 programs[1].name: foundation is there twice',
      'stacks/system.yaml:12:5 programs[1].timeout: "soon" is not a duration such as 30s, 45m, 1h or 1h30m',
      'stacks/system.yaml:15:23 programs[1].stages[0].stage: there is no stage metrics; there are aws, apps',
      'stacks/system.yaml:18:21 guards.aws.accounts[0]: must be a text, not the number 111122223333; put it in quotes',
      'stacks/system.yaml:18:36 guards.aws.regions: must not be empty',
      'stacks/system.yaml:19:30 drift.alerts.stages.clusters: there is no stage clusters; there are aws, apps',
      'stacks/system.yaml:21:5 gates[0]: needs one of http, tcp and command',
      'stacks/system.yaml:22:5 gates[1]: has tcp and command, but may have one',
      'stacks/system.yaml:22:7 gates[1].name: shop is there twice',
      'stacks/system.yaml:22:47 gates[1].tcp.port: must be at most 65535',
      'stacks/system.yaml:23:11 limits.concurrency: must be at least 0',
      'stacks/system.yaml:23:37 limits.rates.aws:ec2: must be more than 0',
    ]);
  });

  test.each([
    ['name: [', /^m\.yaml:\d+:\d+ \(root\): /],
    ['name: a\nname: b', /^m\.yaml:2:1 \(root\): /],
    ['', /^m\.yaml:1:1 \(root\): /],
    ['- a', /^m\.yaml:1:1 \(root\): must be a map, not a list/],
    ['just text', /^m\.yaml:1:1 \(root\): must be a map, not the text "just text"/],
  ])('that is no manifest at all (%j) is refused with a place', async (text, message) => {
    const error = await failureOf(() => parseManifest(text, 'm.yaml'));
    expect(error.code).toBe('manifest-invalid');
    expect(error.message).toMatch(message);
  });

  test.each(['/etc', '..', 'a/../../b'])('may not lead out of the repository: %s', async (path) => {
    const text = minimal.replace('path: ..', `path: ${path}`);
    const error = await failureOf(() => parseManifest(text, 'system.yaml'));
    expect(error.message).toContain('leads out of the repository');
  });

  test('may use anchors and aliases', async () => {
    const text = `${minimal}gates:\n  - &gate { name: a, after: '*', tcp: { host: h, port: 1 } }\n  - *gate\n`;
    const error = await failureOf(() => parseManifest(text, 'system.yaml'));
    expect(error.message).toContain('gates[1].name: a is there twice');
  });
});

test('schemas/system.schema.json is what the code says', () => {
  const file = new URL('../../schemas/system.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(manifestJsonSchema())),
  );
});

test.each([
  ['30s', 30],
  ['45m', 2700],
  ['1h', 3600],
  ['1h30m', 5400],
  ['2h0m5s', 7205],
  ['', undefined],
  ['30', undefined],
  ['30m1h', undefined],
  ['1.5h', undefined],
  ['-1h', undefined],
])('the duration %j is %j seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
