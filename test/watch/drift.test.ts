import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { LONG, Rig, script } from '../e2e/rig.js';

const shop = script(
  'shop',
  `thing('web', { size: 1, password: pulumi.secret('correct-horse'), note: '<a & b>' });`,
  { stage: 'apps' },
);
const manifest = `drift:
  alerts:
    repositoryUrl: https://git.example.com/shop/main
    default: { impact: Shoppers see <errors>., dashboard: 'https://grafana.example.com/d/drift' }
`;

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: string;
}

/** A server that keeps what it is sent, and answers with a status. */
async function receiver(status = 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ method: request.method, path: request.url, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function slackText(body: string): string {
  const { text, attachments } = z
    .object({ text: z.string(), attachments: z.array(z.object({ text: z.string() }).loose()) })
    .parse(JSON.parse(body));
  return [text, ...attachments.map((each) => each.text)].join('\n');
}

test('one check tells a file, a Pushgateway and Slack, and never a secret', LONG, async () => {
  const { url, received } = await receiver();
  const rig = new Rig({ programs: [shop], manifest });
  await rig.mustRecover();
  const file = join(rig.root, 'blackstart.prom');
  const telling = ['--metrics-file', file, '--push', url, '--slack'];
  const env = { BLACKSTART_SLACK_WEBHOOK: `${url}/services/T0/very-secret` };

  // Nothing differs: Slack hears nothing.
  expect((await rig.on('drift', telling, { env })).code).toBe(0);
  expect(received.map(({ method, path }) => [method, path])).toEqual([
    ['PUT', '/metrics/job/blackstart'],
  ]);

  const damage = ['--alter', '*::web', '--set', 'size=9', '--set', 'password=battery-staple'];
  await rig.run(['sandbox', 'damage', rig.box, ...damage]);
  received.length = 0;
  const drifted = await rig.on('drift', telling, { env });
  expect(drifted.code).toBe(2);
  const prom = readFileSync(file, 'utf8');
  expect(prom).toMatch(/blackstart_drift_resources\{.*state="drifted"\} 1/);
  expect(received.find(({ method }) => method === 'PUT')?.body).toBe(prom);
  const message = slackText(received.find(({ method }) => method === 'POST')!.body);
  expect(message).toContain('FIRING: tiny differs from Git: 1 changed');
  expect(message).toContain('size: 9 -&gt; 1');
  expect(message).toContain('password: [secret] -&gt; [secret]');
  expect(message).toContain('Impact:* Shoppers see &lt;errors&gt;.');
  expect(message).toContain('<https://git.example.com/shop/main/runbooks/drift.md|Playbook>');
  expect(message).toContain(
    '<https://grafana.example.com/d/drift?var-system=tiny&var-stage=apps|Dashboard>',
  );
  const everything = JSON.stringify(received) + prom + drifted.stdout + drifted.stderr;
  expect(everything).not.toMatch(/correct-horse|battery-staple/);
  expect(drifted.stdout + drifted.stderr).not.toContain('very-secret');

  // A check that cannot be made: the numbers stay, and the failure is told to all three.
  rig.commit({ 'shop/index.js': 'throw new Error("broken");' });
  received.length = 0;
  expect((await rig.on('drift', telling, { env })).code).toBe(1);
  const failed = readFileSync(file, 'utf8');
  expect(failed).toMatch(/blackstart_drift_resources\{.*state="drifted"\} 1/);
  expect(failed).toMatch(/blackstart_last_check_success\{system="tiny"\} 0/);
  expect(failed.match(/^blackstart_last_complete_check.*$/m)?.[0]).toEqual(
    prom.match(/^blackstart_last_complete_check.*$/m)![0],
  );
  const pushed = received.find(({ path }) => path === '/metrics/job/blackstart');
  expect(pushed?.method).toBe('POST');
  expect(pushed?.body).not.toContain('blackstart_drift_resources');
  expect(slackText(received.find(({ path }) => path?.startsWith('/services'))!.body)).toMatch(
    /tiny could not be compared with Git[^]*broken/,
  );
  expect(readdirSync(rig.root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('what cannot be told is a clear failure that keeps the address to itself', LONG, async () => {
  const { url } = await receiver(404);
  const rig = new Rig({ programs: [shop], manifest });
  const env = { HOOK: `${url}/services/T0/very-secret` };
  const refused = await rig.on('drift', ['--slack', 'HOOK'], { env });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/error: Slack did not take what was sent: status 404/);
  expect(refused.stderr).not.toContain('very-secret');

  const unset = await rig.on('drift', ['--slack']);
  expect(unset.code).toBe(1);
  expect(unset.stderr).toContain('BLACKSTART_SLACK_WEBHOOK is not set');

  writeFileSync(join(rig.root, 'file'), '');
  const unwritable = await rig.on('drift', ['--metrics-file', join(rig.root, 'file', 'x.prom')]);
  expect(unwritable.code).toBe(1);
  expect(unwritable.stderr).toMatch(/error: .*x\.prom cannot be written/);
});
