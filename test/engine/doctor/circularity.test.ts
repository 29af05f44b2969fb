import { describe, expect, it } from 'vitest';
import { judgeCircularity } from '../../../src/engine/doctor/circularity.js';
import { imagesIn } from '../../../src/engine/doctor/images.js';
import {
  bucketOf,
  hostOfRemote,
  kmsKeyOf,
  partsOfImage,
  principalOf,
  type Support,
} from '../../../src/engine/doctor/support.js';
import { makeSecret, UNKNOWN } from '../../../src/model/values.js';
import { declare } from './resources.js';

const ZONE = declare('aws:route53/zone:Zone', 'shop', { name: 'example.com' });
const GIT: Support = { kind: 'git', name: 'origin', host: 'git.example.com' };

function judged(support: Support, ...declared: ReturnType<typeof declare>[]): string[] {
  return judgeCircularity([support], [], declared).map(
    ({ level, message }) => `${level}: ${message}`,
  );
}

describe('what a recovery leans on', () => {
  it('is fine when the system declares none of it', () => {
    expect(judged(GIT, declare('aws:route53/zone:Zone', 'other', { name: 'example.org' }))).toEqual(
      ['ok: nothing that a recovery leans on is declared in the system itself (1 thing looked at)'],
    );
  });

  it('is circular when its name is in a declared zone, or a declared record', () => {
    expect(judged(GIT, ZONE)).toEqual([
      'warning: the Git remote origin (git.example.com) rests on aws:route53:Zone shop, which the system itself declares',
    ]);
    for (const name of ['git.example.com.', 'git']) {
      const record = declare('aws:route53/record:Record', 'git', { name, type: 'CNAME' });
      expect(judged(GIT, ZONE, record)[0]).toContain('rests on aws:route53:Record git,');
    }
  });

  it('takes no record of another name or kind for it, and no zone whose name only ends alike', () => {
    const mail = declare('aws:route53/record:Record', 'mail', {
      name: 'git.example.com',
      type: 'TXT',
    });
    const other = declare('aws:route53/record:Record', 'shop', { name: 'example.com', type: 'A' });
    expect(judged(GIT, mail, other)[0]).toMatch(/^ok/);
    const near = declare('aws:route53/zone:Zone', 'near', { name: 'ample.com' });
    expect(judged(GIT, near)[0]).toMatch(/^ok/);
  });

  it('is circular when a declared load balancer or an ingress answers for it', () => {
    const host = 'main-1.eu-west-1.elb.amazonaws.com';
    const balancer = declare(
      'aws:lb/loadBalancer:LoadBalancer',
      'main',
      {},
      { live: { dnsName: host } },
    );
    expect(judged({ ...GIT, host }, balancer)[0]).toContain('aws:lb:LoadBalancer main');
    const ingress = declare('kubernetes:networking.k8s.io/v1:Ingress', 'git', {
      spec: { rules: [{ host: 'git.example.com' }] },
    });
    expect(judged(GIT, ingress)[0]).toContain('Ingress git');
  });

  it('is circular for keys, buckets and principals of the system', () => {
    const alias = declare('aws:kms/alias:Alias', 'stacks', { name: 'alias/stacks' });
    const key = declare('aws:kms/key:Key', 'stacks', {}, { live: { keyId: '1234abcd' } });
    const byKey = (id: string): Support => ({ kind: 'key', program: 'shop', key: id });
    expect(judged(byKey('alias/stacks'), alias)[0]).toContain('rest on aws:kms:Alias stacks');
    const arn = 'arn:aws:kms:eu-west-1:111122223333';
    expect(judged(byKey(`${arn}:alias/stacks`), alias)[0]).toMatch(/^warning/);
    expect(judged(byKey(`${arn}:key/1234abcd`), alias, key)[0]).toContain('aws:kms:Key stacks');
    expect(judged(byKey('alias/other'), alias, key)[0]).toMatch(/^ok/);

    const bucket = declare('aws:s3/bucket:Bucket', 'state', { bucket: 'shop-state' });
    const state: Support = { kind: 'state', program: 'shop', bucket: 'shop-state' };
    expect(judged(state, bucket)[0]).toContain('aws:s3:Bucket state');

    const role = declare('aws:iam/role:Role', 'deploy', { name: 'deploy' });
    const principal = (arnOf: string): Support => ({ kind: 'principal', arn: arnOf });
    expect(judged(principal('arn:aws:sts::111122223333:assumed-role/deploy/me'), role)[0]).toMatch(
      /^warning/,
    );
    expect(judged(principal('arn:aws:iam::111122223333:user/deploy'), role)[0]).toMatch(/^ok/);
  });

  it('believes no name that is a secret or not known yet', () => {
    const secret = declare('aws:s3/bucket:Bucket', 'a', { bucket: makeSecret('shop-state') });
    const unknown = declare('aws:s3/bucket:Bucket', 'b', { bucket: UNKNOWN });
    expect(
      judged({ kind: 'state', program: 'shop', bucket: 'shop-state' }, secret, unknown)[0],
    ).toMatch(/^ok/);
  });

  it('tells what can be done about each', () => {
    const [finding] = judgeCircularity([GIT], [], [ZONE]);
    expect(finding?.remedy).toContain('git bundle create');
    expect(finding?.urns).toEqual([ZONE.urn]);
  });
});

