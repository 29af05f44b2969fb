import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUNBOOK_MARK } from '../../../src/report/runbook/renderRunbook.js';
import { commandsOf, type Command, type Placeholders } from './commandLines.js';
import { readPage, type Page } from './readPage.js';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface NamedPage extends Page {
  /** From the root of the repository. */
  readonly path: string;
}

/** All pages whose commands are checked: runbooks, documentation, and the README. */
export function allPages(): NamedPage[] {
  const paths = ['README.md', 'stacks/README.md', ...markdownIn('docs'), ...markdownIn('runbooks')];
  return paths.map((path) => ({
    path,
    ...readPage(readFileSync(join(ROOT, path), 'utf8')),
  }));
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** A procedure that people write and keep; not the index, nor what "blackstart runbook" has written. */
export const isRunbook = ({ path, body }: NamedPage): boolean =>
  path.startsWith('runbooks/') && path !== 'runbooks/README.md' && !body.startsWith(RUNBOOK_MARK);

/** What the words in capitals stand for: the table of the index of the runbooks, with its examples. */
export function placeholders(): Placeholders {
  const { rows } = readPage(readFileSync(join(ROOT, 'runbooks/README.md'), 'utf8'));
  return Object.fromEntries(
    rows.flatMap(([name = '', , example = '']): [string, string][] => {
      const [word, value] = [name, example].map((cell) => /^`(.+)`$/.exec(cell)?.[1]);
      return word === undefined || value === undefined || !/^[A-Z-]+$/.test(word)
        ? []
        : [[word, value]];
    }),
  );
}

/** One command of a page, and whether it is executed for real. */
export interface PageCommand extends Command {
  readonly executed: boolean;
}

export function shellCommands({ blocks }: Page): PageCommand[] {
  return blocks
    .filter(({ language }) => ['sh', 'bash', 'console'].includes(language))
    .flatMap(({ text, attributes }) =>
      commandsOf(text).map((command) => ({
        ...command,
        executed: attributes['run'] === 'sandbox',
      })),
    );
}

/** Command lines of ours within sentences, e.g. `blackstart runs show RUN`. */
export function spanCommands({ spans }: Page): Command[] {
  return spans.filter((span) => /^blackstart [a-z-]/.test(span)).flatMap(commandsOf);
}
