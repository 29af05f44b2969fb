import { Cluster } from './cluster';
import { common, securityGroupIds } from './common';

/** Alerting, dashboards and drift detection: apart from the shop, to be up while it is down. */
export const tools = new Cluster('tools', {
  ...common,
  balancerSecurityGroupIds: {
    public: securityGroupIds.publicBalancer,
    internal: securityGroupIds.internalBalancer,
  },
  nodeGroups: {
    general: { instanceTypes: ['m6i.large'], diskSize: 60, minSize: 2, maxSize: 4 },
    // Prometheus wants memory rather than processors.
    monitoring: { instanceTypes: ['r6i.large'], diskSize: 60, minSize: 2, maxSize: 3 },
  },
});
