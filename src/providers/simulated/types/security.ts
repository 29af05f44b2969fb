import { arnName, arnOf, aws, from, list, map, scalar, text, uuidFrom } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap, PropertyValue } from '../../../model/values.js';

const THIRTY_DAYS = 30 * 24 * 3600;

export const securityTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:kms/key:Key',
    id: (_inputs, context) => uuidFrom(context.identityHex(32)),
    tagged: true,
    arn: (_inputs, id, context) => arnOf('kms', `key/${id}`, context),
    replaceOnChanges: [
      'customKeyStoreId',
      'customerMasterKeySpec',
      'keyUsage',
      'multiRegion',
      'xksKeyId',
    ],
    defaults: {
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      enableKeyRotation: false,
      isEnabled: true,
      keyUsage: 'ENCRYPT_DECRYPT',
    },
    tombstone: { condition: 'pending deletion', remedy: 'restore', seconds: THIRTY_DAYS },
    notReadable: ['bypassPolicyLockoutSafetyCheck', 'deletionWindowInDays'],
    computed: (inputs, id) => ({
      keyId: id,
      description: inputs['description'] ?? '',
      multiRegion: inputs['multiRegion'] ?? false,
    }),
  }),
  aws({
    type: 'aws:kms/alias:Alias',
    id: from('name'),
    autoname: 'name',
    arn: (inputs, _id, context) => arnOf('kms', text(inputs, 'name'), context),
    required: ['targetKeyId'],
    replaceOnChanges: ['name', 'namePrefix'],
    unique: ['name'],
    alreadyExists: 'AlreadyExistsException: An alias with the name {name} already exists',
    parents: ['targetKeyId'],
    computed: (inputs, _id, context) => ({
      targetKeyArn: arnOf('kms', `key/${arnName(text(inputs, 'targetKeyId'))}`, context),
    }),
  }),
  aws({
    type: 'aws:kms/keyPolicy:KeyPolicy',
    id: (inputs) => arnName(text(inputs, 'keyId')),
    required: ['keyId', 'policy'],
    replaceOnChanges: ['keyId'],
    parents: ['keyId'],
    notReadable: ['bypassPolicyLockoutSafetyCheck'],
  }),
  aws({
    type: 'aws:kms/grant:Grant',
    id: (inputs, context) => `${arnName(text(inputs, 'keyId'))}:${context.identityHex(64)}`,
    autoname: 'name',
    required: ['granteePrincipal', 'keyId', 'operations'],
    replaceOnChanges: [
      'constraints',
      'grantCreationTokens',
      'granteePrincipal',
      'keyId',
      'name',
      'operations',
      'retireOnDelete',
      'retiringPrincipal',
    ],
    parents: ['keyId'],
    notReadable: ['grantCreationTokens', 'retireOnDelete'],
    secretOutputs: ['grantToken'],
    computed: (_inputs, id, context) => ({
      grantId: id.split(':')[1] ?? '',
      grantToken: context.hashHex(`${id} token`, 64),
    }),
  }),
  aws({
    type: 'aws:secretsmanager/secret:Secret',
    id: (inputs, context) =>
      arnOf('secretsmanager', `secret:${text(inputs, 'name')}-${context.identityHex(6)}`, context),
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id) => id,
    replaceOnChanges: ['name', 'namePrefix'],
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    unique: ['name'],
    alreadyExists:
      'ResourceExistsException: The operation failed because the secret {name} already exists.',
    tombstone: { condition: 'scheduled for deletion', remedy: 'restore', seconds: THIRTY_DAYS },
    notReadable: ['forceOverwriteReplicaSecret', 'recoveryWindowInDays'],
    computed: (inputs) => ({ replicas: inputs['replicas'] ?? [], policy: inputs['policy'] ?? '' }),
  }),
  aws({
    type: 'aws:secretsmanager/secretVersion:SecretVersion',
    id: (inputs, context) => `${text(inputs, 'secretId')}|${versionId(context)}`,
    required: ['secretId'],
    replaceOnChanges: ['secretBinary', 'secretId', 'secretString', 'secretStringWoVersion'],
    parents: ['secretId'],
    secretOutputs: ['secretBinary', 'secretString', 'secretStringWo'],
    notReadable: ['secretStringWo', 'secretStringWoVersion'],
    arn: (inputs) => text(inputs, 'secretId'),
    computed: (inputs, _id, context) => ({
      hasSecretStringWo: inputs['secretStringWo'] !== undefined,
      secretArn: text(inputs, 'secretId'),
      versionId: versionId(context),
      versionStages: inputs['versionStages'] ?? ['AWSCURRENT'],
    }),
  }),
  aws({
    type: 'aws:secretsmanager/secretPolicy:SecretPolicy',
    id: from('secretArn'),
    required: ['policy', 'secretArn'],
    replaceOnChanges: ['secretArn'],
    parents: ['secretArn'],
    notReadable: ['blockPublicPolicy'],
  }),
  aws({
    type: 'aws:ssm/parameter:Parameter',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) =>
      arnOf('ssm', `parameter/${text(inputs, 'name').replace(/^\//, '')}`, context),
    required: ['type'],
    replaceOnChanges: ['dataType', 'name'],
    unique: ['name'],
    alreadyExists:
      'ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    secretOutputs: ['value', 'valueWo'],
    notReadable: ['overwrite', 'valueWo', 'valueWoVersion'],
    computed: (inputs) => ({
      dataType: inputs['dataType'] ?? 'text',
      hasValueWo: inputs['valueWo'] !== undefined,
      tier: inputs['tier'] ?? 'Standard',
      value: inputs['value'] ?? inputs['insecureValue'] ?? '',
      version: 1,
      ...(inputs['type'] === 'SecureString' ? { keyId: inputs['keyId'] ?? 'alias/aws/ssm' } : {}),
    }),
  }),
  aws({
    type: 'aws:acm/certificate:Certificate',
    id: (_inputs, context) =>
      arnOf('acm', `certificate/${uuidFrom(context.identityHex(32))}`, context),
    tagged: true,
    arn: (_inputs, id) => id,
    replaceOnChanges: [
      'certificateAuthorityArn',
      'domainName',
      'keyAlgorithm',
      'subjectAlternativeNames',
      'validationMethod',
      'validationOptions',
    ],
    notReadable: [
      'certificateBody',
      'certificateChain',
      'privateKey',
      'privateKeyWo',
      'privateKeyWoVersion',
    ],
    secretOutputs: ['privateKey', 'privateKeyWo'],
    computed: certificateOutputs,
  }),
  aws({
    type: 'aws:acm/certificateValidation:CertificateValidation',
    id: (_inputs, context) => context.nowIso,
    required: ['certificateArn'],
    replaceOnChanges: ['certificateArn', 'validationRecordFqdns'],
    parents: ['certificateArn'],
    notReadable: ['validationRecordFqdns'],
  }),
];

