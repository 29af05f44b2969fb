/** What one of few allowed values can be changed to, by the end of its path. A path without its indices. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'versioningConfiguration.status': ['Enabled', 'Suspended'],
};

/** Another text that the API takes in the place of this one: what has no choice gets something at its end. */
export function otherText(type: string, path: string, value: string): string {
  const bare = path.replaceAll(/\[\d+\]/g, '');
  const found = OTHERS[`${type} ${bare}`] ?? OTHERS[bare];
  return found?.find((each) => each !== value) ?? `${value}-altered`;
}
