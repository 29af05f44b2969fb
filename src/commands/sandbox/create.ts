import { stateFolder } from '../../journal/index.js';
import { createSandbox } from '../../providers/simulated/sandbox.js';
import { writeText, type ExitCode, type Io } from '../io.js';
import { resolveSandbox } from '../sandboxes.js';

export interface CreateSandboxOptions {
  readonly name: string;
  readonly timeScale?: number | undefined;
  /** Refuse what comes faster than the real APIs would take it. */
  readonly rates: boolean;
  /** How much durations vary; 0 when left out. */
  readonly spread?: number | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export function runCreateSandbox(options: CreateSandboxOptions, io: Io): Promise<ExitCode> {
  const { timeScale, rates, spread, account, region } = options;
  const { name, folder } = resolveSandbox(options.name, stateFolder(io.env));
  const sandbox = createSandbox(folder, {
    name,
    enforceRates: rates,
    ...(timeScale === undefined ? {} : { timeScale }),
    ...(spread === undefined ? {} : { spread }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  });
  const { settings } = sandbox;
  sandbox.close();
  writeText(
    io.stdout,
    `Created sandbox ${name} in ${folder}: account ${settings.account}, ${settings.region}, empty.\n` +
      `Use it with --sandbox ${options.name}.`,
  );
  return Promise.resolve(0);
}
