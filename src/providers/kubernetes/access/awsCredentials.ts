import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { assumeRole, assumeRoleWithWebIdentity } from './assumeRole.js';
import type { AwsCredentials } from './signature.js';

export type Env = Readonly<Record<string, string | undefined>>;

type Section = Readonly<Record<string, string>>;

const CONTAINER_HOST = 'http://169.254.170.2';
const METADATA_HOST = 'http://169.254.169.254';
const METADATA_TIMEOUT_MS = 2_000;
const PROCESS_TIMEOUT_MS = 60_000;
const LONGEST_CHAIN = 5;

/**
 * AWS credentials where AWS' own tools look for them, in their order: the environment, a profile (keys, an assumed role,
 * a process), a web identity, the container's endpoint, the instance's. Throws when there are none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export async function findAwsCredentials(
  env: Env,
  region: string,
  profileName?: string,
): Promise<AwsCredentials> {
  const named = profileName ?? env['AWS_PROFILE'];
  if (profileName === undefined) {
    const direct = fromEnvironment(env);
    if (direct !== undefined) return direct;
  }
  const profiles = readProfiles(env);
  const profile = profiles.get(named ?? env['AWS_DEFAULT_PROFILE'] ?? 'default');
  if (profile === undefined && named !== undefined) {
    throw new Error(`there is no AWS profile "${named}"`);
  }
  const found =
    (profile === undefined ? undefined : await fromProfile(profile, profiles, env, region, 0)) ??
    (await fromWebIdentity(env, region)) ??
    (await fromContainer(env)) ??
    (await fromInstance(env));
  if (found === undefined) {
    throw new Error(
      'no AWS credentials were found (environment, profile, web identity, container, instance)',
    );
  }
  return found;
}

/** The region of the environment or the profile. */
export function ambientRegion(env: Env, profileName?: string): string | undefined {
  const profile = profileName ?? env['AWS_PROFILE'] ?? env['AWS_DEFAULT_PROFILE'] ?? 'default';
  return (
    env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? readProfiles(env).get(profile)?.['region']
  );
}

function fromEnvironment(env: Env): AwsCredentials | undefined {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/** By name; what both files say of one is put together, the credentials file before the config file. */
function readProfiles(env: Env): Map<string, Section> {
  const home = env['HOME'] ?? homedir();
  const profiles = new Map<string, Section>();
  const files = [
    env['AWS_CONFIG_FILE'] ?? join(home, '.aws', 'config'),
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, '.aws', 'credentials'),
  ];
  for (const file of files) {
    for (const [title, section] of parseIni(readOptional(file))) {
      const name = title.replace(/^profile\s+/, '');
      profiles.set(name, { ...profiles.get(name), ...section });
    }
  }
  return profiles;
}

export function parseIni(text: string): Map<string, Section> {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const title = /^\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (title !== undefined) {
      sections.set(title, (current = sections.get(title) ?? {}));
      continue;
    }
    const entry = /^\s*([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (entry !== null && current !== undefined) current[entry[1]!] = entry[2]!;
  }
  return sections;
}

async function fromProfile(
  profile: Section,
  profiles: ReadonlyMap<string, Section>,
  env: Env,
  region: string,
  depth: number,
): Promise<AwsCredentials | undefined> {
  if (depth > LONGEST_CHAIN) throw new Error('the AWS profiles name each other in a circle');
  const roleArn = profile['role_arn'];
  if (roleArn !== undefined) {
    const base = await roleSource(profile, profiles, env, region, depth);
    const session = profile['role_session_name'];
    return assumeRole({
      env,
      region,
      roleArn,
      credentials: base,
      ...(session === undefined ? {} : { session }),
      ...(profile['external_id'] === undefined ? {} : { externalId: profile['external_id'] }),
    });
  }
  const accessKeyId = profile['aws_access_key_id'];
  const secretAccessKey = profile['aws_secret_access_key'];
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = profile['aws_session_token'];
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    };
  }
  const command = profile['credential_process'];
  if (command !== undefined) return fromProcess(command);
  if (profile['sso_start_url'] !== undefined || profile['sso_session'] !== undefined) {
    throw new Error(
      'the AWS profile signs in by SSO, which is not supported: put its keys into the environment ("aws configure export-credentials")',
    );
  }
  return undefined;
}

