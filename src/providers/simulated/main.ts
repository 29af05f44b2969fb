import { parseArgs } from 'node:util';
import { runProvider } from '../mainProcess.js';
import { Account } from './account.js';
import { Cloud } from './cloud.js';
import { providerHandlers } from './server.js';

/**
 * The simulated cloud as a process: `main.js --account DIR`. It serves Pulumi's provider protocol on loopback, prints
 * its port on the first line and stops when its standard input closes or on SIGTERM.
 *
 * The Pulumi CLI can use it in place of a package's plugin. Put an executable named `pulumi-resource-aws` (or
 * `-kubernetes`, ...) first on the PATH that does nothing but
 * `exec node <dist>/providers/simulated/main.js --account "$BLACKSTART_SANDBOX" "$@"`; what the CLI passes besides,
 * the address of its engine, is not needed and is ignored.
 */
const { values } = parseArgs({
  options: { account: { type: 'string' } },
  allowPositionals: true,
  strict: false,
});
const folder = values.account ?? process.env['BLACKSTART_SANDBOX'];
if (typeof folder !== 'string') {
  console.error('usage: main.js --account DIR');
  process.exit(1);
}

const account = new Account(folder);
try {
  // A folder that is no sandbox is better said now than with the first call.
  void account.settings;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

await runProvider(providerHandlers(new Cloud(account)));
