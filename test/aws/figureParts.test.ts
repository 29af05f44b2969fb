import { describe, expect, it } from 'vitest';
import { alterationsOf } from '../../scripts/lib/aws/alterations.js';
import { questionOf } from '../../scripts/lib/aws/countingProxy.js';
import { changesBetween, untouchedButChanged } from '../../scripts/lib/aws/reading/account.js';
import { comparable, type Reading } from '../../scripts/lib/aws/reading/reader.js';
import { drawSubset } from '../../scripts/lib/aws/subsets.js';
import type { PropertyMap } from '../../src/model/values.js';
import { awsResources } from '../../src/providers/aws/index.js';
import type { PlanDocument } from '../../src/report/document/planSchema.js';

type Resource = PlanDocument['resources'][number];

function planOf(...declared: readonly [type: string, ...needs: string[]][]): PlanDocument {
  const resources = declared.map(([type, ...needs]): Resource => ({
    ...{ urn: type, type, name: type, program: 'p', stage: 'aws', kind: 'custom' },
    dependencies: needs,
    step: { kind: 'same', id: `id of ${type}`, foundBy: 'tags', notComparable: [] },
  }));
  return { resources } as PlanDocument;
}

describe('a random part', () => {
  const VPC = 'aws:ec2/vpc:Vpc';
  const SUBNET = 'aws:ec2/subnet:Subnet';
  const NAT = 'aws:ec2/natGateway:NatGateway';
  const ALARM = 'aws:cloudwatch/metricAlarm:MetricAlarm';
  const plan = planOf([VPC], [SUBNET, VPC], [NAT, SUBNET], [ALARM, NAT]);

  it('is the same for the same seed, and another for another', () => {
    const drawn = Array.from({ length: 30 }, (_, seed) => JSON.stringify(drawSubset(plan, seed)));
    expect(drawSubset(plan, 7)).toEqual(drawSubset(plan, 7));
    expect(new Set(drawn).size).toBeGreaterThan(3);
  });

  it('takes along what holds it, and that goes first', () => {
    for (let seed = 0; seed < 50; seed++) {
      const types = drawSubset(plan, seed).map(({ type }) => type);
      if (types.includes(VPC)) expect(types).toEqual(expect.arrayContaining([SUBNET, NAT]));
      if (types.includes(SUBNET)) expect(types).toContain(NAT);
      const order = [ALARM, NAT, SUBNET, VPC].filter((type) => types.includes(type));
      expect(types).toEqual(order);
    }
  });
});

describe('alterations', () => {
  const of = (type: string, declared: PropertyMap, live: PropertyMap = declared): string[] =>
    alterationsOf(awsResources.get(type)!, declared, live).map(
      ({ kind, leaf, path }) => `${kind} ${leaf}${leaf === path ? '' : ` as ${path}`}`,
    );

  it('are of what is declared and can be changed in place', () => {
    const declared = { name: 'orders', visibilityTimeoutSeconds: 60, tags: { Name: 'orders' } };
    const live = { ...declared, delaySeconds: 0, tags: { Name: 'orders', theirs: 'x' } };
    expect(of('aws:sqs/queue:Queue', declared, live)).toEqual([
      'changed visibilityTimeoutSeconds',
      'changed tags.Name',
      'deleted tags.Name',
    ]);
  });

  it('name a set as a whole, and an element of a list by its place', () => {
    const groups = { securityGroupIds: ['sg-1', 'sg-2'] };
    expect(of('aws:ec2/vpcEndpoint:VpcEndpoint', groups)).toEqual([
      'changed securityGroupIds[0] as securityGroupIds',
      'changed securityGroupIds[1] as securityGroupIds',
      'added securityGroupIds[2] as securityGroupIds',
      'deleted securityGroupIds[1] as securityGroupIds',
      'deleted securityGroupIds',
    ]);
  });

  it('make a policy say something else, and something more', () => {
    const policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'a' }] });
    const altered = alterationsOf(
      awsResources.get('aws:iam/policy:Policy')!,
      { policy },
      { policy },
    ).map(({ inputs }) => JSON.parse(String(inputs['policy'])) as unknown);
    const denied = { Effect: 'Deny', Action: 'a' };
    expect(altered).toEqual([
      { Statement: [denied] },
      {
        Statement: [
          { Effect: 'Allow', Action: 'a' },
          { ...denied, Sid: 'Altered' },
        ],
      },
    ]);
  });
});

describe('readings', () => {
  const reading = (values: Record<string, unknown>): Reading =>
    new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));

  it('compare without order, and without what moves by itself', () => {
    const left = { Tags: [{ b: 1, a: 2 }, { a: 1 }], RequestId: 'x' };
    expect(comparable(left)).toEqual(comparable({ Tags: [{ a: 1 }, { a: 2, b: 1 }] }));
  });

  it('tell what went, came and changed', () => {
    const changes = changesBetween(reading({ a: 1, b: 1, c: 1 }), reading({ b: 2, c: 1, d: 1 }));
    expect(changes).toEqual({ gone: ['a'], added: ['d'], changed: ['b'] });
  });

  it('show a survivor that was changed without need', () => {
    const before = reading({
      'queue: lost': 1,
      'topic: t': 1,
      'alarm: a': 'of lost',
      'role: r': 1,
    });
    const damaged = reading({ 'topic: t': 1, 'alarm: a': 'of lost', 'role: r': 2 });
    const after = reading({ 'queue: new': 1, 'topic: t': 2, 'alarm: a': 'of new', 'role: r': 1 });
    expect(untouchedButChanged(before, damaged, after)).toEqual(['topic: t']);
  });
});

describe('the proxy that counts', () => {
  it.each([
    ['POST', '/', { 'x-amz-target': 'AmazonSQS.ListQueues' }, '', 'look-up sqs ListQueues'],
    ['POST', '/', {}, 'Action=DescribeVpcs&Version=1', 'look-up sqs DescribeVpcs'],
    ['GET', '/bucket?policy=', {}, '', 'look-up sqs GET policy'],
    ['GET', '/2013-04-01/hostedzone', {}, '', 'look-up sqs GET depth 2'],
  ])('tells what is asked: %s %s', (method, url, headers, body, expected) => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/sqs/aws4_request';
    const agent = { 'user-agent': 'aws-sdk-js/3.0 blackstart/look-up' };
    const request = { method, url, headers: { authorization, ...agent, ...headers } };
    expect(questionOf(request, body)).toBe(expected);
  });
});
