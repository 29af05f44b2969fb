import {
  ACMClient,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  GetInstanceProfileCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListPolicyTagsCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import {
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand as ListZoneTagsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { orRefusal, type ReadService } from './reader.js';

export const readIam: ReadService = async (note) => {
  const client = new IAMClient({});
  const Filter = ['Role' as const, 'LocalManagedPolicy' as const];
  const pages = paginateGetAccountAuthorizationDetails({ client }, { Filter, MaxItems: 1000 });
  for await (const { RoleDetailList = [], Policies = [] } of pages) {
    for (const each of RoleDetailList) note('role', each.RoleName, each);
    for (const each of Policies) {
      // Who holds it is told by the roles.
      const { AttachmentCount: _count, PermissionsBoundaryUsageCount: _use, ...own } = each;
      note(
        'policy',
        each.Arn,
        own,
        await client.send(new ListPolicyTagsCommand({ PolicyArn: each.Arn })),
      );
    }
  }
  const { InstanceProfiles = [] } = await client.send(new ListInstanceProfilesCommand({}));
  for (const { InstanceProfileName } of InstanceProfiles) {
    const request = new GetInstanceProfileCommand({ InstanceProfileName });
    note('instance profile', InstanceProfileName, await client.send(request));
  }
};

export const readKeys: ReadService = async (note) => {
  const kms = new KMSClient({});
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  for (const { KeyId } of Keys) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (KeyMetadata?.KeyManager === 'AWS') continue;
    note(
      'key',
      KeyId,
      KeyMetadata,
      await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' })),
      await orRefusal(kms.send(new GetKeyRotationStatusCommand({ KeyId }))),
      await kms.send(new ListResourceTagsCommand({ KeyId })),
    );
  }
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  for (const { AliasName, TargetKeyId } of Aliases) {
    if (AliasName?.startsWith('alias/aws/') !== true) note('alias', AliasName, { TargetKeyId });
  }
};

export const readSecrets: ReadService = async (note) => {
  const secrets = new SecretsManagerClient({});
  const { SecretList = [] } = await secrets.send(
    new ListSecretsCommand({ IncludePlannedDeletion: true }),
  );
  for (const each of SecretList) {
    const SecretId = each.ARN;
    note(
      'secret',
      SecretId,
      each,
      await orRefusal(secrets.send(new GetSecretValueCommand({ SecretId }))),
      await orRefusal(secrets.send(new GetResourcePolicyCommand({ SecretId }))),
    );
  }
  const ssm = new SSMClient({});
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
  for (const each of Parameters) {
    const { Name = '' } = each;
    const tags = new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: Name });
    const value = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    note('parameter', Name, each, value, await ssm.send(tags));
  }
};

export const readNames: ReadService = async (note) => {
  const dns = new Route53Client({});
  const { HostedZones = [] } = await dns.send(new ListHostedZonesCommand({}));
  for (const { Id = '' } of HostedZones) {
    const ResourceId = Id.slice(Id.lastIndexOf('/') + 1);
    const tags = new ListZoneTagsCommand({ ResourceType: 'hostedzone', ResourceId });
    const { HostedZone, DelegationSet } = await dns.send(new GetHostedZoneCommand({ Id }));
    const { ResourceRecordSetCount: _count, ...zone } = HostedZone ?? {};
    note('zone', ResourceId, zone, DelegationSet, await dns.send(tags));
    const records = await dns.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id }));
    for (const each of records.ResourceRecordSets ?? []) {
      note('record', `${ResourceId} ${each.Name ?? ''} ${each.Type ?? ''}`, each);
    }
  }
  const acm = new ACMClient({});
  const { CertificateSummaryList = [] } = await acm.send(new ListCertificatesCommand({}));
  for (const { CertificateArn } of CertificateSummaryList) {
    const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
    const { InUseBy: _users, ...own } = Certificate ?? {};
    const tags = new ListTagsForCertificateCommand({ CertificateArn });
    note('certificate', CertificateArn, own, await acm.send(tags));
  }
};
