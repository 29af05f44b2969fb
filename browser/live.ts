type LiveView = import('../src/report/html/live/liveTypes.js').LiveView;
type LiveLine = import('../src/report/html/live/liveTypes.js').LiveLine;

/** Keeps the page as the server has it. Each message is the whole view, so a lost one does not matter. */
class Live {
  private ended = false;
  private lost = false;

  constructor(private readonly source: EventSource) {
    source.addEventListener('open', () => this.link('on', 'connected'));
    source.addEventListener('error', () => this.disconnected());
    source.addEventListener('view', (event) =>
      this.show(JSON.parse(event.data as string) as LiveView),
    );
    source.addEventListener('report', (event) =>
      this.offerReport(JSON.parse(event.data as string) as string),
    );
    // The server says goodbye: there is nothing to connect to any more.
    source.addEventListener('end', () => {
      this.source.close();
      this.link('', 'the run has ended; this page stays as it is');
    });
  }

  private disconnected(): void {
    if (this.ended) return;
    this.lost = true;
    this.link('off', 'connection lost, trying again; what stands here may be out of date');
  }

  private link(state: string, words: string): void {
    const link = byId('link');
    link.className = `link ${state}`;
    setText(link, words);
  }

  private show(view: LiveView): void {
    this.ended = view.ended;
    if (this.lost) {
      this.lost = false;
      this.link('on', 'connected');
    }
    document.title = `${view.verdict ?? view.phase}: ${view.title}`;
    setText(byId('title'), view.title);
    byId('facts').replaceChildren(
      ...view.facts.map(([name, text]) => make('span', {}, `${name} ${text}`)),
    );
    const verdict = byId('verdict');
    verdict.className = `verdict ${view.tone}`;
    if (verdict.querySelector('a') === null) setText(verdict, view.verdict ?? view.phase);
    byId('figures').replaceChildren(
      ...view.figures.map(({ name, value, note, bad }) =>
        make(
          'div',
          { class: 'tile' },
          make('dt', {}, name),
          make(
            'dd',
            {},
            make('span', { class: bad === true ? 'figure bad' : 'figure' }, value),
            make('span', { class: 'soft' }, note),
          ),
        ),
      ),
    );
    if (view.stages.length > 0) byId('stages').replaceChildren(...view.stages.map(stageRow));
    this.showPath(view);
    fillLines('running', view.running, view.ended ? 'Nothing any more.' : 'Nothing right now.');
    fillLines('waiting', view.waiting, 'None.');
    fillLines('trouble', view.trouble, 'None.');
    byId('news').replaceChildren(
      ...view.news.map(({ time, level, text }) =>
        make('li', { class: classOf(level) }, make('time', {}, time), text),
      ),
    );
    document.documentElement.dataset['ready'] = 'true';
  }

  private showPath({ path }: LiveView): void {
    setText(byId('path-about'), path?.about ?? '');
    byId('path').replaceChildren(
      ...(path === undefined
        ? [make('li', { class: 'soft' }, 'Nothing is left on it, or it is not known yet.')]
        : path.steps.map(({ label, about }) =>
            make('li', {}, make('span', { class: 'about' }, about), label),
          )),
    );
  }

  /** The report comes along with the last words, so that it can be opened when the server has gone. */
  private offerReport(page: string): void {
    const address = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
    byId('verdict').append(' ', make('a', { href: address, id: 'report' }, 'Open the report'));
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function classOf(level: string): string {
  return level === 'info' ? '' : level === 'warning' ? 'warn' : 'bad';
}

function stageRow({ name, done, total, counts, state }: LiveView['stages'][number]): HTMLElement {
  return make(
    'div',
    { class: `stage ${state}` },
    make('strong', {}, name),
    make('progress', { max: String(total), value: String(done), 'aria-label': name }),
    make('span', { class: 'n' }, `${done} of ${total}`),
    make('span', { class: 'counts' }, counts),
  );
}

function fillLines(id: string, lines: readonly LiveLine[], empty: string): void {
  const items = lines.map(({ label, text }) =>
    label === ''
      ? make('li', {}, text)
      : make('li', {}, label, make('span', { class: 'what' }, text)),
  );
  byId(id).replaceChildren(...(items.length > 0 ? items : [make('li', { class: 'soft' }, empty)]));
}

// The token of this page's own address opens the stream as well.
new Live(new EventSource(`events${location.search}`));
