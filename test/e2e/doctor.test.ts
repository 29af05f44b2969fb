import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  doctorDocumentSchema,
  type DoctorDocument,
} from '../../src/report/document/doctorSchema.js';
import { events, json, LONG, mustFailClearly, Rig, script, type Result } from './rig.js';

/** Its own Git host, state bucket, key and image registry are among what it declares. */
const CIRCULAR = script(
  'shop',
  `
const Zone = make('aws:route53/zone:Zone', ['zoneId']);
const Bucket = make('aws:s3/bucket:Bucket');
const Alias = make('aws:kms/alias:Alias');
const Key = make('aws:kms/key:Key', ['keyId']);
const Repository = make('aws:ecr/repository:Repository', ['repositoryUrl']);
new Zone('shop', { name: 'example.com' });
new Bucket('state', { bucket: 'shop-state' });
const key = new Key('stacks', {});
new Alias('stacks', { name: 'alias/stacks', targetKeyId: key.keyId });
new Repository('orders', { name: 'orders' });
`,
  { config: 'secretsprovider: awskms://alias/stacks\nconfig: {}\n' },
);

function found(result: Result): DoctorDocument {
  const document = doctorDocumentSchema.parse(json(result));
  expect(result.code, result.stderr).toBe(document.exitCode);
  return document;
}

function messages({ findings }: DoctorDocument, check: string): string[] {
  return findings.flatMap((each) =>
    each.check === check ? [`${each.level}: ${each.message}`] : [],
  );
}

