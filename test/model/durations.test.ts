import { describe, expect, it } from 'vitest';
import { apiRate, apiRates } from '../../src/model/apiRates.js';
import { durationTable, expectedSeconds } from '../../src/model/durations.js';
import { sdkType } from '../identity/sdk.js';

describe('the table of durations', () => {
  it('has every type once, with seconds and a source', () => {
    expect(new Set(durationTable.map((row) => row.type)).size).toBe(durationTable.length);
    for (const row of durationTable) {
      expect(row.create, row.type).toBeGreaterThan(0);
      expect(row.source.length, row.type).toBeGreaterThan(10);
    }
  });

  it('names types that the SDK has', () => {
    const unknown = durationTable
      .filter((row) => row.type.startsWith('aws:'))
      .filter((row) => sdkType(row.type)?.token !== row.type);
    expect(unknown).toEqual([]);
  });

  it('knows the slow ones, and falls back by package', () => {
    expect(expectedSeconds('aws:eks/cluster:Cluster', 'create')?.seconds).toBe(570);
    expect(expectedSeconds('aws:eks/cluster:Cluster', 'read')?.seconds).toBe(0.5);
    expect(expectedSeconds('kubernetes:core/v1:ConfigMap', 'create')?.seconds).toBe(1);
    expect(expectedSeconds('kubernetes:core/v1:ConfigMap', 'read')?.seconds).toBe(0.05);
    expect(expectedSeconds('random:index/randomPet:RandomPet', 'create')?.seconds).toBe(0);
    expect(expectedSeconds('aws:nowhere/thing:Thing', 'create')).toBeUndefined();
  });
});

describe('API rates', () => {
  it.each([
    ['aws:ec2/vpc:Vpc', 'ec2'],
    ['aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', 'ec2'],
    ['aws:ec2/vpcEndpoint:VpcEndpoint', 'ec2-endpoints'],
    ['aws:alb/listener:Listener', 'elb'],
    ['aws:cloudwatch/logGroup:LogGroup', 'logs'],
    ['aws:cloudwatch/eventRule:EventRule', 'events'],
    ['aws:cloudwatch/metricAlarm:MetricAlarm', 'cloudwatch'],
    ['aws:route53/record:Record', 'route53'],
    ['kubernetes:apps/v1:Deployment', 'kubernetes'],
    ['random:index/randomPet:RandomPet', 'local'],
    ['aws:nowhere/thing:Thing', 'other'],
    ['gcp:storage/bucket:Bucket', 'other'],
  ])('%s draws from %s', (type, api) => {
    expect(apiRate(type).api).toBe(api);
  });

  it('have positive numbers and a source', () => {
    for (const { api, requestsPerSecond, burst, source } of apiRates.values()) {
      expect(requestsPerSecond, api).toBeGreaterThan(0);
      expect(burst, api).toBeGreaterThanOrEqual(1);
      expect(source, api).toMatch(/^(https:|assumption: |the Pulumi)/);
    }
  });
});
