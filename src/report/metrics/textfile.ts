/**
 * The metrics of a file with those of a newer text in the place of the ones of the same name. So a check that failed
 * says that it failed, and the numbers of the last one that could be made stay, with their own time.
 */
export function replaceMetrics(earlier: string, newer: string): string {
  const blocks = new Map([...blocksOf(earlier), ...blocksOf(newer)]);
  return [...blocks.values()].map((lines) => `${lines.join('\n')}\n`).join('');
}

/** Lines by metric; each metric begins with its HELP line. */
function blocksOf(text: string): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of text.split('\n')) {
    const name = /^# HELP (\S+)/.exec(line)?.[1];
    if (name !== undefined) blocks.set(name, (current = []));
    if (line.trim() !== '') current?.push(line);
  }
  return blocks;
}