describe.concurrent('doctor', () => {
  test('names what the recovery leans on and the system declares', LONG, async () => {
    const rig = new Rig({ programs: [CIRCULAR] });
    rig.commit({
      'shop/Pulumi.yaml': 'name: shop\nruntime: nodejs\nbackend: {url: "s3://shop-state"}\n',
    });
    rig.git('remote', 'add', 'origin', 'https://me:hidden@git.example.com/shop.git');
    const result = await rig.on('doctor', ['--json']);
    expect(result.stdout).not.toContain('hidden');
    const document = found(result);
    expect(document.exitCode).toBe(2);
    expect(messages(document, 'circularity')).toEqual([
      'warning: the Git remote origin (git.example.com) rests on aws:route53:Zone shop, which the system itself declares',
      'warning: the secrets in the configuration of program shop are encrypted under alias/stacks, and so rest on aws:kms:Alias stacks, which the system itself declares',
      "warning: the state of program shop for Pulumi's own tools lies in shop-state, and so rests on aws:s3:Bucket state, which the system itself declares",
    ]);
    for (const { level, remedy } of document.findings) {
      expect(remedy === undefined).toBe(level === 'ok' || level === 'skipped');
    }
    expect(messages(document, 'quotas')).toEqual(['skipped: a sandbox has no account of AWS']);
    expect(rig.records()).toEqual([]);
    expect(rig.journalFiles()).toEqual([]);
    expect(rig.leftovers()).toEqual([]);
  });

  test(
    'says it to people, with what they can do, and ends with 0 when all is well',
    LONG,
    async () => {
      const rig = new Rig({ programs: [script('one', `thing('a');`)] });
      const result = await rig.on('doctor');
      expect(result.code, result.stderr).toBe(0);
      expect(result.stdout).toMatch(/^Preflight of system tiny at [0-9a-f]{12} on sandbox /);
      expect(result.stdout).toMatch(/^ok {7}circularity {2}nothing that a recovery leans on/m);
      expect(result.stdout).toMatch(/^A recovery can start\. 4 checks skipped\./m);

      const circular = new Rig({ programs: [CIRCULAR] });
      circular.git('remote', 'add', 'origin', 'git@git.example.com:shop.git');
      const warned = await circular.on('doctor');
      expect(warned.code, warned.stderr).toBe(2);
      expect(warned.stdout).toMatch(/^ +try: Keep a copy that outlives the system/m);
    },
  );

  test('takes what would end a recovery for a finding, and looks at the rest', LONG, async () => {
    const thrown = new Rig({ programs: [script('one', `throw new Error('no price list');`)] });
    const document = found(await thrown.on('doctor', ['--json']));
    expect(document.exitCode).toBe(1);
    expect(messages(document, 'programs')[0]).toMatch(/^blocked: the program one failed/);
    expect(messages(document, 'disk')[0]).toMatch(/^ok/);
    expect(messages(document, 'circularity')).toEqual([
      'skipped: cannot be looked at before what is blocked is mended',
    ]);

    const guarded = new Rig({
      programs: [script('one', `new (make('aws:sqs/queue:Queue'))('q', { name: 'q' });`)],
      manifest: `guards:\n  aws: {accounts: ['999999999999'], regions: [eu-west-1]}`,
    });
    expect(messages(found(await guarded.on('doctor', ['--json'])), 'account')).toEqual([
      'blocked: these credentials are for AWS account 111122223333; the manifest allows 999999999999',
    ]);

    const secret = new Rig({
      programs: [
        script('one', `thing('a');`, {
          config:
            'encryptionsalt: v1:AAAAAAAAAAA=:v1:AAAA:AAAA\nconfig:\n  one:token: {secure: "v1:AAAA:AAAA"}\n',
        }),
      ],
    });
    const locked = found(await secret.on('doctor', ['--json']));
    expect(messages(locked, 'secrets')[0]).toMatch(/^blocked: .*no passphrase is given/);
  });

  test(
    'on the live target names a missing plugin, and asks whether the commit is pushed',
    LONG,
    async () => {
      const rig = new Rig({ programs: [script('one', `thing('a');`)] });
      const far = join(rig.root, 'far.git');
      mkdirSync(far);
      rig.git('init', '--quiet', '--bare', far);
      rig.git('remote', 'add', 'origin', far);
      const before = found(await rig.run(['doctor', '--json']));
      expect(before.exitCode).toBe(1);
      expect(messages(before, 'providers')[0]).toMatch(/^blocked: .*simulated/);
      // What the live target does not tell, a simulated cloud does.
      expect(messages(before, 'circularity')).toEqual([
        'ok: nothing that a recovery leans on is declared in the system itself (0 things looked at)',
      ]);
      expect(messages(before, 'quotas')[0]).toMatch(/^skipped: cannot be looked at before/);
      expect(messages(before, 'commit')[0]).toMatch(/^warning: .* is on no branch of a remote/);

      rig.git('push', '--quiet', '-u', 'origin', 'main');
      expect(messages(found(await rig.run(['doctor', '--json'])), 'commit')[0]).toMatch(
        /^ok: .* is pushed, to origin\/main/,
      );
      rig.git('remote', 'set-url', 'origin', join(rig.root, 'gone.git'));
      expect(messages(found(await rig.run(['doctor', '--json'])), 'commit')[0]).toMatch(
        /^warning: the remote origin \(.*gone\.git\) does not answer: /,
      );
    },
  );

  test(
    'is run by recover first, which tells its warnings, unless it is told not to',
    LONG,
    async () => {
      const rig = new Rig({ programs: [CIRCULAR] });
      rig.git('remote', 'add', 'origin', 'git@git.example.com:shop.git');
      const warning = /circularity: the Git remote origin \(git\.example\.com\) rests on/;
      const without = await rig.mustRecover(['--skip-doctor']);
      expect(without.stderr).not.toMatch(warning);
      rig.newCloud();
      const first = await rig.mustRecover();
      expect(first.stderr).toMatch(warning);
      rig.newCloud();
      const lines = events(await rig.mustRecover(['--json']));
      expect(
        lines.find((line) => line.type === 'notice' && warning.test(line.message)),
      ).toMatchObject({
        level: 'warning',
      });
    },
  );

  test('is run by resume and rollback as well, with the same way round it', LONG, async () => {
    const rig = new Rig({ programs: [CIRCULAR] });
    rig.git('remote', 'add', 'origin', 'git@git.example.com:shop.git');
    const warning = /circularity: the Git remote origin \(git\.example\.com\) rests on/;
    const fails = { kind: 'error', match: '*::state', operation: 'create', count: 1 } as const;
    const failedRun = async (): Promise<string> => {
      rig.cloud((sandbox) => {
        sandbox.wipe();
        sandbox.clearFaults();
        sandbox.addFault({ ...fails, message: 'the account is over its limit' });
      });
      expect((await rig.on('recover', ['--skip-doctor'])).code).toBe(1);
      return rig.lastRun();
    };
    const skipped = await rig.on('resume', [await failedRun(), '--skip-doctor']);
    expect([skipped.code, warning.test(skipped.stderr)]).toEqual([0, false]);
    const resumed = await rig.on('resume', [await failedRun()]);
    expect([resumed.code, warning.test(resumed.stderr)]).toEqual([0, true]);

    const back = ['--to', 'HEAD', '--yes'];
    rig.cloud((sandbox) => sandbox.deleteMatching('*::state', { clean: true }));
    const rolled = await rig.on('rollback', back);
    expect([rolled.code, warning.test(rolled.stderr)]).toEqual([0, true]);
    rig.cloud((sandbox) => sandbox.deleteMatching('*::state', { clean: true }));
    const quiet = await rig.on('rollback', [...back, '--skip-doctor']);
    expect([quiet.code, warning.test(quiet.stderr)]).toEqual([0, false]);
  });

  test('leaves mistakes on the command line what they are', LONG, async () => {
    const rig = new Rig({ programs: [script('one', `thing('a');`)] });
    mustFailClearly(await rig.run(['doctor', '--sandbox', 'nowhere']), /no sandbox nowhere/);
  });
});
