import {
  ACMClient,
  AddTagsToCertificateCommand,
  DescribeCertificateCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
  UpdateCertificateOptionsCommand,
  type CertificateDetail,
} from '@aws-sdk/client-acm';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, list, object, set, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { compact, need, obj, objs, str, strMap, strs, timeText } from './values.js';

const GONE = 'ResourceNotFoundException';
/** Never to be valid again: https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html */
const FAILED = new Set(['FAILED', 'VALIDATION_TIMED_OUT', 'REVOKED', 'EXPIRED', 'INACTIVE']);

/** Certificates that AWS issues. Those made elsewhere and imported are not covered. */
const certificate: AwsResource = {
  type: 'aws:acm/certificate:Certificate',
  inputs: {
    domainName: { ...text, required: true, replace: true },
    keyAlgorithm: { ...text, computed: true, replace: true },
    options: {
      ...object({
        certificateTransparencyLoggingPreference: { ...text, computed: true },
        export: { ...text, computed: true },
      }),
      computed: true,
    },
    subjectAlternativeNames: { ...set(text), computed: true, replace: true },
    validationMethod: { ...text, computed: true, replace: true },
    validationOptions: {
      ...set(
        object({
          domainName: { ...text, required: true },
          validationDomain: { ...text, required: true },
        }),
      ),
      computed: true,
      replace: true,
    },
  },
  refused: [
    'certificateAuthorityArn',
    'certificateBody',
    'certificateChain',
    'earlyRenewalDuration',
    'privateKey',
    'privateKeyWo',
    'privateKeyWoVersion',
  ],
  outputs: {
    arn: text,
    domainValidationOptions: list(object({})),
    notAfter: text,
    notBefore: text,
    pendingRenewal: flag,
    renewalEligibility: text,
    renewalSummaries: list(object({})),
    status: text,
    type: text,
    validationEmails: list(text),
  },
  check: (inputs) =>
    strs(inputs, 'subjectAlternativeNames').includes(String(inputs['domainName']))
      ? [
          {
            property: 'subjectAlternativeNames',
            reason: 'repeats domainName, which a certificate has anyway: leave it out',
          },
        ]
      : [],
  create: async (inputs, context) => {
    const names = strs(inputs, 'subjectAlternativeNames');
    const Tags = toPairs(strMap(inputs, 'tags'));
    const domains = objs(inputs, 'validationOptions').map((option) => ({
      DomainName: need(option, 'domainName'),
      ValidationDomain: need(option, 'validationDomain'),
    }));
    const { CertificateArn } = await context.client(ACMClient).send(
      new RequestCertificateCommand({
        DomainName: need(inputs, 'domainName'),
        KeyAlgorithm: str(inputs, 'keyAlgorithm'),
        Options: optionsOf(inputs),
        ValidationMethod: str(inputs, 'validationMethod'),
        ...(names.length === 0 ? {} : { SubjectAlternativeNames: names }),
        ...(domains.length === 0 ? {} : { DomainValidationOptions: domains }),
        ...(Tags.length === 0 ? {} : { Tags }),
      }),
    );
    return CertificateArn ?? '';
  },
  read: async (id, context) => {
    const found = await describe(id, context);
    if (found === undefined || FAILED.has(found.Status ?? '')) return undefined;
    const { Tags } = await context
      .client(ACMClient)
      .send(new ListTagsForCertificateCommand({ CertificateArn: id }));
    const live: LiveResource = { properties: propertiesOf(found, id), tags: fromPairs(Tags) };
    // The records that prove a domain are known a few seconds after the request.
    const isWaiting = (found.DomainValidationOptions ?? []).some(
      ({ ValidationMethod, ResourceRecord }) =>
        ValidationMethod === 'DNS' && ResourceRecord === undefined,
    );
    const isNew = found.DomainValidationOptions === undefined && found.Type === 'AMAZON_ISSUED';
    return isWaiting || isNew ? { ...live, pending: 'without validation records' } : live;
  },
  update: async (CertificateArn, { new: inputs }, context) => {
    const Options = optionsOf(inputs) ?? {};
    await context
      .client(ACMClient)
      .send(new UpdateCertificateOptionsCommand({ CertificateArn, Options }));
  },
  tag: tagging({
    set: (CertificateArn, tags, context) =>
      context
        .client(ACMClient)
        .send(new AddTagsToCertificateCommand({ CertificateArn, Tags: toPairs(tags) })),
    remove: (CertificateArn, keys, context) =>
      context.client(ACMClient).send(
        new RemoveTagsFromCertificateCommand({
          CertificateArn,
          Tags: keys.map((Key) => ({ Key })),
        }),
      ),
  }),
};

