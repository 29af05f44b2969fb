import { describe, expect, it } from 'vitest';
import { implicitDependencies, type Declared } from '../../../src/engine/walk/implicit.js';
import { makeSecret, type PropertyMap } from '../../../src/model/values.js';
import type { Urn } from '../../../src/model/urn.js';
import { nodeOf } from './rig.js';

const NAMESPACE = 'kubernetes:core/v1:Namespace';
const DEFINITION = 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition';

const declared = (
  urn: string,
  type: string,
  inputs: PropertyMap,
  rest: { provider?: string; dependencies?: string[]; parent?: string } = {},
): Declared => ({
  node: nodeOf(urn, {
    type,
    dependencies: (rest.dependencies ?? []) as Urn[],
    parent: rest.parent as Urn | undefined,
  }),
  inputs,
  providerUrn: rest.provider as Urn | undefined,
});
const edges = (...all: Declared[]): Record<string, string[]> => {
  const graph = { nodes: new Map(all.map(({ node }) => [node.urn, node])) };
  return Object.fromEntries(implicitDependencies(all, graph));
};
const namespace = (urn: string, name: string, provider?: string): Declared =>
  declared(urn, NAMESPACE, { metadata: { name } }, provider === undefined ? {} : { provider });
const object = (urn: string, name: string, rest?: Parameters<typeof declared>[3]): Declared =>
  declared(urn, 'kubernetes:core/v1:ConfigMap', { metadata: { namespace: name } }, rest);

describe('an object', () => {
  it('waits for its namespace, declared before or behind it', () => {
    expect(edges(object('a', 'shop'), namespace('ns', 'shop'), object('b', 'shop'))).toEqual({
      a: ['ns'],
      b: ['ns'],
    });
  });

  it('waits for nothing when the namespace is not declared', () => {
    expect(edges(namespace('ns', 'shop'), object('a', 'default'))).toEqual({});
  });

  it('waits for the namespace of its own cluster', () => {
    const all = edges(
      namespace('one', 'shop', 'cluster-1'),
      namespace('two', 'shop', 'cluster-2'),
      object('a', 'shop', { provider: 'cluster-2' }),
      object('b', 'shop', { provider: 'cluster-3' }),
    );
    expect(all).toEqual({ a: ['two'] });
  });

  it('reads names that are secret', () => {
    const inside = declared('b', 'kubernetes:core/v1:Secret', {
      metadata: makeSecret({ namespace: 'shop' }),
    });
    expect(edges(namespace('ns', 'shop'), inside)).toEqual({ b: ['ns'] });
  });

  it('gets no edge that the program has stated', () => {
    expect(edges(namespace('ns', 'shop'), object('a', 'shop', { dependencies: ['ns'] }))).toEqual(
      {},
    );
  });
});

describe('a custom resource', () => {
  const definition = declared('crd', DEFINITION, {
    spec: { group: 'cert-manager.io', names: { kind: 'Issuer' } },
  });
  const issuer = (apiVersion: string): Declared =>
    declared('issuer', 'kubernetes:cert-manager.io/v1:Issuer', { apiVersion, kind: 'Issuer' });

  it('waits for its definition, whatever the version', () => {
    expect(edges(issuer('cert-manager.io/v1'), definition)).toEqual({ issuer: ['crd'] });
    expect(edges(issuer('cert-manager.io/v1alpha2'), definition)).toEqual({ issuer: ['crd'] });
  });

  it('does not wait for one of the same kind in another group', () => {
    expect(edges(issuer('other.io/v1'), definition)).toEqual({});
  });

  it('waits for namespace and definition', () => {
    const both = declared('issuer', 'kubernetes:cert-manager.io/v1:Issuer', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { namespace: 'shop' },
    });
    expect(edges(both, definition, namespace('ns', 'shop'))).toEqual({ issuer: ['ns', 'crd'] });
  });
});

describe('an edge that would close a cycle', () => {
  it('is left out, through dependencies and through parents', () => {
    const needsObject = declared(
      'ns',
      NAMESPACE,
      { metadata: { name: 'shop' } },
      { dependencies: ['x'] },
    );
    const between = declared('x', 'aws:ec2/vpc:Vpc', {}, { dependencies: ['a'] });
    expect(edges(needsObject, between, object('a', 'shop'))).toEqual({});
    const child = declared('ns', NAMESPACE, { metadata: { name: 'shop' } }, { parent: 'a' });
    expect(edges(child, object('a', 'shop'))).toEqual({});
  });
});

it('resources of other packages get no edges', () => {
  const bucket = declared('b', 'aws:s3/bucket:Bucket', { metadata: { namespace: 'shop' } });
  expect(edges(namespace('ns', 'shop'), bucket)).toEqual({});
});
