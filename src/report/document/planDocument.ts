import type { HostFinding } from '../../model/hosts.js';
import { shareDeclared, type Unmanaged } from '../../model/inventory.js';
import type { Plan } from '../../model/plan.js';
import { stepOf, tally } from '../plan/tally.js';
import { compareText } from '../text/format.js';
import type { PlanBody, PlanDocument } from './planSchema.js';
import { differenceDocument, stepDocument } from './stepDocument.js';

export interface PlanContext {
  readonly command: 'plan' | 'drift';
  readonly exitCode: number;
  /** `live` or `sandbox <name>`. */
  readonly target: string;
  readonly reference: string;
  readonly repository: string;
  /** How long the command took. */
  readonly seconds: number;
}

/** The plan as a document for other tools, in an order that does not depend on who registered first. */
export function planDocument(plan: Plan, context: PlanContext): PlanDocument {
  const { command, exitCode, target, reference, repository, seconds } = context;
  return {
    version: 1,
    command,
    exitCode,
    target,
    reference,
    repository,
    seconds,
    ...planBody(plan),
  };
}

/** What a plan says, without the command that asked. */
export function planBody(plan: Plan): PlanBody {
  const { prediction } = plan;
  return {
    system: plan.system,
    commit: plan.commit,
    stages: [...plan.stages],
    providers: plan.providers
      .map(({ packageName, origin, version }) => ({ packageName, origin, version }))
      .sort(by((provider) => `${provider.packageName} ${provider.version} ${provider.origin}`)),
    summary: tally(plan),
    resources: resources(plan),
    ...(plan.hosts === undefined || plan.hosts.length === 0 ? {} : { hosts: hosts(plan.hosts) }),
    notes: notes(plan),
    ...(plan.unmanaged === undefined ? {} : { coverage: coverage(plan.unmanaged) }),
    prediction: {
      seconds: prediction.seconds,
      p50Seconds: prediction.p50Seconds,
      p90Seconds: prediction.p90Seconds,
      plays: prediction.plays,
      timeScale: prediction.timeScale,
      targetSeconds: prediction.targetSeconds,
      withinTarget: prediction.seconds <= prediction.targetSeconds,
      p90WithinTarget: prediction.p90Seconds <= prediction.targetSeconds,
      criticalPath: prediction.criticalPath.map(({ urn, seconds, basis }) => ({
        urn,
        seconds,
        basis,
      })),
      levers: prediction.levers.map((lever) => ({ ...lever, urns: [...lever.urns] })),
      basis: { ...prediction.basis },
      limits: prediction.limits,
    },
  };
}

function resources(plan: Plan): PlanBody['resources'] {
  return [...plan.graph.nodes.values()]
    .map((node) => ({
      urn: node.urn,
      type: node.type,
      name: node.name,
      program: node.program,
      stage: node.stage,
      kind: node.kind,
      ...(node.parent === undefined ? {} : { parent: node.parent }),
      dependencies: [...node.dependencies].sort(compareText),
      step: stepDocument(stepOf(plan, node)),
    }))
    .sort(by((resource) => resource.urn));
}

function hosts(found: readonly HostFinding[]): NonNullable<PlanBody['hosts']> {
  return found
    .map(({ playbook, host, state, reason, differences }) => ({
      ...{ playbook, host, state },
      ...(reason === undefined ? {} : { reason }),
      differences: differences.map(differenceDocument),
    }))
    .sort(by((each) => `${each.playbook} ${each.host}`));
}

function coverage(unmanaged: Unmanaged): NonNullable<PlanBody['coverage']> {
  const { things, declared, ignored, gaps, blindTo } = unmanaged;
  const share = shareDeclared(unmanaged);
  return {
    ...(share === undefined ? {} : { share }),
    declared,
    unmanaged: things.map(({ scope, type, id }) => ({ scope, type, id })),
    ignored: ignored.map(({ match, reason, count }) => ({ match, reason, count })),
    ...{ gaps: [...gaps], blindTo: [...blindTo] },
  };
}

function notes(plan: Plan): PlanBody['notes'] {
  return {
    forPeople: (plan.forPeople ?? [])
      .map(({ urn, hazard, remedy }) => ({ urn, hazard, remedy }))
      .sort(by(({ urn }) => urn)),
    emptyOfData: [...plan.emptyOfData].sort(compareText),
    newStateOnlyValues: plan.newStateOnlyValues
      .map(({ urn, dependents }) => ({ urn, dependents: [...dependents].sort(compareText) }))
      .sort(by((value) => value.urn)),
    unresolvedLookups: plan.unresolvedLookups
      .map(({ token, program, reason }) => ({ token, program, reason }))
      .sort(by((lookup) => `${lookup.program} ${lookup.token} ${lookup.reason}`)),
    unresolvedApplies: Object.fromEntries(
      [...plan.unresolvedApplies].sort(by(([program]) => program)),
    ),
    exclusions: plan.exclusions.map((rule) => ({
      ...rule,
      urns: [...rule.urns].sort(compareText),
    })),
  };
}

function by<T>(key: (value: T) => string): (left: T, right: T) => number {
  return (left, right) => compareText(key(left), key(right));
}
