import { html, renderPage } from '../page.js';
import { STYLE } from '../run/style.js';
import { browserScript } from '../script.js';

const LIVE_STYLE = `
.top { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.25rem 1.5rem; }
.link { font-size: 0.85rem; } .link::before { content: ''; display: inline-block; width: 0.6rem; height: 0.6rem; border-radius: 50%;
  background: var(--soft); margin-right: 0.45rem; } .link.on::before { background: var(--good); } .link.off::before { background: var(--bad); }
#facts { margin: 0 0 1rem; } #facts span { margin-right: 1.5rem; } .verdict.running { color: var(--accent); } .verdict.good, .verdict.bad { font-weight: 600; }
.verdict a { margin-left: 0.75rem; } .tile:first-child { grid-column: auto; } .figure.bad { color: var(--bad); }
.stage { display: grid; grid-template-columns: minmax(7rem, 12rem) 1fr 6.5rem; gap: 0.15rem 1rem; align-items: center; padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
.stage .counts { grid-column: 2 / 4; font-size: 0.85rem; color: var(--soft); min-height: 1.2rem; }
.stage progress { appearance: none; width: 100%; height: 0.7rem; border: 0; border-radius: 3px; overflow: hidden; background: var(--panel); }
.stage progress::-webkit-progress-bar { background: var(--panel); border-radius: 3px; } .stage progress::-webkit-progress-value { background: var(--created); }
.stage progress::-moz-progress-bar { background: var(--created); }
.stage.done progress::-webkit-progress-value { background: var(--good); } .stage.done progress::-moz-progress-bar { background: var(--good); }
.stage.failed progress::-webkit-progress-value { background: var(--bad); } .stage.failed progress::-moz-progress-bar { background: var(--bad); }
.columns-2 { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: 0 2.5rem; }
.lines { list-style: none; padding: 0; margin: 0; } .lines li { padding: 0.22rem 0; border-bottom: 1px solid var(--line); }
.lines .about { float: right; color: var(--soft); font-variant-numeric: tabular-nums; padding-left: 1rem; } .lines .what { color: var(--soft); display: block; font-size: 0.85rem; }
.path { padding: 0; margin: 0; list-style: none; border-left: 3px solid var(--path); } .path li { padding: 0.2rem 0 0.2rem 0.75rem; }
.path .about { float: right; color: var(--soft); font-variant-numeric: tabular-nums; }
.news { font-size: 0.85rem; } .news time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: 0.75rem; }
@media (max-width: 50rem) { .columns-2 { grid-template-columns: 1fr; } }
`;

/**
 * The page of a live view: a frame that its script fills from the server's events. It is for people who join the call,
 * so it only shows: it has nothing to press.
 */
export function renderLivePage(): string {
  return renderPage({
    title: 'blackstart: live',
    style: STYLE + LIVE_STYLE,
    script: browserScript('dom', 'live'),
    body: html`
      <header>
        <div class="top">
          <p class="kicker soft">blackstart, live and read-only</p>
          <p class="link" id="link" role="status">connecting</p>
        </div>
        <h1 id="title">Starting</h1>
        <p class="soft" id="facts"></p>
      </header>
      <main>
        <noscript
          ><p class="bad">This page needs JavaScript; the report of the run does not.</p></noscript
        >
        <p class="verdict running" id="verdict" role="status">starting</p>
        <dl class="tiles" id="figures"></dl>
        <section aria-labelledby="stages-title">
          <h2 id="stages-title">Stages</h2>
          <div id="stages"><p class="soft">Not known yet.</p></div>
        </section>
        <div class="columns-2">
          <section aria-labelledby="path-title">
            <h2 id="path-title">Critical path left <span class="soft" id="path-about"></span></h2>
            <ol class="path" id="path"></ol>
          </section>
          <section aria-labelledby="running-title">
            <h2 id="running-title">Under way</h2>
            <ul class="lines" id="running"></ul>
          </section>
          <section aria-labelledby="trouble-title">
            <h2 id="trouble-title">Failures</h2>
            <ul class="lines" id="trouble"></ul>
          </section>
          <section aria-labelledby="waiting-title">
            <h2 id="waiting-title">Waits and retries</h2>
            <ul class="lines" id="waiting"></ul>
          </section>
        </div>
        <section aria-labelledby="news-title">
          <h2 id="news-title">What happened <span class="soft">newest first, UTC</span></h2>
          <ul class="lines news" id="news"></ul>
        </section>
      </main>
    `,
  });
}
