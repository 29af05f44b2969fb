/** The oldest Node.js that blackstart runs on. */
export const OLDEST_NODE = '22.13.0';

/** Is a version, `major.minor.patch`, at least another one? */
export function isAtLeast(version, oldest) {
  const left = version.split('.').map((part) => parseInt(part, 10));
  const right = oldest.split('.').map((part) => parseInt(part, 10));
  for (let index = 0; index < right.length; index++) {
    const difference = (left[index] || 0) - right[index];
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * Decides how to go on: here, with another Node.js, or not at all.
 * `findOther` yields the path of one that is installed beside blackstart, or undefined.
 */
export function chooseNode({ version, isSecondTry, findOther }) {
  if (isAtLeast(version, OLDEST_NODE)) return { how: 'here' };
  const other = isSecondTry ? undefined : findOther();
  if (other !== undefined) return { how: 'with', node: other };
  return {
    how: 'not',
    message:
      `error: blackstart needs Node.js ${OLDEST_NODE} or newer; this is ${version}\n` +
      '  try: Install a newer Node.js, or on Linux (x64) let npm add one: npm install --include=optional.\n',
  };
}
