import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

/** Keys, secrets and certificates. A new KMS key cannot decrypt what the lost one encrypted. */
export const securityRules: readonly IdentityRule[] = [
  aws('aws:kms/key:Key', {
    tags: TAGS,
    holdsData: true,
    notReadable: ['bypassPolicyLockoutSafetyCheck', 'deletionWindowInDays'],
  }),
  aws('aws:kms/alias:Alias', { id: '{name}', nameProperty: 'name' }),
  aws('aws:kms/keyPolicy:KeyPolicy', {
    id: '{keyId:arnName}',
    notReadable: ['bypassPolicyLockoutSafetyCheck'],
  }),
  aws('aws:kms/grant:Grant', {
    keys: ['keyId', 'name'],
    nameProperty: 'name',
    notReadable: ['grantCreationTokens', 'retireOnDelete'],
  }),
  aws('aws:secretsmanager/secret:Secret', {
    tags: TAGS,
    keys: ['name'],
    nameProperty: 'name',
    holdsData: true,
    notReadable: ['forceOverwriteReplicaSecret', 'recoveryWindowInDays'],
  }),
  aws('aws:secretsmanager/secretVersion:SecretVersion', {
    keys: ['secretId'],
    holdsData: true,
    notReadable: ['secretStringWo', 'secretStringWoVersion'],
  }),
  aws('aws:secretsmanager/secretPolicy:SecretPolicy', {
    id: '{secretArn}',
    notReadable: ['blockPublicPolicy'],
  }),
  aws('aws:ssm/parameter:Parameter', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['overwrite', 'valueWo', 'valueWoVersion'],
  }),
  aws('aws:acm/certificate:Certificate', {
    tags: TAGS,
    keys: ['domainName'],
    notReadable: [
      'certificateBody',
      'certificateChain',
      'privateKey',
      'privateKeyWo',
      'privateKeyWoVersion',
    ],
  }),
  // Creating one is waiting until the certificate is issued; it lives as long as that certificate.
  aws('aws:acm/certificateValidation:CertificateValidation', {
    keys: ['certificateArn'],
    notReadable: ['validationRecordFqdns'],
  }),
];
