import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { assumedByService } from '../shared/policies';
import { tags } from '../shared/tags';
import { kubeconfig } from './kubeconfig';
import { ServiceAccountRole } from './serviceAccountRole';

export interface NodeGroup {
  readonly instanceTypes: string[];
  readonly diskSize: number;
  readonly minSize: number;
  readonly maxSize: number;
  readonly spot?: boolean;
}

export interface ClusterArgs {
  readonly version: string;
  readonly region: string;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly secretsKeyArn: pulumi.Input<string>;
  readonly operatorsRoleArn: pulumi.Input<string>;
  /** From which the ingress controller's ports on the nodes may be reached, by a name for the rule. */
  readonly balancerSecurityGroupIds: Record<string, pulumi.Input<string>>;
  readonly nodeGroups: Record<string, NodeGroup>;
  /** Add-ons of EKS beyond those without which no cluster works. */
  readonly extraAddons?: string[];
}

const nodePolicies = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryPullOnly',
];

/** An EKS cluster with its nodes and add-ons. The component's name is the cluster's name. */
export class Cluster extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** Given out once operators may use it, not just once the cluster is there. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly oidcProvider: aws.iam.OpenIdConnectProvider;
  readonly nodeGroups: Record<string, aws.eks.NodeGroup> = {};

  private readonly cluster: aws.eks.Cluster;

  constructor(
    private readonly clusterName: string,
    private readonly args: ClusterArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('reference:index:Cluster', clusterName, {}, options);

    this.cluster = this.controlPlane();
    this.oidcProvider = new aws.iam.OpenIdConnectProvider(
      clusterName,
      {
        url: this.cluster.identities.apply((identities) => {
          const issuer = identities[0]?.oidcs?.[0]?.issuer;
          if (issuer === undefined) throw new Error(`cluster ${clusterName} has no OIDC issuer`);
          return issuer;
        }),
        clientIdLists: ['sts.amazonaws.com'],
        tags: tags(clusterName),
      },
      { parent: this },
    );

    const access = this.access();
    this.ingress();

    // A node is not ready without these two, and a node group is done only once its nodes are ready.
    const network = [
      this.addon('vpc-cni', [], {
        configurationValues: JSON.stringify({ enableNetworkPolicy: 'true' }),
      }),
      this.addon('kube-proxy'),
    ];
    this.nodes(network);
    // While these need a node to run on.
    const groups = Object.values(this.nodeGroups);
    this.addon('coredns', groups);
    this.volumes(groups);
    for (const addon of args.extraAddons ?? []) this.addon(addon, groups);

    this.name = this.cluster.name;
    this.endpoint = this.cluster.endpoint;
    const text = kubeconfig({
      cluster: clusterName,
      region: args.region,
      endpoint: this.cluster.endpoint,
      certificateAuthority: this.cluster.certificateAuthority.data,
      roleArn: args.operatorsRoleArn,
    });
    this.kubeconfig = pulumi.secret(pulumi.all([text, access.id]).apply(([ready]) => ready));
    this.registerOutputs({
      name: this.name,
      endpoint: this.endpoint,
      kubeconfig: this.kubeconfig,
    });
  }

  private controlPlane(): aws.eks.Cluster {
    const role = new aws.iam.Role(
      `${this.clusterName}-cluster`,
      {
        name: `shop-eks-${this.clusterName}`,
        assumeRolePolicy: assumedByService('eks.amazonaws.com'),
        tags: tags(`shop-eks-${this.clusterName}`),
      },
      { parent: this },
    );
    const permitted = new aws.iam.RolePolicyAttachment(
      `${this.clusterName}-cluster`,
      { role: role.name, policyArn: 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy' },
      { parent: this },
    );

    return new aws.eks.Cluster(
      this.clusterName,
      {
        name: this.clusterName,
        version: this.args.version,
        roleArn: role.arn,
        vpcConfig: {
          subnetIds: this.args.subnetIds,
          endpointPrivateAccess: true,
          endpointPublicAccess: true,
        },
        accessConfig: {
          authenticationMode: 'API',
          // Whoever happens to run a recovery is not to become an administrator for good.
          bootstrapClusterCreatorAdminPermissions: false,
        },
        encryptionConfig: {
          provider: { keyArn: this.args.secretsKeyArn },
          resources: ['secrets'],
        },
        enabledClusterLogTypes: ['api', 'audit', 'authenticator'],
        // All add-ons are declared below, so that Git says what runs.
        bootstrapSelfManagedAddons: false,
        upgradePolicy: { supportType: 'STANDARD' },
        tags: tags(this.clusterName),
      },
      { parent: this, dependsOn: permitted, customTimeouts: { create: '30m' } },
    );
  }

  private access(): aws.eks.AccessPolicyAssociation {
    const operators = new aws.eks.AccessEntry(
      `${this.clusterName}-operators`,
      {
        clusterName: this.cluster.name,
        principalArn: this.args.operatorsRoleArn,
        type: 'STANDARD',
        tags: tags(`${this.clusterName}-operators`),
      },
      { parent: this },
    );
    return new aws.eks.AccessPolicyAssociation(
      `${this.clusterName}-operators`,
      {
        clusterName: this.cluster.name,
        principalArn: operators.principalArn,
        policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
        accessScope: { type: 'cluster' },
      },
      { parent: this },
    );
  }

  /** EKS makes the nodes' security group itself; it lets nobody from outside of the cluster in. */
  private ingress(): void {
    for (const [name, groupId] of Object.entries(this.args.balancerSecurityGroupIds)) {
      new aws.vpc.SecurityGroupIngressRule(
        `${this.clusterName}-${name}`,
        {
          securityGroupId: this.cluster.vpcConfig.clusterSecurityGroupId,
          description: `Ingress controller, from the ${name} load balancer`,
          referencedSecurityGroupId: groupId,
          ipProtocol: 'tcp',
          fromPort: 30080,
          toPort: 30082,
          tags: tags(`${this.clusterName}-${name}`),
        },
        { parent: this },
      );
    }
  }

  private nodes(dependsOn: pulumi.Resource[]): void {
    const role = new aws.iam.Role(
      `${this.clusterName}-node`,
      {
        name: `shop-eks-${this.clusterName}-node`,
        assumeRolePolicy: assumedByService('ec2.amazonaws.com'),
        tags: tags(`shop-eks-${this.clusterName}-node`),
      },
      { parent: this },
    );
    const permitted = nodePolicies.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${this.clusterName}-node-${policy}`,
          { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
          { parent: this },
        ),
    );

    for (const [name, group] of Object.entries(this.args.nodeGroups)) {
      this.nodeGroups[name] = new aws.eks.NodeGroup(
        `${this.clusterName}-${name}`,
        {
          clusterName: this.cluster.name,
          nodeGroupName: name,
          nodeRoleArn: role.arn,
          subnetIds: this.args.subnetIds,
          amiType: 'AL2023_x86_64_STANDARD',
          capacityType: group.spot === true ? 'SPOT' : 'ON_DEMAND',
          instanceTypes: group.instanceTypes,
          diskSize: group.diskSize,
          scalingConfig: {
            minSize: group.minSize,
            maxSize: group.maxSize,
            desiredSize: group.minSize,
          },
          updateConfig: { maxUnavailable: 1 },
          labels: { 'example.com/pool': name },
          tags: tags(`${this.clusterName}-${name}`),
        },
        {
          parent: this,
          dependsOn: [...permitted, ...dependsOn],
          ignoreChanges: ['scalingConfig.desiredSize'],
          customTimeouts: { create: '30m' },
        },
      );
    }
  }

  /** At the version that EKS holds to be right for the cluster's version. */
  private addon(
    name: string,
    dependsOn: pulumi.Resource[] = [],
    args: Partial<aws.eks.AddonArgs> = {},
  ): aws.eks.Addon {
    return new aws.eks.Addon(
      `${this.clusterName}-${name}`,
      {
        clusterName: this.cluster.name,
        addonName: name,
        resolveConflictsOnCreate: 'OVERWRITE',
        resolveConflictsOnUpdate: 'PRESERVE',
        tags: tags(`${this.clusterName}-${name}`),
        ...args,
      },
      { parent: this, dependsOn },
    );
  }

  private volumes(dependsOn: pulumi.Resource[]): void {
    const role = new ServiceAccountRole(
      `${this.clusterName}-ebs-csi`,
      {
        oidcProvider: this.oidcProvider,
        namespace: 'kube-system',
        serviceAccount: 'ebs-csi-controller-sa',
        policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy',
      },
      { parent: this },
    );
    this.addon('aws-ebs-csi-driver', [...dependsOn, role], {
      serviceAccountRoleArn: role.arn,
      configurationValues: JSON.stringify({ defaultStorageClass: { enabled: true } }),
    });
  }
}
