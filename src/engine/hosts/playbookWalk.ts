import { BlackstartError, messageOf } from '../../model/errors.js';
import type { GraphNode } from '../../model/graph.js';
import type { HostFinding, PlaybookAnswer, PlaybookRunner } from '../../model/hosts.js';
import type { HostsDeclaration } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';
import {
  ARCHIVE_SIGNATURE,
  ASSET_SIGNATURE,
  SIGNATURE_KEY,
  type PropertyMap,
} from '../../model/values.js';
import { interrupted } from '../pause.js';
import { leaveAlone } from '../walk/leaveAlone.js';
import type { ResourceState } from '../walk/resourceTable.js';
import { isBlocking } from '../walk/resourceTable.js';
import type { Walk } from '../walk/walk.js';
import { decidePlaybook, findingsOf } from './decidePlaybook.js';
import { Ground } from './ground.js';
import { configuredBy, playbookNode } from './playbookNodes.js';
import { settlePlaybook } from './settlePlaybook.js';

export interface PlaybooksRequest {
  readonly walk: Walk;
  readonly runner: PlaybookRunner;
  /** Settles when no program will register anything more. */
  readonly programsEnded: Promise<unknown>;
  /** May the programs register more than the preview has seen? */
  readonly moreToCome: boolean;
  /** Hears of what must stop the whole pass. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * Takes the playbooks of the manifest through a pass, each behind the resources that it configures: in preview they are
 * checked, in the real pass brought about. They are of no program, so they register themselves.
 */
export async function walkPlaybooks(request: PlaybooksRequest): Promise<HostFinding[]> {
  const { hosts } = request.walk.context.manifest;
  const findings = await Promise.all(
    hosts.map(async (declaration) => {
      try {
        return await walkPlaybook(declaration, request);
      } catch (error) {
        if (!(error instanceof BlackstartError && error.code === 'interrupted')) {
          request.onFatal(error);
        }
        return [];
      }
    }),
  );
  return findings.flat();
}

async function walkPlaybook(
  declaration: HostsDeclaration,
  request: PlaybooksRequest,
): Promise<HostFinding[]> {
  const { walk, programsEnded, moreToCome } = request;
  const { context } = walk;
  const preview = context.pass === 'preview';
  if (preview) await programsEnded;
  const known = preview ? nodesOf(walk) : context.expected.values();
  const node = playbookNode(context.manifest.name, declaration, configuredBy(declaration, known));
  const state = walk.begin(node, inputsOf(declaration), undefined, undefined);
  if (leaveAlone(walk, state)) return [];
  await Promise.all(node.dependencies.map((urn) => walk.table.whenFinished(urn)));
  if (moreToCome && !preview) await programsEnded;
  if (context.stop.aborted) throw interrupted();
  const ground = new Ground(declaration, walk, [
    ...new Set([...node.dependencies, ...configuredBy(declaration, nodesOf(walk))]),
  ]);
  return preview
    ? previewPlaybook(declaration, state, ground, request)
    : realPlaybook(declaration, state, ground, request);
}

function nodesOf(walk: Walk): GraphNode[] {
  return [...walk.table.all()].map(({ node }) => node);
}

async function previewPlaybook(
  declaration: HostsDeclaration,
  state: ResourceState,
  ground: Ground,
  { walk, runner }: PlaybooksRequest,
): Promise<HostFinding[]> {
  const { urn } = state.node;
  const causes = walk.causesOf(ground.urns);
  const without = ground.hostsOf(({ step }) => isBlocking(step) || isMissing(step));
  // Where it is not known which hosts are missing nobody can be asked about the others.
  if (without === undefined) {
    const reason = 'what it configures is not there, or in conflict';
    if (causes.length > 0) walk.hold(state, causes);
    else finish(walk, state, ground, { kind: 'failed', reason });
    return [
      { ...findingAbout(declaration, urn), host: '*', state: 'held', reason, differences: [] },
    ];
  }
  const answer = ground.isGone((each) => isBlocking(each.step) || isMissing(each.step))
    ? NOBODY_TO_ASK
    : await ground.ask(runner, without);
  if (walk.context.stop.aborted) throw interrupted();
  if (causes.length > 0) walk.hold(state, causes);
  else finish(walk, state, ground, answer);
  return findingsOf(declaration, urn, answer, without);
}

const NOBODY_TO_ASK: PlaybookAnswer = { kind: 'answered', hosts: [] };

function isMissing({ kind }: ResourceState['step']): boolean {
  return kind === 'create' || kind === 'wait' || kind === 'restore';
}

function finish(walk: Walk, state: ResourceState, ground: Ground, answer: PlaybookAnswer): void {
  const { urn } = state.node;
  const step = decidePlaybook(ground.declaration, ground.footing(urn, isMissing), answer);
  const id = 'id' in step ? (step.id ?? '') : '';
  walk.finish(state, { step, outcome: 'none', id, outputs: {}, reason: undefined });
}

function findingAbout(
  { name, stage }: HostsDeclaration,
  playbook: Urn,
): Pick<HostFinding, 'playbook' | 'name' | 'stage'> {
  return { playbook, name, stage };
}

async function realPlaybook(
  declaration: HostsDeclaration,
  state: ResourceState,
  ground: Ground,
  { walk, runner }: PlaybooksRequest,
): Promise<HostFinding[]> {
  const { context } = walk;
  const causes = walk.causesOf(ground.urns);
  if (causes.length > 0) {
    walk.hold(state, causes);
    return [];
  }
  if (walk.leftOut(state)) return [];
  state.startedAtEpochMs = Date.now();
  try {
    walk.finish(state, await settlePlaybook(declaration, state.node, ground, runner, context));
  } catch (error) {
    if (error instanceof BlackstartError) throw error;
    const reason = context.secrets.clean(messageOf(error));
    const step = { kind: 'failed', reason } as const;
    walk.finish(state, { step, outcome: 'failed', id: '', outputs: {}, reason });
  }
  return [];
}

/** What the playbook is made of, for a comparison of two commits: the folder that it lies in stands for its roles. */
function inputsOf({ playbook, inventory, limit }: HostsDeclaration): PropertyMap {
  const folder = playbook.includes('/') ? playbook.slice(0, playbook.lastIndexOf('/')) : undefined;
  const file = (path: string, signature: string): PropertyMap => ({
    [SIGNATURE_KEY]: signature,
    path: `./${path}`,
  });
  return {
    playbook,
    files: folder === undefined ? file(playbook, ASSET_SIGNATURE) : file(folder, ARCHIVE_SIGNATURE),
    inventory: inventory.map((path) => file(path, ARCHIVE_SIGNATURE)),
    ...(limit === undefined ? {} : { limit }),
  };
}