function optionsOf(inputs: PropertyMap):
  | {
      CertificateTransparencyLoggingPreference: 'ENABLED' | undefined;
      Export: 'ENABLED' | undefined;
    }
  | undefined {
  const options = obj(inputs, 'options');
  if (options === undefined) return undefined;
  return {
    CertificateTransparencyLoggingPreference: str(
      options,
      'certificateTransparencyLoggingPreference',
    ),
    Export: str(options, 'export'),
  };
}

async function describe(
  CertificateArn: string,
  context: AwsContext,
): Promise<CertificateDetail | undefined> {
  const request = new DescribeCertificateCommand({ CertificateArn });
  return (await unlessCode(context.client(ACMClient).send(request), GONE))?.Certificate;
}

function propertiesOf(found: CertificateDetail, arn: string): PropertyMap {
  const domains = found.DomainValidationOptions ?? [];
  return compact({
    arn,
    domainName: found.DomainName,
    domainValidationOptions: domains.map(({ DomainName, ResourceRecord }) =>
      compact({
        domainName: DomainName,
        resourceRecordName: ResourceRecord?.Name,
        resourceRecordType: ResourceRecord?.Type,
        resourceRecordValue: ResourceRecord?.Value,
      }),
    ),
    // The SDK writes `RSA_2048`, the API of a certificate `RSA-2048`.
    keyAlgorithm: (found.KeyAlgorithm ?? '').replaceAll('-', '_'),
    notAfter: timeText(found.NotAfter),
    notBefore: timeText(found.NotBefore),
    options: compact({
      certificateTransparencyLoggingPreference:
        found.Options?.CertificateTransparencyLoggingPreference,
      export: found.Options?.Export,
    }),
    pendingRenewal: found.RenewalSummary?.RenewalStatus === 'PENDING_AUTO_RENEWAL',
    renewalEligibility: found.RenewalEligibility ?? '',
    renewalSummaries:
      found.RenewalSummary === undefined
        ? []
        : [
            compact({
              renewalStatus: found.RenewalSummary.RenewalStatus,
              renewalStatusReason: found.RenewalSummary.RenewalStatusReason ?? '',
              updatedAt: timeText(found.RenewalSummary.UpdatedAt),
            }),
          ],
    status: found.Status ?? '',
    subjectAlternativeNames: (found.SubjectAlternativeNames ?? []).filter(
      (name) => name !== found.DomainName,
    ),
    type: found.Type ?? '',
    validationEmails: domains.flatMap(({ ValidationEmails }) => ValidationEmails ?? []),
    validationMethod: domains[0]?.ValidationMethod ?? 'NONE',
  });
}

/**
 * Creating one is waiting until the certificate is issued. The locator takes it for absent until then, so that a plan
 * does not wait as well.
 */
const validation: AwsResource = {
  type: 'aws:acm/certificateValidation:CertificateValidation',
  inputs: {
    certificateArn: { ...text, required: true, replace: true },
    validationRecordFqdns: { ...set(text), writeOnly: true },
  },
  readySeconds: 75 * 60,
  create: (inputs) => Promise.resolve(need(inputs, 'certificateArn')),
  read: async (id, context) => {
    const found = await describe(id, context);
    if (found === undefined) return undefined;
    const live = { properties: { certificateArn: id } };
    const status = found.Status ?? '';
    if (status === 'ISSUED') return live;
    return FAILED.has(status)
      ? { ...live, failed: `${status} ${found.FailureReason ?? ''}`.trim() }
      : { ...live, pending: status };
  },
};

export const certificateResources: readonly AwsResource[] = [certificate, validation];
