/** Text that is markup already: made by {@link html} or {@link trusted} only. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escapeHtml(String(part));
}

/** A template of markup: everything put into it is escaped, unless it is markup itself. Lists are joined. */
export function html(literal: readonly string[], ...parts: Part[]): Markup {
  const pieces = literal.map((text, index) => text + markupOf(parts[index]));
  return new Markup(pieces.join(''));
}

/** Takes text as markup without escaping: for what this program wrote itself, never for what it read. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** Style of this page, after that which all pages share. */
  readonly style?: string;
  /** Script of this page; pages stay readable without it. */
  readonly script?: string;
  /** Data for the script: JSON in an element with the id `data`. */
  readonly data?: unknown;
}

/** What all pages share: light and dark, print, readable widths, a visible focus. */
const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e9ed); --paper: light-dark(#ffffff, #14171a);
  --soft: light-dark(#5b6570, #9aa5b1); --line: light-dark(#d5dae0, #353c44); --panel: light-dark(#f5f7f9, #1d2226);
  --good: light-dark(#19703b, #5fcf8a); --warn: light-dark(#8a5a00, #e8b34b); --bad: light-dark(#b3261e, #ff8a80);
  --accent: light-dark(#0b57d0, #8ab4f8); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2rem; }
code, pre { font: 0.9em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem;
  border-bottom: 1px solid var(--line); } th { color: var(--soft); font-weight: 600; }
a { color: var(--accent); } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); } .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } .no-print { display: none !important; }
  tr, figure { break-inside: avoid; } thead { display: table-header-group; } :root { color-scheme: light; } }
`;

/**
 * One self-contained page: style, script and data inside, nothing fetched. The policy in it forbids every request,
 * so a mistake in a page shows as an error in the browser and not as a silent call to some server.
 */
export function renderPage({ title, body, style = '', script, data }: Page): string {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        <style>
          ${trusted(STYLE + style)}
        </style>
      </head>
      <body>
        ${body} ${data === undefined ? '' : dataElement(data)}
        ${script === undefined ? '' : trusted(`<script>${script}</script>`)}
      </body>
    </html> `.text;
}

/** JSON cannot end its element: every "<" is written as an escape. */
function dataElement(data: unknown): Markup {
  const text = JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
  return trusted(`<script type="application/json" id="data">${text}</script>`);
}