describe('images', () => {
  const registry = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
  const workload = (image: string): ReturnType<typeof declare> =>
    declare('kubernetes:apps/v1:Deployment', 'orders', {
      spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
    });
  const repository = declare('aws:ecr/repository:Repository', 'orders', { name: 'shop/orders' });

  function told(image: string): string {
    const declared = [workload(image), repository];
    const [finding] = judgeCircularity([], imagesIn(declared), declared);
    return `${finding?.level}: ${finding?.message}`;
  }

  it('are circular when they come from a declared repository', () => {
    expect(told(`${registry}/shop/orders:1.2`)).toBe(
      `warning: images of 1 workload come from ${registry}, which rests on aws:ecr:Repository orders, which the system itself declares: rebuilt, it holds no images`,
    );
    expect(told(`${registry}/shop/other:1.2`)).toMatch(/^ok/);
    expect(told('quay.io/prometheus/prometheus:v3.5.0')).toMatch(/^ok/);
  });

  it('may be circular while they are not known', () => {
    expect(told(UNKNOWN)).toMatch(/^warning: images of 1 workload are not known before/);
  });

  it('are circular when their registry is a name of the system', () => {
    const declared = [ZONE, workload('registry.example.com:5000/orders')];
    const [finding] = judgeCircularity([], imagesIn(declared), declared);
    expect(finding?.message).toContain(
      'registry.example.com:5000, which rests on aws:route53:Zone shop',
    );
  });
});

describe('how things are recognised', () => {
  it('reads the host of every kind of Git address', () => {
    expect(hostOfRemote('https://Git.example.com:8443/a/b.git')).toBe('git.example.com');
    expect(hostOfRemote('ssh://git@git.example.com/a/b')).toBe('git.example.com');
    expect(hostOfRemote('git@git.example.com:a/b.git')).toBe('git.example.com');
    for (const path of ['/srv/git/a.git', '../a', 'C:\\a', 'file:///srv/a']) {
      expect(hostOfRemote(path)).toBeUndefined();
    }
  });

  it('reads registry and repository of an image', () => {
    expect(partsOfImage('nginx:1')).toEqual({ registry: 'docker.io', repository: 'nginx' });
    expect(partsOfImage('grafana/grafana')).toEqual({
      registry: 'docker.io',
      repository: 'grafana/grafana',
    });
    expect(partsOfImage('localhost:5000/a/b:1@sha256:00')).toEqual({
      registry: 'localhost:5000',
      repository: 'a/b',
    });
  });

  it('reads keys, buckets and principals', () => {
    expect(kmsKeyOf('awskms://alias/stacks?region=eu-west-1')).toBe('alias/stacks');
    expect(kmsKeyOf('awskms:///arn:aws:kms:a:1:key/2')).toBe('arn:aws:kms:a:1:key/2');
    expect(kmsKeyOf('gcpkms://projects/a')).toBeUndefined();
    expect(bucketOf('s3://state/shop?region=eu-west-1')).toBe('state');
    expect(bucketOf('file://~')).toBeUndefined();
    expect(principalOf('arn:aws:iam::1:role/team/deploy')).toEqual({
      kind: 'role',
      name: 'deploy',
    });
    expect(principalOf('arn:aws:iam::1:root')).toBeUndefined();
  });
});
