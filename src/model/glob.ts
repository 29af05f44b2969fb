/** Does a text match a pattern in which `*` stands for anything and `?` for one character? */
export function matchesGlob(pattern: string, text: string): boolean {
  const expression = pattern
    .split('')
    .map((character) =>
      character === '*'
        ? '.*'
        : character === '?'
          ? '.'
          : character.replace(/[\\^$.|+()[\]{}]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${expression}$`, 's').test(text);
}
