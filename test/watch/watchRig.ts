import { setTimeout as sleep } from 'node:timers/promises';
import { statusSchema, type StatusDocument } from '../../src/report/watch/statusSchema.js';
import { until, type Rig, type Running } from '../e2e/rig.js';

const QUICK = ['--interval', '1s', '--jitter', '0s', '--listen', '127.0.0.1:0'];

export interface Watching {
  readonly running: Running;
  readonly url: string;
}

/** A watch under way that checks once a second. */
export async function watch(rig: Rig, args: readonly string[] = []): Promise<Watching> {
  const running = rig.start(rig.onArguments('watch', [...QUICK, ...args]));
  await until(running, () => running.stderr.includes('Listening on'));
  return { running, url: /Listening on (\S+)/.exec(running.stderr)![1]! };
}

async function status({ url }: Watching): Promise<StatusDocument> {
  return statusSchema.parse(await (await fetch(`${url}/status.json`)).json());
}

/** Asks a few times a second until the status is so. */
export async function untilStatus(
  watching: Watching,
  isSo: (status: StatusDocument) => boolean,
): Promise<StatusDocument> {
  let last: StatusDocument | undefined;
  await until(watching.running, async () => {
    await sleep(100);
    last = await status(watching);
    return isSo(last);
  });
  return last!;
}
