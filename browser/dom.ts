type PageData = import('../src/report/html/run/pageTypes.js').PageData;
type PageResource = import('../src/report/html/run/pageTypes.js').PageResource;

/** The element with this id; pages and scripts are made together, so it is there. */
function byId<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

/** An element with text or other elements in it. Text is never taken for markup. */
function make(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** What the page carries for its script. */
function dataOf<Data>(): Data {
  return JSON.parse(byId('data').textContent) as Data;
}

/** The value of a custom property of the page's style, e.g. `--ink`, as a colour that a canvas takes. */
function colourOf(property: string): string {
  const probe = make('span', { style: `color: var(${property})` });
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
