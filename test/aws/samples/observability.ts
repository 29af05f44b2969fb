import type { Sample } from './sample.js';

export const observabilitySamples: readonly Sample[] = [
  {
    name: 'proxies',
    type: 'aws:cloudwatch/logGroup:LogGroup',
    inputs: {
      name: '/shop/proxies',
      retentionInDays: 30,
      kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1',
      tags: { a: '1' },
    },
    changes: [{ retentionInDays: 90 }, { retentionInDays: 0 }, { tags: { b: '2' } }],
  },
  { name: 'kept', type: 'aws:cloudwatch/logGroup:LogGroup', inputs: {} },
  {
    name: 'dead-letters',
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    inputs: {
      name: 'dead-letters',
      alarmDescription: 'Messages that nobody could handle',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'orders' },
      statistic: 'Maximum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      period: 300,
      evaluationPeriods: 1,
      alarmActions: ['arn:aws:sns:eu-west-1:123456789012:alarms'],
      tags: { a: '1' },
    },
    changes: [
      { threshold: 3 },
      { alarmDescription: 'Others' },
      { alarmActions: [] },
      { treatMissingData: 'breaching', datapointsToAlarm: 1 },
      { dimensions: { QueueName: 'others' } },
      { actionsEnabled: false },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'rate',
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    inputs: {
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 2,
      threshold: 10,
      metricQueries: [
        { id: 'rate', expression: 'errors/requests*100', label: 'Rate', returnData: true },
        ...['errors', 'requests'].map((id) => ({
          id,
          metric: {
            metricName: id,
            namespace: 'Shop',
            period: 60,
            stat: 'Sum',
            dimensions: { Service: 'orders' },
          },
        })),
      ],
    },
    changes: [{ threshold: 20 }],
  },
];
