import { mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  findAwsCredentials,
  parseIni,
} from '../../../src/providers/kubernetes/access/awsCredentials.js';
import { Credentials } from '../../../src/providers/kubernetes/access/credentials.js';
import {
  eksTokenRequest,
  makeEksToken,
  signEksToken,
} from '../../../src/providers/kubernetes/access/eksToken.js';
import {
  KubeconfigError,
  readAccess,
} from '../../../src/providers/kubernetes/access/kubeconfig.js';
import { presign, signedHeaders } from '../../../src/providers/kubernetes/access/signature.js';
import { settingsFailures } from '../../../src/providers/kubernetes/settings.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'blackstart-access-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const CONFIG = `
apiVersion: v1
kind: Config
current-context: one
clusters:
- {name: c1, cluster: {server: "https://one:6443/", certificate-authority-data: ${base64('CA')}}}
- {name: c2, cluster: {server: "https://two", insecure-skip-tls-verify: true, tls-server-name: kube}}
contexts:
- {name: one, context: {cluster: c1, user: u1, namespace: shop}}
- {name: two, context: {cluster: c2, user: u2}}
users:
- {name: u1, user: {token: secret-token}}
- name: u2
  user:
    client-certificate-data: ${base64('CERT')}
    client-key-data: ${base64('KEY')}
    as: admin
    as-groups: [ops]
`;

describe('kubeconfig', () => {
  it('is read for its current context, or the one asked for', () => {
    const one = readAccess({ kubeconfig: CONFIG, env: {} });
    expect(one).toMatchObject({ clusterName: 'c1', server: 'https://one:6443', namespace: 'shop' });
    expect(one.tls.ca?.toString()).toBe('CA');
    const two = readAccess({ kubeconfig: CONFIG, context: 'two', env: {} });
    expect(two.tls).toEqual({ insecure: true, serverName: 'kube' });
    expect(two.user.certificate?.toString()).toBe('CERT');
    expect(two.user.impersonate).toEqual({ user: 'admin', groups: ['ops'] });
    expect(readAccess({ kubeconfig: CONFIG, cluster: 'c2', env: {} }).server).toBe('https://two');
  });

  it('comes from a path, with paths in it relative to the file, or from the surroundings', () => {
    const place = folder();
    writeFileSync(join(place, 'ca.crt'), 'FILE CA');
    const config = {
      clusters: [
        { name: 'c', cluster: { server: 'https://c', 'certificate-authority': 'ca.crt' } },
      ],
    };
    writeFileSync(join(place, 'config'), JSON.stringify(config));
    expect(readAccess({ kubeconfig: join(place, 'config'), env: {} }).tls.ca?.toString()).toBe(
      'FILE CA',
    );
    const env = { KUBECONFIG: `${join(place, 'none')}:${join(place, 'config')}` };
    expect(readAccess({ env }).server).toBe('https://c');
    expect(() => readAccess({ env: { HOME: place } })).toThrow(/there is no kubeconfig/);
  });

  it('puts several files together, the first that knows a name counting', () => {
    const place = folder();
    writeFileSync(join(place, 'a'), 'current-context: two\n');
    writeFileSync(join(place, 'b'), CONFIG);
    const env = { KUBECONFIG: `${join(place, 'a')}:${join(place, 'b')}` };
    expect(readAccess({ env }).clusterName).toBe('c2');
  });

  it.each([
    ['{', /neither YAML nor JSON/],
    ['clusters: 7\n', /look at clusters/],
    ['current-context: x\n', /no context "x"/],
    [CONFIG.replace('token: secret-token', 'auth-provider: {name: gcp}'), /auth-provider/],
    [
      CONFIG.replace('insecure-skip', 'proxy-url: "http://p", insecure-skip').replace(
        'current-context: one',
        'current-context: two',
      ),
      /proxy-url/,
    ],
  ])('is refused in words, never with what is in it', (text, problem) => {
    expect(() => readAccess({ kubeconfig: text, env: {} })).toThrow(KubeconfigError);
    expect(() => readAccess({ kubeconfig: text, env: {} })).toThrow(problem);
    const [failure] = settingsFailures({ kubeconfig: text }, {});
    expect(failure?.property).toBe('kubeconfig');
    expect(failure?.reason).not.toContain('secret-token');
  });

  it('goes with settings that the built-in provider cannot honour named', () => {
    expect(
      settingsFailures({ renderYamlToDirectory: 'x', enableServerSideApply: 'false' }, {}).map(
        ({ property }) => property,
      ),
    ).toEqual(['renderYamlToDirectory', 'enableServerSideApply']);
  });
});

