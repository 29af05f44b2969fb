/**
 * Where Markdown goes, and how long it may be there. Counted in bytes of UTF-8, of which no text has fewer than
 * characters, whatever a host takes for one.
 *
 * - A comment on GitHub: 65,536 characters (https://github.com/orgs/community/discussions/27190).
 * - A job summary of GitHub Actions: 1 MiB a step
 *   (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
 * - A comment on GitLab: about 1,000,000 characters
 *   (https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics).
 */
export const MARKDOWN_LIMITS = {
  'github-comment': 65_536,
  'github-summary': 1_048_576,
  'gitlab-note': 1_000_000,
} as const;

export type MarkdownPlace = keyof typeof MARKDOWN_LIMITS;

/** A list of which the end may be left out, item by item, never a part of one. */
export interface Section {
  readonly heading: readonly string[];
  readonly items: readonly (readonly string[])[];
  /** Said in place of what is left out. */
  readonly leftOut: (count: number) => string;
}

const bytes = (text: string): number => Buffer.byteLength(text);
/** With the line end behind each. */
const size = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + bytes(line) + 1, 0);

/**
 * Lines of fixed text and of as many items as there is room for, in bytes. Room is shared out evenly; what a short
 * section does not use goes to the longer ones.
 */
export function fit(
  fixed: readonly string[],
  sections: readonly Section[],
  closing: readonly string[],
  limit: number,
): string {
  let room = limit - size(fixed) - size(closing);
  const needs = sections.map((section) => size(section.heading) + size(section.items.flat()));
  const order = needs.map((_, index) => index).sort((a, b) => needs[a]! - needs[b]! || a - b);
  const parts: string[][] = sections.map(() => []);
  order.forEach((index, position) => {
    const share = Math.max(0, Math.floor(room / (order.length - position)));
    parts[index] = cut(sections[index]!, share);
    room -= size(parts[index]);
  });
  return [...fixed, ...parts.flat(), ...closing].map((line) => `${line}\n`).join('');
}

function cut(section: Section, room: number): string[] {
  const { heading, items } = section;
  const whole = [...heading, ...items.flat()];
  if (size(whole) <= room) return whole;
  const last = (count: number): string[] => ['', section.leftOut(count), ''];
  let left = room - size(heading) - size(last(items.length));
  const lines = [...heading];
  let shown = 0;
  for (const item of items) {
    left -= size(item);
    if (left < 0) break;
    lines.push(...item);
    shown++;
  }
  return [...lines, ...last(items.length - shown)];
}
