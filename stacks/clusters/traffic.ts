import * as aws from '@pulumi/aws';
import type { Cluster } from './cluster';
import { main } from './main';
import { edge } from './settings';
import { tools } from './tools';

/** Lets a load balancer send requests to the nodes on which the ingress controller runs. */
function serve(
  name: string,
  cluster: Cluster,
  targetGroup: 'publicMain' | 'publicTools' | 'internalMain' | 'internalTools',
): void {
  const nodeGroup = cluster.nodeGroups['general'];
  if (nodeGroup === undefined) throw new Error(`${name}: the cluster has no general node group`);
  new aws.autoscaling.Attachment(name, {
    // EKS makes the auto-scaling group and gives it a name that nobody can foretell.
    autoscalingGroupName: nodeGroup.resources.apply((resources) => {
      const group = resources[0]?.autoscalingGroups?.[0]?.name;
      if (group === undefined) throw new Error(`${name}: the node group has no auto-scaling group`);
      return group;
    }),
    lbTargetGroupArn: edge.output('targetGroupArns')[targetGroup],
  });
}

serve('public-main', main, 'publicMain');
serve('internal-main', main, 'internalMain');
serve('public-tools', tools, 'publicTools');
serve('internal-tools', tools, 'internalTools');
