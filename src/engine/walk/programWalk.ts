import { BlackstartError } from '../../model/errors.js';
import type { GraphNode } from '../../model/graph.js';
import type { DeclaredProgram } from '../../model/system.js';
import { PROVIDER_TYPE_PREFIX, ROOT_STACK_TYPE, type Urn } from '../../model/urn.js';
import { containsUnknown, flattenOutputs, type PropertyMap } from '../../model/values.js';
import type { InvokeAnswer, ProgramSession, Registered } from '../monitor/monitorServer.js';
import type {
  CallbackReference,
  InvokeCall,
  MethodCall,
  ReadRegistration,
  Registration,
} from '../monitor/registration.js';
import { leaveAlone } from './leaveAlone.js';
import { withAbsolutePaths } from './programPaths.js';
import { ProgramReads } from './programReads.js';
import { providerUrnOf, type ProgramScope } from './programScope.js';
import { isBlocking } from './resourceTable.js';
import type { OperationHooks } from './settle.js';
import type { Walk } from './walk.js';

interface Hook {
  readonly callback: CallbackReference;
  readonly onDryRun: boolean;
  readonly ignoreErrors: boolean;
}

/** The walk as one program sees it: turns its calls into resources, lookups and answers. */
export class ProgramWalk implements ProgramSession {
  private readonly stackTransforms: CallbackReference[] = [];
  private readonly hooks = new Map<string, Hook>();
  private readonly reads: ProgramReads;

  constructor(
    private readonly scope: ProgramScope,
    private readonly onLog: ProgramSession['log'],
  ) {
    this.reads = new ProgramReads(scope);
  }

  get program(): DeclaredProgram {
    return this.scope.program;
  }

  get dryRun(): boolean {
    return this.scope.dryRun;
  }

