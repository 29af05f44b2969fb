import { BlackstartError, messageOf } from '../../model/errors.js';
import type { GraphNode } from '../../model/graph.js';
import type { HostResult, PlaybookAnswer, PlaybookRunner } from '../../model/hosts.js';
import { ProviderError } from '../../model/provider.js';
import type { Step } from '../../model/step.js';
import type { HostsDeclaration } from '../../model/system.js';
import { interrupted } from '../pause.js';
import { operate } from '../walk/operation.js';
import { passDeclaredGates } from '../walk/passGates.js';
import { Retries } from '../walk/retries.js';
import type { Settled } from '../walk/settle.js';
import type { WalkContext } from '../walk/walkContext.js';
import { decidePlaybook, untoldReason } from './decidePlaybook.js';
import type { Ground } from './ground.js';

/**
 * Brings the hosts of one playbook to what it declares, or says why not. Machines that this pass has made are
 * configured at once, since a check says little of an empty one; all others are checked first, and only hosts that
 * differ are written to.
 */
export async function settlePlaybook(
  declaration: HostsDeclaration,
  node: GraphNode,
  ground: Ground,
  runner: PlaybookRunner,
  context: WalkContext,
): Promise<Settled> {
  const retries = new Retries(node.urn, context);
  const apply = new Applying(declaration, node, ground, runner, context, retries);
  if (ground.madeNow()) return apply.run({ kind: 'create', reason: 'parent-absent' }, undefined);
  for (;;) {
    if (context.stop.aborted) throw interrupted();
    const answer = await ground.ask(runner, []);
    if (context.stop.aborted) throw interrupted();
    const step = decidePlaybook(
      declaration,
      ground.footing(node.urn, () => false),
      answer,
    );
    if (hasSilent(answer) && (await retries.wait('read', silence(answer)))) continue;
    if (step.kind === 'same') {
      return passDeclaredGates(node.urn, settled(step, 'adopted', declaration.name), context);
    }
    if (step.kind === 'update') return apply.run(step, changedHosts(answer), untoldIn(answer));
    if (step.kind === 'create') return apply.run(step, undefined);
    const reason = step.kind === 'unreachable' ? step.reason : 'it could not be checked';
    return settled({ kind: 'unreachable', reason }, 'unreachable', '', reason);
  }
}

class Applying {
  constructor(
    private readonly declaration: HostsDeclaration,
    private readonly node: GraphNode,
    private readonly ground: Ground,
    private readonly runner: PlaybookRunner,
    private readonly context: WalkContext,
    private readonly retries: Retries,
  ) {}

  /** `untold`: hosts of which the check could not tell. They are not written to, and the playbook has failed for them. */
  async run(
    step: Extract<Step, { kind: 'create' | 'update' }>,
    hosts: readonly string[] | undefined,
    untold?: string,
  ): Promise<Settled> {
    const { node, context, declaration, retries } = this;
    const { name } = declaration;
    const operation = step.kind;
    const fields = step.kind === 'update' ? step.differences.map(({ path }) => ({ path })) : [];
    const { urn, type, stage } = node;
    const target = { urn, type, stage, ...(fields.length === 0 ? {} : { fields }) };
    const id = step.kind === 'update' ? step.id : undefined;
    let left = hosts;
    for (;;) {
      let answer: PlaybookAnswer | undefined;
      try {
        await operate(context, target, operation, id, async () => {
          answer = await this.ground.apply(this.runner, left);
          const problem = problemOf(answer);
          if (problem !== undefined) throw problem;
          return { id: name };
        });
        break;
      } catch (error) {
        if (error instanceof BlackstartError) throw error;
        if (answer !== undefined) left = unfinished(answer) ?? left;
        if (await retries.wait(operation, error)) continue;
        const reason = `the playbook failed: ${context.secrets.clean(messageOf(error))}`;
        return settled({ kind: 'failed', reason }, 'failed', name, reason);
      }
    }
    if (untold !== undefined) {
      const reason = `the other hosts are as declared; ${untold}`;
      return settled({ kind: 'unreachable', reason }, 'unreachable', name, reason);
    }
    const outcome = step.kind === 'create' ? 'created' : 'updated';
    return passDeclaredGates(urn, settled(step, outcome, name), context);
  }
}

function settled(step: Step, outcome: Settled['outcome'], id: string, reason?: string): Settled {
  return { step, outcome, id, outputs: {}, reason };
}

function hasSilent(answer: PlaybookAnswer): boolean {
  return answer.kind === 'answered' && answer.hosts.some(({ state }) => state === 'unreachable');
}

function silence(answer: PlaybookAnswer): ProviderError {
  const hosts = answer.kind === 'answered' ? answer.hosts : [];
  return new ProviderError(untoldReason(hosts) ?? 'hosts do not answer', 'UNAVAILABLE');
}

function changedHosts(answer: PlaybookAnswer): string[] {
  return hostsThat(answer, ({ state }) => state === 'changed');
}

function untoldIn(answer: PlaybookAnswer): string | undefined {
  return answer.kind === 'answered' ? untoldReason(answer.hosts) : undefined;
}

/** Hosts on which the playbook has not come to its end; undefined where it says nothing of any host. */
function unfinished(answer: PlaybookAnswer): string[] | undefined {
  if (answer.kind === 'failed') return undefined;
  return hostsThat(answer, ({ state }) => state !== 'same' && state !== 'changed');
}

function hostsThat(answer: PlaybookAnswer, isSo: (host: HostResult) => boolean): string[] {
  return answer.kind === 'failed' ? [] : answer.hosts.filter(isSo).map(({ host }) => host);
}

/** How a run of a playbook has failed, in the words by which it is retried or not; undefined when it has not. */
function problemOf(answer: PlaybookAnswer): ProviderError | undefined {
  if (answer.kind === 'failed') return new ProviderError(answer.reason, 'UNKNOWN');
  const failed = answer.hosts.find(({ state }) => state === 'failed');
  if (failed !== undefined) {
    return new ProviderError(`${failed.host}: ${failed.reason ?? ''}`, 'UNKNOWN');
  }
  return hasSilent(answer) ? silence(answer) : undefined;
}
