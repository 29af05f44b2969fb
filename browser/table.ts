/** The table of resources: filtered as one types, walked through with the arrow keys, Enter shows the details. */
class ResourceTable {
  private readonly rows = new Map<number, HTMLTableRowElement>();
  private readonly texts = new Map<number, string>();
  private readonly text = byId<HTMLInputElement>('filter-text');
  private readonly stage = byId<HTMLSelectElement>('filter-stage');
  private readonly outcome = byId<HTMLSelectElement>('filter-outcome');
  private readonly critical = byId<HTMLInputElement>('filter-critical');
  private readonly listeners: ((shown: ReadonlySet<number> | undefined) => void)[] = [];
  /** The one row that the Tab key reaches. */
  private current: HTMLTableRowElement | undefined;
  private timer = 0;

  constructor(
    private readonly resources: readonly PageResource[],
    private readonly details: Details,
    selection: Selected,
  ) {
    const body = document.querySelector<HTMLTableSectionElement>('.resources tbody')!;
    for (const row of body.rows) {
      this.rows.set(Number(row.id.slice(1)), row);
      linkOf(row).tabIndex = -1;
    }
    this.moveTo(body.rows[0]);
    body.addEventListener('click', (event) => this.clicked(event));
    body.addEventListener('keydown', (event) => this.pressed(event));
    byId('filter').hidden = false;
    byId('filter').addEventListener('submit', (event) => event.preventDefault());
    byId('filter').addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.apply(), 80);
    });
    selection.onChange((index) => this.mark(index));
    this.apply();
  }

  /** Hears which resources the filter lets through; undefined when it lets all through. */
  onFilter(listener: (shown: ReadonlySet<number> | undefined) => void): void {
    this.listeners.push(listener);
  }

  private apply(): void {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isFiltered =
      words.length > 0 ||
      this.stage.value !== '' ||
      this.outcome.value !== '' ||
      this.critical.checked;
    const shown = new Set<number>();
    for (const [index, row] of this.rows) {
      const matches = !isFiltered || this.matches(index, words);
      if (row.hidden === matches) row.hidden = !matches;
      if (matches) shown.add(index);
    }
    const all = this.rows.size;
    byId('filter-count').textContent = isFiltered ? `${shown.size} of ${all}` : `${all}`;
    byId('none-match').hidden = shown.size > 0;
    if (this.current === undefined || this.current.hidden) this.moveTo(this.firstShown());
    for (const listener of this.listeners) listener(isFiltered ? shown : undefined);
  }

  private matches(index: number, words: readonly string[]): boolean {
    const resource = this.resources[index]!;
    if (this.stage.value !== '' && resource.stage !== this.stage.value) return false;
    if (this.outcome.value !== '' && resource.outcome !== this.outcome.value) return false;
    if (this.critical.checked && resource.critical !== true) return false;
    if (words.length === 0) return true;
    const text = this.textOf(index);
    return words.every((word) => text.includes(word));
  }

  private textOf(index: number): string {
    const known = this.texts.get(index);
    if (known !== undefined) return known;
    const { label, urn, word, facts } = this.resources[index]!;
    const text = [label, urn, word, ...facts.map(([, value]) => value)].join(' ').toLowerCase();
    this.texts.set(index, text);
    return text;
  }

  private clicked(event: MouseEvent): void {
    const row = (event.target as Element).closest('tr');
    if (row === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.moveTo(row);
    this.details.open(Number(row.id.slice(1)), linkOf(row));
  }

  private pressed(event: KeyboardEvent): void {
    const row = (event.target as Element).closest('tr');
    if (row === null) return;
    const next = this.target(event.key, row);
    if (next === undefined) return;
    event.preventDefault();
    this.moveTo(next);
    linkOf(next).focus();
  }

  private target(key: string, row: HTMLTableRowElement): HTMLTableRowElement | undefined {
    switch (key) {
      case 'ArrowDown':
        return shownFrom(row.nextElementSibling, 'nextElementSibling');
      case 'ArrowUp':
        return shownFrom(row.previousElementSibling, 'previousElementSibling');
      case 'Home':
        return this.firstShown();
      case 'End':
        return shownFrom(row.parentElement!.lastElementChild, 'previousElementSibling');
      default:
        return undefined;
    }
  }

  private firstShown(): HTMLTableRowElement | undefined {
    const first = document.querySelector('.resources tbody')!.firstElementChild;
    return shownFrom(first, 'nextElementSibling');
  }

  private moveTo(row: HTMLTableRowElement | undefined): void {
    if (this.current !== undefined) linkOf(this.current).tabIndex = -1;
    this.current = row;
    if (row !== undefined) linkOf(row).tabIndex = 0;
  }

  private mark(index: number | undefined): void {
    for (const row of document.querySelectorAll('.resources tr.on')) row.classList.remove('on');
    const row = index === undefined ? undefined : this.rows.get(index);
    row?.classList.add('on');
  }
}

function linkOf(row: HTMLTableRowElement): HTMLElement {
  return row.querySelector('a')!;
}

function shownFrom(
  from: Element | null,
  direction: 'nextElementSibling' | 'previousElementSibling',
): HTMLTableRowElement | undefined {
  let row = from as HTMLTableRowElement | null;
  while (row?.hidden === true) row = row[direction] as HTMLTableRowElement | null;
  return row ?? undefined;
}
