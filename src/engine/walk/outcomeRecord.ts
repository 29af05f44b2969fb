import { identityRule } from '../../identity/catalogue/index.js';
import type { NewJournalRecord } from '../../journal/index.js';
import type { Step } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import { toRemember } from './reclaim.js';
import type { ResourceState } from './resourceTable.js';
import type { Settled } from './settle.js';

/** How a resource ended, for the journal. Of what differed only the paths are kept: the journal holds no values. */
export function outcomeRecord(
  state: ResourceState,
  settled: Settled,
  dependencies: readonly Urn[],
): NewJournalRecord {
  const { urn, stage } = state.node;
  const remembered = toRemember(identityRule(state.node.type), settled.outputs);
  return {
    record: 'outcome',
    urn,
    outcome: settled.outcome,
    stage,
    startedAt: state.startedAtEpochMs,
    seconds: state.seconds,
    dependencies: [...dependencies],
    ...(settled.id === '' ? {} : { id: settled.id }),
    ...(state.reason === undefined ? {} : { reason: state.reason }),
    ...whyOf(state.step),
    ...(remembered === undefined ? {} : { remembered }),
  };
}

type Why = Pick<
  Extract<NewJournalRecord, { record: 'outcome' }>,
  'foundBy' | 'why' | 'leavesBehind' | 'changed' | 'candidates'
>;

function whyOf(step: Step): Why {
  switch (step.kind) {
    case 'same':
      return { foundBy: step.foundBy };
    case 'update':
      return { foundBy: step.foundBy, changed: step.differences.map(({ path }) => path) };
    case 'create':
      return {
        why: step.reason,
        ...(step.leavesBehind === undefined ? {} : { leavesBehind: step.leavesBehind }),
      };
    case 'conflict':
      return {
        changed: step.differences.map(({ path }) => path),
        candidates: [...step.candidates],
      };
    default:
      return {};
  }
}