async function roleSource(
  profile: Section,
  profiles: ReadonlyMap<string, Section>,
  env: Env,
  region: string,
  depth: number,
): Promise<AwsCredentials> {
  const source = profile['source_profile'];
  if (source !== undefined) {
    const section = profiles.get(source);
    const found =
      section === undefined
        ? undefined
        : await fromProfile(
            section === profile ? withoutRole(section) : section,
            profiles,
            env,
            region,
            depth + 1,
          );
    if (found !== undefined) return found;
    throw new Error(`the AWS profile "${source}", which another one builds on, has no credentials`);
  }
  const found =
    profile['credential_source'] === 'Environment'
      ? fromEnvironment(env)
      : profile['credential_source'] === 'EcsContainer'
        ? await fromContainer(env)
        : await fromInstance(env);
  if (found !== undefined) return found;
  throw new Error('the AWS profile assumes a role, but nothing says with whose credentials');
}

function withoutRole(profile: Section): Section {
  const { role_arn: _role, ...rest } = profile;
  return rest;
}

const processSchema = z.object({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  SessionToken: z.string().optional(),
});

async function fromProcess(command: string): Promise<AwsCredentials> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], {
    timeout: PROCESS_TIMEOUT_MS,
  });
  return toCredentials(processSchema.parse(JSON.parse(stdout)));
}

async function fromWebIdentity(env: Env, region: string): Promise<AwsCredentials | undefined> {
  const file = env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  const roleArn = env['AWS_ROLE_ARN'];
  if (!file || !roleArn) return undefined;
  const session = env['AWS_ROLE_SESSION_NAME'];
  return assumeRoleWithWebIdentity({
    env,
    region,
    roleArn,
    token: readFileSync(file, 'utf8').trim(),
    ...(session ? { session } : {}),
  });
}

const endpointSchema = z.object({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  Token: z.string().optional(),
});

async function fromContainer(env: Env): Promise<AwsCredentials | undefined> {
  const relative = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  const url = relative ? `${CONTAINER_HOST}${relative}` : env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  if (!url) return undefined;
  const file = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  const token = file ? readFileSync(file, 'utf8').trim() : env['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
  const response = await fetch(url, {
    headers: token ? { authorization: token } : {},
    signal: AbortSignal.timeout(METADATA_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status} instead of credentials`);
  return fromEndpoint(await response.json());
}

async function fromInstance(env: Env): Promise<AwsCredentials | undefined> {
  if (env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return undefined;
  const signal = AbortSignal.timeout(METADATA_TIMEOUT_MS);
  try {
    const session = await fetch(`${METADATA_HOST}/latest/api/token`, {
      method: 'PUT',
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
      signal,
    });
    const headers = { 'x-aws-ec2-metadata-token': await session.text() };
    const place = `${METADATA_HOST}/latest/meta-data/iam/security-credentials/`;
    const role = (await (await fetch(place, { headers, signal })).text()).trim();
    return fromEndpoint(await (await fetch(`${place}${role}`, { headers, signal })).json());
  } catch {
    // Not on an instance, or on one without a role.
    return undefined;
  }
}

function fromEndpoint(answer: unknown): AwsCredentials {
  const { Token, ...keys } = endpointSchema.parse(answer);
  return toCredentials({ ...keys, SessionToken: Token });
}

function toCredentials(answer: {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken?: string | undefined;
}): AwsCredentials {
  return {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    ...(answer.SessionToken === undefined ? {} : { sessionToken: answer.SessionToken }),
  };
}

function readOptional(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
