import { describe, expect, test } from 'vitest';
import {
  differing,
  events,
  json,
  LONG,
  mustFailClearly,
  Rig,
  runResult,
  script,
  thingUrn,
} from './rig.js';

// eslint-disable-next-line no-control-regex -- it is these that must not be there
const ESCAPES = /\u001b/;

const base = script('base', `const net = thing('net');\nthing('alone');\nexports.net = net.id;`, {
  stage: 'ground',
});
const shop = script(
  'shop',
  `
const base = new pulumi.StackReference('organization/base/test');
const web = thing('web', { network: base.requireOutput('net') });
thing('cache');
new (make('aws:dynamodb/table:Table'))('carts', {
  name: 'carts', hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
}, { dependsOn: web });
`,
  { stage: 'apps' },
);
const system = { programs: [base, shop] };

describe.concurrent('selection', () => {
  test('--target and --stage take a part with all that it depends on', LONG, async () => {
    const rig = new Rig(system);
    const plan = await rig.plan(['--target', '*::web']);
    expect(Object.keys(differing(plan)).sort()).toEqual([
      thingUrn('base', 'net'),
      thingUrn('shop', 'web'),
    ]);

    await rig.mustRecover(['--target', '*::web']);
    expect([...rig.recordsByUrn().keys()].sort()).toEqual([
      thingUrn('base', 'net'),
      thingUrn('shop', 'web'),
    ]);
    await rig.mustRecover(['--stage', 'ground']);
    expect([...rig.recordsByUrn().keys()].sort()).toEqual([
      thingUrn('base', 'alone'),
      thingUrn('base', 'net'),
      thingUrn('shop', 'web'),
    ]);

    const rest = await rig.plan();
    expect(
      Object.keys(differing(rest))
        .map((urn) => urn.split('::').at(-1))
        .sort(),
    ).toEqual(['cache', 'carts']);
    mustFailClearly(
      await rig.on('plan', ['--target', '*::nothing']),
      /nothing matches --target \*::nothing/,
    );
  });
});

describe.concurrent('output', () => {
  test(
    '--json of plan and recover keeps to its schema, and runs tell what happened',
    LONG,
    async () => {
      const rig = new Rig(system);
      const result = await rig.on('recover', ['--json']);
      const lines = events(result);
      expect(lines[0]).toMatchObject({ type: 'phase' });
      expect(lines.filter(({ type }) => type === 'run-finished')).toHaveLength(1);
      expect(runResult(result)).toMatchObject({
        exitCode: 0,
        command: 'recover',
        failures: [],
        counts: { created: 5 },
      });
      expect(
        lines.flatMap((line) => (line.type === 'operation-done' ? [line.urn] : [])),
      ).toHaveLength(5);
      const run = await rig.lastRun();

      const list = await rig.run(['runs']);
      expect(list.stdout).toContain(run);
      expect(json(await rig.run(['runs', '--json']))).toMatchObject({
        version: 1,
        runs: [{ run, system: 'tiny', verdict: 'complete' }],
      });
      const shown = await rig.run(['runs', 'show', run]);
      expect(shown.code).toBe(0);
      expect(shown.stdout).toMatch(/ground/);
      expect(shown.stdout).toMatch(/critical path/i);
      expect(shown.stdout).toMatch(/10m/);
      expect(json(await rig.run(['runs', 'show', run, '--json']))).toMatchObject({
        version: 1,
        targetSeconds: 600,
      });
      mustFailClearly(await rig.run(['runs', 'show', 'nonsense']), /nonsense/);
      for (const { stdout, stderr } of [list, shown]) expect(stdout + stderr).not.toMatch(ESCAPES);
    },
  );

  test('the graph comes in four forms and asks no live system', LONG, async () => {
    const rig = new Rig(system);
    const [text, document, dot, mermaid] = await Promise.all(
      ['text', 'json', 'dot', 'mermaid'].map((format) => rig.run(['graph', '--format', format])),
    );
    for (const { code, stderr } of [text!, document!, dot!, mermaid!]) expect(code, stderr).toBe(0);
    for (const { stdout } of [text!, document!, dot!, mermaid!]) {
      for (const name of ['net', 'alone', 'web', 'cache', 'carts']) expect(stdout).toContain(name);
    }
    expect(JSON.stringify(json(document!))).toContain(thingUrn('shop', 'web'));
    expect(dot!.stdout).toMatch(/^digraph[\s\S]*->[\s\S]*}\s*$/);
    expect(mermaid!.stdout).toMatch(/^(flowchart|graph) /);
    mustFailClearly(
      await rig.run(['graph', '--format', 'picture']),
      /--format is one of text, json, dot, mermaid/,
    );
    expect(rig.leftovers()).toEqual([]);
  });

  test('nobody gets escape codes who has no terminal or has declined them', LONG, async () => {
    const rig = new Rig(system);
    const results = [
      await rig.on('plan', [], { env: { TERM: 'xterm-256color' } }),
      await rig.on('recover', ['--verbose'], { env: { NO_COLOR: '1', FORCE_COLOR: undefined } }),
      await rig.on('drift', ['--no-color']),
    ];
    expect(results.map(({ code }) => code)).toEqual([2, 0, 0]);
    for (const { stdout, stderr } of results) expect(stdout + stderr).not.toMatch(ESCAPES);
    expect(results[0]!.stdout).toMatch(/Predicted recovery time .* of 10m 00s/);
    expect(results[0]!.stdout).toMatch(/carts/);
    expect(results[1]!.stdout).toContain('everything is there and every gate has passed');
  });

  test(
    'the help of every command has examples, and mistakes are met with what was meant',
    LONG,
    async () => {
      const rig = new Rig(system);
      const commands = [
        ...[
          'plan',
          'recover',
          'resume',
          'drift',
          'rehearse',
          'graph',
          'runs',
          'runs show',
          'seal',
          'version',
        ],
        ...[
          'sandbox',
          'sandbox create',
          'sandbox list',
          'sandbox show',
          'sandbox damage',
          'sandbox wipe',
        ],
      ];
      const top = await rig.run(['--help']);
      expect(top.code).toBe(0);
      for (const command of commands) expect(top.stdout).toContain(command.split(' ')[0]);
      for (const command of commands) {
        const { code, stdout } = await rig.run([...command.split(' '), '--help']);
        expect(code).toBe(0);
        expect(stdout, command).toMatch(
          new RegExp(`Examples:[\\s\\S]*blackstart ${command.split(' ')[0]}`),
        );
        expect(stdout).not.toMatch(ESCAPES);
      }
      expect((await rig.run(['--version'])).stdout).toMatch(/^blackstart \d+\.\d+\.\d+/);
      mustFailClearly(await rig.run(['recvoer']), /recover/);
      mustFailClearly(await rig.run(['plan', '--sandbx', 'box']), /sandbox/);
      mustFailClearly(
        await rig.run(['plan', '--time-scale', '0.1']),
        /--time-scale needs a sandbox/,
      );
      const nothing = await rig.run([]);
      expect(nothing.code).toBe(1);
      expect(nothing.stderr).toContain('blackstart COMMAND');
    },
  );
});

