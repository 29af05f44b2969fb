/** Tells the parts of the page which resource is selected. */
class Selected {
  private readonly listeners: ((index: number | undefined) => void)[] = [];
  index: number | undefined;

  onChange(listener: (index: number | undefined) => void): void {
    this.listeners.push(listener);
  }

  select(index: number | undefined): void {
    if (index === this.index) return;
    this.index = index;
    for (const listener of this.listeners) listener(index);
  }
}

/** The panel with everything that is known of the selected resource. */
class Details {
  private readonly panel = byId('details');
  private readonly title = byId('details-title');
  private readonly body = byId('details-body');
  private readonly dependents: readonly (readonly number[])[];
  private openedFrom: HTMLElement | undefined;

  constructor(
    private readonly resources: readonly PageResource[],
    private readonly selection: Selected,
  ) {
    this.dependents = dependentsOf(resources.map(({ dependsOn }) => dependsOn ?? []));
    selection.onChange((index) => this.show(index));
    byId('details-close').addEventListener('click', () => this.close());
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  /** Opens for a resource and takes the focus along; closing gives it back. */
  open(index: number, from: HTMLElement): void {
    this.openedFrom = from;
    this.selection.select(index);
    this.title.focus();
  }

  close(): void {
    this.selection.select(undefined);
    this.openedFrom?.focus();
  }

  private show(index: number | undefined): void {
    const resource = index === undefined ? undefined : this.resources[index];
    this.panel.hidden = resource === undefined;
    if (resource === undefined || index === undefined) return;
    const { label, word, outcome, stage, urn, facts, doings = [], dependsOn = [] } = resource;
    this.title.textContent = label;
    const rows: readonly (readonly [string, string])[] = [['stage', stage], ...facts, ['URN', urn]];
    const critical = resource.critical === true ? ', on the critical path' : '';
    this.body.replaceChildren(
      make('p', { class: `o-${outcome}` }, `${word}${critical}`),
      make(
        'dl',
        { class: 'facts' },
        ...rows.map(([name, text]) => make('div', {}, make('dt', {}, name), make('dd', {}, text))),
      ),
      ...this.list(
        'What was done',
        doings.map((text) => make('li', {}, text)),
      ),
      ...this.list(
        `Needs (${dependsOn.length})`,
        dependsOn.map((each) => this.item(each)),
      ),
      ...this.list(
        `Needed by (${this.dependents[index]!.length})`,
        this.dependents[index]!.map((each) => this.item(each)),
      ),
    );
    this.panel.scrollTop = 0;
  }

  private list(title: string, items: readonly HTMLElement[]): HTMLElement[] {
    if (items.length === 0) return [];
    const shown = items.slice(0, MOST_LISTED);
    const more = items.length - shown.length;
    if (more > 0) shown.push(make('li', { class: 'soft' }, `and ${more} more`));
    return [make('h3', {}, title), make('ul', {}, ...shown)];
  }

  private item(index: number): HTMLElement {
    const { label, quiet } = this.resources[index]!;
    if (quiet === true) return make('li', { class: 'soft' }, label);
    const link = make('a', { href: `#r${index}` }, label);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      this.selection.select(index);
      this.title.focus();
    });
    return make('li', {}, link);
  }
}

const MOST_LISTED = 100;

function dependentsOf(needs: readonly (readonly number[])[]): number[][] {
  const dependents: number[][] = needs.map(() => []);
  needs.forEach((list, index) => list.forEach((need) => dependents[need]!.push(index)));
  return dependents;
}
