import { Cluster } from './cluster';
import { common, securityGroupIds } from './common';

/** Where the shop itself runs. */
export const main = new Cluster('main', {
  ...common,
  balancerSecurityGroupIds: {
    public: securityGroupIds.publicBalancer,
    internal: securityGroupIds.internalBalancer,
  },
  // Autoscaling of the applications goes by it.
  extraAddons: ['metrics-server'],
  nodeGroups: {
    general: { instanceTypes: ['m6i.xlarge'], diskSize: 80, minSize: 3, maxSize: 12 },
    // Web servers keep nothing and can be lost at any moment.
    spot: {
      instanceTypes: ['m6i.large', 'm5.large', 'm5a.large'],
      diskSize: 40,
      minSize: 2,
      maxSize: 20,
      spot: true,
    },
  },
});
