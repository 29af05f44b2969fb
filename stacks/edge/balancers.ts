import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { tags } from '../shared/tags';
import { certificateArn } from './certificate';
import { domain, foundation } from './settings';

const sslPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
const securityGroupIds = foundation.output('securityGroupIds');

/**
 * The nodes of one cluster as one load balancer sees them: the ports are those on which the ingress
 * controller listens on every node (stacks/workloads/apps/ingress/service.yaml).
 */
function nodes(name: string): aws.lb.TargetGroup {
  return new aws.lb.TargetGroup(name, {
    name: `shop-${name}`,
    vpcId: foundation.output('vpcId'),
    targetType: 'instance',
    protocol: 'HTTP',
    port: 30080,
    deregistrationDelay: 30,
    healthCheck: {
      path: '/ping',
      port: '30082',
      protocol: 'HTTP',
      matcher: '200',
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    },
    tags: tags(`shop-${name}`),
  });
}

/** By load balancer and cluster, since a target group serves one load balancer only. */
export const targetGroups = {
  publicMain: nodes('public-main'),
  publicTools: nodes('public-tools'),
  internalMain: nodes('internal-main'),
  internalTools: nodes('internal-tools'),
};

export const publicBalancer = new aws.lb.LoadBalancer('public', {
  name: 'shop-public',
  loadBalancerType: 'application',
  internal: false,
  subnets: foundation.output('publicSubnetIds'),
  securityGroups: [securityGroupIds.publicBalancer],
  accessLogs: { bucket: foundation.output('accessLogsBucket'), prefix: 'public', enabled: true },
  dropInvalidHeaderFields: true,
  enableDeletionProtection: true,
  tags: tags('shop-public'),
});

new aws.lb.Listener('public-http', {
  loadBalancerArn: publicBalancer.arn,
  protocol: 'HTTP',
  port: 80,
  defaultActions: [
    { type: 'redirect', redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } },
  ],
  tags: tags('shop-public-http'),
});

const publicHttps = new aws.lb.Listener('public-https', {
  loadBalancerArn: publicBalancer.arn,
  protocol: 'HTTPS',
  port: 443,
  sslPolicy,
  certificateArn,
  defaultActions: [{ type: 'forward', targetGroupArn: targetGroups.publicMain.arn }],
  tags: tags('shop-public-https'),
});

new aws.lb.ListenerRule('public-no-metrics', {
  listenerArn: publicHttps.arn,
  priority: 10,
  conditions: [{ pathPattern: { values: ['/metrics', '/metrics/*'] } }],
  actions: [
    { type: 'fixed-response', fixedResponse: { contentType: 'text/plain', statusCode: '404' } },
  ],
  tags: tags('shop-public-no-metrics'),
});

new aws.lb.ListenerRule('public-grafana', {
  listenerArn: publicHttps.arn,
  priority: 20,
  conditions: [{ hostHeader: { values: [pulumi.interpolate`grafana.${domain}`] } }],
  actions: [{ type: 'forward', targetGroupArn: targetGroups.publicTools.arn }],
  tags: tags('shop-public-grafana'),
});

/** How the two clusters reach each other's Prometheus and Alertmanager. */
export const internalBalancer = new aws.lb.LoadBalancer('internal', {
  name: 'shop-internal',
  loadBalancerType: 'application',
  internal: true,
  subnets: foundation.output('privateSubnetIds'),
  securityGroups: [securityGroupIds.internalBalancer],
  accessLogs: { bucket: foundation.output('accessLogsBucket'), prefix: 'internal', enabled: true },
  dropInvalidHeaderFields: true,
  tags: tags('shop-internal'),
});

const internalHttps = new aws.lb.Listener('internal-https', {
  loadBalancerArn: internalBalancer.arn,
  protocol: 'HTTPS',
  port: 443,
  sslPolicy,
  certificateArn,
  defaultActions: [{ type: 'forward', targetGroupArn: targetGroups.internalTools.arn }],
  tags: tags('shop-internal-https'),
});

new aws.lb.ListenerRule('internal-prometheus-main', {
  listenerArn: internalHttps.arn,
  priority: 10,
  conditions: [{ hostHeader: { values: [pulumi.interpolate`prometheus-main.${domain}`] } }],
  actions: [{ type: 'forward', targetGroupArn: targetGroups.internalMain.arn }],
  tags: tags('shop-internal-prometheus-main'),
});
