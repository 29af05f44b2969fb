import {
  CreateAddonCommand,
  CreateNodegroupCommand,
  DescribeAddonCommand,
  DescribeNodegroupCommand,
  EKSClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAddonCommand,
  UpdateNodegroupConfigCommand,
  UpdateNodegroupVersionCommand,
  type Addon,
  type Nodegroup,
  type Taint,
} from '@aws-sdk/client-eks';
import type { PropertyMap } from '../../model/values.js';
import { unlessCode } from './failure.js';
import type { AwsResource, Change, LiveResource } from './resource.js';
import { flag, json, list, map, number, object, set, text } from './shape.js';
import { tagging } from './tags.js';
import { arnOf, compact, need, num, obj, objs, str, strMap, strs, timeText } from './values.js';

const GONE = 'ResourceNotFoundException';

const tagEks = tagging({
  target: arnOf,
  set: (resourceArn, tags, context) =>
    context.client(EKSClient).send(new TagResourceCommand({ resourceArn, tags: { ...tags } })),
  remove: (resourceArn, tagKeys, context) =>
    context.client(EKSClient).send(new UntagResourceCommand({ resourceArn, tagKeys })),
});

/** `main:general` is the node group `general` of the cluster `main`. */
function parts(id: string): [string, string] {
  const at = id.indexOf(':');
  return [id.slice(0, at), id.slice(at + 1)];
}

/** Taints have other words in the API of EKS than in Kubernetes, and the SDK has those of EKS. */
const taint = object({
  effect: { ...text, required: true },
  key: { ...text, required: true },
  value: { ...text },
});

const nodeGroup: AwsResource = {
  type: 'aws:eks/nodeGroup:NodeGroup',
  inputs: {
    amiType: { ...text, computed: true, replace: true },
    capacityType: { ...text, computed: true, replace: true },
    clusterName: { ...text, required: true, replace: true },
    diskSize: { ...number, computed: true, replace: true },
    forceUpdateVersion: { ...flag, writeOnly: true },
    instanceTypes: { ...list(text), computed: true, replace: true },
    labels: { ...map },
    launchTemplate: {
      ...object({
        id: { ...text, computed: true },
        name: { ...text, computed: true },
        version: { ...text, required: true },
      }),
    },
    nodeGroupName: { ...text, replace: true },
    nodeRoleArn: { ...text, required: true, replace: true },
    releaseVersion: { ...text, computed: true },
    scalingConfig: {
      ...object({
        desiredSize: { ...number, required: true },
        maxSize: { ...number, required: true },
        minSize: { ...number, required: true },
      }),
      required: true,
    },
    subnetIds: { ...set(text), required: true, replace: true },
    taints: { ...set(taint) },
    updateConfig: {
      ...object({ maxUnavailable: { ...number }, maxUnavailablePercentage: { ...number } }, [
        'updateStrategy',
      ]),
      computed: true,
    },
    version: { ...text, computed: true },
  },
  refused: ['nodeGroupNamePrefix', 'nodeRepairConfig', 'remoteAccess', 'warmPoolConfig'],
  outputs: { arn: text, resources: list(object({})), status: text },
  autoname: { property: 'nodeGroupName', longest: 63 },
  readySeconds: 60 * 60,
  create: async (inputs, context) => {
    const [clusterName, nodegroupName] = [
      need(inputs, 'clusterName'),
      need(inputs, 'nodeGroupName'),
    ];
    const template = obj(inputs, 'launchTemplate');
    const types = strs(inputs, 'instanceTypes');
    await context.client(EKSClient).send(
      new CreateNodegroupCommand({
        clusterName,
        nodegroupName,
        amiType: str(inputs, 'amiType'),
        capacityType: str(inputs, 'capacityType'),
        diskSize: num(inputs, 'diskSize'),
        labels: strMap(inputs, 'labels'),
        nodeRole: need(inputs, 'nodeRoleArn'),
        releaseVersion: str(inputs, 'releaseVersion'),
        scalingConfig: scalingOf(inputs),
        subnets: strs(inputs, 'subnetIds'),
        tags: strMap(inputs, 'tags'),
        taints: objs(inputs, 'taints').map(toTaint),
        updateConfig: updatingOf(inputs),
        version: str(inputs, 'version'),
        ...(types.length === 0 ? {} : { instanceTypes: types }),
        ...(template === undefined ? {} : { launchTemplate: templateOf(template) }),
      }),
    );
    return `${clusterName}:${nodegroupName}`;
  },
  read: async (id, context) => {
    const [clusterName, nodegroupName] = parts(id);
    const request = new DescribeNodegroupCommand({ clusterName, nodegroupName });
    const found = (await unlessCode(context.client(EKSClient).send(request), GONE))?.nodegroup;
    if (found === undefined || found.status === 'DELETING') return undefined;
    const live: LiveResource = { properties: nodeGroupProperties(found), tags: found.tags ?? {} };
    const status = found.status ?? 'ACTIVE';
    if (status === 'CREATE_FAILED') {
      return { ...live, failed: found.health?.issues?.[0]?.message ?? status };
    }
    return status === 'CREATING' || status === 'UPDATING' ? { ...live, pending: status } : live;
  },
  update: async (id, change, context) => {
    const [clusterName, nodegroupName] = parts(id);
    const { changed, new: inputs } = change;
    const client = context.client(EKSClient);
    const template = obj(inputs, 'launchTemplate');
    if (['labels', 'scalingConfig', 'taints', 'updateConfig'].some((name) => changed.has(name))) {
      await client.send(
        new UpdateNodegroupConfigCommand({
          clusterName,
          nodegroupName,
          labels: labelChange(change),
          taints: taintChange(change),
          ...(changed.has('scalingConfig') ? { scalingConfig: scalingOf(inputs) } : {}),
          ...(changed.has('updateConfig') ? { updateConfig: updatingOf(inputs) } : {}),
        }),
      );
    }
    if (['launchTemplate', 'releaseVersion', 'version'].some((name) => changed.has(name))) {
      await client.send(
        new UpdateNodegroupVersionCommand({
          clusterName,
          nodegroupName,
          version: str(inputs, 'version'),
          releaseVersion: str(inputs, 'releaseVersion'),
          force: inputs['forceUpdateVersion'] === true,
          ...(template === undefined ? {} : { launchTemplate: templateOf(template) }),
        }),
      );
    }
  },
  tag: tagEks,
};

