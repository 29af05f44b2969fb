import { expect, it } from 'vitest';
import { PLAYBOOK_TYPE, playbookUrn } from '../../src/model/hosts.js';
import { LONG, Rig, script, thingUrn } from '../e2e/rig.js';

const MANIFEST = `hosts:
  - name: site
    playbook: ../ansible/site.yml
    inventory: ../ansible/hosts
    stage: base
    configures: [{ match: machine }]
gates:
  - { name: answers, after: '*::machine', command: ['true'] }`;

/** A playbook that would end every test that ran it: in a sandbox nobody runs it. */
const FILES = { 'ansible/site.yml': 'not a playbook', 'ansible/hosts': 'production.example.com' };

it(
  'a playbook in a sandbox stands behind its machines, is journalled, and is never run',
  LONG,
  async () => {
    const rig = new Rig({
      programs: [script('program', `thing('machine'); thing('other');`)],
      manifest: MANIFEST,
    });
    rig.commit(FILES);
    const playbook = playbookUrn('tiny', 'site');
    const machine = thingUrn('program', 'machine');
    const plan = await rig.plan();
    const node = plan.resources.find(({ type }) => type === PLAYBOOK_TYPE);
    expect(node).toMatchObject({
      urn: playbook,
      dependencies: [machine],
      step: { kind: 'create', reason: 'parent-absent' },
    });
    expect(plan.prediction.criticalPath.at(-1)?.urn).toBe(playbook);

    const shown = await rig.mustRecover();
    expect(shown.stdout).toMatch(/3 created/);
    const journal = await rig.journal();
    const order = journal.flatMap((record) =>
      record.record === 'intent' || record.record === 'done'
        ? `${record.record} ${record.urn}`
        : [],
    );
    expect(order.indexOf(`intent ${playbook}`)).toBeGreaterThan(order.indexOf(`done ${machine}`));
    expect(order).toContain(`done ${playbook}`);
    expect((await rig.plan()).exitCode).toBe(0);
  },
);
