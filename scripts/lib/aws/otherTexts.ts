/** Something that lives, under the names by which others may refer to it. */
export interface Named {
  readonly type: string;
  readonly id: string;
  readonly arn: string | undefined;
}

/** Where one of few values is allowed: these, by the path without its indices, with or without the type before it. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'actions.type': ['forward', 'redirect'],
  adjustmentType: ['ChangeInCapacity', 'ExactCapacity'],
  'blockDeviceMappings.ebs.deleteOnTermination': ['true', 'false'],
  'blockDeviceMappings.ebs.encrypted': ['true', 'false'],
  'blockDeviceMappings.ebs.volumeType': ['gp3', 'gp2'],
  comparisonOperator: ['GreaterThanThreshold', 'LessThanThreshold'],
  'defaultActions.redirect.protocol': ['HTTPS', 'HTTP'],
  'defaultActions.redirect.statusCode': ['HTTP_301', 'HTTP_302'],
  healthCheckType: ['EC2', 'ELB'],
  'healthCheck.matcher': ['200', '204'],
  'healthCheck.port': ['30082', '30083'],
  'healthCheck.protocol': ['HTTP', 'HTTPS'],
  'healthCheck.target': ['TCP:8883', 'TCP:8884'],
  imageTagMutability: ['IMMUTABLE', 'MUTABLE'],
  instanceType: ['m6i.large', 'm6i.xlarge'],
  ipProtocol: ['tcp', 'udp'],
  'metadataOptions.httpEndpoint': ['enabled', 'disabled'],
  'metadataOptions.httpTokens': ['required', 'optional'],
  'rules.applyServerSideEncryptionByDefault.sseAlgorithm': ['aws:kms', 'AES256'],
  'rules.status': ['Enabled', 'Disabled'],
  sslPolicy: ['ELBSecurityPolicy-TLS13-1-2-2021-06', 'ELBSecurityPolicy-2016-08'],
  statistic: ['Maximum', 'Average', 'Minimum'],
  treatMissingData: ['breaching', 'notBreaching'],
  'versioningConfiguration.status': ['Enabled', 'Suspended'],
  'aws:ec2/launchTemplate:LaunchTemplate userData': ['IyEvYmluL3NoCg=='],
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule cidrIpv4': ['10.0.0.0/8'],
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule cidrIpv4': ['10.0.0.0/8'],
};

/** Properties that hold the name of something of this type. */
const REFERENCES: Readonly<Record<string, string>> = {
  'accessLogs.bucket': 'aws:s3/bucket:Bucket',
  loadBalancers: 'aws:elb/loadBalancer:LoadBalancer',
  role: 'aws:iam/role:Role',
};

/**
 * Another text that the API should take in the place of this one: of an id or ARN that of another thing of the kind
 * that lives, of few choices another, else the same with something at its end. Pure.
 */
export function otherText(
  type: string,
  path: string,
  value: string,
  living: readonly Named[],
): string {
  const bare = path.replaceAll(/\[\d+\]/g, '');
  const choices = CHOICES[`${type} ${bare}`] ?? CHOICES[bare];
  const choice = choices?.find((each) => each !== value);
  if (choice !== undefined) return choice;
  const own = living.find(({ id, arn }) => id === value || arn === value);
  const kind = own?.type ?? REFERENCES[bare];
  const other = living.find(
    (each) => each.type === kind && each.id !== value && each.arn !== value,
  );
  const found = own !== undefined && own.arn === value ? other?.arn : other?.id;
  return found ?? `${value}-altered`;
}
