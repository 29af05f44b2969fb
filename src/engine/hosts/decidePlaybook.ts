import type { HostFinding, HostResult, HostState, PlaybookAnswer } from '../../model/hosts.js';
import type { Difference, Step } from '../../model/step.js';
import type { HostsDeclaration } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';

/** How the resources stand that a playbook configures. */
export interface Footing {
  /** Those that are yet to be made. */
  readonly missing: readonly Urn[];
  /** One of them was made anew, and the playbook has not run since: what a check says of such a machine is little. */
  readonly remade: boolean;
}

/** What to do about a playbook, from what a check has said of its hosts. */
export function decidePlaybook(
  { name }: Pick<HostsDeclaration, 'name'>,
  footing: Footing,
  answer: PlaybookAnswer,
): Step {
  if (footing.missing.length > 0) return { kind: 'create', reason: 'parent-absent' };
  if (answer.kind === 'failed') {
    return footing.remade
      ? { kind: 'create', reason: 'not-configured' }
      : { kind: 'unreachable', reason: answer.reason };
  }
  const differences = answer.hosts.flatMap(differencesOf);
  if (differences.length > 0) {
    return { kind: 'update', id: name, foundBy: 'keys', differences, notComparable: [] };
  }
  if (footing.remade && answer.hosts.some(({ state }) => state === 'failed')) {
    return { kind: 'create', reason: 'not-configured' };
  }
  const untold = untoldReason(answer.hosts);
  if (untold !== undefined) return { kind: 'unreachable', reason: untold };
  return { kind: 'same', id: name, foundBy: 'keys', notComparable: [] };
}

function differencesOf({ host, differences }: HostResult): Difference[] {
  return differences.map((difference) => ({ ...difference, path: `${host}: ${difference.path}` }));
}

/** Which hosts could not be told, and why; undefined when all have answered. */
export function untoldReason(hosts: readonly HostResult[]): string | undefined {
  const untold = hosts.filter(({ state }) => isUntold(state));
  if (untold.length === 0) return undefined;
  const [first] = untold;
  const word = first!.state === 'unreachable' ? 'does not answer' : 'could not be checked';
  const others = untold.length - 1;
  const more = others === 0 ? '' : ` (and ${others} more of ${hosts.length} hosts)`;
  return `${first!.host} ${word}: ${first!.reason ?? 'nothing is said of why'}${more}`;
}

function isUntold(state: HostState): boolean {
  return state === 'unreachable' || state === 'failed';
}

/**
 * What is to be told of each host. Of a playbook that gave no answer at all its own name stands for its hosts, so that
 * nobody takes the silence for "no difference".
 */
export function findingsOf(
  { name, stage }: Pick<HostsDeclaration, 'name' | 'stage'>,
  playbook: Urn,
  answer: PlaybookAnswer,
  held: readonly string[],
): HostFinding[] {
  const about = { playbook, name, stage };
  const answered: readonly HostResult[] =
    answer.kind === 'answered'
      ? answer.hosts
      : [{ host: '*', state: 'failed', reason: answer.reason, differences: [] }];
  return [
    ...answered.map((host) => ({ ...about, ...host })),
    ...held.map((host): HostFinding => ({
      ...about,
      host,
      state: 'held',
      reason: 'what it runs on is not there',
      differences: [],
    })),
  ];
}
