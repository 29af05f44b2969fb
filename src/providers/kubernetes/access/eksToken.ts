import { basename } from 'node:path';
import { assumeRole, stsEndpoint } from './assumeRole.js';
import { ambientRegion, findAwsCredentials, type Env } from './awsCredentials.js';
import type { ExecPlugin } from './clusterAccess.js';
import { presign, type AwsCredentials } from './signature.js';

/** What a kubeconfig asks `aws eks get-token` or `aws-iam-authenticator token` for. */
export interface EksTokenRequest {
  readonly clusterName: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly profile?: string;
}

const EXPIRES_SECONDS = 60;
/** EKS takes a token for 15 minutes from its date; AWS' own tools renew it a minute before. */
export const EKS_TOKEN_SECONDS = 14 * 60;

/** Does the plugin do no more than make a token for EKS? Then it can be made without it. */
export function eksTokenRequest({ command, args }: ExecPlugin): EksTokenRequest | undefined {
  const name = basename(command).replace(/\.exe$/, '');
  const isAws = name === 'aws' && args.includes('eks') && args.includes('get-token');
  if (!isAws && !(name === 'aws-iam-authenticator' && args.includes('token'))) return undefined;
  const clusterName = option(args, '--cluster-name', '--cluster-id', '-i');
  if (clusterName === undefined) return undefined;
  const region = option(args, '--region');
  const roleArn = option(args, '--role-arn', '--role', '-r');
  const profile = option(args, '--profile');
  return {
    clusterName,
    ...(region === undefined ? {} : { region }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(profile === undefined ? {} : { profile }),
  };
}

function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [at, arg] of args.entries()) {
    for (const name of names) {
      if (arg === name) return args[at + 1];
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
    }
  }
  return undefined;
}

/** A token for the cluster, by the credentials that the environment leads to. */
export async function makeEksToken(request: EksTokenRequest, env: Env): Promise<string> {
  const region = request.region ?? ambientRegion(env, request.profile);
  if (region === undefined) {
    throw new Error(`no region is known for the EKS cluster ${request.clusterName}`);
  }
  let credentials = await findAwsCredentials(env, region, request.profile);
  if (request.roleArn !== undefined) {
    credentials = await assumeRole({ env, region, roleArn: request.roleArn, credentials });
  }
  return signEksToken(request.clusterName, region, credentials, new Date());
}

/**
 * A presigned question to STS who its signer is; the cluster asks it to learn who calls.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export function signEksToken(
  clusterName: string,
  region: string,
  credentials: AwsCredentials,
  now: Date,
): string {
  const url = presign(
    {
      method: 'GET',
      url: new URL(`${stsEndpoint(region)}/?Action=GetCallerIdentity&Version=2011-06-15`),
      headers: { 'x-k8s-aws-id': clusterName },
      body: '',
      service: 'sts',
      region,
      credentials,
      now,
    },
    EXPIRES_SECONDS,
  );
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}
