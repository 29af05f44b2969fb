import { BlackstartError } from '../model/errors.js';
import { renderError } from '../report/renderError.js';
import { versionText } from '../commands/version.js';
import type { ExitCode } from '../commands/io.js';
import { parseCommandLine } from './parser.js';
import { createSignalHandler, onSignals } from './signals.js';
import { createIo } from './terminal.js';

const WIDEST_HELP = 110;
const NARROWEST_HELP = 60;

/** Runs a command line to its end and yields its exit code. Everything that goes wrong becomes one clear message. */
async function runCommandLine(argv: readonly string[], stop: AbortController): Promise<ExitCode> {
  const io = createIo(process, argv, stop.signal);
  const verbose = argv.includes('--verbose');
  try {
    const columns = process.stdout.columns || 80;
    const width = Math.max(NARROWEST_HELP, Math.min(columns, WIDEST_HELP));
    const invocation = parseCommandLine(argv, { version: versionText(), width });
    if (invocation.kind === 'run') return await invocation.run(io);
    const stream = invocation.kind === 'print' ? io.stdout : io.stderr;
    stream.write(`${invocation.text.trimEnd()}\n`);
    return invocation.kind === 'print' ? 0 : 1;
  } catch (error) {
    io.stderr.write(renderError(error, { colour: io.colour, verbose }));
    return error instanceof BlackstartError && error.code === 'interrupted' ? 130 : 1;
  }
}

/** What a reader that has gone away (`| head`) no longer wants is no failure. */
function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/** Waits until everything written has left the process. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

/** A fault of ours that nobody caught: said in the same form as every other failure. */
function reportFaults(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(
      renderError(error, { colour: false, verbose: process.argv.includes('--verbose') }),
    );
    process.exit(1);
  });
}

const stop = new AbortController();
reportFaults();
tolerateClosedPipes();
onSignals(
  createSignalHandler({
    onFirst: () => {
      process.stderr.write(
        'Stopping: what is in flight finishes first. Ctrl-C again leaves at once.\n',
      );
      stop.abort();
    },
    onSecond: () => process.exit(130),
  }),
);
const exitCode = await runCommandLine(process.argv.slice(2), stop);
await Promise.all([drained(process.stdout), drained(process.stderr)]);
process.exit(exitCode);
