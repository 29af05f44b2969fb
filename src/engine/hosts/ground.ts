import type { PlaybookAnswer, PlaybookRequest, PlaybookRunner } from '../../model/hosts.js';
import type { HostsDeclaration } from '../../model/system.js';
import { PLAYBOOK_TYPE } from '../../model/hosts.js';
import type { Urn } from '../../model/urn.js';
import { isUnknown, revealSecrets, type PropertyValue } from '../../model/values.js';
import type { Footing } from './decidePlaybook.js';
import { parsePath, valueAt } from '../walk/differences.js';
import type { ResourceState } from '../walk/resourceTable.js';
import type { Walk } from '../walk/walk.js';
import { hostOf } from './playbookNodes.js';

/** What a playbook stands on: the resources that it configures, and the hosts that these are in the inventory. */
export class Ground {
  private readonly states: readonly ResourceState[];

  constructor(
    readonly declaration: HostsDeclaration,
    private readonly walk: Walk,
    readonly urns: readonly Urn[],
  ) {
    this.states = urns.flatMap((urn) => walk.table.get(urn) ?? []);
  }

  /** The hosts of the resources that are so; undefined where of one of them the manifest names no host. */
  hostsOf(isSo: (state: ResourceState) => boolean): string[] | undefined {
    const hosts: string[] = [];
    for (const state of this.states.filter(isSo)) {
      const on = hostOf(this.declaration, state.node);
      if (on === undefined) return undefined;
      hosts.push(on.host);
    }
    return [...new Set(hosts)].sort();
  }

  /** Is there something to stand on, and nothing of it left? */
  isGone(isSo: (state: ResourceState) => boolean): boolean {
    return this.states.length > 0 && this.states.every(isSo);
  }

  footing(playbook: Urn, isMissing: (step: ResourceState['step']) => boolean): Footing {
    const { createdEarlier } = this.walk.context;
    return {
      missing: this.states.filter(({ step }) => isMissing(step)).map(({ node }) => node.urn),
      remade: !createdEarlier.has(playbook) && this.urns.some((urn) => createdEarlier.has(urn)),
    };
  }

  /** Was one of them made in this very pass? */
  madeNow(): boolean {
    return this.states.some(({ outcome }) => outcome === 'created');
  }

  /** A check of all hosts but some. */
  ask(runner: PlaybookRunner, without: readonly string[]): Promise<PlaybookAnswer> {
    return this.request({ without }, (request) => runner.check(request));
  }

  /** Runs the playbook on some hosts, or on all of them. */
  apply(runner: PlaybookRunner, only: readonly string[] | undefined): Promise<PlaybookAnswer> {
    const part = only === undefined ? {} : { only };
    return this.request({ ...part, without: [] }, (request) => runner.apply(request));
  }

  private async request(
    part: Pick<PlaybookRequest, 'only' | 'without'>,
    run: (request: PlaybookRequest) => Promise<PlaybookAnswer>,
  ): Promise<PlaybookAnswer> {
    const { context } = this.walk;
    const variables = this.variables(part.without);
    if (variables instanceof Error) return { kind: 'failed', reason: variables.message };
    return run({
      ...part,
      declaration: this.declaration,
      variables,
      expectedSeconds: context.expectedSeconds(PLAYBOOK_TYPE, 'create'),
      stop: context.stop,
    });
  }

  /** What the resources tell of their hosts. An error where one does not have what the manifest names. */
  private variables(
    without: readonly string[],
  ): Map<string, Record<string, PropertyValue>> | Error {
    const hosts = new Map<string, Record<string, PropertyValue>>();
    for (const { node, outputs } of this.states) {
      const on = hostOf(this.declaration, node);
      if (on === undefined || without.includes(on.host)) continue;
      for (const [variable, path] of Object.entries(on.variables)) {
        const value = valueAt(outputs, parsePath(path));
        if (value === undefined || value === null || value === '' || isUnknown(value)) {
          return new Error(`${node.name} has no output ${path}, which ${on.host} needs`);
        }
        hosts.set(on.host, { ...hosts.get(on.host), [variable]: revealSecrets(value) });
      }
    }
    return hosts;
  }
}