function scalingOf(inputs: PropertyMap): {
  desiredSize: number | undefined;
  maxSize: number | undefined;
  minSize: number | undefined;
} {
  const scaling = obj(inputs, 'scalingConfig') ?? {};
  return {
    desiredSize: num(scaling, 'desiredSize'),
    maxSize: num(scaling, 'maxSize'),
    minSize: num(scaling, 'minSize'),
  };
}

function updatingOf(
  inputs: PropertyMap,
): { maxUnavailable?: number; maxUnavailablePercentage?: number } | undefined {
  const updating = obj(inputs, 'updateConfig');
  if (updating === undefined) return undefined;
  const [count, share] = [
    num(updating, 'maxUnavailable'),
    num(updating, 'maxUnavailablePercentage'),
  ];
  return {
    ...(count === undefined ? {} : { maxUnavailable: count }),
    ...(share === undefined ? {} : { maxUnavailablePercentage: share }),
  };
}

function templateOf(template: PropertyMap): { id?: string; name?: string; version: string } {
  const [id, name] = [str(template, 'id'), str(template, 'name')];
  return {
    version: need(template, 'version'),
    ...(id === undefined ? {} : { id }),
    ...(id !== undefined || name === undefined ? {} : { name }),
  };
}

function toTaint(inputs: PropertyMap): Taint {
  return {
    effect: need<'NO_SCHEDULE'>(inputs, 'effect'),
    key: need(inputs, 'key'),
    value: str(inputs, 'value'),
  };
}

function labelChange({ old, new: inputs }: Change): {
  addOrUpdateLabels: Record<string, string>;
  removeLabels: string[];
} {
  const [before, after] = [strMap(old, 'labels'), strMap(inputs, 'labels')];
  return {
    addOrUpdateLabels: after,
    removeLabels: Object.keys(before).filter((name) => !(name in after)),
  };
}

function taintChange({ old, new: inputs }: Change): {
  addOrUpdateTaints: Taint[];
  removeTaints: Taint[];
} {
  const [before, after] = [objs(old, 'taints').map(toTaint), objs(inputs, 'taints').map(toTaint)];
  const isKept = ({ key, effect }: Taint): boolean =>
    after.some((each) => each.key === key && each.effect === effect);
  return { addOrUpdateTaints: after, removeTaints: before.filter((each) => !isKept(each)) };
}

