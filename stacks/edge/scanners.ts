import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { foundation } from './settings';

/**
 * A classic load balancer, since it predates the others and scanners in the depots know nothing else: they
 * speak MQTT over TLS and check the proxies' own certificate, so the connection is passed through as it is.
 */
export const scannerGateway = new aws.elb.LoadBalancer('scanner-gateway', {
  name: 'shop-scanner-gateway',
  subnets: foundation.output('publicSubnetIds'),
  securityGroups: [foundation.output('securityGroupIds').scannerGateway],
  listeners: [{ lbPort: 8883, lbProtocol: 'tcp', instancePort: 8883, instanceProtocol: 'tcp' }],
  healthCheck: {
    target: 'TCP:8883',
    interval: 10,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
  },
  accessLogs: { bucket: foundation.output('accessLogsBucket'), bucketPrefix: 'scanners' },
  crossZoneLoadBalancing: true,
  // A scanner in a lift keeps quiet for a while.
  idleTimeout: 600,
  connectionDraining: true,
  connectionDrainingTimeout: 60,
  tags: tags('shop-scanner-gateway'),
});
