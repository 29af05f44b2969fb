import { parse } from 'shell-quote';

/** One simple command of a shell block. */
export interface Command {
  /** As it is written. */
  readonly line: string;
  /** Without settings of variables before it, and without redirections. */
  readonly words: readonly string[];
}

/** All simple commands of a shell block: those on both sides of pipes and `&&` count as two. Pure. */
export function commandsOf(block: string): Command[] {
  return block
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => commandsOfLine(line.trim().replace(/^\$ /, '')));
}

function commandsOfLine(line: string): Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let isTarget = false;
  const end = (): void => {
    while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift();
    if (words.length > 0) commands.push({ line, words });
    words = [];
  };
  for (const part of parse(line, (name) => `$${name}`)) {
    if (typeof part === 'object' && 'comment' in part) break;
    const word = typeof part === 'string' ? part : 'pattern' in part ? part.pattern : undefined;
    if (word === undefined) {
      const { op } = part as { op: string };
      isTarget = /[<>]/.test(op);
      if (!isTarget) end();
    } else if (isTarget) {
      isTarget = false;
    } else {
      words.push(word);
    }
  }
  end();
  return commands;
}

/** What the words in capitals in a command stand for: an example for each. */
export type Placeholders = Readonly<Record<string, string>>;

const PLACEHOLDER = /(?<![\w$./-])[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w-])/g;

/** Names that Git or a file system gives in capitals; no placeholders. */
const NAMES = new Set(['HEAD', 'PATH', 'README']);

/** Words in capitals that somebody has to replace before the command can be run. Pure. */
export function placeholdersIn({ words }: Command): string[] {
  const found = words.flatMap((word) => word.match(PLACEHOLDER) ?? []);
  return [...new Set(found)].filter((name) => !NAMES.has(name));
}

/** The words with an example in the place of each placeholder. Pure. */
export function filledIn({ words }: Command, placeholders: Placeholders): string[] {
  return words.map((word) =>
    word.replace(PLACEHOLDER, (name) => (NAMES.has(name) ? name : (placeholders[name] ?? name))),
  );
}
