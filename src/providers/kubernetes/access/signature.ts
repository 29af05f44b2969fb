import { createHash, createHmac } from 'node:crypto';

/**
 * AWS Signature Version 4 for the two requests that a cluster's token needs.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly now: Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The URL with its signature in the query: whoever has it may send it, until it expires. */
export function presign(request: SignRequest, expiresSeconds: number): string {
  const { credentials, now } = request;
  const url = new URL(request.url);
  const headers = { ...request.headers, host: url.host };
  const scope = scopeOf(request);
  url.searchParams.set('X-Amz-Algorithm', ALGORITHM);
  url.searchParams.set('X-Amz-Credential', `${credentials.accessKeyId}/${scope}`);
  url.searchParams.set('X-Amz-Date', stamp(now));
  url.searchParams.set('X-Amz-Expires', String(expiresSeconds));
  if (credentials.sessionToken !== undefined) {
    url.searchParams.set('X-Amz-Security-Token', credentials.sessionToken);
  }
  url.searchParams.set('X-Amz-SignedHeaders', signedNames(headers));
  const signature = sign({ ...request, url, headers });
  return `${url.origin}${url.pathname}?${canonicalQuery(url)}&X-Amz-Signature=${signature}`;
}

/** The headers of a request with its signature among them. */
export function signedHeaders(request: SignRequest): Record<string, string> {
  const { credentials } = request;
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': stamp(request.now),
    ...(credentials.sessionToken === undefined
      ? {}
      : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const signature = sign({ ...request, headers });
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scopeOf(request)}, SignedHeaders=${signedNames(headers)}, Signature=${signature}`,
  };
}

function sign(request: SignRequest): string {
  const { method, url, headers, body, credentials, now, region, service } = request;
  const names = Object.keys(headers).toSorted();
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${headers[name]!.trim()}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const text = [ALGORITHM, stamp(now), scopeOf(request), sha256(canonical)].join('\n');
  const key = [stamp(now).slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
}

function scopeOf({ now, region, service }: SignRequest): string {
  return `${stamp(now).slice(0, 8)}/${region}/${service}/aws4_request`;
}

function signedNames(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).toSorted().join(';');
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .toSorted()
    .join('&');
}

/** RFC 3986, which leaves fewer characters alone than encodeURIComponent. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** E.g. `20260131T235959Z`. */
function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
