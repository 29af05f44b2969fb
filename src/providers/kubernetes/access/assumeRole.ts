import type { Env } from './awsCredentials.js';
import { signedHeaders, type AwsCredentials } from './signature.js';

const VERSION = '2011-06-15';
const TIMEOUT_MS = 20_000;
const SESSION = 'blackstart';

interface RoleRequest {
  readonly env: Env;
  readonly region: string;
  readonly roleArn: string;
  readonly session?: string;
}

/** Takes on a role with other credentials. */
export function assumeRole(
  request: RoleRequest & { readonly credentials: AwsCredentials; readonly externalId?: string },
): Promise<AwsCredentials> {
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: VERSION,
    RoleArn: request.roleArn,
    RoleSessionName: request.session ?? SESSION,
    ...(request.externalId === undefined ? {} : { ExternalId: request.externalId }),
  }).toString();
  return ask(request, body, request.credentials);
}

/** Takes on a role with a token that somebody else has signed, e.g. a cluster for its pods. */
export function assumeRoleWithWebIdentity(
  request: RoleRequest & { readonly token: string },
): Promise<AwsCredentials> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: VERSION,
    RoleArn: request.roleArn,
    RoleSessionName: request.session ?? SESSION,
    WebIdentityToken: request.token,
  }).toString();
  return ask(request, body, undefined);
}

/** Where STS answers in a region. */
export function stsEndpoint(region: string): string {
  return `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

async function ask(
  { env, region, roleArn }: RoleRequest,
  body: string,
  credentials: AwsCredentials | undefined,
): Promise<AwsCredentials> {
  const endpoint = env['AWS_ENDPOINT_URL_STS'] ?? env['AWS_ENDPOINT_URL'] ?? stsEndpoint(region);
  const url = new URL('/', endpoint);
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const response = await fetch(url, {
    method: 'POST',
    headers:
      credentials === undefined
        ? headers
        : signedHeaders({
            method: 'POST',
            url,
            headers,
            body,
            service: 'sts',
            region,
            credentials,
            now: new Date(),
          }),
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  const accessKeyId = element(text, 'AccessKeyId');
  const secretAccessKey = element(text, 'SecretAccessKey');
  const sessionToken = element(text, 'SessionToken');
  if (!response.ok || accessKeyId === undefined || secretAccessKey === undefined) {
    const reason = element(text, 'Message') ?? `STS answers ${response.status}`;
    throw new Error(`the role ${roleArn} cannot be assumed: ${reason}`);
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
