import * as pulumi from '@pulumi/pulumi';

export interface KubeconfigArgs {
  /** Names cluster, user and context alike: guards tell by it what they are about to change. */
  readonly cluster: string;
  readonly region: string;
  readonly endpoint: pulumi.Input<string>;
  readonly certificateAuthority: pulumi.Input<string>;
  readonly roleArn: pulumi.Input<string>;
}

/** A kubeconfig that holds no credential, only how to get one; secret all the same, as it opens a cluster. */
export function kubeconfig(args: KubeconfigArgs): pulumi.Output<string> {
  const { cluster, region } = args;
  return pulumi.secret(
    pulumi.jsonStringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': cluster,
      clusters: [
        {
          name: cluster,
          cluster: {
            server: args.endpoint,
            'certificate-authority-data': args.certificateAuthority,
          },
        },
      ],
      contexts: [{ name: cluster, context: { cluster, user: cluster } }],
      users: [
        {
          name: cluster,
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1beta1',
              command: 'aws',
              args: [
                'eks',
                'get-token',
                '--region',
                region,
                '--cluster-name',
                cluster,
                '--role-arn',
                args.roleArn,
              ],
              interactiveMode: 'Never',
            },
          },
        },
      ],
    }),
  );
}
