import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installAnsible } from '../../scripts/lib/ansible.mjs';
import { planDocumentSchema, type PlanDocument } from '../../src/report/document/planSchema.js';
import { PLAYBOOK_TYPE, type PlaybookAnswer } from '../../src/model/hosts.js';
import type { HostsDeclaration } from '../../src/model/system.js';
import { ansibleRunner } from '../../src/providers/ansible/ansibleRunner.js';
import { json, LONG, Rig, script, type Result } from '../e2e/rig.js';

const NEVER = new AbortController().signal;

/** Ansible's own, once for all tests; a few minutes from nothing, no network afterwards. */
const INSTALL_PATIENCE_MS = 10 * 60_000;
const VAULT_PASSWORD = 'the password of the vault';
const SECRET = 'a-secret-out-of-the-vault';

let ansible = '';
beforeAll(async () => {
  ansible = await installAnsible();
}, INSTALL_PATIENCE_MS);

/** Hosts that are folders on this machine, and a playbook that writes into them. */
class HostsRig {
  readonly rig: Rig;
  readonly vaultPassword: string;

  constructor(hosts: string) {
    const manifest = ['hosts:', hosts].join('\n');
    // Nothing but a component: the live target needs no cloud for it.
    const body = `new pulumi.ComponentResource('tiny:index:Site', 'site', {}, {});`;
    this.rig = new Rig({ programs: [script('program', body)], manifest });
    this.vaultPassword = join(this.rig.root, 'vault-password');
    writeFileSync(this.vaultPassword, VAULT_PASSWORD);
    this.rig.commit({
      'ansible/site.yml': PLAYBOOK,
      'ansible/hosts.yml': inventory(this.rig.root),
      'ansible/group_vars/all/vault.yml': this.encrypted(`password: ${SECRET}\n`),
    });
    for (const host of ['one', 'two']) mkdirSync(this.file(host, ''), { recursive: true });
  }

  private encrypted(text: string): string {
    const tool = join(ansible, 'ansible-vault');
    const args = ['encrypt', '--output', '-'];
    return execFileSync(tool, args, { input: text, encoding: 'utf8', env: this.environment() });
  }

  file(host: string, name: string): string {
    return join(this.rig.root, 'machines', host, name);
  }

  write(host: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(this.file(host, name), text);
      chmodSync(this.file(host, name), name === 'motd' ? 0o644 : 0o600);
    }
  }

  private environment(): NodeJS.ProcessEnv {
    return this.rig.environment({
      PATH: `${ansible}${delimiter}${process.env['PATH'] ?? ''}`,
      ANSIBLE_VAULT_PASSWORD_FILE: this.vaultPassword,
      LC_ALL: 'C.UTF-8',
    });
  }

  run(args: readonly string[]): Promise<Result> {
    return this.rig.run(args, { env: this.environment() });
  }

  async drift(args: readonly string[] = []): Promise<PlanDocument> {
    const result = await this.run(['drift', '--json', ...args]);
    expect(result.stdout + result.stderr).not.toContain(SECRET);
    const document = planDocumentSchema.parse(json(result));
    expect(result.code, result.stderr).toBe(document.exitCode);
    return document;
  }

  async mustRecover(): Promise<Result> {
    const result = await this.run(['recover', '--yes', '--skip-doctor']);
    expect(result.code, result.stdout + result.stderr).toBe(0);
    return result;
  }
}

const SITE = `  - name: site
    playbook: ../ansible/site.yml
    inventory: ../ansible/hosts.yml
    stage: base
    timeout: 2m`;

const PLAYBOOK = `
- hosts: machines
  gather_facts: false
  tasks:
    - name: write the message
      ansible.builtin.copy:
        dest: '{{ folder }}/motd'
        content: "welcome to {{ inventory_hostname }}\\nkeep out\\n"
        mode: '0644'
    - name: write the settings
      ansible.builtin.copy:
        dest: '{{ folder }}/settings'
        content: "password={{ password }}\\n"
        mode: '0600'
    - name: keep the key
      ansible.builtin.copy:
        dest: '{{ folder }}/key'
        content: "another secret\\n"
        mode: '0600'
      no_log: true
`;

function inventory(root: string, more = ''): string {
  return `
machines:
  hosts:
    one: { folder: ${root}/machines/one }
    two: { folder: ${root}/machines/two }
${more}
  vars:
    ansible_connection: local
    ansible_pipelining: true
    ansible_python_interpreter: ${ansible}/python3
`;
}

const statesOf = ({ hosts = [] }: PlanDocument): Record<string, string> =>
  Object.fromEntries(hosts.map(({ host, state }) => [host, state]));

