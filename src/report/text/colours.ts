import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
type Paint = (text: string) => string;

/** The few colours in use. Each returns its text as it is when colour is off. */
export interface Colours {
  readonly good: Paint;
  readonly warn: Paint;
  readonly bad: Paint;
  readonly info: Paint;
  readonly faint: Paint;
  readonly strong: Paint;
}

/** Colours on or off: the flag alone decides, never the environment or the stream. */
export function createColours(colour: boolean): Colours {
  const paint =
    (style: Style): Paint =>
    (text) =>
      colour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  return {
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    info: paint('cyan'),
    faint: paint('dim'),
    strong: paint('bold'),
  };
}
