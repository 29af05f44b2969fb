import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/findings.js';
import { makeUrn } from '../../src/model/urn.js';
import { doctorDocument } from '../../src/report/document/doctorDocument.js';
import {
  doctorDocumentJsonSchema,
  doctorDocumentSchema,
} from '../../src/report/document/doctorSchema.js';
import { renderFindings } from '../../src/report/doctor/renderFindings.js';

const ZONE = makeUrn('production', 'shop', undefined, 'aws:route53/zone:Zone', 'shop');
const FINDINGS: Finding[] = [
  { check: 'commit', level: 'ok', message: 'it is pushed' },
  { check: 'quotas', level: 'blocked', message: 'one\u001b[2J VPC too many', remedy: 'Ask for 6.' },
  {
    check: 'circularity',
    level: 'warning',
    message: 'the Git host',
    remedy: 'Copy it.',
    urns: [ZONE],
  },
];
const ABOUT = {
  ...{ system: 'shop', commit: 'a'.repeat(40), target: 'live', exitCode: 1, seconds: 2 },
  findings: FINDINGS,
};

describe('a preflight for people', () => {
  it('has a line for each finding, the remedy under it and the verdict last', () => {
    const text = renderFindings(ABOUT, { colour: false, verbose: false });
    expect(text.split('\n')).toEqual([
      'Preflight of system shop at aaaaaaaaaaaa on live',
      '',
      'ok       commit       it is pushed',
      'BLOCKED  quotas       one\ufffd[2J VPC too many',
      '                      try: Ask for 6.',
      'warning  circularity  the Git host',
      '                      try: Copy it.',
      '',
      'Blocked: a recovery could not do its work (1 finding, 1 warning besides). It took 2.0s.',
    ]);
  });

  it('names the resources with --verbose', () => {
    expect(renderFindings(ABOUT, { colour: false, verbose: true })).toContain(
      '\n                      aws:route53:Zone shop\n',
    );
  });
});

describe('a preflight for machines', () => {
  it('is as its schema has it', () => {
    const document = doctorDocument(ABOUT);
    expect(doctorDocumentSchema.parse(document)).toEqual(document);
    expect(document.findings[2]).toMatchObject({ urns: [ZONE] });
  });

  it('has the schema that schemas/doctor.schema.json holds', async () => {
    const file = new URL('../../schemas/doctor.schema.json', import.meta.url);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(doctorDocumentJsonSchema());
  });
});
