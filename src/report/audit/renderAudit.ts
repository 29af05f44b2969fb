import type { AuditEntry } from '../../journal/index.js';
import { createColours, type Colours } from '../text/colours.js';
import { oneLine, padEnd, plural, width } from '../text/format.js';
import { resourceLabel } from '../text/names.js';

const HEADINGS = ['STARTED', 'COMMAND', 'RESULT', 'COMMIT', 'WHO', 'TARGET', 'RUN'];

/** The history in the notes, one line a run, in the given order; with `verbose` every resource that changed. */
export function renderAudit(
  entries: readonly AuditEntry[],
  options: { readonly colour: boolean; readonly verbose: boolean },
): string {
  if (entries.length === 0) return 'No run has been noted.\n';
  const colours = createColours(options.colour);
  const rows = entries.map(cells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => width(row[column]!))),
  );
  const line = (row: readonly string[], rest: string): string =>
    [...row.map((cell, column) => padEnd(cell, widths[column]!)), rest].join('  ').trimEnd();
  return `${[
    colours.strong(line(HEADINGS, 'CHANGED')),
    ...entries.flatMap((entry, index) => [
      painterOf(entry, colours)(line(rows[index]!, changeWords(entry))),
      ...(options.verbose ? changeLines(entry) : []),
    ]),
  ].join('\n')}\n`;
}

function cells(entry: AuditEntry): string[] {
  return [
    `${entry.started.slice(0, 19)}Z`,
    entry.command,
    entry.result,
    entry.commit.slice(0, 12),
    `${entry.who}@${entry.host}`,
    entry.target,
    entry.run,
  ].map(oneLine);
}

/** `2 created, 1 deleted` */
function changeWords({ changed }: AuditEntry): string {
  const words = Object.entries(changed)
    .filter(([, urns]) => urns.length > 0)
    .map(([kind, urns]) => `${urns.length} ${kind}`);
  return words.length === 0 ? 'nothing' : words.join(', ');
}

function changeLines({ changed }: AuditEntry): string[] {
  return Object.entries(changed).flatMap(([kind, urns]) =>
    urns.map((urn) => `    ${kind} ${resourceLabel(urn)}`),
  );
}

function painterOf({ result }: AuditEntry, colours: Colours): (text: string) => string {
  if (result === 'complete') return (text) => text;
  return result === 'failed' ? colours.bad : colours.warn;
}

export interface VerificationView {
  readonly checked: readonly {
    readonly run: string;
    readonly commit: string;
    readonly finding: { readonly kind: string; readonly reason?: string };
  }[];
  readonly unreadable: readonly string[];
}

const FINDINGS: Readonly<Record<string, string>> = {
  'journal-missing': 'its journal should be on this machine and is not',
  'journal-altered': 'its journal is not as it was noted',
  'note-altered': 'the note is not as it was written',
  'not-noted': 'it wrote, and the notes do not say so',
};

const REMEDIES: Readonly<Record<string, string>> = {
  'journal-missing':
    'Bring the journal back from a backup, or name its folder in BLACKSTART_STATE.',
  'journal-altered': 'Compare with a backup of the journal; the note may be right.',
  'note-altered': 'Look into the history of refs/notes/blackstart for who changed it.',
  'not-noted': 'Note it with "blackstart audit note RUN".',
};

/** What the check of the notes came to: the faults first, each with what to do, then the sum. */
export function renderVerification(
  { checked, unreadable }: VerificationView,
  options: { readonly colour: boolean },
): string {
  const colours = createColours(options.colour);
  const faults = checked.filter(({ finding }) => finding.kind in FINDINGS);
  const lines = faults.flatMap(({ run, commit, finding }) => [
    colours.bad(
      `x run ${oneLine(run)} on ${commit.slice(0, 12)}: ${FINDINGS[finding.kind]}` +
        (finding.reason === undefined ? '' : ` (${oneLine(finding.reason)})`),
    ),
    `    ${colours.info('try:')} ${REMEDIES[finding.kind]}`,
  ]);
  for (const commit of unreadable) {
    lines.push(colours.bad(`x a line of the note on ${commit.slice(0, 12)} cannot be read`));
  }
  const count = (kind: string): number =>
    checked.filter(({ finding }) => finding.kind === kind).length;
  const elsewhere = count('elsewhere');
  const proved = `${plural(count('proved'), 'note')} proved by ${count('proved') === 1 ? 'its journal' : 'their journals'}`;
  const unproved = elsewhere === 0 ? '' : `, ${elsewhere} of runs on other machines not checked`;
  const wrong = faults.length + unreadable.length;
  const sum = `${proved}${unproved}, ${wrong === 0 ? 'no fault' : plural(wrong, 'fault')}.`;
  return `${[...lines, wrong === 0 ? colours.good(sum) : colours.bad(sum)].join('\n')}\n`;
}