function versionId(context: SimulatedContext): string {
  return `terraform-${context.identityHex(26)}`;
}

function certificateOutputs(
  inputs: PropertyMap,
  id: string,
  context: SimulatedContext,
): PropertyMap {
  const names = [
    text(inputs, 'domainName'),
    ...list(inputs['subjectAlternativeNames']).map(scalar),
  ];
  const validated = text(inputs, 'validationMethod') === 'DNS';
  return {
    domainValidationOptions: validated
      ? [...new Set(names)].map((name) => validationRecord(name, context))
      : [],
    keyAlgorithm: inputs['keyAlgorithm'] ?? 'RSA_2048',
    notAfter: '',
    notBefore: '',
    options: { certificateTransparencyLoggingPreference: 'ENABLED', ...map(inputs['options']) },
    pendingRenewal: false,
    renewalEligibility: 'INELIGIBLE',
    renewalSummaries: [],
    status: inputs['privateKey'] === undefined ? 'PENDING_VALIDATION' : 'ISSUED',
    subjectAlternativeNames: [...new Set(names)],
    type: inputs['privateKey'] === undefined ? 'AMAZON_ISSUED' : 'IMPORTED',
    validationEmails: [],
    domainName: text(inputs, 'domainName'),
    tagsAll: inputs['tags'] ?? {},
    arn: id,
  };
}

/** ACM asks for the same record for the same name in the same account, and one for a wildcard and its parent. */
function validationRecord(domainName: string, context: SimulatedContext): PropertyValue {
  const bare = domainName.replace(/^\*\./, '');
  const token = context.hashHex(`${context.account} ${bare}`, 32);
  return {
    domainName,
    resourceRecordName: `_${token}.${bare}.`,
    resourceRecordType: 'CNAME',
    resourceRecordValue: `_${context.hashHex(`${token} value`, 32)}.acm-validations.aws.`,
  };
}
