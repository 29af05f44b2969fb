/** What differs from run to run, and what stands for it when two outputs are compared in shape. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, 'RUN'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\/[^\s"]*\/[^\s"]*/g, 'FILE'],
  [/\b[0-9a-f]{12}\b/g, 'COMMIT'],
  [/\b(?:\d+h )?(?:\d+m )?\d+(?:\.\d+)?s\b|\b\d+h \d+m\b|\b\d+m\b/g, 'DURATION'],
  [/\b\d+(?:\.\d+)?\b/g, 'N'],
  [/\bresources?\b/g, 'resources'],
  [/ +/g, ' '],
];

/** A line without what differs from run to run: ids, times, paths, numbers. Pure. */
export function shapeOf(line: string): string {
  return VARYING.reduce((text, [pattern, word]) => text.replace(pattern, word), line.trim());
}

/**
 * Lines of a shown output that the real one does not have, in that order, when both are compared in shape. Lines of
 * dots stand for anything. Pure.
 */
export function missingLines(shown: string, real: string): string[] {
  const lines = real.split('\n').map(shapeOf);
  let from = 0;
  return shown.split('\n').filter((line) => {
    const shape = shapeOf(line);
    if (shape === '' || /^\.+$/.test(shape)) return false;
    const at = lines.indexOf(shape, from);
    if (at < 0) return true;
    from = at + 1;
    return false;
  });
}
