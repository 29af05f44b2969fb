import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { tags } from '../shared/tags';
import { domain, foundation } from './settings';

const certificate = new aws.acm.Certificate('shop', {
  domainName: domain,
  subjectAlternativeNames: [pulumi.interpolate`*.${domain}`],
  validationMethod: 'DNS',
  tags: tags('shop'),
});

// The wildcard is proved by the same record as the domain itself.
const proof = certificate.domainValidationOptions.apply((options) => {
  const option = options[0];
  if (option === undefined) throw new Error('the certificate asks for no validation record');
  return option;
});

const validationRecord = new aws.route53.Record('certificate-validation', {
  zoneId: foundation.output('zoneId'),
  name: proof.resourceRecordName,
  type: proof.resourceRecordType,
  records: [proof.resourceRecordValue],
  ttl: 60,
  allowOverwrite: true,
});

// Waits until the world can see the record: after a rebuild of the zone that means until the registrar
// delegates to the new name servers.
const validation = new aws.acm.CertificateValidation(
  'shop',
  { certificateArn: certificate.arn, validationRecordFqdns: [validationRecord.fqdn] },
  { customTimeouts: { create: '30m' } },
);

export const certificateArn = validation.certificateArn;
