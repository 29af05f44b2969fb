import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../rig/workspace.js';

/** Environment variables by which the program learns of its two clusters. */
export const MAIN_KUBECONFIG = 'BENCH_MAIN_KUBECONFIG';
export const TOOLS_KUBECONFIG = 'BENCH_TOOLS_KUBECONFIG';

/** The packages that the program imports. */
export const REFERENCE_PACKAGES = ['@pulumi/pulumi', '@pulumi/kubernetes', 'yaml'];

/**
 * The applications and the observability of the reference system as they are, with one module put in the place of
 * another: what they are given by the AWS programs are fixed values here.
 */
export function referenceFiles(): Record<string, string> {
  const tracked = execFileSync(
    'git',
    [
      'ls-files',
      'stacks/workloads',
      'stacks/shared',
      'stacks/tsconfig.json',
      'stacks/package.json',
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const files = Object.fromEntries(
    tracked
      .split('\n')
      .filter((path) => path !== '')
      .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
  );
  return {
    ...files,
    'stacks/workloads/settings.ts': SETTINGS,
    'stacks/system.yaml': `version: 1
name: reference
recoveryTimeObjective: 45m
programs:
  - name: workloads
    path: workloads
    stack: production
    stage: apps
    stages:
      - { match: '*reference:index:Observability*', stage: observability }
stages: [apps, observability]
`,
  };
}

const SETTINGS = `import * as pulumi from '@pulumi/pulumi';

export const slackWebhookUrl = new pulumi.Config().requireSecret('slackWebhookUrl');
export const region = new pulumi.Config('aws').require('region');

class Given {
  constructor(private readonly values: Record<string, unknown>) {}

  output(name: string): pulumi.Output<any> {
    if (!(name in this.values)) throw new Error('nothing is given for ' + name);
    return pulumi.output(this.values[name]);
  }
}

const named = (names: string[], value: (name: string) => string) =>
  Object.fromEntries(names.map((name) => [name, value(name)]));
const applications = ['catalogue', 'payments', 'orders', 'notifications', 'storefront', 'blackstart', 'drift'];

export const foundation: Given = new Given({
  domain: 'shop.example.com',
  nameServers: ['ns-1.example.net', 'ns-2.example.net'],
  repositoryUrls: named(applications, (name) => 'registry.example.com/' + name),
  tableNames: named(['catalogue', 'carts', 'orders'], (name) => name),
  queueUrls: named(['payments', 'notifications'], (name) => 'https://queues.example.com/' + name),
  orderEventsTopicArn: 'arn:aws:sns:eu-west-1:111122223333:order-events',
  paymentProviderSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments',
  receiptsBucket: 'receipts',
  grafanaAdminPassword: pulumi.secret('not-a-secret'),
});
export const edge: Given = new Given({
  publicUrl: 'https://shop.example.com',
  grafanaUrl: 'https://grafana.example.com',
  alertmanagerHost: 'alertmanager.example.com',
  prometheusMainUrl: 'https://prometheus.example.com',
});
export const clusters: Given = new Given({
  mainKubeconfig: process.env['${MAIN_KUBECONFIG}'],
  toolsKubeconfig: process.env['${TOOLS_KUBECONFIG}'],
  serviceAccountRoleArns: named(applications, (name) => 'arn:aws:iam::111122223333:role/' + name),
});
`;
