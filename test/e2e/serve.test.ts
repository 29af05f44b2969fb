import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { LONG, mustFailClearly, Rig, script, until } from './rig.js';

const shop = script(
  'shop',
  `const net = thing('net', { size: 1 });\nfor (const n of [1, 2, 3]) thing('web' + n, { net: net.id });`,
);

describe.concurrent('a run that is shown live', () => {
  test(
    'is followed by its viewers until the report, and is not held up by them',
    LONG,
    async () => {
      const rig = new Rig({ programs: [shop] });
      const running = rig.start(rig.onArguments('recover', ['--serve', '--json']));
      await until(running, () => running.stderr.includes('Live view: '));
      const url = new URL(/Live view: (\S+)/.exec(running.stderr)![1]!);
      expect(url.hostname).toBe('127.0.0.1');
      expect((await fetch(url.origin)).status).toBe(401);
      // Each reads to the end of the stream, which is the end of the run.
      const streams = [1, 2].map(async () =>
        (await fetch(`${url.origin}/events${url.search}`)).text(),
      );
      const [one, two] = await Promise.all(streams);
      for (const told of [one!, two!]) {
        expect(told).toMatch(/event: view\ndata: \{.*"ended":true.*"verdict":"Everything is there/);
        expect(told).toMatch(/event: report\ndata: ".*<title>Recovery of tiny/);
        expect(told).toMatch(/event: end\ndata: ""\n\n$/);
      }
      const result = await running.ended;
      expect(result.code, result.stderr).toBe(0);
      await rig.mustBeWhole();
      // The token is for those who were given it, not for the journal or whoever reads the output.
      const token = url.searchParams.get('token')!;
      expect(JSON.stringify(await rig.journal())).not.toContain(token);
      expect(result.stdout).not.toContain(token);
    },
  );

  test('says that it cannot be shown before anything is written', LONG, async () => {
    const rig = new Rig({ programs: [shop] });
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    mustFailClearly(await rig.on('recover', ['--serve', host]), /cannot be listened on/, /--serve/);
    other.close();
    expect(rig.records()).toEqual([]);
    expect(rig.journalFiles()).toEqual([]);
    mustFailClearly(await rig.on('recover', ['--serve', '8080']), /--serve is host:port/);
  });
});
