import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { identityRule, identityRules } from '../../src/identity/catalogue/index.js';
import { fillTemplate, templateProperties } from '../../src/identity/template.js';
import type { PropertyMap, PropertyValue } from '../../src/model/values.js';
import { simulatedTypes } from '../../src/providers/simulated/types/index.js';
import type {
  SimulatedContext,
  SimulatedType,
} from '../../src/providers/simulated/types/simulatedType.js';
import { sdkType } from '../identity/sdk.js';

const here = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

function hashHex(text: string, length: number): string {
  return createHash('sha512').update(text).digest('hex').slice(0, length);
}

function contextOf(
  incarnation: string,
  stored: Record<string, PropertyMap> = {},
): SimulatedContext {
  return {
    ...here,
    urn: 'urn:pulumi:s::p::t::n',
    identityHex: (length) => hashHex(incarnation, length),
    hashHex,
    nowIso: '2026-01-01T00:00:00.000Z',
    outputsOf: (type, id) => stored[`${type} ${id}`],
  };
}

const context = contextOf('one');
// The simulated cloud's own type has no SDK.
const rows = [...simulatedTypes.values()].filter((row) => !row.type.startsWith('simulated:'));
const awsRows = rows.filter((row) => row.type.startsWith('aws:'));

/** Values for inputs whose form matters; all others are their own names. */
const VALUES: Readonly<Record<string, PropertyValue>> = {
  cidrBlocks: ['10.0.0.0/16', '10.1.0.0/16'],
  egress: true,
  fromPort: 8000,
  groups: ['admins', 'readers'],
  ipv6CidrBlocks: ['2001:db8::/48'],
  length: 24,
  byteLength: 8,
  max: 20,
  min: 10,
  inputs: ['a', 'b', 'c'],
  name: 'Www.example.org',
  oidc: { identityProviderConfigName: 'okta' },
  port: 443,
  prefixListIds: ['pl-1'],
  protocol: 'tcp',
  ruleNumber: 100,
  self: true,
  subnetIds: ['subnet-1', 'subnet-2'],
  subnets: ['subnet-1', 'subnet-2'],
  toPort: 8001,
  url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF',
  vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
};

function valuesFor(names: readonly string[]): PropertyMap {
  const roots = names.map((name) => name.split('.')[0] ?? '');
  return Object.fromEntries(roots.map((name) => [name, VALUES[name] ?? `the-${name}`]));
}

/** What the row makes of these inputs once Check has filled in its defaults. */
function make(row: SimulatedType, inputs: PropertyMap): { id: string; outputs: PropertyMap } {
  const checked = { ...row.defaults, ...inputs };
  const id = row.id(checked, context);
  return { id, outputs: row.computed?.(checked, id, context) ?? {} };
}

/** What a template cannot do without: the parts in brackets and those with a default left out. */
function mandatoryOf(template: string): string[] {
  return templateProperties(template.replace(/\[[^\]]*\]|\{[^{}]*=[^{}]*\}/g, ''));
}

function roots(...lists: readonly (readonly string[] | undefined)[]): string[] {
  return lists.flatMap((list) => list ?? []).map((path) => path.split('.')[0] ?? '');
}

