import type { Sample } from './sample.js';

const tag = (key: string, value: string, propagateAtLaunch = true) => ({
  key,
  value,
  propagateAtLaunch,
});

export const autoScalingSamples: readonly Sample[] = [
  { name: 'vpc', type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock: '10.0.0.0/16' } },
  ...['a', 'b'].map((zone, index): Sample => ({
    name: `subnet-${zone}`,
    type: 'aws:ec2/subnet:Subnet',
    inputs: (made) => ({
      vpcId: made('vpc').id,
      cidrBlock: `10.0.${index}.0/24`,
      availabilityZone: `eu-west-1${zone}`,
    }),
  })),
  {
    name: 'machine',
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    inputs: { imageId: 'ami-12c6146b', instanceType: 't3.micro' },
  },
  {
    name: 'nodes',
    type: 'aws:lb/targetGroup:TargetGroup',
    inputs: (made) => ({ vpcId: made('vpc').id, protocol: 'HTTP', port: 80 }),
  },
  {
    name: 'proxies',
    type: 'aws:autoscaling/group:Group',
    inputs: (made) => ({
      name: 'proxies',
      minSize: 1,
      maxSize: 4,
      desiredCapacity: 1,
      vpcZoneIdentifiers: [made('subnet-a').id],
      launchTemplate: { id: made('machine').id, version: '1' },
      healthCheckType: 'EC2',
      healthCheckGracePeriod: 180,
      tags: [tag('Name', 'proxies')],
    }),
    changes: [
      { maxSize: 5 },
      { desiredCapacity: 2 },
      { healthCheckGracePeriod: 60 },
      { tags: [tag('Name', 'others'), tag('More', 'x', false)] },
      { tags: [tag('Name', 'others')] },
      { suspendedProcesses: ['AZRebalance'] },
      { suspendedProcesses: [] },
      (made) => ({ vpcZoneIdentifiers: [made('subnet-a').id, made('subnet-b').id] }),
    ],
  },
  {
    name: 'attached',
    type: 'aws:autoscaling/attachment:Attachment',
    inputs: (made) => ({
      autoscalingGroupName: made('proxies').id,
      lbTargetGroupArn: made('nodes').id,
    }),
  },
  {
    name: 'load',
    type: 'aws:autoscaling/policy:Policy',
    inputs: (made) => ({
      autoscalingGroupName: made('proxies').id,
      policyType: 'TargetTrackingScaling',
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
        targetValue: 50,
      },
    }),
    changes: [
      {
        targetTrackingConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
          targetValue: 60,
        },
      },
    ],
  },
  {
    name: 'more',
    type: 'aws:autoscaling/policy:Policy',
    inputs: (made) => ({
      autoscalingGroupName: made('proxies').id,
      policyType: 'StepScaling',
      adjustmentType: 'ChangeInCapacity',
      estimatedInstanceWarmup: 180,
      stepAdjustments: [
        { metricIntervalLowerBound: '0', metricIntervalUpperBound: '15', scalingAdjustment: 1 },
        { metricIntervalLowerBound: '15', scalingAdjustment: 2 },
      ],
    }),
    changes: [{ stepAdjustments: [{ metricIntervalLowerBound: '0', scalingAdjustment: 3 }] }],
  },
];