function nodeGroupProperties(found: Nodegroup): PropertyMap {
  const { launchTemplate: template, resources, scalingConfig: scaling } = found;
  return compact({
    amiType: found.amiType ?? '',
    arn: found.nodegroupArn,
    capacityType: found.capacityType ?? '',
    clusterName: found.clusterName,
    diskSize: found.diskSize ?? 0,
    instanceTypes: found.instanceTypes ?? [],
    labels: found.labels ?? {},
    launchTemplate:
      template === undefined
        ? undefined
        : compact({ id: template.id, name: template.name, version: template.version }),
    nodeGroupName: found.nodegroupName,
    nodeGroupNamePrefix: '',
    nodeRepairConfig: {},
    nodeRoleArn: found.nodeRole,
    releaseVersion: found.releaseVersion ?? '',
    resources: [
      compact({
        autoscalingGroups: (resources?.autoScalingGroups ?? []).map(({ name }) => ({
          name: name ?? '',
        })),
        remoteAccessSecurityGroupId: resources?.remoteAccessSecurityGroup ?? '',
      }),
    ],
    scalingConfig: compact({
      desiredSize: scaling?.desiredSize,
      maxSize: scaling?.maxSize,
      minSize: scaling?.minSize,
    }),
    status: found.status ?? '',
    subnetIds: found.subnets ?? [],
    taints: (found.taints ?? []).map((each) =>
      compact({ effect: each.effect, key: each.key, value: each.value }),
    ),
    updateConfig: compact({
      maxUnavailable: found.updateConfig?.maxUnavailable,
      maxUnavailablePercentage: found.updateConfig?.maxUnavailablePercentage,
    }),
    version: found.version ?? '',
  });
}

const addon: AwsResource = {
  type: 'aws:eks/addon:Addon',
  inputs: {
    addonName: { ...text, required: true, replace: true },
    addonVersion: { ...text, computed: true },
    clusterName: { ...text, required: true, replace: true },
    configurationValues: { ...json, computed: true },
    preserve: { ...flag, writeOnly: true },
    resolveConflictsOnCreate: { ...text, writeOnly: true },
    resolveConflictsOnUpdate: { ...text, writeOnly: true },
    serviceAccountRoleArn: { ...text },
  },
  refused: ['namespaceConfig', 'podIdentityAssociations'],
  outputs: { arn: text, createdAt: text, modifiedAt: text },
  create: async (inputs, context) => {
    const [clusterName, addonName] = [need(inputs, 'clusterName'), need(inputs, 'addonName')];
    await context.client(EKSClient).send(
      new CreateAddonCommand({
        clusterName,
        addonName,
        addonVersion: str(inputs, 'addonVersion'),
        configurationValues: str(inputs, 'configurationValues'),
        resolveConflicts: str(inputs, 'resolveConflictsOnCreate'),
        serviceAccountRoleArn: str(inputs, 'serviceAccountRoleArn'),
        tags: strMap(inputs, 'tags'),
      }),
    );
    return `${clusterName}:${addonName}`;
  },
  read: async (id, context) => {
    const [clusterName, addonName] = parts(id);
    const request = new DescribeAddonCommand({ clusterName, addonName });
    const found = (await unlessCode(context.client(EKSClient).send(request), GONE))?.addon;
    if (found === undefined || found.status === 'DELETING') return undefined;
    const live: LiveResource = { properties: addonProperties(found), tags: found.tags ?? {} };
    const status = found.status ?? 'ACTIVE';
    if (status === 'CREATE_FAILED') {
      return { ...live, failed: found.health?.issues?.[0]?.message ?? status };
    }
    return status === 'CREATING' || status === 'UPDATING' ? { ...live, pending: status } : live;
  },
  update: async (id, { new: inputs }, context) => {
    const [clusterName, addonName] = parts(id);
    await context.client(EKSClient).send(
      new UpdateAddonCommand({
        clusterName,
        addonName,
        addonVersion: str(inputs, 'addonVersion'),
        configurationValues: str(inputs, 'configurationValues'),
        resolveConflicts: str(inputs, 'resolveConflictsOnUpdate'),
        serviceAccountRoleArn: str(inputs, 'serviceAccountRoleArn'),
      }),
    );
  },
  tag: tagEks,
};

function addonProperties(found: Addon): PropertyMap {
  return compact({
    addonName: found.addonName,
    addonVersion: found.addonVersion ?? '',
    arn: found.addonArn,
    clusterName: found.clusterName,
    configurationValues: found.configurationValues ?? '',
    createdAt: timeText(found.createdAt),
    modifiedAt: timeText(found.modifiedAt),
    namespaceConfig: compact({ namespace: found.namespaceConfig?.namespace }),
    serviceAccountRoleArn: found.serviceAccountRoleArn,
  });
}

export const nodeGroupResources: readonly AwsResource[] = [nodeGroup, addon];
