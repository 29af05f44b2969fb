/** The little of Markdown that the checks of the pages need. */

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

/** Fenced code blocks, and the text without them. */
function split(markdown: string): { blocks: Block[]; prose: string } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { fence: string; language: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    const fence = /^ *(`{3,}|~{3,})(.*)$/.exec(line);
    if (open === undefined && fence !== null) {
      open = { fence: fence[1]!, language: fence[2]!.trim(), lines: [] };
    } else if (open !== undefined && line.trim() === open.fence) {
      blocks.push(open);
      open = undefined;
    } else if (open === undefined) {
      prose.push(line);
    } else {
      open.lines.push(line);
    }
  }
  return { blocks, prose: prose.join('\n') };
}

/** Targets of all links and images, those of HTML included. */
export function linksOf(markdown: string): string[] {
  const prose = split(markdown).prose.replace(/(`+)[^`]*?\1(?!\()/g, (code) =>
    code.includes('](') ? '' : code,
  );
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const html = [...prose.matchAll(/(?:href|src|srcset)="([^"]+)"/g)];
  return [...inline, ...html].map((match) => match[1]!);
}

/** The anchors that GitHub gives to headings. */
export function headingAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title] of split(markdown).prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const base = title!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Every line of a shell block that calls blackstart, up to a pipe, a redirection or the next command. */
export function commandLinesOf(markdown: string): string[] {
  return split(markdown)
    .blocks.filter(({ language }) => ['sh', 'bash', 'console'].includes(language))
    .flatMap(({ lines }) => lines)
    .map((line) => line.replace(/^\$ /, '').replace(/^(?:[A-Z_]+=(?:'[^']*'|\S*) +)+/, ''))
    .filter((line) => /^blackstart(?: |$)/.test(line));
}

/** Words as a shell would make them of a simple command; what is behind `|`, `>`, `&&` or `#` is left out. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  const pattern = /(?:'[^']*'|"[^"]*"|[^\s'"|>&#;])+|[|>&#;]/g;
  for (const [word] of line.matchAll(pattern)) {
    if (/^[|>&#;]$/.test(word)) break;
    words.push(word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}