  get parallel(): number {
    return this.scope.parallel;
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
    return this.scope.walk.track(this.program.name, async () => {
      let registration = raw;
      for (const transform of [...raw.transforms, ...this.stackTransforms]) {
        registration = await this.scope.walk.callbacks.transform(transform, registration);
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
    const state = this.scope.begin(registration, isStack ? 'stack' : 'component', undefined);
    if (isStack) this.scope.walk.stackOutputs.registerStack(this.program.name, state.node.urn);
    const causes = this.scope.walk.causesOf([...registration.dependencies, registration.parent]);
    if (causes.length > 0) this.scope.walk.hold(state, causes);
    else this.scope.finishPlain(state, '', registration.inputs);
    return { urn: state.node.urn, id: '', outputs: registration.inputs, unknown: false };
  }

  private async registerProvider(registration: Registration): Promise<Registered> {
    const state = this.scope.begin(registration, 'provider', undefined);
    const { urn } = state.node;
    const causes = this.scope.walk.causesOf([...registration.dependencies, registration.parent]);
    const inputs = flattenOutputs(registration.inputs);
    if (causes.length > 0 || (!this.scope.dryRun && containsUnknown(inputs))) {
      this.scope.walk.hold(state, causes.length > 0 ? causes : this.unknownCauses(registration));
      return { urn, id: 'held', outputs: registration.inputs, unknown: true };
    }
    try {
      await this.scope.walk.context.providers.register(
        urn,
        registration.type,
        registration.version,
        inputs,
      );
      this.scope.finishPlain(state, 'provider', inputs);
    } catch (error) {
      if (isRefusal(error)) throw error;
      const reason = this.scope.walk.context.secrets.clean(
        error instanceof Error ? error.message : String(error),
      );
      const kind = this.scope.dryRun ? 'unreachable' : 'failed';
      this.scope.walk.finish(state, {
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
    const state = this.scope.begin(registration, 'custom', providerUrn);
    const { node } = state;
    if (leaveAlone(this.scope.walk, state)) return this.scope.answer(state, registration.inputs);
    const implicit = await this.scope.walk.awaitImplicit(
      node,
      this.scope.walk.context.manifest.stages,
    );
    const needed = [...registration.dependencies, registration.parent, providerUrn, ...implicit];
    const causes = this.scope.walk.causesOf(needed);
    if (causes.length > 0) {
      this.scope.walk.hold(state, causes);
    } else if (!this.scope.walk.leftOut(state)) {
      state.startedAtEpochMs = Date.now();
      const provider = await this.scope.providerOf(
        registration.provider,
        registration.type,
        registration.version,
      );
      await this.scope.walk.custom(state, registration, provider, this.hooksOf(registration, node));
    }
    return this.scope.answer(state, registration.inputs);
  }

  private async registerRemote(registration: Registration): Promise<Registered> {
    const provider = await this.scope.providerOf(
      registration.provider,
      registration.type,
      registration.version,
    );
    if (provider.kind === 'unconfigured') {
      const state = this.scope.begin(registration, 'component', provider.urn);
      this.scope.finishPlain(state, '', registration.inputs);
      return { urn: state.node.urn, id: '', outputs: registration.inputs, unknown: false };
    }
    const constructed = await provider.opened.provider.construct({
      urn: '',
      type: registration.type,
      name: registration.name,
      parent: registration.parent ?? '',
      inputs: withAbsolutePaths(registration.type, registration.inputs, this.scope.program.main),
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
      context: this.scope.programContext(),
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
    return this.reads.read(registration);
  }

  exists(registration: ReadRegistration): Promise<{ exists: boolean; unknown: boolean }> {
    return this.reads.exists(registration);
  }

  invoke(call: InvokeCall): Promise<InvokeAnswer> {
    return this.reads.invoke(call);
  }

  call(call: MethodCall): Promise<InvokeAnswer> {
    return this.reads.call(call);
  }

  async registerOutputs(urn: Urn, outputs: PropertyMap): Promise<void> {
    const plain = flattenOutputs(outputs);
    this.scope.walk.context.secrets.addFrom(plain);
    const state = this.scope.walk.table.get(urn);
    if (state !== undefined) state.outputs = { ...state.outputs, ...plain };
    if (!this.scope.walk.stackOutputs.isStack(this.program.name, urn)) return;
    this.scope.walk.stackOutputs.provide(this.program.name, {
      outputs: plain,
      causes: containsUnknown(plain) && !this.scope.dryRun ? this.programFailures() : [],
    });
  }

  /** What has failed or was held back in this program so far: why its exports can be unknown. */
  programFailures(): Urn[] {
    const causes = new Set<Urn>();
    for (const state of this.scope.walk.table.all()) {
      if (state.node.program !== this.program.name) continue;
      if (isBlocking(state.step) || state.causes.length > 0 || state.outcome === 'skipped') {
        if (state.causes.length === 0) causes.add(state.node.urn);
        for (const cause of state.causes) causes.add(cause);
      }
    }
    return [...causes];
  }

  private unknownCauses(registration: Registration): Urn[] {
    const causes = registration.dependencies.flatMap(
      (urn) => this.scope.walk.table.get(urn)?.causes ?? [],
    );
    return causes.length > 0 ? [...new Set(causes)] : [...registration.dependencies];
  }

  private hooksOf(registration: Registration, node: GraphNode): OperationHooks {
    const { hooks } = registration;
    const run = async (
      names: readonly string[] | undefined,
      details: Omit<Parameters<Walk['callbacks']['hook']>[1], 'urn' | 'name' | 'type'>,
    ): Promise<void> => {
      for (const name of names ?? []) {
        const hook = this.hooks.get(name);
        if (hook === undefined || (this.scope.dryRun && !hook.onDryRun)) continue;
        try {
          await this.scope.walk.callbacks.hook(hook.callback, {
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

/** Errors that must stop the whole run, not only what hangs on one provider. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof BlackstartError &&
    (error.code.startsWith('guard-') || error.code === 'provider-unknown')
  );
}
