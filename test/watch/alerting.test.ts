import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LONG, Rig, script, until, type Running } from '../e2e/rig.js';
import { describeWithMonitoring } from './monitoring.js';
import { Monitoring, Receiver, type ReceivedMessage } from './monitoringRig.js';

const shop = script(
  'shop',
  `thing('web', { size: 1, password: pulumi.secret('correct-horse') });\nthing('cache');`,
  { stage: 'apps' },
);

/** The hour is seconds here: by configuration, as anybody could have it. */
const manifestOf = (receiver: Receiver): string => `drift:
  alerts:
    stale: 1h
    repositoryUrl: ${receiver.url}/files
    default:
      for: 1s
      severity: critical
      impact: A recovery started now would undo this.
      dashboard: ${receiver.url}/d/drift
`;

describeWithMonitoring('from a live change to a message and back', () => {
  test(
    'a watch, Prometheus and Alertmanager say FIRING with working links, then RESOLVED',
    LONG,
    async () => {
      const receiver = await Receiver.start();
      onTestFinished(() => receiver.stop());
      const rig = new Rig({ programs: [shop], manifest: manifestOf(receiver) });
      await rig.mustRecover();
      const rules = await rig.run(['alerts']);
      expect(rules.code, rules.stderr).toBe(0);

      const watch = rig.start(
        rig.onArguments('watch', ['--interval', '1s', '--jitter', '0s', '--listen', '127.0.0.1:0']),
      );
      onTestFinished(async () => {
        watch.kill('SIGTERM');
        await watch.ended;
      });
      await until(watch, () => watch.stderr.includes('no difference'));
      const target = /Listening on http:\/\/(\S+)/.exec(watch.stderr)![1]!;
      const monitoring = await Monitoring.start({
        ...{ folder: join(rig.root, 'monitoring'), target, rules: rules.stdout, receiver },
        seconds: { scrape: 1, groupWait: 1, groupInterval: 1 },
      });
      onTestFinished(() => monitoring.stop());

      const damage = ['--alter', '*::web', '--set', 'size=9', '--set', 'password=battery-staple'];
      const damaged = await rig.run(['sandbox', 'damage', rig.box, ...damage]);
      expect(damaged.code, damaged.stderr).toBe(0);

      const firing = await message(watch, receiver, 'FIRING');
      expect(firing.title).toBe('FIRING (1): SystemDiffersFromGit');
      expect(firing.color).toBe('danger');
      expect(firing.channel).toBe('#incidents');
      expect(firing.text).toContain('apps of tiny: 1 not as Git declares');
      expect(firing.text).toMatch(/drifted simulated:index:Resource web: .*size/);
      expect(firing.text).toContain('Impact: A recovery started now would undo this.');
      expect(firing.text).not.toMatch(/correct-horse|battery-staple/);
      const links = [...firing.text.matchAll(/<(http[^|>]+)\|(\w+)>/g)];
      expect(links.map(([, , name]) => name)).toEqual(['Playbook', 'Dashboard']);
      for (const url of [firing.title_link, ...links.map(([, link]) => link!)]) {
        expect((await fetch(url.replaceAll('&amp;', '&'))).status, url).toBe(200);
      }

      await rig.mustRecover();
      const resolved = await message(watch, receiver, 'RESOLVED');
      expect(resolved.title).toBe('RESOLVED: SystemDiffersFromGit');
      expect(resolved.color).toBe('good');
      // Nothing else had anything to say in the meantime.
      expect(
        receiver.messages
          .map(({ title }) => title)
          .filter((title) => !title.includes('SystemDiffers')),
      ).toEqual([]);
    },
  );
});

async function message(
  watch: Running,
  receiver: Receiver,
  status: string,
): Promise<ReceivedMessage> {
  let found: ReceivedMessage | undefined;
  await until(watch, async () => {
    await sleep(100);
    found = receiver.messages.find(({ title }) => title.startsWith(status));
    return found !== undefined;
  });
  return found!;
}
