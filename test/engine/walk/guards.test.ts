import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clusterName, guardAws, guardCluster } from '../../../src/engine/walk/guards.js';
import { makeSecret } from '../../../src/model/values.js';

const aws = { aws: { accounts: ['111111111111', '222222222222'], regions: ['eu-west-1'] } };
const kubeconfig = (current: string | undefined): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    ...(current === undefined ? {} : { 'current-context': current }),
    clusters: [
      { name: 'arn:aws:eks:eu-west-1:111111111111:cluster/shop', cluster: { server: 'https://a' } },
      { name: 'kind-test', cluster: { server: 'https://b' } },
    ],
    contexts: [
      {
        name: 'production',
        context: { cluster: 'arn:aws:eks:eu-west-1:111111111111:cluster/shop' },
      },
      { name: 'test', context: { cluster: 'kind-test', user: 'u' } },
    ],
  });

describe('the guard of AWS', () => {
  it('lets the accounts and regions of the manifest through', () => {
    expect(() => guardAws(aws, { account: '222222222222', region: 'eu-west-1' })).not.toThrow();
    expect(() => guardAws({}, { account: '999999999999', region: 'us-east-1' })).not.toThrow();
  });

  it('refuses another account by its number', () => {
    expect(() => guardAws(aws, { account: '999999999999', region: 'eu-west-1' })).toThrow(
      expect.objectContaining({
        code: 'guard-account',
        message: expect.stringMatching(/999999999999.*allows 111111111111, 222222222222/) as string,
      }),
    );
  });

  it('refuses when the account is not known', () => {
    expect(() => guardAws(aws, { region: 'eu-west-1' })).toThrow(
      expect.objectContaining({ code: 'guard-account' }),
    );
  });

  it('refuses another region by its name', () => {
    expect(() => guardAws(aws, { account: '111111111111', region: 'us-east-1' })).toThrow(
      expect.objectContaining({
        code: 'guard-region',
        message: expect.stringMatching(/us-east-1.*allows eu-west-1/) as string,
      }),
    );
  });
});

describe('the cluster of a kubeconfig', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is that of the current context; of an ARN the name', () => {
    expect(clusterName({ kubeconfig: kubeconfig('production') })).toBe('shop');
    expect(clusterName({ kubeconfig: kubeconfig('test') })).toBe('kind-test');
  });

  it('is that of the context which the provider is told to take', () => {
    expect(clusterName({ kubeconfig: kubeconfig('production'), context: 'test' })).toBe(
      'kind-test',
    );
  });

  it('is the one which the provider is told to take', () => {
    expect(
      clusterName({
        kubeconfig: kubeconfig('production'),
        cluster: 'arn:aws:eks:r:1:cluster/other',
      }),
    ).toBe('other');
  });

  it('is found in a secret and in YAML', () => {
    const yaml = 'current-context: c\ncontexts:\n- name: c\n  context:\n    cluster: from-yaml\n';
    expect(clusterName({ kubeconfig: makeSecret(yaml) })).toBe('from-yaml');
  });

  it('is the only one where there is no current context, and none among several', () => {
    expect(clusterName({ kubeconfig: 'clusters:\n- name: alone\n' })).toBe('alone');
    expect(clusterName({ kubeconfig: kubeconfig(undefined) })).toBeUndefined();
  });

  it('is none in what is no kubeconfig', () => {
    expect(clusterName({ kubeconfig: '{ not: [ yaml' })).toBeUndefined();
    expect(clusterName({ kubeconfig: '{"clusters": "none"}' })).toBeUndefined();
    expect(clusterName({ kubeconfig: '/no/such/file' })).toBeUndefined();
  });

  it('is read from the file that is named, or from the surroundings', () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-guards-'));
    try {
      const file = join(folder, 'config');
      writeFileSync(file, kubeconfig('test'));
      expect(clusterName({ kubeconfig: file })).toBe('kind-test');
      vi.stubEnv('KUBECONFIG', `${join(folder, 'absent')}:${file}`);
      expect(clusterName({})).toBe('kind-test');
      vi.stubEnv('KUBECONFIG', join(folder, 'absent'));
      expect(clusterName({})).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the guard of Kubernetes', () => {
  const guards = { kubernetes: { clusters: ['shop'] } };

  it('lets the clusters of the manifest through', () => {
    expect(() => guardCluster(guards, { kubeconfig: kubeconfig('production') })).not.toThrow();
    expect(() => guardCluster({}, { kubeconfig: kubeconfig('test') })).not.toThrow();
  });

  it('refuses another cluster by its name', () => {
    expect(() => guardCluster(guards, { kubeconfig: kubeconfig('test') })).toThrow(
      expect.objectContaining({
        code: 'guard-cluster',
        message: 'the kubeconfig is for the cluster kind-test; the manifest allows shop',
      }),
    );
  });

  it('refuses when there is none', () => {
    expect(() => guardCluster(guards, { kubeconfig: '{}' })).toThrow(
      expect.objectContaining({
        code: 'guard-cluster',
        message: 'the kubeconfig of this provider names no current cluster',
      }),
    );
  });
});
