/** Puts the parts of a report together. What they add is not needed to read it. */
function startReport(): void {
  const data = dataOf<PageData>();
  const selection = new Selected();
  const details = new Details(data.resources, selection);
  const table = new ResourceTable(data.resources, details, selection);
  new Graph(data, details, selection, table);
  listenToLinks(details);
  listenToTimeline(data.resources, details, selection);
  document.documentElement.dataset['ready'] = 'true';
}

/** Links to resources elsewhere on the page open the details at once. */
function listenToLinks(details: Details): void {
  document.querySelector('main')!.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#r"]');
    const index = /^#r(\d+)$/.exec(link?.getAttribute('href') ?? '')?.[1];
    if (link === null || index === undefined || link.closest('.resources') !== null) return;
    event.preventDefault();
    details.open(Number(index), link);
  });
}

/** A bar under the pointer says its name, and shows its details when clicked. */
function listenToTimeline(
  resources: readonly PageResource[],
  details: Details,
  selection: Selected,
): void {
  const picture = document.getElementById('timeline');
  if (!(picture instanceof SVGSVGElement)) return;
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  picture.append(title);
  const mark = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  mark.setAttribute('class', 'selected');
  picture.append(mark);
  const barAt = (event: MouseEvent): number => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      picture.getScreenCTM()!.inverse(),
    );
    return resources.findIndex(({ bar }) => bar !== undefined && isIn(bar, point));
  };
  picture.addEventListener('mousemove', (event) => {
    const index = barAt(event);
    title.textContent = index < 0 ? '' : `${resources[index]!.label}: ${resources[index]!.word}`;
    picture.style.cursor = index < 0 ? '' : 'pointer';
  });
  picture.addEventListener('click', (event) => {
    const index = barAt(event);
    if (index >= 0) details.open(index, document.body);
  });
  selection.onChange((index) => {
    const bar = index === undefined ? undefined : resources[index]!.bar;
    mark.style.display = bar === undefined ? 'none' : '';
    if (bar === undefined) return;
    const [x, y, width, height] = bar;
    mark.setAttribute('x', String(x - 2));
    mark.setAttribute('y', String(y - 2));
    mark.setAttribute('width', String(width + 4));
    mark.setAttribute('height', String(height + 4));
  });
}

/** Thin bars are given a little more room to be hit. */
function isIn([x, y, width, height]: NonNullable<PageResource['bar']>, point: DOMPoint): boolean {
  return point.x >= x - 1 && point.x <= x + width + 1 && point.y >= y && point.y <= y + height + 1;
}

startReport();
