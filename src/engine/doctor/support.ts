/** One thing outside of the resources that a recovery leans on, by what it could be recognised in a program. */
export type Support =
  /** Where the commit can be fetched from. */
  | { readonly kind: 'git'; readonly name: string; readonly host: string }
  /** Where npm packages of the programs come from. */
  | { readonly kind: 'packages'; readonly host: string }
  /** The key that opens the secrets of a program's configuration: id, ARN or alias. */
  | { readonly kind: 'key'; readonly program: string; readonly key: string }
  /** Where Pulumi's own tools keep a program's state. */
  | { readonly kind: 'state'; readonly program: string; readonly bucket: string }
  /** Whom AWS takes us for: an ARN of a role or user. */
  | { readonly kind: 'principal'; readonly arn: string };

/** The host of a Git remote, of an address for ssh too; undefined for a path. */
export function hostOfRemote(url: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) {
    const host = URL.parse(url)?.hostname;
    return host === undefined || host === '' ? undefined : host.toLowerCase();
  }
  // `user@host:path`, see https://git-scm.com/docs/git-clone#_git_urls; one letter is a drive.
  const [, host] = /^(?:[^@/\s]+@)?([^:/\s]{2,}):/.exec(url) ?? [];
  return host?.toLowerCase();
}

/**
 * The key that a secrets provider names; undefined where it is none of AWS.
 * Form: https://www.pulumi.com/docs/iac/concepts/secrets/#aws-key-management-service-kms
 */
export function kmsKeyOf(secretsProvider: string): string | undefined {
  const [, address = ''] = /^awskms:\/\/\/?([^?]+)/.exec(secretsProvider) ?? [];
  return address === '' ? undefined : address;
}

/** The bucket of a state backend such as `s3://bucket/folder`; undefined for other backends. */
export function bucketOf(backend: string): string | undefined {
  return /^s3:\/\/([^/?]+)/.exec(backend)?.[1];
}

/**
 * The registry and repository of an image. Without a registry it is Docker Hub's:
 * https://github.com/distribution/reference/blob/main/normalize.go
 */
export function partsOfImage(image: string): { registry: string; repository: string } {
  const [name = ''] = image.split('@');
  const withoutTag = name.replace(/:[^:/]*$/, '');
  const [first = '', ...rest] = withoutTag.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (!isHost) return { registry: 'docker.io', repository: withoutTag };
  return { registry: first.toLowerCase(), repository: rest.join('/') };
}

/** Role or user in an ARN of STS or IAM: kind and bare name. */
export function principalOf(
  arn: string,
): { readonly kind: 'role' | 'user'; readonly name: string } | undefined {
  const resource = arn.split(':').slice(5).join(':');
  const parts = resource.split('/');
  if (parts[0] === 'assumed-role' && parts[1] !== undefined) {
    return { kind: 'role', name: parts[1] };
  }
  if ((parts[0] === 'role' || parts[0] === 'user') && parts.length > 1) {
    return { kind: parts[0], name: parts.at(-1)! };
  }
  return undefined;
}
