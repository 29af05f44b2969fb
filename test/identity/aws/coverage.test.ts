import { expect, it } from 'vitest';
import { awsLocators } from '../../../src/identity/aws/index.js';
import { identityRules } from '../../../src/identity/catalogue/index.js';

/** Types of the catalogue that nothing in AWS answers to, with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {
  'aws:iam/groupMembership:GroupMembership':
    'a set of users under a name that AWS does not know; the genuine plugin cannot import it either',
  'aws:iam/policyAttachment:PolicyAttachment':
    'a set of attachments under a name that AWS does not know; the genuine plugin cannot import it either',
};

const rows = identityRules.map(({ type }) => type).filter((type) => type.startsWith('aws:'));

it('every AWS type of the catalogue has a locator, and each locator a row', () => {
  const missing = rows.filter((type) => !awsLocators.has(type));
  expect(missing.toSorted()).toEqual(Object.keys(WITHOUT).toSorted());
  expect([...awsLocators.keys()].filter((type) => !rows.includes(type))).toEqual([]);
});

it('has locators for at least 70 types', () => {
  expect(awsLocators.size).toBeGreaterThanOrEqual(70);
});
