import { stripVTControlCharacters } from 'node:util';
import { BlackstartError, messageOf } from '../model/errors.js';
import { createColours, type Colours } from './text/colours.js';
import { oneLine, printable } from './text/format.js';
import { resourceLabel } from './text/names.js';

/** A failure as people see it. Only a BlackstartError is meant for them; anything else is a fault of ours. */
export function renderError(
  error: unknown,
  options: { readonly colour: boolean; readonly verbose: boolean },
): string {
  const colours = createColours(options.colour);
  const lines =
    error instanceof BlackstartError
      ? [
          ...message('error', error.message, colours),
          ...about(error, options.verbose),
          ...(options.verbose ? causes(error.cause) : []),
          ...(error.remedy === undefined
            ? []
            : [`  ${colours.info('try:')} ${oneLine(error.remedy)}`]),
        ]
      : [
          ...message('internal error', messageOf(error), colours),
          ...(options.verbose && error instanceof Error ? stack(error) : []),
          ...(options.verbose
            ? []
            : [`  ${colours.info('try:')} Run it again with --verbose and report what it prints.`]),
        ];
  return `${lines.join('\n')}\n`;
}

/** The first line stands behind the word; what follows, such as a program's own message, is set in. */
function message(word: string, text: string, colours: Colours): string[] {
  const [first = '', ...rest] = text.split('\n').map(cleanLine);
  return [
    `${colours.bad(`${word}:`)} ${first}`,
    ...rest.filter((line) => line.trim() !== '').map((line) => `  ${line}`),
  ];
}

function about(error: BlackstartError, verbose: boolean): string[] {
  const lines: string[] = [`  code: ${error.code}`];
  if (error.operation !== undefined) lines.push(`  during: ${oneLine(error.operation)}`);
  if (error.urn !== undefined) {
    const label = resourceLabel(error.urn);
    const inFull = verbose && label !== error.urn ? ` (${oneLine(error.urn)})` : '';
    lines.push(`  resource: ${label}${inFull}`);
  }
  return lines;
}

const DEEPEST_CAUSE = 5;

function causes(cause: unknown): string[] {
  const lines: string[] = [];
  for (let depth = 0; cause !== undefined && depth < DEEPEST_CAUSE; depth++) {
    lines.push(`  cause: ${oneLine(messageOf(cause))}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

function stack(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `  ${cleanLine(line).trim()}`);
}

function cleanLine(line: string): string {
  return printable(
    stripVTControlCharacters(line).replace(/\t/g, '  ').replace(/\r/g, '').trimEnd(),
  );
}
