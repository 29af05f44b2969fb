import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Applications } from './applications';
import { configuration } from './configuration';
import { checkDelegation } from './delegation';
import { Manifests } from './manifests';
import type { Values } from './placeholders';
import { edge, foundation, slackWebhookUrl } from './settings';

const monitoring = 'monitoring';

export interface ObservabilityArgs {
  readonly main: k8s.Provider;
  readonly tools: k8s.Provider;
  readonly applications: Applications;
}

interface PrometheusArgs {
  readonly cluster: 'main' | 'tools';
  readonly provider: k8s.Provider;
  readonly namespace: k8s.core.v1.Namespace;
  readonly rules: string[];
  readonly externalUrl: pulumi.Input<string>;
  readonly targets: Values;
}

/**
 * A Prometheus and node-exporters in each cluster; Alertmanager and Grafana in `tools` only, so that they
 * are up while `main` is down.
 */
export class Observability extends pulumi.ComponentResource {
  constructor(
    name: string,
    private readonly args: ObservabilityArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('reference:index:Observability', name, {}, options);

    const inMain = { parent: this, provider: args.main };
    const inTools = { parent: this, provider: args.tools };

    const mainNamespace = this.namespace('main', args.main);
    const toolsNamespace = this.namespace('tools', args.tools);

    const alertmanager = this.alertmanager(toolsNamespace);
    const stateMetrics = new Manifests(
      'main-state-metrics',
      { folder: 'observability/state-metrics', namespace: mainNamespace },
      inMain,
    );

    this.prometheus({
      cluster: 'main',
      provider: args.main,
      namespace: mainNamespace,
      rules: ['applications.yml', 'nodes.yml'],
      externalUrl: edge.output('prometheusMainUrl'),
      targets: {
        ...args.applications.main,
        stateMetrics: stateMetrics.endpoint('kube-state-metrics'),
        alertmanagerHost: edge.output('alertmanagerHost'),
      },
    });
    new Manifests(
      'main-prometheus-ingress',
      {
        folder: 'observability/prometheus-ingress',
        namespace: mainNamespace,
        values: { host: hostOf(edge.output('prometheusMainUrl')) },
      },
      inMain,
    );

    const toolsPrometheus = this.prometheus({
      cluster: 'tools',
      provider: args.tools,
      namespace: toolsNamespace,
      rules: ['drift.yml', 'monitoring.yml', 'nodes.yml'],
      externalUrl: `http://prometheus.${monitoring}.svc:9090`,
      targets: {
        ...args.applications.tools,
        alertmanager: alertmanager.endpoint('alertmanager'),
        prometheusMainHost: hostOf(edge.output('prometheusMainUrl')),
      },
    });

    this.grafana(toolsNamespace, {
      prometheusMainUrl: edge.output('prometheusMainUrl'),
      prometheusTools: toolsPrometheus.endpoint('prometheus'),
      alertmanager: alertmanager.endpoint('alertmanager'),
    });

    checkDelegation(foundation.output('domain'), foundation.output('nameServers'), {
      ...inTools,
      dependsOn: toolsNamespace,
    });

    this.registerOutputs();
  }

  private namespace(cluster: string, provider: k8s.Provider): k8s.core.v1.Namespace {
    return new k8s.core.v1.Namespace(
      `${cluster}-monitoring`,
      {
        metadata: {
          name: monitoring,
          // node-exporter looks at the node itself: its network, its processes, its file systems.
          labels: { 'pod-security.kubernetes.io/enforce': 'privileged' },
        },
      },
      { parent: this, provider },
    );
  }

  private prometheus(args: PrometheusArgs): Manifests {
    const { cluster } = args;
    const inCluster = { parent: this, provider: args.provider };
    const options = { ...inCluster, dependsOn: args.namespace };

    const config = configuration(
      `${cluster}-prometheus`,
      {
        name: 'prometheus',
        namespace: monitoring,
        files: { [`prometheus-${cluster}.yml`]: 'prometheus.yml' },
        values: args.targets,
      },
      options,
    );
    const rules = configuration(
      `${cluster}-prometheus-rules`,
      {
        name: 'prometheus-rules',
        namespace: monitoring,
        files: Object.fromEntries(args.rules.map((file) => [`rules/${file}`, file])),
      },
      options,
    );

    new Manifests(
      `${cluster}-exporters`,
      { folder: 'observability/exporters', namespace: args.namespace },
      inCluster,
    );
    return new Manifests(
      `${cluster}-prometheus`,
      {
        folder: 'observability/prometheus',
        namespace: args.namespace,
        values: { externalUrl: args.externalUrl },
        before: [config, rules],
      },
      inCluster,
    );
  }

  private alertmanager(inNamespace: k8s.core.v1.Namespace): Manifests {
    const inTools = { parent: this, provider: this.args.tools };
    const options = { ...inTools, dependsOn: inNamespace };

    const config = configuration(
      'alertmanager',
      {
        name: 'alertmanager',
        namespace: monitoring,
        files: { 'alertmanager.yml': 'alertmanager.yml', 'slack.tmpl': 'slack.tmpl' },
      },
      options,
    );
    const secret = new k8s.core.v1.Secret(
      'alertmanager',
      {
        metadata: { name: 'alertmanager', namespace: monitoring },
        stringData: { 'slack-webhook-url': slackWebhookUrl },
      },
      options,
    );

    return new Manifests(
      'alertmanager',
      {
        folder: 'observability/alertmanager',
        namespace: inNamespace,
        values: { host: edge.output('alertmanagerHost') },
        before: [config, secret],
      },
      inTools,
    );
  }

  private grafana(inNamespace: k8s.core.v1.Namespace, datasources: Values): void {
    const inTools = { parent: this, provider: this.args.tools };
    const options = { ...inTools, dependsOn: inNamespace };

    const secret = new k8s.core.v1.Secret(
      'grafana',
      {
        metadata: { name: 'grafana', namespace: monitoring },
        stringData: { 'admin-password': foundation.output('grafanaAdminPassword') },
      },
      options,
    );
    const provisioning = configuration(
      'grafana-provisioning',
      {
        name: 'grafana-provisioning',
        namespace: monitoring,
        files: { 'datasources.yml': 'datasources.yml', 'dashboards.yml': 'dashboards.yml' },
        values: datasources,
      },
      options,
    );
    const dashboards = ['drift', 'nodes', 'shop'].map((dashboard) =>
      configuration(
        `grafana-dashboard-${dashboard}`,
        {
          name: `grafana-dashboard-${dashboard}`,
          namespace: monitoring,
          files: { [`dashboards/${dashboard}.json`]: `${dashboard}.json` },
        },
        options,
      ),
    );

    const url = edge.output('grafanaUrl');
    new Manifests(
      'grafana',
      {
        folder: 'observability/grafana',
        namespace: inNamespace,
        values: { url, host: hostOf(url) },
        before: [secret, provisioning, ...dashboards],
      },
      inTools,
    );
  }
}

function hostOf(url: pulumi.Output<string>): pulumi.Output<string> {
  return url.apply((text) => new URL(text).host);
}
