import type { GraphNode } from '../../model/graph.js';
import { matchesGlob } from '../../model/glob.js';
import type { Plan, Prediction } from '../../model/plan.js';
import type { Contact, GateDeclaration, Guards, SystemManifest } from '../../model/system.js';
import { packageOf, type Urn } from '../../model/urn.js';
import { compareText } from '../text/format.js';
import { distinctLabels, shortType } from '../text/names.js';

export interface RunbookRequest {
  readonly manifest: SystemManifest;
  /** Of an empty cloud: everything is to be created. */
  readonly plan: Plan;
  readonly whole: Prediction;
  /** By stage, with all that it depends on. */
  readonly stages: ReadonlyMap<string, Prediction>;
  /** The configuration of its programs has secrets. */
  readonly hasSecrets: boolean;
}

/** What the runbook of a system says, before it is put into words. The same for the same commit. */
export interface RunbookContent {
  readonly name: string;
  readonly description: string | undefined;
  readonly whole: Prediction;
  readonly contacts: readonly Contact[];
  readonly guards: Guards;
  /** AWS services of which resources are declared, by their prefix in policies, e.g. `ec2`. */
  readonly awsServices: readonly string[];
  readonly packages: readonly string[];
  readonly needsPassphrase: boolean;
  readonly sealed: string | undefined;
  readonly stages: readonly StageContent[];
  readonly criticalPath: readonly {
    readonly label: string;
    readonly stage: string;
    readonly seconds: number;
    readonly basis: string;
  }[];
  readonly gates: readonly GateDeclaration[];
  readonly kubernetesObjects: number;
  readonly empty: readonly {
    readonly label: string;
    readonly from: string | undefined;
    readonly how: string | undefined;
  }[];
  readonly newValues: readonly { readonly label: string; readonly dependents: number }[];
  /** Looked up by the programs, so it belongs to somebody else and must be there already. */
  readonly foreign: readonly string[];
  readonly unresolvedApplies: number;
  /** Properties that others set again after the recovery; rules that hold for something. */
  readonly leftToOthers: readonly {
    readonly match: string;
    readonly path: string;
    readonly reason: string;
    readonly resources: number;
  }[];
}

export interface StageContent {
  readonly name: string;
  readonly resources: number;
  /** What it waits for directly, what takes longest first. */
  readonly waitsFor: readonly { readonly stage: string; readonly labels: readonly string[] }[];
  /** Undefined where nothing of it takes time. */
  readonly done: { readonly p50Seconds: number; readonly p90Seconds: number } | undefined;
}

/** Pure. */
export function runbookContent(request: RunbookRequest): RunbookContent {
  const { manifest, plan, whole, hasSecrets } = request;
  const { nodes } = plan.graph;
  const label = distinctLabels(nodes.keys());
  const byLabel = (urns: readonly Urn[]): Urn[] =>
    [...urns].sort((a, b) => compareText(label(a), label(b)));
  const custom = [...nodes.values()].filter(({ kind }) => kind === 'custom');
  const newValues = plan.newStateOnlyValues.map(({ urn, dependents }) => ({
    label: label(urn),
    dependents: dependents.length,
  }));
  return {
    name: manifest.name,
    description: manifest.description,
    whole,
    contacts: manifest.contacts ?? [],
    guards: manifest.guards,
    awsServices: distinct(custom.flatMap(({ type }) => awsServiceOf(type) ?? [])),
    packages: distinct(custom.map(({ type }) => packageOf(type))),
    needsPassphrase: hasSecrets || newValues.length > 0 || manifest.sealed !== undefined,
    sealed: manifest.sealed,
    stages: plan.stages.map((stage) => stageContent(stage, request, label)),
    criticalPath: whole.criticalPath.map(({ urn, seconds, basis }) => ({
      ...{ seconds, basis, label: label(urn), stage: nodes.get(urn)?.stage ?? '' },
    })),
    gates: manifest.gates,
    kubernetesObjects: custom.filter(({ type }) => packageOf(type) === 'kubernetes').length,
    empty: byLabel(plan.emptyOfData).map((urn) => {
      const found = (manifest.restore ?? []).find(({ match }) => matchesGlob(match, urn));
      return { label: label(urn), from: found?.from, how: found?.how };
    }),
    newValues: newValues.sort((a, b) => compareText(a.label, b.label)),
    foreign: distinct([
      ...[...nodes.values()].filter(({ kind }) => kind === 'read').map(({ urn }) => label(urn)),
      ...plan.unresolvedLookups.map(({ token, program }) => `${shortType(token)} in ${program}`),
    ]),
    leftToOthers: plan.exclusions
      .filter(({ urns }) => urns.length > 0)
      .map(({ match, path, reason, urns }) => ({ match, path, reason, resources: urns.length })),
    unresolvedApplies: [...plan.unresolvedApplies.values()].reduce((sum, each) => sum + each, 0),
  };
}

function stageContent(
  name: string,
  { plan, whole, stages }: RunbookRequest,
  label: (urn: Urn) => string,
): StageContent {
  const own = [...plan.graph.nodes.values()].filter(({ stage }) => stage === name);
  const done = stages.get(name);
  const operations = done === undefined ? 0 : Object.values(done.basis).reduce((a, b) => a + b, 0);
  return {
    name,
    resources: own.filter(({ kind }) => kind === 'custom').length,
    waitsFor: plan.stages
      .filter((stage) => stage !== name)
      .map((stage) => ({ stage, labels: awaited(own, plan, stage).map(label) }))
      .filter(({ labels }) => labels.length > 0),
    done:
      done === undefined || operations === 0
        ? undefined
        : {
            // Played by itself it can come out a little later than the whole, of which it is a part.
            p50Seconds: Math.min(done.p50Seconds, whole.p50Seconds),
            p90Seconds: Math.min(done.p90Seconds, whole.p90Seconds),
          },
  };
}

/** Resources of another stage that nodes depend on directly, what takes longest first. */
function awaited(own: readonly GraphNode[], plan: Plan, stage: string): Urn[] {
  const needed = new Set(own.flatMap(({ dependencies }) => dependencies));
  const secondsOf = (urn: Urn): number => plan.expectedSeconds?.get(urn) ?? 0;
  return [...needed]
    .filter((urn) => {
      const node = plan.graph.nodes.get(urn);
      return node?.kind === 'custom' && node.stage === stage;
    })
    .sort((a, b) => secondsOf(b) - secondsOf(a) || compareText(a, b));
}

/** Modules of Pulumi's AWS package whose name is not that of the service. */
const SERVICES: Readonly<Record<string, string>> = {
  vpc: 'ec2',
  ebs: 'ec2',
  lb: 'elasticloadbalancing',
  alb: 'elasticloadbalancing',
  elb: 'elasticloadbalancing',
  efs: 'elasticfilesystem',
};

/**
 * The prefix of a service's actions in IAM policies, `ec2` of `aws:ec2/vpc:Vpc`. Prefixes:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
function awsServiceOf(type: string): string | undefined {
  if (/^aws:cloudwatch\/log/.test(type)) return 'logs';
  if (/^aws:cloudwatch\/event/.test(type)) return 'events';
  const module = /^aws:([a-z0-9]+)\//.exec(type)?.[1];
  return module === undefined ? undefined : (SERVICES[module] ?? module);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
