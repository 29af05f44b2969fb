import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { aws } from './aws/aws.js';
import { ChainRecoveries } from './chains/chainRecoveries.js';
import { drills } from './drills/drills.js';
import { kill } from './kill/kill.js';
import { kubernetes } from './kubernetes/kubernetes.js';
import { linear } from './linear/linear.js';
import { peers } from './peers/peers.js';
import { report } from './report/report.js';
import type { Bench } from './rig/bench.js';
import { describeMachine } from './rig/machine.js';
import { renderResults, renderSection, type Measured } from './rig/results.js';
import { ROOT } from './rig/workspace.js';
import { runbooks } from './runbooks/runbooks.js';
import { schedule } from './schedule/schedule.js';
import { sync } from './sync/sync.js';
import { watch } from './watch/watch.js';

/** In the order of the page. */
const BENCHES: readonly Bench[] = [
  ...[schedule, peers, linear, kill, report],
  ...[drills, sync, watch, runbooks],
  ...[aws, kubernetes],
];
const NAMES = BENCHES.map(({ name }) => name);
const USAGE = `usage: npm run bench -- [--quick] [${NAMES.join('|')}]...

Without names all benches run. A full run writes its sections to bench/results.md; with --quick sizes are small,
nothing is written, and goals are those of the full run.
`;

interface Request {
  readonly quick: boolean;
  readonly chosen: readonly Bench[];
}

function readRequest(): Request | undefined {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (values.help === true || unknown.length > 0) return undefined;
  const isChosen = ({ name }: Bench): boolean =>
    positionals.length === 0 || positionals.includes(name);
  return { quick: values.quick, chosen: BENCHES.filter(isChosen) };
}

async function measure(
  { quick, chosen }: Request,
  onDone: (measured: Measured) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-bench-'));
  const started = performance.now();
  let current = '';
  const progress = (text: string): void => {
    const elapsed = ((performance.now() - started) / 1000).toFixed(0);
    process.stderr.write(`[${elapsed.padStart(4)} s] ${current}: ${text}\n`);
  };
  const cache = join(folder, 'cache');
  const cores = availableParallelism();
  const chains = new ChainRecoveries({ folder, cache, progress });
  try {
    for (const bench of chosen) {
      current = bench.name;
      progress('started');
      const section = await bench.run({ quick, folder, cache, cores, chains, progress });
      onDone({ name: bench.name, section, at: new Date() });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const RESULTS = join(ROOT, 'bench', 'results.md');

/** Each section is written as soon as it is there: a later bench that fails takes none along. */
function writeDown(measured: Measured): void {
  const earlier = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
  writeFileSync(RESULTS, renderResults(NAMES, [measured], describeMachine(), earlier));
}

const request = readRequest();
if (request === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 1;
} else {
  await measure(request, (measured) => {
    process.stdout.write(`${renderSection(measured, describeMachine())}\n\n`);
    if (!request.quick) writeDown(measured);
  });
}