describe('the simulated types', () => {
  it('has every type of the identity catalogue, each once', () => {
    const missing = identityRules.filter((rule) => !simulatedTypes.has(rule.type));
    expect(missing.map((rule) => rule.type)).toEqual([]);
    expect(awsRows.every((row) => identityRule(row.type) !== undefined)).toBe(true);
  });

  it.each(rows)('$type has the inputs that the SDK has', (row) => {
    const type = sdkType(row.type);
    expect(type?.token).toBe(row.type);
    expect([...(row.required ?? [])].sort()).toEqual([...(type?.required ?? [])].sort());
    expect(type?.inputs).toEqual(
      expect.arrayContaining(
        roots(
          row.replaceOnChanges,
          row.unique,
          row.parents,
          row.notReadable,
          row.autoname === undefined ? [] : [row.autoname],
          Object.keys(row.defaults ?? {}),
        ),
      ),
    );
    expect(type?.outputs).toEqual(expect.arrayContaining([...(row.secretOutputs ?? [])]));
    if (row.unique !== undefined) expect(row.alreadyExists).toBeDefined();
  });

  it.each(rows)('$type has outputs that the SDK has', (row) => {
    const type = sdkType(row.type);
    const inputs = valuesFor([
      ...(row.required ?? []),
      ...mandatoryOf(identityRule(row.type)?.id ?? ''),
      row.autoname ?? 'name',
    ]);
    const { id, outputs } = make(row, inputs);
    expect(id).not.toBe('');
    expect(id).not.toMatch(/undefined|\[object|NaN/);
    expect(type?.outputs).toEqual(expect.arrayContaining(Object.keys(outputs)));
    expect(JSON.stringify(outputs)).not.toMatch(/undefined|\[object|NaN/);
    if (row.type.startsWith('aws:')) {
      for (const name of ['arn', 'region', 'tagsAll']) {
        expect(name in outputs || name in inputs, name).toBe(type?.outputs.includes(name));
      }
    }
  });

  it.each(rows)('$type can be asked for its outputs before anything is known', (row) => {
    expect(() => row.computed?.({}, '', context)).not.toThrow();
  });

  it.each(awsRows.filter((row) => identityRule(row.type)?.id !== undefined))(
    '$type has the id that the catalogue forms',
    (row) => {
      const template = identityRule(row.type)?.id ?? '';
      for (const names of [mandatoryOf(template), templateProperties(template)]) {
        const inputs = valuesFor([...(row.required ?? []), ...names]);
        expect(fillTemplate(template, inputs, here)).toBe(make(row, inputs).id);
      }
    },
  );

  it.each(awsRows)('$type gives back what the catalogue expects to read', (row) => {
    const notReadable = (identityRule(row.type)?.notReadable ?? []).filter(
      (path) => !path.includes('.'),
    );
    expect([...(row.notReadable ?? [])].sort()).toEqual([...notReadable].sort());
    expect(row.stateOnly ?? false).toBe(identityRule(row.type)?.stateOnly ?? false);
  });

  it('keeps its identity, and gives a rebuilt resource another one', () => {
    const vpc = simulatedTypes.get('aws:ec2/vpc:Vpc');
    expect(vpc?.id({}, context)).toBe(vpc?.id({}, contextOf('one')));
    expect(vpc?.id({}, context)).not.toBe(vpc?.id({}, contextOf('two')));
    const role = simulatedTypes.get('aws:iam/role:Role');
    const uniqueId = (incarnation: string): PropertyValue | undefined =>
      role?.computed?.({ name: 'r' }, 'r', contextOf(incarnation))['uniqueId'];
    expect(uniqueId('one')).toMatch(/^AROA[0-9A-F]{17}$/);
    expect(uniqueId('one')).not.toBe(uniqueId('two'));
  });
});

describe('outputs that other resources hang on', () => {
  const outputsOf = (type: string, inputs: PropertyMap, stored = {}): PropertyMap => {
    const row = simulatedTypes.get(type);
    const known = contextOf('one', stored);
    return row?.computed?.(inputs, row.id(inputs, known), known) ?? {};
  };

  it('an EKS cluster has an endpoint, an issuer of the same identity and a security group', () => {
    const outputs = outputsOf(
      'aws:eks/cluster:Cluster',
      { name: 'main', vpcConfig: { subnetIds: ['subnet-1'] }, version: '1.33' },
      { 'aws:ec2/subnet:Subnet subnet-1': { vpcId: 'vpc-1' } },
    );
    const issuer = JSON.stringify(outputs['identities']);
    const identity = /\/id\/([0-9A-F]{32})"/.exec(issuer)?.[1];
    expect(outputs['endpoint']).toBe(`https://${identity}.gr7.eu-west-1.eks.amazonaws.com`);
    expect(outputs['vpcConfig']).toMatchObject({
      subnetIds: ['subnet-1'],
      vpcId: 'vpc-1',
      clusterSecurityGroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
    });
    expect(outputs['version']).toBe('1.33');
  });

  it('a load balancer has the parts of its arn that metrics are named by', () => {
    const outputs = outputsOf('aws:lb/loadBalancer:LoadBalancer', {
      name: 'front',
      internal: true,
    });
    expect(outputs['arnSuffix']).toMatch(/^app\/front\/[0-9a-f]{16}$/);
    expect(outputs['dnsName']).toMatch(/^internal-front-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/);
    expect(outputs['zoneId']).toBe('Z32O12XQLNTSW2');
  });

  it('a certificate asks for one record a name', () => {
    const outputs = outputsOf('aws:acm/certificate:Certificate', {
      domainName: 'example.org',
      subjectAlternativeNames: ['*.example.org', 'example.org'],
      validationMethod: 'DNS',
    });
    expect(outputs['domainValidationOptions']).toHaveLength(2);
    expect(outputs['status']).toBe('PENDING_VALIDATION');
  });

  it('a zone has four name servers, and a record the full name', () => {
    const zone = outputsOf('aws:route53/zone:Zone', { name: 'example.org.' });
    expect(zone['nameServers']).toHaveLength(4);
    expect(zone['name']).toBe('example.org');
    const record = outputsOf(
      'aws:route53/record:Record',
      { zoneId: 'Z1', name: 'www', type: 'A' },
      { 'aws:route53/zone:Zone Z1': zone },
    );
    expect(record['fqdn']).toBe('www.example.org');
  });

  it('a subnet names its zone as AWS does', () => {
    const subnet = outputsOf('aws:ec2/subnet:Subnet', { availabilityZone: 'eu-west-1b' });
    expect(subnet['availabilityZoneId']).toBe('euw1-az2');
  });

  it('a password has the length asked for, of all classes', () => {
    const password = outputsOf('random:index/randomPassword:RandomPassword', { length: 24 });
    expect(password['result']).toHaveLength(24);
    expect(password['result']).toMatch(/[a-z].*[A-Z].*[0-9].*[^a-zA-Z0-9]/);
  });
});