describe.concurrent('sandbox', () => {
  test('is created, damaged, shown and wiped by name', LONG, async () => {
    const rig = new Rig(system);
    const created = await rig.run([
      'sandbox',
      'create',
      'demo',
      '--time-scale',
      '0.001',
      '--account',
      '444455556666',
      '--region',
      'eu-north-1',
    ]);
    expect(created.code, created.stderr).toBe(0);
    expect(created.stdout).toContain('account 444455556666, eu-north-1');
    mustFailClearly(await rig.run(['sandbox', 'create', 'demo']), /already/);
    expect((await rig.run(['sandbox', 'list'])).stdout).toBe('demo\n');
    mustFailClearly(
      await rig.run(['plan', '--sandbox', 'dmeo']),
      /there is no sandbox dmeo/,
      /demo/,
    );

    const recovered = await rig.run(['recover', '--sandbox', 'demo', '--yes']);
    expect(recovered.code, recovered.stderr).toBe(0);
    expect(json(await rig.run(['sandbox', 'show', 'demo', '--json']))).toMatchObject({
      resources: 5,
      byStage: { ground: 2, apps: 3 },
      byType: { 'simulated:index:Resource': 4, 'aws:dynamodb/table:Table': 1 },
    });
    const damaged = await rig.run([
      ...[
        'sandbox',
        'damage',
        'demo',
        '--delete',
        '*::web',
        '--alter',
        '*::cache',
        '--set',
        'size=7',
      ],
      ...['--fault', 'throttle:match=aws:*,probability=0.1'],
    ]);
    expect(damaged.stdout).toMatch(
      /altered 1 resource[\s\S]*cache[\s\S]*deleted 1 resource[\s\S]*web/,
    );
    const shown = await rig.run(['sandbox', 'show', 'demo']);
    expect(shown.stdout).toMatch(/throttle for aws:\*/);
    const random = await rig.run([
      'sandbox',
      'damage',
      'demo',
      '--random',
      '0.5',
      '--seed',
      '3',
      '--clear-faults',
    ]);
    expect(random.stdout).toMatch(/deleted 2 resources: 50 % at random \(seed 3\)/);
    mustFailClearly(
      await rig.run(['sandbox', 'damage', 'demo', '--fault', 'throtle']),
      /did you mean throttle\?/,
    );
    const wiped = await rig.run(['sandbox', 'wipe', 'demo']);
    expect(wiped.stdout).toContain('Wiped sandbox demo: 2 resources gone.');
    expect(json(await rig.run(['sandbox', 'show', 'demo', '--json']))).toMatchObject({
      resources: 0,
      faults: [],
    });
  });

  test('a rehearsal loses and recovers the system and leaves nothing behind', LONG, async () => {
    const rig = new Rig(system);
    const result = await rig.run(['rehearse', '--time-scale', '0.001']);
    expect(result.code, result.stdout + result.stderr).toBe(0);
    expect(result.stderr).toContain('Lost 5 of 5 resources');
    expect(json(await rig.run(['sandbox', 'list', '--json']))).toMatchObject({ sandboxes: [] });
    expect(rig.leftovers()).toEqual([]);

    const part = await rig.run([
      'rehearse',
      '--time-scale',
      '0.001',
      '--damage',
      '0.5',
      '--seed',
      '4',
      '--json',
    ]);
    expect(part.code, part.stderr).toBe(0);
    expect(json(part)).toMatchObject({ lost: { of: 5 } });
    expect(part.stdout).not.toMatch(ESCAPES);
  });

  test('a broken system fails its rehearsal', LONG, async () => {
    const rig = new Rig({
      programs: [
        script(
          'one',
          `thing('a');\nnew (make('aws:ec2/vpc:Vpc'))('net', {});\nnew (make('aws:ec2/subnet:Subnet'))('net-a', {});`,
        ),
      ],
    });
    const result = await rig.run(['rehearse', '--time-scale', '0.001']);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/net-a/);
  });
});