describe('credentials', () => {
  const access = { clusterName: 'c', server: 'https://c', tls: { insecure: false } };

  it('are a token, a name with a password, or somebody to stand in for', async () => {
    const token = new Credentials({ ...access, user: { token: 't' } }, {});
    expect((await token.current()).headers).toEqual({ authorization: 'Bearer t' });
    const user = { username: 'u', password: 'p', impersonate: { user: 'x', groups: ['g'] } };
    expect((await new Credentials({ ...access, user }, {}).current()).headers).toEqual({
      authorization: `Basic ${base64('u:p')}`,
      'impersonate-user': 'x',
      'impersonate-group': ['g'],
    });
  });

  it('come from a plugin, which is run once until they end or are refused', async () => {
    const script = join(folder(), 'plugin');
    writeFileSync(
      script,
      '#!/bin/sh\necho x >> "$0.runs"\nprintf \'{"kind":"ExecCredential","status":{"token":"%s"}}\' "$WHO"\n',
    );
    chmodSync(script, 0o755);
    const exec = {
      apiVersion: 'v1',
      command: script,
      args: [],
      env: { WHO: 'me' },
      provideClusterInfo: false,
    };
    const credentials = new Credentials({ ...access, user: { exec } }, process.env);
    expect((await credentials.current()).headers).toEqual({ authorization: 'Bearer me' });
    await credentials.current();
    expect(credentials.renew()).toBe(true);
    await credentials.current();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(`${script}.runs`, 'utf8')).toBe('x\nx\n');
  });

  it('say which plugin is missing, with its hint', async () => {
    const exec = {
      apiVersion: 'v1',
      command: 'no-such-plugin',
      args: [],
      env: {},
      installHint: 'get it',
      provideClusterInfo: false,
    };
    await expect(new Credentials({ ...access, user: { exec } }, {}).current()).rejects.toThrow(
      /no-such-plugin is not installed \(get it\)/,
    );
  });
});

