import { expect, test } from 'vitest';
import { hintsIn } from '../../src/commands/measured.js';
import type { JournalRecord } from '../../src/journal/index.js';

const urn = (type: string): string => `urn:pulumi:dev::demo::${type}::a`;
const done = (type: string, id: string): JournalRecord => ({
  record: 'done',
  at: 1,
  urn: urn(type),
  operation: 'create',
  id,
  seconds: 1,
});

test('ids of earlier runs are hints for types without a locator only, the newest run wins', () => {
  const newest = [done('example:index:Thing', 'new'), done('aws:ec2/vpc:Vpc', 'vpc-1')];
  const older = [done('example:index:Thing', 'old')];
  const hints = hintsIn([newest, older]);
  expect([...hints]).toEqual([
    [
      urn('example:index:Thing'),
      { id: 'new', type: 'example:index:Thing', inputs: {}, outputs: {} },
    ],
  ]);
});
