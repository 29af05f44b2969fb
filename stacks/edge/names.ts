import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { internalBalancer, publicBalancer } from './balancers';
import { scannerGateway } from './scanners';
import { domain, foundation } from './settings';

interface Balancer {
  readonly dnsName: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
}

/** An alias follows the load balancer's addresses, and the bare domain could not be a CNAME. */
function alias(resource: string, name: pulumi.Input<string>, balancer: Balancer): void {
  new aws.route53.Record(resource, {
    zoneId: foundation.output('zoneId'),
    name,
    type: 'A',
    aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
  });
}

alias('shop', domain, publicBalancer);
alias('grafana', pulumi.interpolate`grafana.${domain}`, publicBalancer);
alias('scanners', pulumi.interpolate`scanners.${domain}`, scannerGateway);
alias('prometheus-main', pulumi.interpolate`prometheus-main.${domain}`, internalBalancer);
alias('alertmanager', pulumi.interpolate`alertmanager.${domain}`, internalBalancer);