describe('EKS', () => {
  const plugin = (command: string, ...args: string[]) => ({
    apiVersion: 'v1',
    command,
    args,
    env: {},
    provideClusterInfo: false,
  });

  it('is known by its commands', () => {
    expect(
      eksTokenRequest(
        plugin(
          'aws',
          '--region',
          'eu-west-1',
          'eks',
          'get-token',
          '--cluster-name',
          'blue',
          '--role-arn=arn:r',
        ),
      ),
    ).toEqual({
      clusterName: 'blue',
      region: 'eu-west-1',
      roleArn: 'arn:r',
    });
    expect(
      eksTokenRequest(plugin('/usr/bin/aws-iam-authenticator', 'token', '-i', 'blue')),
    ).toEqual({ clusterName: 'blue' });
    expect(eksTokenRequest(plugin('aws', 'sts', 'get-caller-identity'))).toBeUndefined();
    expect(eksTokenRequest(plugin('gke-gcloud-auth-plugin'))).toBeUndefined();
  });

  const keys = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  };
  const now = new Date('2026-01-31T23:59:59Z');

  // Both signatures are those that botocore makes of the same requests.
  it('signs as AWS’ own library does', () => {
    const url = presign(
      {
        method: 'GET',
        url: new URL('https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15'),
        headers: { 'x-k8s-aws-id': 'blue' },
        body: '',
        service: 'sts',
        region: 'us-east-1',
        credentials: keys,
        now,
      },
      60,
    );
    expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
      '129b8912eb7b20b2f817d12682f5576d951b0600c5c35e12cb701a8e84412439',
    );
    const headers = signedHeaders({
      method: 'POST',
      url: new URL('https://sts.amazonaws.com/'),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: 'Action=AssumeRole&Version=2011-06-15',
      service: 'sts',
      region: 'us-east-1',
      credentials: { ...keys, sessionToken: 'TO/KEN' },
      now,
    });
    expect(headers['authorization']).toMatch(
      /Signature=95ed1eb8537e18962f9f2121e432052601c02b1e4b21ea0bdfcf51bac6d7b47f$/,
    );
  });

  it('makes a token that is the signed URL', () => {
    const credentials = { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'x/y+z' };
    const token = signEksToken('blue', 'cn-north-1', credentials, new Date(0));
    expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    const url = Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString();
    expect(url).toContain('https://sts.cn-north-1.amazonaws.com.cn/?Action=GetCallerIdentity');
    expect(url).toContain('X-Amz-Security-Token=x%2Fy%2Bz');
  });

  it('finds credentials in the environment, a profile, a process', async () => {
    const home = folder();
    const env = {
      HOME: home,
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    writeFileSync(
      env.AWS_CONFIG_FILE,
      '[default]\nregion = eu-north-1\n[profile tool]\ncredential_process = echo \'{"AccessKeyId":"P","SecretAccessKey":"Q"}\'\n[profile sso]\nsso_session = x\n',
    );
    writeFileSync(
      env.AWS_SHARED_CREDENTIALS_FILE,
      '[default]\naws_access_key_id = A\naws_secret_access_key = B\n',
    );
    const direct = {
      ...env,
      AWS_ACCESS_KEY_ID: 'E',
      AWS_SECRET_ACCESS_KEY: 'F',
      AWS_SESSION_TOKEN: 'G',
    };
    expect(await findAwsCredentials(direct, 'r')).toEqual({
      accessKeyId: 'E',
      secretAccessKey: 'F',
      sessionToken: 'G',
    });
    expect(await findAwsCredentials(env, 'r')).toEqual({ accessKeyId: 'A', secretAccessKey: 'B' });
    expect(await findAwsCredentials(env, 'r', 'tool')).toEqual({
      accessKeyId: 'P',
      secretAccessKey: 'Q',
    });
    await expect(findAwsCredentials(env, 'r', 'sso')).rejects.toThrow(/SSO/);
    await expect(findAwsCredentials(env, 'r', 'none')).rejects.toThrow(/no AWS profile "none"/);
    await expect(makeEksToken({ clusterName: 'c' }, env)).resolves.toMatch(/^k8s-aws-v1\./);
  });

  it('takes on a role where the kubeconfig asks for it', async () => {
    let body = '';
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () =>
        response.end(
          '<X><AccessKeyId>R</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken></X>',
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const env = {
      AWS_ACCESS_KEY_ID: 'E',
      AWS_SECRET_ACCESS_KEY: 'F',
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    const token = await makeEksToken(
      { clusterName: 'c', region: 'eu-west-1', roleArn: 'arn:aws:iam::1:role/x' },
      env,
    );
    expect(body).toContain('Action=AssumeRole&');
    const url = Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString();
    expect(url).toContain('X-Amz-Credential=R%2F');
    expect(url).toContain('X-Amz-Security-Token=T');
  });

  it('reads the files of AWS’ tools', () => {
    expect(parseIni('[a]\nx = 1 \n# [b]\n[c]\ny=2')).toEqual(
      new Map([
        ['a', { x: '1' }],
        ['c', { y: '2' }],
      ]),
    );
  });
});
