import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { publicBalancer, targetGroups } from './balancers';
import { buildAgents, moreBuildAgents } from './fleets';
import { foundation } from './settings';

// What AWS alone can see, and what must be heard of while the clusters and their alerts are down.

const notify = [foundation.output('alarmsTopicArn')];
const deadLetterQueueNames = foundation.output('deadLetterQueueNames');

for (const consumer of ['payments', 'notifications', 'fulfilment'] as const) {
  new aws.cloudwatch.MetricAlarm(`${consumer}-dead-letters`, {
    name: `shop-${consumer}-dead-letters`,
    alarmDescription: `Messages that ${consumer} failed to handle five times`,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: deadLetterQueueNames[consumer] },
    statistic: 'Maximum',
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    period: 300,
    evaluationPeriods: 1,
    alarmActions: notify,
    tags: tags(`shop-${consumer}-dead-letters`),
  });
}

new aws.cloudwatch.MetricAlarm('public-main-unhealthy', {
  name: 'shop-public-main-unhealthy',
  alarmDescription: 'No node of the main cluster takes requests from shoppers',
  namespace: 'AWS/ApplicationELB',
  metricName: 'HealthyHostCount',
  dimensions: {
    LoadBalancer: publicBalancer.arnSuffix,
    TargetGroup: targetGroups.publicMain.arnSuffix,
  },
  statistic: 'Minimum',
  comparisonOperator: 'LessThanThreshold',
  threshold: 1,
  period: 60,
  evaluationPeriods: 3,
  // Without a target there is no data point either.
  treatMissingData: 'breaching',
  alarmActions: notify,
  okActions: notify,
  tags: tags('shop-public-main-unhealthy'),
});

new aws.cloudwatch.MetricAlarm('build-agent-busy', {
  name: 'shop-build-agent-busy',
  alarmDescription: 'Build agents are busy: start more of them',
  namespace: 'AWS/EC2',
  metricName: 'CPUUtilization',
  dimensions: { AutoScalingGroupName: buildAgents.name },
  statistic: 'Average',
  comparisonOperator: 'GreaterThanThreshold',
  threshold: 80,
  period: 60,
  evaluationPeriods: 3,
  alarmActions: [moreBuildAgents.arn],
  tags: tags('shop-build-agent-busy'),
});
