import { expect, test } from 'vitest';
import { planDocumentSchema } from '../../src/report/document/planSchema.js';
import { LONG, Rig, script } from './rig.js';

const QUEUE = 'aws:sqs/queue:Queue';

test(
  'what lives and is declared nowhere is counted, listed when asked for, and ignored by rule',
  LONG,
  async () => {
    const program = script(
      'apps',
      `
const Queue = make('${QUEUE}', ['arn', 'url']);
for (const name of ['orders', 'mails', 'bills']) new Queue(name, { name });
const id = 'https://sqs.eu-west-1.amazonaws.com/111122223333/handmade';
exports.found = new Queue('handmade', {}, { id }).arn;
`,
    );
    const rig = new Rig({
      programs: [program],
      manifest: `drift:
  unmanaged:
    - { match: 'aws:sqs/queue:Queue::*/legacy', reason: goes away in spring }
`,
    });
    rig.cloud((cloud) => {
      for (const name of ['handmade', 'legacy', 'forgotten']) {
        cloud.addForeign({ type: QUEUE, inputs: { name } });
      }
    });
    await rig.mustRecover();

    const short = await rig.on('drift');
    expect(short.code, short.stdout + short.stderr).toBe(0);
    expect(short.stdout).toContain('Coverage: 80.0 % of 5 live things are declared');
    expect(short.stdout).toContain('1 thing declared nowhere; --unmanaged lists them');
    expect(short.stdout).toContain(
      'ignored 1 of aws:sqs/queue:Queue::*/legacy: goes away in spring',
    );
    expect(short.stdout).not.toContain('forgotten');

    const long = await rig.on('plan', ['--unmanaged']);
    expect(long.stdout).toMatch(/declared nowhere \(1\):\n {4}aws:sqs\/queue:Queue \S+forgotten\n/);
    const json = await rig.on('plan', ['--json']);
    const { coverage } = planDocumentSchema.parse(JSON.parse(json.stdout));
    expect(coverage).toMatchObject({ share: 0.8, declared: 4, gaps: [], blindTo: [] });
    expect(coverage?.unmanaged.map(({ id }) => id.split('/').at(-1))).toEqual(['forgotten']);

    // Of a part nothing can be said about the whole.
    const part = await rig.on('plan', ['--target', '*orders*']);
    expect(part.stdout).not.toContain('Coverage');
  },
);
