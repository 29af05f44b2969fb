import { describe, expect, it } from 'vitest';
import { html, renderPage, trusted } from '../../../src/report/html/page.js';

describe('html', () => {
  it('escapes what is put into it, and leaves markup as it is', () => {
    const name = `<b title="x">O'Neil & co</b>`;
    expect(html`<p>${name}</p>`.text).toBe(
      '<p>&lt;b title=&quot;x&quot;&gt;O&#39;Neil &amp; co&lt;/b&gt;</p>',
    );
    const items = [html`<li>${1}</li>`, trusted('<li>2</li>')];
    expect(html`<p>${items}</p>`.text).toBe('<p><li>1</li><li>2</li></p>');
    expect(html`[${undefined}${false}]`.text).toBe('[]');
  });
});

describe('renderPage', () => {
  it('cannot be left by its data or its title', () => {
    const page = renderPage({
      title: '</title><script>alert(1)</script>',
      body: html`<h1>${'a'}</h1>`,
      data: { text: '</script><script>alert(2)</script>' },
    });
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('"text":"\\u003c/script>\\u003cscript>alert(2)\\u003c/script>"');
    expect(page).not.toMatch(/(?:src|href)=["']?https?:/);
  });
});
