import { foundation, region } from './settings';

export const securityGroupIds = foundation.output('securityGroupIds');

/** What both clusters have in common. */
export const common = {
  version: '1.34',
  region,
  subnetIds: foundation.output('privateSubnetIds'),
  secretsKeyArn: foundation.output('secretsKeyArn'),
  operatorsRoleArn: foundation.output('operatorsRoleArn'),
};
