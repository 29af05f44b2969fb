import { marked, type Token, type Tokens } from 'marked';
import { parse } from 'yaml';

/** A fenced block of a page; or, as the language `drill`, what a drill does where a person would act. */
export interface Block {
  readonly language: string;
  /** The rest of its info string, e.g. `run=sandbox exit=2` as two entries. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What the checks need of a Markdown page, in the order of the page. */
export interface Page {
  /** Undefined where there is no front matter. Not validated. */
  readonly frontMatter: unknown;
  readonly blocks: readonly Block[];
  /** Code within lines. */
  readonly spans: readonly string[];
  /** Targets of links and images. */
  readonly links: readonly string[];
  /** First cells of tables, as they are written, with their rows. */
  readonly rows: readonly (readonly string[])[];
  /** The page without its front matter. */
  readonly body: string;
}

/** Pure. */
export function readPage(markdown: string): Page {
  const front = /^---\n([\s\S]*?)\n---\n/.exec(markdown);
  const body = front === null ? markdown : markdown.slice(front[0].length);
  const blocks: Block[] = [];
  const spans: string[] = [];
  const links: string[] = [];
  const rows: string[][] = [];
  void marked.walkTokens(marked.lexer(body), (token: Token) => {
    if (isToken(token, 'code')) blocks.push(blockOf(token));
    if (isToken(token, 'html')) blocks.push(...drillsOf(token.text));
    if (isToken(token, 'codespan')) spans.push(token.text);
    if (isToken(token, 'link') || isToken(token, 'image')) links.push(token.href);
    if (isToken(token, 'table')) {
      rows.push(...token.rows.map((row) => row.map((cell) => cell.text)));
    }
  });
  return {
    frontMatter: front === null ? undefined : (parse(front[1]!) as unknown),
    ...{ blocks, spans, links, rows, body },
  };
}

interface TokenOf {
  code: Tokens.Code;
  codespan: Tokens.Codespan;
  link: Tokens.Link;
  image: Tokens.Image;
  table: Tokens.Table;
  html: Tokens.HTML;
}

function isToken<Type extends keyof TokenOf>(token: Token, type: Type): token is TokenOf[Type] {
  return token.type === type;
}

function blockOf({ lang = '', text }: Tokens.Code): Block {
  const [language = '', ...words] = lang.split(/\s+/);
  const attributes = Object.fromEntries(
    words.map((word): [string, string] => {
      const at = word.indexOf('=');
      return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );
  return { language, attributes, text };
}

/** `<!-- drill: COMMAND -->` stands for what a person does between two steps, such as opening a firewall. */
function drillsOf(html: string): Block[] {
  return [...html.matchAll(/<!-- drill: (.+?) -->/g)].map(([, text = '']) => ({
    language: 'drill',
    attributes: {},
    text,
  }));
}
