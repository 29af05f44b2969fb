import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

export const observabilityRules: readonly IdentityRule[] = [
  aws('aws:cloudwatch/logGroup:LogGroup', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['skipDestroy'],
  }),
  aws('aws:cloudwatch/logStream:LogStream', { id: '{logGroupName}:{name}', nameProperty: 'name' }),
  aws('aws:cloudwatch/logMetricFilter:LogMetricFilter', {
    id: '{logGroupName}:{name}',
    nameProperty: 'name',
  }),
  aws('aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter', {
    id: '{logGroup}|{name}',
    nameProperty: 'name',
  }),
  aws('aws:cloudwatch/logResourcePolicy:LogResourcePolicy', { id: '{policyName|resourceArn}' }),
  aws('aws:cloudwatch/metricAlarm:MetricAlarm', { id: '{name}', tags: TAGS, nameProperty: 'name' }),
  aws('aws:cloudwatch/dashboard:Dashboard', { id: '{dashboardName}' }),
  aws('aws:cloudtrail/trail:Trail', {
    id: 'arn:{partition}:cloudtrail:{region}:{account}:trail/{name}',
    tags: TAGS,
    nameProperty: 'name',
  }),
];
