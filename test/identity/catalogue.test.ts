import { describe, expect, it } from 'vitest';
import { identityRule, identityRules } from '../../src/identity/catalogue/index.js';
import { templateProperties } from '../../src/identity/template.js';
import type { IdentityRule } from '../../src/model/identity.js';
import { sdkType } from './sdk.js';

const awsRules = identityRules.filter((rule) => rule.type.startsWith('aws:'));

/** Root names of every input property that a rule speaks of. */
function namedProperties(rule: IdentityRule): string[] {
  const paths = [
    ...templateProperties(rule.id ?? ''),
    ...(rule.keys ?? []),
    ...(rule.notReadable ?? []),
    ...(rule.tags === undefined ? [] : [rule.tags.property]),
    ...(rule.nameProperty === undefined ? [] : [rule.nameProperty]),
  ];
  return paths.map((path) => path.split('.')[0] ?? '');
}

describe('the identity catalogue', () => {
  it('covers at least 75 AWS types, each once', () => {
    expect(awsRules.length).toBeGreaterThanOrEqual(75);
    expect(new Set(identityRules.map((rule) => rule.type)).size).toBe(identityRules.length);
  });

  it.each(awsRules)('$type is as the SDK has it', (rule) => {
    const type = sdkType(rule.type);
    expect(type?.token).toBe(rule.type);
    expect(type?.inputs).toEqual(expect.arrayContaining(namedProperties(rule)));
    expect(rule.tags !== undefined).toBe(type?.inputs.includes('tags'));
  });

  it.each(awsRules)('$type has a way to be found', (rule) => {
    const ways = [rule.id, rule.keys, rule.tags].filter((way) => way !== undefined);
    expect(ways.length > 0).toBe(rule.stateOnly !== true);
    expect(rule.keys?.length).not.toBe(0);
    expect(rule.source).toMatch(/^https:\/\/www\.pulumi\.com\/registry\//);
  });

  it('does not know a type that it has no row for', () => {
    expect(identityRule('aws:nowhere/thing:Thing')).toBeUndefined();
    expect(identityRule('pulumi:providers:aws')).toBeUndefined();
  });

  it('rules state-only packages by their prefix', () => {
    for (const type of [
      'random:index/randomPassword:RandomPassword',
      'tls:index/privateKey:PrivateKey',
      'time:index/sleep:Sleep',
      'command:local:Command',
      'pulumi-nodejs:dynamic:Resource',
      'pulumi-nodejs:dynamic/module:Resource',
    ]) {
      expect(identityRule(type)).toMatchObject({ type, stateOnly: true });
    }
  });
});

describe('Kubernetes objects', () => {
  it.each([
    ['kubernetes:apps/v1:Deployment', '{metadata.namespace=default}/{metadata.name}'],
    ['kubernetes:core/v1:ConfigMapPatch', '{metadata.namespace=default}/{metadata.name}'],
    ['kubernetes:core/v1:Namespace', '{metadata.name}'],
    ['kubernetes:rbac.authorization.k8s.io/v1:ClusterRole', '{metadata.name}'],
    ['kubernetes:storage.k8s.io/v1:StorageClass', '{metadata.name}'],
    ['kubernetes:apiextensions.k8s.io:CustomResource', '[{metadata.namespace}/]{metadata.name}'],
    ['kubernetes:karpenter.sh/v1:NodePool', '[{metadata.namespace}/]{metadata.name}'],
    ['kubernetes:gateway.networking.k8s.io/v1:Gateway', '[{metadata.namespace}/]{metadata.name}'],
    ['kubernetes:helm.sh/v3:Release', '{namespace=default}/{name}'],
  ])('%s is %s', (type, id) => {
    expect(identityRule(type)).toMatchObject({ type, id });
  });

  it('has no rule for components and lists', () => {
    for (const type of [
      'kubernetes:helm.sh/v3:Chart',
      'kubernetes:helm.sh/v4:Chart',
      'kubernetes:yaml:ConfigFile',
      'kubernetes:yaml/v2:ConfigGroup',
      'kubernetes:kustomize/v2:Directory',
      'kubernetes:core/v1:ConfigMapList',
    ]) {
      expect(identityRule(type), type).toBeUndefined();
    }
  });

  it('says which hold data and what cannot be read back', () => {
    expect(identityRule('kubernetes:core/v1:PersistentVolumeClaim')?.holdsData).toBe(true);
    expect(identityRule('kubernetes:core/v1:Secret')?.notReadable).toEqual(['stringData']);
  });
});
