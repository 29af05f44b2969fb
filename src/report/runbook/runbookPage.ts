import { Marked, type Tokens } from 'marked';
import { escapeHtml, renderPage, trusted } from '../html/page.js';
import { RUNBOOK_MARK } from './renderRunbook.js';

const STYLE = `
body { max-width: 60rem; } h2 { border-top: 1px solid var(--line); padding-top: 1rem; break-after: avoid; }
pre, table { margin: 0.75rem 0; } @media print { pre { break-inside: avoid; } a { text-decoration: none; color: inherit; } }
`;

/**
 * A runbook as one self-contained page, fit for print. Markup within the Markdown is shown as text, and only links to
 * the web, to mail and within the page stay links: the names in it come from programs and the manifest. Pure.
 */
export function renderRunbookPage(title: string, markdown: string): string {
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag): string => escapeHtml(text),
      image: ({ text }: Tokens.Image): string => escapeHtml(text),
      heading({ tokens, depth, text }: Tokens.Heading): string {
        const level = Math.min(depth, 6);
        return `<h${level} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const text = this.parser.parseInline(tokens);
        return /^(?:https?:|mailto:|#)/i.test(href)
          ? `<a href="${escapeHtml(href)}">${text}</a>`
          : text;
      },
    },
  });
  const body = marked.parse(markdown.replace(RUNBOOK_MARK, ''), { async: false });
  return renderPage({ title, body: trusted(`<main>${body}</main>`), style: STYLE });
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
