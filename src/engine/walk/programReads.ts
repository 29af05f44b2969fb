import { makeUrn, STACK_REFERENCE_TYPE, type Urn } from '../../model/urn.js';
import { containsSecret, containsUnknown, flattenOutputs, UNKNOWN } from '../../model/values.js';
import type { InvokeAnswer, Registered } from '../monitor/monitorServer.js';
import type { InvokeCall, MethodCall, ReadRegistration } from '../monitor/registration.js';
import { markSecrets } from './examine.js';
import { askPatiently, invokeAnswer, UNKNOWN_ANSWER, type UnresolvedLookup } from './lookups.js';
import { withAbsolutePaths } from './programPaths.js';
import { providerUrnOf, type ProgramScope } from './programScope.js';

/** Answers what a program asks without declaring it: `.get()`, StackReferences, functions and methods. */
export class ProgramReads {
  constructor(private readonly scope: ProgramScope) {}

  read(registration: ReadRegistration): Promise<Registered> {
    if (registration.type === STACK_REFERENCE_TYPE) return this.readStackReference(registration);
    return this.scope.walk.track(this.scope.program.name, () => this.readResource(registration));
  }

  private async readStackReference(registration: ReadRegistration): Promise<Registered> {
    const name = String(flattenOutputs(registration.properties)['name'] ?? registration.id);
    const referenced = this.scope.walk.stackOutputs.find(name, this.scope.program);
    const state = this.scope.begin(
      { ...registration, inputs: registration.properties, position: undefined },
      'stack-reference',
      undefined,
    );
    const exports = await this.scope.walk.stackOutputs.wait(
      this.scope.program.name,
      referenced.name,
    );
    state.causes = exports.causes;
    const outputs = {
      name,
      outputs: exports.outputs,
      secretOutputNames: Object.keys(exports.outputs).filter((key) =>
        containsSecret(exports.outputs[key]),
      ),
    };
    this.scope.finishPlain(state, name, outputs);
    // With this mark the SDK keeps unknown values as such in the real pass too.
    const unknown = !this.scope.dryRun && containsUnknown(exports.outputs);
    return { urn: state.node.urn, id: name, outputs, unknown };
  }

  private async readResource(registration: ReadRegistration): Promise<Registered> {
    const providerUrn = providerUrnOf(registration.provider);
    const state = this.scope.begin(
      { ...registration, inputs: registration.properties, position: undefined },
      'read',
      providerUrn,
    );
    const { node } = state;
    const causes = this.scope.walk.causesOf([
      ...registration.dependencies,
      registration.parent,
      providerUrn,
    ]);
    if (causes.length > 0) {
      this.scope.walk.hold(state, causes);
      return this.scope.answer(state, registration.properties);
    }
    if (this.scope.walk.leftOut(state)) return this.scope.answer(state, registration.properties);
    const provider = await this.scope.providerOf(
      registration.provider,
      registration.type,
      registration.version,
    );
    const live =
      provider.kind === 'unconfigured' || registration.id === '' || registration.id === UNKNOWN
        ? undefined
        : await this.askPatiently(
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
            `${node.type} ${registration.id}`,
            // In the real pass the resource itself says that it failed.
            this.scope.dryRun ? this.scope.walk.unresolvedLookups : [],
          );
    if (live !== undefined) {
      const outputs = markSecrets(
        live.outputs,
        registration.properties,
        registration.additionalSecretOutputs,
      );
      this.scope.walk.finish(state, {
        step: { kind: 'read', id: live.id },
        outcome: 'read',
        id: live.id,
        outputs,
        reason: undefined,
      });
    } else if (this.scope.dryRun) {
      this.scope.finishPlain(state, '', {});
      return { urn: node.urn, id: registration.id, outputs: {}, unknown: true };
    } else {
      const reason = `${node.type} ${registration.id}, which the program looks up, does not exist`;
      this.scope.walk.finish(state, {
        step: { kind: 'failed', reason },
        outcome: 'failed',
        id: '',
        outputs: {},
        reason,
      });
    }
    return this.scope.answer(state, registration.properties);
  }

  private askPatiently<T>(
    question: () => Promise<T>,
    token: string,
    unresolved: UnresolvedLookup[],
  ): Promise<T | undefined> {
    const { walk, program } = this.scope;
    const about = { token, program: program.name };
    return walk.ask(program.name, () =>
      askPatiently(question, about, walk.context, { isIdle: walk.isIdle, unresolved }),
    );
  }

  async exists(registration: ReadRegistration): Promise<{ exists: boolean; unknown: boolean }> {
    const provider = await this.scope.providerOf(
      registration.provider,
      registration.type,
      registration.version,
    );
    if (provider.kind === 'unconfigured') return { exists: false, unknown: true };
    const live = await provider.opened.provider.read({
      urn: makeUrn(
        this.scope.program.stack,
        this.scope.program.project,
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
    if (this.scope.walk.causesOf(needed).length > 0) return UNKNOWN_ANSWER;
    if (this.scope.dryRun && call.dependsOn.some((urn) => this.isToBeBuilt(urn)))
      return UNKNOWN_ANSWER;
    const provider = await this.scope.providerOf(call.provider, call.token, call.version);
    if (provider.kind === 'unconfigured') return UNKNOWN_ANSWER;
    const answer = await this.askPatiently(
      async () => {
        const { result, failures } = await provider.opened.provider.invoke(
          call.token,
          withAbsolutePaths(call.token, flattenOutputs(call.args), this.scope.program.main),
          this.scope.dryRun,
        );
        if (failures.length > 0) {
          throw new Error(
            failures.map((failure) => `${failure.property} ${failure.reason}`.trim()).join('; '),
          );
        }
        return invokeAnswer(result);
      },
      call.token,
      this.scope.walk.unresolvedLookups,
    );
    if (answer === undefined) return UNKNOWN_ANSWER;
    this.scope.walk.context.secrets.addFrom(answer.result);
    return answer;
  }

  async call(call: MethodCall): Promise<InvokeAnswer> {
    const provider = await this.scope.providerOf(call.provider, call.token, call.version);
    if (provider.kind === 'unconfigured') return UNKNOWN_ANSWER;
    const { result, failures, dependencies } = await provider.opened.provider.call({
      token: call.token,
      args: call.args,
      argDependencies: call.argDependencies,
      context: this.scope.programContext(),
    });
    return { result, failures, dependencies, unknown: false };
  }

  private getResource(call: InvokeCall): InvokeAnswer {
    const urn = flattenOutputs(call.args)['urn'];
    const state = typeof urn === 'string' ? this.scope.walk.table.get(urn as Urn) : undefined;
    if (state === undefined) throw new Error(`the resource ${String(urn)} is not registered`);
    return invokeAnswer({ urn: state.node.urn, id: state.id, state: state.outputs });
  }

  private isToBeBuilt(urn: Urn): boolean {
    const state = this.scope.walk.table.get(urn);
    return state?.node.kind === 'custom' && state.id === '';
  }
}
