import type * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Manifests } from './manifests';
import type { Values } from './placeholders';
import { clusters, edge, foundation, region } from './settings';

export interface ApplicationsArgs {
  readonly main: k8s.Provider;
  readonly tools: k8s.Provider;
}

/** What shoppers use, with the way in to both clusters, and the comparison with Git. */
export class Applications extends pulumi.ComponentResource {
  /** Host and port of what has figures to tell, for Prometheus. */
  readonly main: Record<'storefront' | 'catalogue' | 'orders' | 'payments', pulumi.Output<string>>;
  readonly tools: Record<'drift', pulumi.Output<string>>;

  constructor(name: string, args: ApplicationsArgs, options?: pulumi.ComponentResourceOptions) {
    super('reference:index:Applications', name, {}, options);

    const inMain = (application: string, values: Values = {}): Manifests =>
      new Manifests(
        application,
        { folder: `apps/${application}`, values },
        { parent: this, provider: args.main },
      );
    const inTools = (application: string, values: Values = {}): Manifests =>
      new Manifests(
        application,
        { folder: `apps/${application}`, values },
        { parent: this, provider: args.tools },
      );

    new Manifests(
      'main-ingress',
      { folder: 'apps/ingress', values: { replicas: 3 } },
      { parent: this, provider: args.main },
    );
    new Manifests(
      'tools-ingress',
      { folder: 'apps/ingress', values: { replicas: 2 } },
      { parent: this, provider: args.tools },
    );

    const images = foundation.output('repositoryUrls');
    const roles = clusters.output('serviceAccountRoleArns');
    const tables = foundation.output('tableNames');
    const queues = foundation.output('queueUrls');
    const eventsTopicArn = foundation.output('orderEventsTopicArn');
    const publicUrl = edge.output('publicUrl');

    const catalogue = inMain('catalogue', {
      image: images.catalogue,
      roleArn: roles.catalogue,
      region,
      catalogueTable: tables.catalogue,
      cartsTable: tables.carts,
    });

    const payments = inMain('payments', {
      image: images.payments,
      roleArn: roles.payments,
      queueUrl: queues.payments,
      eventsTopicArn,
      providerSecretArn: foundation.output('paymentProviderSecretArn'),
    });

    const orders = inMain('orders', {
      image: images.orders,
      roleArn: roles.orders,
      region,
      ordersTable: tables.orders,
      eventsTopicArn,
      paymentsUrl: pulumi.interpolate`http://${payments.endpoint('payments')}`,
    });

    inMain('notifications', {
      image: images.notifications,
      roleArn: roles.notifications,
      queueUrl: queues.notifications,
      receiptsBucket: foundation.output('receiptsBucket'),
      publicUrl,
    });

    const storefront = inMain('storefront', {
      image: images.storefront,
      host: foundation.output('domain'),
      publicUrl,
      catalogueUrl: pulumi.interpolate`http://${catalogue.endpoint('catalogue')}`,
      ordersUrl: pulumi.interpolate`http://${orders.endpoint('orders')}`,
    });

    const drift = inTools('drift', { image: images.blackstart, roleArn: roles.drift, region });

    this.main = {
      storefront: storefront.endpoint('storefront'),
      catalogue: catalogue.endpoint('catalogue'),
      orders: orders.endpoint('orders'),
      payments: payments.endpoint('payments'),
    };
    this.tools = { drift: drift.endpoint('drift') };
    this.registerOutputs({ main: this.main, tools: this.tools });
  }
}
