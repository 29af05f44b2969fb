import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BlackstartError, messageOf } from '../model/errors.js';
import { changedLines, renderRunbook, renderRunbookPage, runbookContent } from '../report/index.js';
import type { LoadedSystem } from '../system/index.js';
import { runStarted } from './announce.js';
import { withSystem } from './context.js';
import { inEmptyCloud } from './emptyCloud.js';
import { writeText, type ExitCode, type Io } from './io.js';
import { WHOLE_SYSTEM } from './options.js';
import { withOutput, type Output } from './output.js';

export interface RunbookOptions {
  readonly repo?: string | undefined;
  readonly ref?: string | undefined;
  readonly manifest?: string | undefined;
  /** Where the Markdown goes; stdout when neither this nor another form is asked for. */
  readonly out?: string | undefined;
  /** Where the page goes. */
  readonly html?: string | undefined;
  /** A runbook that was written earlier, to be compared. */
  readonly check?: string | undefined;
  readonly verbose: boolean;
}

/** Lines of a difference that are shown. */
const MOST_LINES = 20;

/**
 * The runbook of the user's own system, from its graph. Asks no live system. Earlier runs on this machine play no part
 * in it, so that the same commit gives the same text everywhere.
 */
export function runRunbook(options: RunbookOptions, io: Io): Promise<ExitCode> {
  const form = { verbose: options.verbose, form: 'progress' } as const;
  return withOutput(io, form, async (output): Promise<ExitCode> => {
    const { name, text } = await write(options, io, output);
    await output.finish();
    const { out, html, check } = options;
    if (out !== undefined) await store(out, text);
    if (html !== undefined) await store(html, renderRunbookPage(`Recovery of ${name}`, text));
    if (check !== undefined) return compare(check, text, io);
    if (out === undefined && html === undefined) io.stdout.write(text);
    return 0;
  });
}

async function write(
  options: RunbookOptions,
  io: Io,
  output: Output,
): Promise<{ name: string; text: string }> {
  const { repo, ref, manifest } = options;
  const request = { ...WHOLE_SYSTEM, repo, ref, manifest };
  return withSystem(request, io, output.events, (system) =>
    inEmptyCloud(
      `runbook-${randomUUID().slice(0, 8)}`,
      system,
      request,
      io,
      output.events,
      async (context) => {
        output.events(runStarted(context, 'graph', undefined));
        const plan = await context.engine.preview();
        const content = runbookContent({
          manifest: system.manifest,
          plan,
          ...context.engine.stageTimes(plan),
          hasSecrets: hasSecrets(system),
        });
        return { name: system.manifest.name, text: renderRunbook(content) };
      },
    ),
  );
}

function hasSecrets({ programs }: LoadedSystem): boolean {
  return programs.some(({ configSecretKeys }) => configSecretKeys.length > 0);
}

async function store(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw fileError('write the runbook', `${file} cannot be written: ${messageOf(cause)}`, cause);
  }
}

async function compare(file: string, text: string, io: Io): Promise<ExitCode> {
  const written = await readFile(file, 'utf8').catch((cause: unknown): never => {
    throw fileError('check the runbook', `${file} cannot be read: ${messageOf(cause)}`, cause);
  });
  const changes = changedLines(written, text, MOST_LINES);
  if (changes.length === 0) {
    writeText(io.stdout, `${file} is up to date.`);
    return 0;
  }
  writeText(
    io.stdout,
    [`${file} is out of date:`, ...changes.map((line) => `  ${line}`)].join('\n'),
  );
  writeText(io.stderr, `Write it again with "blackstart runbook --out ${file}", and commit it.`);
  return 2;
}

function fileError(operation: string, message: string, cause: unknown): BlackstartError {
  return new BlackstartError({
    ...{ code: 'runbook-file', operation, message, cause },
    remedy: 'Name a file that can be read and written, in a folder that is there.',
  });
}
