/** Whose CI a role is lent to. */
export type TrustedHost = 'github' | 'gitlab';

export interface TrustRequest {
  readonly host: TrustedHost;
  /** `owner/name`, on GitLab the whole path of the project. */
  readonly repository: string;
  readonly account: string;
  /** The branch on which scheduled checks run. */
  readonly branch: string;
}

export interface TrustPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly [
    {
      readonly Effect: 'Allow';
      readonly Principal: { readonly Federated: string };
      readonly Action: 'sts:AssumeRoleWithWebIdentity';
      readonly Condition: {
        readonly StringEquals: Readonly<Record<string, string>>;
        readonly StringLike: Readonly<Record<string, readonly string[]>>;
      };
    },
  ];
}

/**
 * Lends a role to the jobs of one repository alone: to its pull requests and its branch on GitHub
 * (https://docs.github.com/en/actions/reference/security/oidc), to its branches on GitLab, where a merge request runs on
 * one (https://docs.gitlab.com/ci/secrets/id_token_authentication/). The audiences are those of the templates.
 */
export function trustPolicy({ host, repository, account, branch }: TrustRequest): TrustPolicy {
  const { provider, audience, subjects } =
    host === 'github'
      ? {
          provider: 'token.actions.githubusercontent.com',
          audience: 'sts.amazonaws.com',
          subjects: [
            `repo:${repository}:pull_request`,
            `repo:${repository}:ref:refs/heads/${branch}`,
          ],
        }
      : {
          provider: 'gitlab.com',
          audience: 'sts.amazonaws.com',
          subjects: [`project_path:${repository}:ref_type:branch:ref:*`],
        };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${provider}:aud`]: audience },
          StringLike: { [`${provider}:sub`]: subjects },
        },
      },
    ],
  };
}
