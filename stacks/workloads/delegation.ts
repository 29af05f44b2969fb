import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

const script = `
expected=$(printf '%s\\n' $NAME_SERVERS | sort)
actual=$(dig +short NS "$DOMAIN" @1.1.1.1 | sed 's/\\.$//' | sort)
if [ "$expected" = "$actual" ]; then exit 0; fi
echo "$DOMAIN is delegated to: $actual"
echo "its zone is served by: $expected"
exit 1
`;

/**
 * Compares, every hour, what the registrar delegates to with the name servers of the zone: after a rebuild
 * they differ until people have changed the delegation.
 *
 * The job is created inside of `apply`: whether there is anything to compare depends on a value that only
 * Route 53 knows (a private zone has no delegation). A preview of a lost zone therefore cannot show this
 * resource; it can only say that a callback is still open.
 */
export function checkDelegation(
  domain: pulumi.Input<string>,
  nameServers: pulumi.Output<string[]>,
  options: pulumi.CustomResourceOptions,
): void {
  nameServers.apply((servers) => {
    if (servers.length === 0) return;
    new k8s.batch.v1.CronJob(
      'delegation-check',
      {
        metadata: { name: 'delegation-check', namespace: 'monitoring' },
        spec: {
          schedule: '15 * * * *',
          concurrencyPolicy: 'Forbid',
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 1,
          jobTemplate: {
            spec: {
              backoffLimit: 1,
              activeDeadlineSeconds: 300,
              template: {
                metadata: { labels: { 'app.kubernetes.io/name': 'delegation-check' } },
                spec: {
                  restartPolicy: 'Never',
                  automountServiceAccountToken: false,
                  securityContext: {
                    runAsNonRoot: true,
                    runAsUser: 65534,
                    seccompProfile: { type: 'RuntimeDefault' },
                  },
                  containers: [
                    {
                      name: 'dig',
                      image: 'registry.k8s.io/e2e-test-images/jessie-dnsutils:1.7',
                      command: ['sh', '-c', script],
                      env: [
                        { name: 'DOMAIN', value: domain },
                        { name: 'NAME_SERVERS', value: servers.join(' ') },
                      ],
                      resources: {
                        requests: { cpu: '10m', memory: '32Mi' },
                        limits: { memory: '64Mi' },
                      },
                      securityContext: {
                        allowPrivilegeEscalation: false,
                        capabilities: { drop: ['ALL'] },
                      },
                    },
                  ],
                },
              },
            },
          },
        },
      },
      options,
    );
  });
}
