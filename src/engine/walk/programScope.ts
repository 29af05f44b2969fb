import { isAbsolute, join, relative } from 'node:path';
import { matchesGlob } from '../../model/glob.js';
import type { GraphNode } from '../../model/graph.js';
import type { ProgramContext } from '../../model/provider.js';
import type { DeclaredProgram } from '../../model/system.js';
import { makeUrn, packageOf, type Urn } from '../../model/urn.js';
import { flattenOutputs, type PropertyMap, type PropertyValue } from '../../model/values.js';
import type { Registered } from '../monitor/monitorServer.js';
import type { Registration } from '../monitor/registration.js';
import type { ResolvedProvider } from './providerRegistry.js';
import type { ResourceState } from './resourceTable.js';
import { isUnknownToProgram, type Walk } from './walk.js';

/** What registrations and look-ups of one program share: its nodes, its providers, its answers. */
export class ProgramScope {
  /** Set once the monitor listens: remote components call back to it. */
  monitorAddress = '';

  constructor(
    readonly walk: Walk,
    readonly program: DeclaredProgram,
    readonly parallel: number,
  ) {}

  get dryRun(): boolean {
    return this.walk.context.pass === 'preview';
  }

  begin(
    registration: Pick<
      Registration,
      'type' | 'name' | 'parent' | 'dependencies' | 'inputs' | 'position'
    >,
    kind: GraphNode['kind'],
    providerUrn: Urn | undefined,
  ): ResourceState {
    const { program } = this;
    const { type, name, parent } = registration;
    const urn = makeUrn(program.stack, program.project, parent, type, name);
    const dependencies = new Set<Urn>(registration.dependencies);
    if (providerUrn !== undefined) dependencies.add(providerUrn);
    if (parent !== undefined) dependencies.add(parent);
    dependencies.delete(urn);
    const stage =
      program.stages.find((rule) => matchesGlob(rule.match, urn))?.stage ?? program.stage;
    const node: GraphNode = {
      urn,
      type,
      name,
      program: program.name,
      stage,
      kind,
      parent,
      dependencies: [...dependencies].sort(),
    };
    return this.walk.begin(
      node,
      registration.inputs,
      providerUrn,
      this.inRepository(registration.position),
    );
  }

  /** A place in the program as people know it, from the root of their repository. */
  private inRepository(position: string | undefined): string | undefined {
    if (position === undefined) return undefined;
    const { path, projectRoot } = this.program;
    return join(path, isAbsolute(position) ? relative(projectRoot, position) : position);
  }

  finishPlain(
    state: ResourceState,
    id: string,
    outputs: Record<string, PropertyValue> | PropertyMap,
  ): void {
    this.walk.finish(state, {
      step: { kind: 'none' },
      outcome: 'none',
      id,
      outputs,
      reason: undefined,
    });
  }

  answer(state: ResourceState, inputs: PropertyMap): Registered {
    const unknown = isUnknownToProgram(state);
    // In preview a conflict or failure is answered like something yet to be built: with unknown outputs.
    const outputs = unknown ? flattenOutputs(inputs) : state.outputs;
    return { urn: state.node.urn, id: unknown ? '' : state.id, outputs, unknown };
  }

  providerOf(reference: string, token: string, version: string): Promise<ResolvedProvider> {
    return this.walk.context.providers.resolve(this.program, reference, packageOf(token), version);
  }

  programContext(): ProgramContext {
    const { project, stack, config, configSecretKeys } = this.program;
    return {
      project,
      stack,
      config,
      configSecretKeys,
      organization: 'organization',
      monitorAddress: this.monitorAddress,
      dryRun: this.dryRun,
      parallel: this.parallel,
    };
  }
}

export function providerUrnOf(reference: string): Urn | undefined {
  return reference === '' ? undefined : (reference.slice(0, reference.lastIndexOf('::')) as Urn);
}
