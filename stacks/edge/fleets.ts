import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { buildAgentTemplate, scannerProxyTemplate } from './machines';
import { scannerGateway } from './scanners';
import { foundation } from './settings';

/** An auto-scaling group does not hand its tags on unless told so for each. */
function propagated(name: string): aws.types.input.autoscaling.GroupTag[] {
  return Object.entries(tags(name)).map(([key, value]) => ({
    key,
    value,
    propagateAtLaunch: true,
  }));
}

export const scannerProxies = new aws.autoscaling.Group(
  'scanner-proxy',
  {
    name: 'shop-scanner-proxy',
    minSize: 3,
    maxSize: 9,
    desiredCapacity: 3,
    vpcZoneIdentifiers: foundation.output('privateSubnetIds'),
    launchTemplate: {
      id: scannerProxyTemplate.id,
      version: scannerProxyTemplate.latestVersion.apply(String),
    },
    loadBalancers: [scannerGateway.name],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 180,
    instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 67 } },
    tags: propagated('shop-scanner-proxy'),
  },
  // The scaling policy moves it all day long.
  { ignoreChanges: ['desiredCapacity'], customTimeouts: { create: '15m' } },
);

export const buildAgents = new aws.autoscaling.Group(
  'build-agent',
  {
    name: 'shop-build-agent',
    minSize: 1,
    maxSize: 6,
    desiredCapacity: 2,
    vpcZoneIdentifiers: foundation.output('privateSubnetIds'),
    launchTemplate: {
      id: buildAgentTemplate.id,
      version: buildAgentTemplate.latestVersion.apply(String),
    },
    healthCheckType: 'EC2',
    tags: propagated('shop-build-agent'),
  },
  { ignoreChanges: ['desiredCapacity'] },
);

new aws.autoscaling.Policy('scanner-proxy-load', {
  name: 'shop-scanner-proxy-load',
  autoscalingGroupName: scannerProxies.name,
  policyType: 'TargetTrackingScaling',
  targetTrackingConfiguration: {
    predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
    targetValue: 50,
  },
});

/** Set off by the alarm on the agents' own load; alarms.ts has it. */
export const moreBuildAgents = new aws.autoscaling.Policy('build-agent-more', {
  name: 'shop-build-agent-more',
  autoscalingGroupName: buildAgents.name,
  policyType: 'StepScaling',
  adjustmentType: 'ChangeInCapacity',
  estimatedInstanceWarmup: 180,
  stepAdjustments: [
    { metricIntervalLowerBound: '0', metricIntervalUpperBound: '15', scalingAdjustment: 1 },
    { metricIntervalLowerBound: '15', scalingAdjustment: 2 },
  ],
});
