import { BlackstartError } from '../../model/errors.js';
import { matchesGlob } from '../../model/glob.js';
import type { GraphNode } from '../../model/graph.js';
import type { ProgramContext } from '../../model/provider.js';
import type { DeclaredProgram } from '../../model/system.js';
import {
  makeUrn,
  packageOf,
  PROVIDER_TYPE_PREFIX,
  ROOT_STACK_TYPE,
  STACK_REFERENCE_TYPE,
  type Urn,
} from '../../model/urn.js';
import {
  containsSecret,
  containsUnknown,
  flattenOutputs,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import type { InvokeAnswer, ProgramSession, Registered } from '../monitor/monitorServer.js';
import type {
  CallbackReference,
  InvokeCall,
  MethodCall,
  ReadRegistration,
  Registration,
} from '../monitor/registration.js';
import { markSecrets } from './examine.js';
import { askPatiently, invokeAnswer, UNKNOWN_ANSWER } from './lookups.js';
import type { ResolvedProvider } from './providerRegistry.js';
import { isBlocking, type ResourceState } from './resourceTable.js';
import type { OperationHooks } from './settle.js';
import { isUnknownToProgram, type Walk } from './walk.js';

interface Hook {
  readonly callback: CallbackReference;
  readonly onDryRun: boolean;
  readonly ignoreErrors: boolean;
}

/** The walk as one program sees it: turns its calls into resources, lookups and answers. */
export class ProgramWalk implements ProgramSession {
  private readonly stackTransforms: CallbackReference[] = [];
  private readonly hooks = new Map<string, Hook>();
  /** Set once the monitor listens: remote components call back to it. */
  monitorAddress = '';

  constructor(
    private readonly walk: Walk,
    readonly program: DeclaredProgram,
    readonly parallel: number,
    private readonly onLog: ProgramSession['log'],
  ) {}

  get dryRun(): boolean {
    return this.walk.context.pass === 'preview';
  }

  addStackTransform(callback: CallbackReference): void {
    this.stackTransforms.push(callback);
  }

  addHook(
    name: string,
    callback: CallbackReference,
    onDryRun: boolean,
    ignoreErrors: boolean,
  ): void {
    this.hooks.set(name, { callback, onDryRun, ignoreErrors });
  }

  log(severity: 'debug' | 'info' | 'warning' | 'error', text: string, urn: string): void {
    this.onLog(severity, text, urn);
  }

  register(raw: Registration): Promise<Registered> {
    return this.walk.track(this.program.name, async () => {
      let registration = raw;
      for (const transform of [...raw.transforms, ...this.stackTransforms]) {
        registration = await this.walk.callbacks.transform(transform, registration);
      }
      if (registration.type.startsWith(PROVIDER_TYPE_PREFIX))
        return this.registerProvider(registration);
      if (registration.remote) return this.registerRemote(registration);
      if (!registration.custom) return this.registerComponent(registration);
      return this.registerCustom(registration);
    });
  }

  private registerComponent(registration: Registration): Registered {
    const isStack = registration.type === ROOT_STACK_TYPE;
    const state = this.begin(registration, isStack ? 'stack' : 'component', undefined);
    if (isStack) this.walk.stackOutputs.registerStack(this.program.name, state.node.urn);
    const causes = this.walk.causesOf([...registration.dependencies, registration.parent]);
    if (causes.length > 0) this.walk.hold(state, causes);
    else this.finishPlain(state, '', registration.inputs);
    return { urn: state.node.urn, id: '', outputs: registration.inputs, unknown: false };
  }

  private async registerProvider(registration: Registration): Promise<Registered> {
    const state = this.begin(registration, 'provider', undefined);
    const { urn } = state.node;
    const causes = this.walk.causesOf([...registration.dependencies, registration.parent]);
    const inputs = flattenOutputs(registration.inputs);
    if (causes.length > 0 || (!this.dryRun && containsUnknown(inputs))) {
      this.walk.hold(state, causes.length > 0 ? causes : this.unknownCauses(registration));
      return { urn, id: 'held', outputs: registration.inputs, unknown: true };
    }
    try {
      await this.walk.context.providers.register(
        urn,
        registration.type,
        registration.version,
        inputs,
      );
      this.finishPlain(state, 'provider', inputs);
    } catch (error) {
      if (isRefusal(error)) throw error;
      const reason = this.walk.context.secrets.clean(
        error instanceof Error ? error.message : String(error),
      );
      const kind = this.dryRun ? 'unreachable' : 'failed';
      this.walk.finish(state, {
        step: { kind, reason },
        outcome: kind,
        id: '',
        outputs: {},
        reason,
      });
    }
    return { urn, id: 'provider', outputs: registration.inputs, unknown: false };
  }

  private async registerCustom(registration: Registration): Promise<Registered> {
    const providerUrn = providerUrnOf(registration.provider);
    const state = this.begin(registration, 'custom', providerUrn);
    const { node } = state;
    const implicit = await this.walk.awaitImplicit(node, this.walk.context.manifest.stages);
    const needed = [...registration.dependencies, registration.parent, providerUrn, ...implicit];
    const causes = this.walk.causesOf(needed);
    if (causes.length > 0) {
      this.walk.hold(state, causes);
    } else {
      state.startedAtEpochMs = Date.now();
      const provider = await this.providerOf(
        registration.provider,
        registration.type,
        registration.version,
      );
      await this.walk.custom(state, registration, provider, this.hooksOf(registration, node));
    }
    return this.answer(state, registration.inputs);
  }

  private answer(state: ResourceState, inputs: PropertyMap): Registered {
    const unknown = isUnknownToProgram(state);
    // In preview a conflict or failure is answered like something yet to be built: with unknown outputs.
    const outputs = unknown ? flattenOutputs(inputs) : state.outputs;
    return { urn: state.node.urn, id: unknown ? '' : state.id, outputs, unknown };
  }

  private async registerRemote(registration: Registration): Promise<Registered> {
    const provider = await this.providerOf(
      registration.provider,
      registration.type,
      registration.version,
    );
    if (provider.kind === 'unconfigured') {
      const state = this.begin(registration, 'component', provider.urn);
      this.finishPlain(state, '', registration.inputs);
      return { urn: state.node.urn, id: '', outputs: registration.inputs, unknown: false };
    }
    const constructed = await provider.opened.provider.construct({
      urn: '',
      type: registration.type,
      name: registration.name,
      parent: registration.parent ?? '',
      inputs: registration.inputs,
      inputDependencies: registration.propertyDependencies,
      providers: registration.providers,
      dependencies: registration.dependencies,
      protect: registration.protect,
      ignoreChanges: registration.ignoreChanges,
      replaceOnChanges: registration.replaceOnChanges,
      additionalSecretOutputs: registration.additionalSecretOutputs,
      deletedWith: registration.deletedWith,
      retainOnDelete: registration.retainOnDelete,
      customTimeouts: registration.customTimeouts,
      context: this.programContext(),
    });
    return {
      urn: constructed.urn as Urn,
      id: '',
      outputs: constructed.state,
      unknown: false,
      dependencies: constructed.stateDependencies,
    };
  }

  read(registration: ReadRegistration): Promise<Registered> {
    if (registration.type === STACK_REFERENCE_TYPE) return this.readStackReference(registration);
    return this.walk.track(this.program.name, () => this.readResource(registration));
  }

  private async readStackReference(registration: ReadRegistration): Promise<Registered> {
    const name = String(flattenOutputs(registration.properties)['name'] ?? registration.id);
    const referenced = this.walk.stackOutputs.find(name, this.program);
    const state = this.begin(
      { ...registration, inputs: registration.properties, position: undefined },
      'stack-reference',
      undefined,
    );
    const exports = await this.walk.stackOutputs.wait(this.program.name, referenced.name);
    state.causes = exports.causes;
    const outputs = {
      name,
      outputs: exports.outputs,
      secretOutputNames: Object.keys(exports.outputs).filter((key) =>
        containsSecret(exports.outputs[key]),
      ),
    };
    this.finishPlain(state, name, outputs);
    // With this mark the SDK keeps unknown values as such in the real pass too.
    const unknown = !this.dryRun && containsUnknown(exports.outputs);
    return { urn: state.node.urn, id: name, outputs, unknown };
  }

  private async readResource(registration: ReadRegistration): Promise<Registered> {
    const providerUrn = providerUrnOf(registration.provider);
    const state = this.begin(
      { ...registration, inputs: registration.properties, position: undefined },
      'read',
      providerUrn,
    );
    const { node } = state;
    const causes = this.walk.causesOf([
      ...registration.dependencies,
      registration.parent,
      providerUrn,
    ]);
    if (causes.length > 0) {
      this.walk.hold(state, causes);
      return this.answer(state, registration.properties);
    }
    const provider = await this.providerOf(
      registration.provider,
      registration.type,
      registration.version,
    );
    const live =
      provider.kind === 'unconfigured' || registration.id === '' || registration.id === UNKNOWN
        ? undefined
        : await askPatiently(
            async () => {
              const found = await provider.opened.provider.read({
                urn: node.urn,
                type: node.type,
                name: node.name,
                id: registration.id,
                inputs: flattenOutputs(registration.properties),
                outputs: flattenOutputs(registration.properties),
                timeoutSeconds: 0,
              });
              if (found === undefined)
                throw new Error(`${node.type} ${registration.id} does not exist`);
              return found;
            },
            { token: `${node.type} ${registration.id}`, program: this.program.name },
            this.walk.context,
            { isIdle: this.walk.isIdle, unresolved: this.walk.unresolvedLookups },
          );
    if (live !== undefined) {
      const outputs = markSecrets(
        live.outputs,
        registration.properties,
        registration.additionalSecretOutputs,
      );
      this.walk.finish(state, {
        step: { kind: 'read', id: live.id },
        outcome: 'read',
        id: live.id,
        outputs,
        reason: undefined,
      });
    } else if (this.dryRun) {
      this.finishPlain(state, '', {});
      return { urn: node.urn, id: registration.id, outputs: {}, unknown: true };
    } else {
      const reason = `${node.type} ${registration.id}, which the program looks up, does not exist`;
      this.walk.finish(state, {
        step: { kind: 'failed', reason },
        outcome: 'failed',
        id: '',
        outputs: {},
        reason,
      });
    }
    return this.answer(state, registration.properties);
  }

  async exists(registration: ReadRegistration): Promise<{ exists: boolean; unknown: boolean }> {
    const provider = await this.providerOf(
      registration.provider,
      registration.type,
      registration.version,
    );
    if (provider.kind === 'unconfigured') return { exists: false, unknown: true };
    const live = await provider.opened.provider.read({
      urn: makeUrn(
        this.program.stack,
        this.program.project,
        undefined,
        registration.type,
        registration.name,
      ),
      type: registration.type,
      name: registration.name,
      id: registration.id,
      inputs: {},
      outputs: {},
      timeoutSeconds: 0,
    });
    return { exists: live !== undefined, unknown: false };
  }

  async invoke(call: InvokeCall): Promise<InvokeAnswer> {
    if (call.token === 'pulumi:pulumi:getResource') return this.getResource(call);
    const needed = [...call.dependsOn, providerUrnOf(call.provider)];
    if (this.walk.causesOf(needed).length > 0) return UNKNOWN_ANSWER;
    if (this.dryRun && call.dependsOn.some((urn) => this.isToBeBuilt(urn))) return UNKNOWN_ANSWER;
    const provider = await this.providerOf(call.provider, call.token, call.version);
    if (provider.kind === 'unconfigured') return UNKNOWN_ANSWER;
    const answer = await askPatiently(
      async () => {
        const { result, failures } = await provider.opened.provider.invoke(
          call.token,
          flattenOutputs(call.args),
          this.dryRun,
        );
        if (failures.length > 0) {
          throw new Error(
            failures.map((failure) => `${failure.property} ${failure.reason}`.trim()).join('; '),
          );
        }
        return invokeAnswer(result);
      },
      { token: call.token, program: this.program.name },
      this.walk.context,
      { isIdle: this.walk.isIdle, unresolved: this.walk.unresolvedLookups },
    );
    if (answer === undefined) return UNKNOWN_ANSWER;
    this.walk.context.secrets.addFrom(answer.result);
    return answer;
  }

  async call(call: MethodCall): Promise<InvokeAnswer> {
    const provider = await this.providerOf(call.provider, call.token, call.version);
    if (provider.kind === 'unconfigured') return UNKNOWN_ANSWER;
    const { result, failures, dependencies } = await provider.opened.provider.call({
      token: call.token,
      args: call.args,
      argDependencies: call.argDependencies,
      context: this.programContext(),
    });
    return { result, failures, dependencies, unknown: false };
  }

  async registerOutputs(urn: Urn, outputs: PropertyMap): Promise<void> {
    const plain = flattenOutputs(outputs);
    this.walk.context.secrets.addFrom(plain);
    const state = this.walk.table.get(urn);
    if (state !== undefined) state.outputs = { ...state.outputs, ...plain };
    if (!this.walk.stackOutputs.isStack(this.program.name, urn)) return;
    this.walk.stackOutputs.provide(this.program.name, {
      outputs: plain,
      causes: containsUnknown(plain) && !this.dryRun ? this.programFailures() : [],
    });
  }

  /** What has failed or was held back in this program so far: why its exports can be unknown. */
  programFailures(): Urn[] {
    const causes = new Set<Urn>();
    for (const state of this.walk.table.all()) {
      if (state.node.program !== this.program.name) continue;
      if (isBlocking(state.step) || state.causes.length > 0 || state.outcome === 'skipped') {
        if (state.causes.length === 0) causes.add(state.node.urn);
        for (const cause of state.causes) causes.add(cause);
      }
    }
    return [...causes];
  }

  private getResource(call: InvokeCall): InvokeAnswer {
    const urn = flattenOutputs(call.args)['urn'];
    const state = typeof urn === 'string' ? this.walk.table.get(urn as Urn) : undefined;
    if (state === undefined) throw new Error(`the resource ${String(urn)} is not registered`);
    return invokeAnswer({ urn: state.node.urn, id: state.id, state: state.outputs });
  }

  private isToBeBuilt(urn: Urn): boolean {
    const state = this.walk.table.get(urn);
    return state?.node.kind === 'custom' && state.id === '';
  }

  private providerOf(reference: string, token: string, version: string): Promise<ResolvedProvider> {
    return this.walk.context.providers.resolve(this.program, reference, packageOf(token), version);
  }

  private unknownCauses(registration: Registration): Urn[] {
    const causes = registration.dependencies.flatMap(
      (urn) => this.walk.table.get(urn)?.causes ?? [],
    );
    return causes.length > 0 ? [...new Set(causes)] : [...registration.dependencies];
  }

  private begin(
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
    return this.walk.begin(node, registration.inputs, providerUrn, registration.position);
  }

  private finishPlain(
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

  private programContext(): ProgramContext {
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

  private hooksOf(registration: Registration, node: GraphNode): OperationHooks {
    const { hooks } = registration;
    const run = async (
      names: readonly string[] | undefined,
      details: Omit<Parameters<Walk['callbacks']['hook']>[1], 'urn' | 'name' | 'type'>,
    ): Promise<void> => {
      for (const name of names ?? []) {
        const hook = this.hooks.get(name);
        if (hook === undefined || (this.dryRun && !hook.onDryRun)) continue;
        try {
          await this.walk.callbacks.hook(hook.callback, {
            urn: node.urn,
            name: node.name,
            type: node.type,
            ...details,
          });
        } catch (error) {
          if (!hook.ignoreErrors)
            throw error instanceof BlackstartError ? new Error(error.message) : error;
        }
      }
    };
    return {
      before: (operation, newInputs, live) =>
        run(operation === 'create' ? hooks?.beforeCreate : hooks?.beforeUpdate, {
          id: '',
          newInputs,
          ...(live === undefined ? {} : { oldOutputs: live }),
        }),
      after: (operation, id, newInputs, newOutputs) =>
        run(operation === 'create' ? hooks?.afterCreate : hooks?.afterUpdate, {
          id,
          newInputs,
          newOutputs,
        }),
    };
  }
}

function providerUrnOf(reference: string): Urn | undefined {
  return reference === '' ? undefined : (reference.slice(0, reference.lastIndexOf('::')) as Urn);
}

/** Errors that must stop the whole run, not only what hangs on one provider. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof BlackstartError &&
    (error.code.startsWith('guard-') || error.code === 'provider-unknown')
  );
}
