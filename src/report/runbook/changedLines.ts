/**
 * What differs between two texts, line by line: `- ` what only the old one has, `+ ` what only the new one has, at
 * most so many lines of it. Lines that both have in another place are not told apart. Empty when they are the same.
 * Pure.
 */
export function changedLines(old: string, now: string, most: number): string[] {
  if (old === now) return [];
  const [oldLines, newLines] = [old.split('\n'), now.split('\n')];
  const changes = [
    ...without(oldLines, newLines).map((line) => `- ${line}`),
    ...without(newLines, oldLines).map((line) => `+ ${line}`),
  ];
  if (changes.length === 0) return ['the same lines, in another order or with other blank lines'];
  const more = changes.length - most;
  return more > 0 ? [...changes.slice(0, most), `and ${more} more`] : changes;
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0 && line.trim() !== '';
  });
}
