import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../src/journal/index.js';
import { renderReportPage, reportDocument } from '../../../src/report/index.js';
import { ended, outcome, recoveryRecords, started, VPC } from '../journalRig.js';

function pageOf(records: JournalRecord[]): string {
  return renderReportPage(
    reportDocument({ records, file: '/state/r1.jsonl', sha256: 'ab'.repeat(32), bytes: 7 }),
  );
}

describe('the report', () => {
  it('says right under the verdict what is left for people, and leads there', () => {
    const page = pageOf(recoveryRecords());
    expect(page).toContain('<a href="#people">Left for people</a>: put right 1.');
    expect(page).toContain('id="people"');
    expect(page.indexOf('Left for people')).toBeLessThan(page.indexOf('Timeline</h2>'));
  });

  it('says nothing of the kind when nothing is left', () => {
    const page = pageOf([started(), outcome(VPC, 'adopted', 1, 2), ended(3, 0, { adopted: 1 })]);
    expect(page).not.toContain('Left for people');
    expect(page).not.toContain('id="people"');
  });
});
