import type { ResourceState } from './resourceTable.js';
import type { Walk } from './walk.js';

/**
 * In a real pass that may write to chosen resources only: finishes any other one as the preview found it, so that
 * programs go on with what is live. False for one that may be written.
 */
export function leaveAlone(walk: Walk, state: ResourceState): boolean {
  const { context } = walk;
  const { urn } = state.node;
  if (context.pass !== 'real' || context.decisionOn === undefined) return false;
  const decision = context.decisionOn(urn);
  if (decision.kind === 'write') return false;
  const live = context.previewOf(urn)?.live;
  const held = decision.kind === 'held';
  walk.finish(state, {
    step: { kind: 'skipped' },
    outcome: held ? 'held' : 'skipped',
    id: live?.id ?? '',
    outputs: live?.outputs ?? {},
    reason: held ? decision.reason : undefined,
  });
  if (held) context.recorder?.appendLazily({ record: 'held', urn, by: [...decision.by] });
  return true;
}