describe('hosts that Ansible configures', () => {
  it(
    'drift, are put right by a recovery, and are clean; a silent one is unreachable',
    LONG,
    async () => {
      const system = new HostsRig(SITE);
      system.write('one', { motd: 'welcome to one\nkeep out\n', key: 'another secret\n' });
      system.write('one', { settings: `password=${SECRET}\n` });
      system.write('two', { motd: 'welcome to two\nby hand\n', settings: 'password=by hand\n' });
      const metrics = join(system.rig.root, 'metrics.prom');
      const drifted = await system.drift(['--metrics-file', metrics]);
      expect([drifted.exitCode, statesOf(drifted)]).toEqual([2, { one: 'same', two: 'changed' }]);
      const { differences } = drifted.hosts!.find(({ host }) => host === 'two')!;
      expect(differences.map(({ path, live, declared }) => [path, live, declared])).toEqual([
        [`${system.file('two', 'motd')} (write the message)`, 'by hand', 'keep out'],
        [`${system.file('two', 'settings')} (write the settings)`, '[secret]', '[secret]'],
        ['(keep the key)', '[secret]', '[secret]'],
      ]);
      expect(readFileSync(system.file('two', 'motd'), 'utf8')).toContain('by hand');
      expect(readFileSync(metrics, 'utf8')).toMatch(
        /blackstart_drift_resources\{system="tiny",program="site",stage="base",type="ansible:host",kind="host",state="drifted"\} 1/,
      );

      const untouched = statSync(system.file('one', 'motd')).mtimeMs;
      const shown = await system.mustRecover();
      expect(shown.stdout).toMatch(/~ blackstart:ansible:Playbook site \[site\]\n {6}two: \//);
      expect(readFileSync(system.file('two', 'motd'), 'utf8')).toBe('welcome to two\nkeep out\n');
      expect(readFileSync(system.file('two', 'settings'), 'utf8')).toBe(`password=${SECRET}\n`);
      expect(statSync(system.file('one', 'motd')).mtimeMs).toBe(untouched);
      const journal = await system.rig.journal();
      const kinds = journal.map(({ record }) => record);
      expect(kinds.filter((kind) => kind === 'intent' || kind === 'done')).toEqual([
        'intent',
        'done',
      ]);
      expect(JSON.stringify(journal)).not.toContain(SECRET);

      const far = `    far: { ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: ${await closedPort()}, folder: /nowhere }`;
      system.rig.commit({ 'ansible/hosts.yml': inventory(system.rig.root, far) });
      const silent = await system.drift();
      const states = { far: 'unreachable', one: 'same', two: 'same' };
      expect([silent.exitCode, statesOf(silent)]).toEqual([1, states]);
      expect(silent.resources.find(({ type }) => type === PLAYBOOK_TYPE)?.step).toMatchObject({
        kind: 'unreachable',
        reason: expect.stringMatching(/^far does not answer: .*refused/s) as string,
      });
      expect(system.rig.leftovers()).toEqual([]);
    },
  );
});

describe('a playbook that comes to no end', () => {
  const declaration: HostsDeclaration = {
    ...{ name: 'site', playbook: 'site.yml', inventory: ['hosts'], stage: 'base', timeout: 60 },
    ...{ configures: [], environment: {} },
  };
  const check = (
    files: Readonly<Record<string, string>>,
    more: Partial<HostsDeclaration> = {},
    path = ansible,
  ): Promise<PlaybookAnswer> => {
    const root = mkdtempSync(join(tmpdir(), 'blackstart-hosts-test-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const PATH = `${path}${delimiter}${process.env['PATH'] ?? ''}`;
    const runner = ansibleRunner({
      ...{ root, environment: { ...process.env, PATH }, clean: (text) => text },
    });
    const request = { variables: new Map(), without: [], expectedSeconds: 1 };
    return runner
      .check({ declaration: { ...declaration, ...more }, ...request, stop: NEVER })
      .finally(() => rmSync(root, { recursive: true, force: true }));
  };
  it('is none where variables from resources lead to the hosts', LONG, async () => {
    const root = mkdtempSync(join(tmpdir(), 'blackstart-hosts-test-'));
    const task = `{ copy: { dest: '{{ folder }}/written', content: '{{ url }}' } }`;
    writeFileSync(
      join(root, 'site.yml'),
      `- hosts: all\n  gather_facts: false\n  tasks: [${task}]\n`,
    );
    writeFileSync(join(root, 'hosts'), `one ansible_connection=local folder=/nowhere\n`);
    const PATH = `${ansible}${delimiter}${process.env['PATH'] ?? ''}`;
    const environment = { ...process.env, PATH };
    const python = join(ansible, 'python3');
    const variables = { folder: root, url: 'https://q', ansible_python_interpreter: python };
    const answer = await ansibleRunner({ root, environment, clean: (text) => text }).apply({
      ...{ declaration, variables: new Map([['one', variables]]), without: [], stop: NEVER },
      ...{ only: ['one'], expectedSeconds: 1 },
    });
    const written = readFileSync(join(root, 'written'), 'utf8');
    rmSync(root, { recursive: true });
    expect(answer).toMatchObject({ kind: 'answered', hosts: [{ host: 'one', state: 'changed' }] });
    expect(written).toBe('https://q');
  });

  const local = { hosts: 'one ansible_connection=local\n' };

  it('says why it could not be read, or meant nobody', LONG, async () => {
    const [broken, nobody] = await Promise.all([
      check({ ...local, 'site.yml': '- hosts: all\n  tasks: nonsense\n' }),
      check({ ...local, 'site.yml': '- hosts: others\n  tasks: []\n' }),
    ]);
    expect(broken).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^it came to no end: .*nonsense|tasks/s) as string,
    });
    expect(nobody).toEqual({ kind: 'failed', reason: 'no host of the inventory is meant by it' });
  });

  it('is stopped when its time is over, with all that it has started', LONG, async () => {
    const task =
      '- hosts: all\n  gather_facts: false\n  tasks:\n    - { pause: { seconds: 50 } }\n';
    expect(await check({ ...local, 'site.yml': task }, { timeout: 3 })).toEqual({
      kind: 'failed',
      reason: 'it has not ended within 3 s and was stopped',
    });
  });

  it('is told of where Ansible is not installed', async () => {
    const answer = await check({ ...local, 'site.yml': '[]' }, {}, '/nowhere');
    expect(answer).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ansible-playbook is not on the PATH') as string,
    });
  });
});

function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
