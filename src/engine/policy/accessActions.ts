import type { ActionRow } from './row.js';

/** Identity, keys, certificates and logs. */
export const accessActions: Readonly<Record<string, ActionRow>> = {
  'aws:acm/certificate:Certificate': {
    read: 'acm DescribeCertificate ListCertificates ListTagsForCertificate',
    write:
      'acm AddTagsToCertificate RemoveTagsFromCertificate RequestCertificate UpdateCertificateOptions',
  },
  'aws:acm/certificateValidation:CertificateValidation': {
    read: 'acm DescribeCertificate ListCertificates',
    // It only waits.
    write: '',
  },
  'aws:cloudwatch/dashboard:Dashboard': {
    read: 'cloudwatch ListDashboards',
  },
  'aws:cloudwatch/logGroup:LogGroup': {
    read: 'logs DescribeLogGroups ListTagsForResource',
    write:
      'logs AssociateKmsKey CreateLogGroup DeleteRetentionPolicy DisassociateKmsKey PutLogGroupDeletionProtection PutRetentionPolicy TagResource UntagResource',
  },
  'aws:cloudwatch/logMetricFilter:LogMetricFilter': {
    read: 'logs DescribeMetricFilters',
  },
  'aws:cloudwatch/logStream:LogStream': {
    read: 'logs DescribeLogGroups DescribeLogStreams',
  },
  'aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter': {
    read: 'logs DescribeLogGroups DescribeSubscriptionFilters',
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': {
    read: 'cloudwatch DescribeAlarms ListTagsForResource',
    write: 'cloudwatch PutMetricAlarm TagResource UntagResource',
  },
  'aws:iam/group:Group': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:iam/groupPolicy:GroupPolicy': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:iam/groupPolicyAttachment:GroupPolicyAttachment': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:iam/instanceProfile:InstanceProfile': {
    read: 'iam GetInstanceProfile ListInstanceProfiles',
    write:
      'iam AddRoleToInstanceProfile CreateInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile',
  },
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': {
    read: 'iam GetOpenIDConnectProvider ListOpenIDConnectProviderTags ListOpenIDConnectProviders',
    write:
      'iam AddClientIDToOpenIDConnectProvider CreateOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider TagOpenIDConnectProvider UntagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint',
  },
  'aws:iam/policy:Policy': {
    read: 'iam GetPolicy GetPolicyVersion ListPolicies ListPolicyTags ListPolicyVersions',
    write: 'iam CreatePolicy CreatePolicyVersion DeletePolicyVersion TagPolicy UntagPolicy',
  },
  'aws:iam/role:Role': {
    read: 'iam GetAccountAuthorizationDetails GetRole',
    write:
      'iam CreateRole DeleteRolePermissionsBoundary PutRolePermissionsBoundary TagRole UntagRole UpdateAssumeRolePolicy UpdateRole',
  },
  'aws:iam/rolePolicy:RolePolicy': {
    read: 'iam GetAccountAuthorizationDetails GetRolePolicy',
    write: 'iam PutRolePolicy',
  },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': {
    read: 'iam GetAccountAuthorizationDetails ListAttachedRolePolicies',
    write: 'iam AttachRolePolicy',
  },
  'aws:iam/samlProvider:SamlProvider': {
    read: 'iam ListSAMLProviderTags ListSAMLProviders',
  },
  'aws:iam/user:User': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:iam/userPolicy:UserPolicy': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:iam/userPolicyAttachment:UserPolicyAttachment': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:kms/alias:Alias': {
    read: 'kms ListAliases',
    write: 'kms CreateAlias UpdateAlias',
  },
  'aws:kms/key:Key': {
    read: 'kms DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags',
    write:
      'kms CancelKeyDeletion CreateKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateKeyDescription',
  },
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': {
    read: 'logs DescribeResourcePolicies',
  },
  'aws:iam/accessKey:AccessKey': {
    read: 'iam ListAccessKeys',
  },
  'aws:iam/rolePoliciesExclusive:RolePoliciesExclusive': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:iam/serviceLinkedRole:ServiceLinkedRole': {
    read: 'iam GetAccountAuthorizationDetails GetRole',
    write: 'iam CreateServiceLinkedRole TagRole UntagRole UpdateRole',
  },
  'aws:iam/userGroupMembership:UserGroupMembership': {
    read: 'iam GetAccountAuthorizationDetails',
  },
  'aws:kms/grant:Grant': {
    read: 'kms ListGrants',
  },
  'aws:kms/keyPolicy:KeyPolicy': {
    read: 'kms GetKeyPolicy',
  },
};
