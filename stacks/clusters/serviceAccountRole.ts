import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { policy } from '../shared/policies';
import { tags } from '../shared/tags';

export interface ServiceAccountRoleArgs {
  readonly oidcProvider: aws.iam.OpenIdConnectProvider;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly policyArn: pulumi.Input<string>;
}

/** An IAM role that the pods of one service account assume, and nobody else. */
export class ServiceAccountRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(
    name: string,
    args: ServiceAccountRoleArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('reference:index:ServiceAccountRole', name, {}, options);

    // IAM keeps the issuer without its scheme, and that is how conditions have to name it.
    const issuer = args.oidcProvider.url.apply((url) => url.replace(/^https:\/\//, ''));
    const subject = `system:serviceaccount:${args.namespace}:${args.serviceAccount}`;

    // The trust names the OIDC provider, which a rebuilt cluster has under another id: IAM keeps the old
    // text without complaint, and pods would get no credentials until it is put right.
    const role = new aws.iam.Role(
      name,
      {
        name: `shop-${name}`,
        assumeRolePolicy: policy({
          Principal: { Federated: args.oidcProvider.arn },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: issuer.apply((host) => ({
            StringEquals: { [`${host}:sub`]: subject, [`${host}:aud`]: 'sts.amazonaws.com' },
          })),
        }),
        tags: tags(`shop-${name}`),
      },
      { parent: this },
    );
    const permitted = new aws.iam.RolePolicyAttachment(
      name,
      { role: role.name, policyArn: args.policyArn },
      { parent: this },
    );

    this.arn = pulumi.all([role.arn, permitted.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
