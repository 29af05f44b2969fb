import { ACMClient, paginateListCertificates, type CertificateSummary } from '@aws-sdk/client-acm';
import { collect, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** Never to be valid again. */
const DEAD = ['FAILED', 'VALIDATION_TIMED_OUT', 'REVOKED', 'EXPIRED', 'INACTIVE'];

/** Without it the list leaves out what is not of the oldest kinds: https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html */
const KEY_TYPES = [
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
] as const;

export const certificateLocators: readonly Locator[] = [
  {
    types: ['aws:acm/certificate:Certificate'],
    list: async (context) =>
      (await certificates(context)).map(
        ({ CertificateArn: arn = '', DomainName, Status = '' }): Found => ({
          id: arn,
          arn,
          keys: { domainName: DomainName },
          ...(DEAD.includes(Status)
            ? { dead: { condition: Status.toLowerCase(), remedy: 'none' } }
            : {}),
        }),
      ),
  },
  {
    // Creating one is waiting for the certificate: until that is issued there is none.
    types: ['aws:acm/certificateValidation:CertificateValidation'],
    list: async (context) =>
      (await certificates(context))
        .filter(({ Status }) => Status === 'ISSUED')
        .map(({ CertificateArn: arn = '' }) => ({ id: arn, keys: { certificateArn: arn } })),
  },
];

function certificates(context: LocatorContext): Promise<CertificateSummary[]> {
  const client = context.client(ACMClient);
  const query = { Includes: { keyTypes: [...KEY_TYPES] }, MaxItems: 1000 };
  return context.once('certificates', () =>
    collect(paginateListCertificates({ client }, query), (page) => page.CertificateSummaryList),
  );
}
