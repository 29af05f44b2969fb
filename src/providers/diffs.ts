import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import type { DiffResponse } from '@pulumi/pulumi/proto/provider_pb.js';
import type { PropertyDiffKind, ProviderDiff } from '../model/provider.js';

const { DiffChanges } = providerPb.DiffResponse;
const { Kind } = providerPb.PropertyDiff;

const KINDS: ReadonlyMap<number, PropertyDiffKind> = new Map([
  [Kind.ADD, 'add'],
  [Kind.ADD_REPLACE, 'add-replace'],
  [Kind.DELETE, 'delete'],
  [Kind.DELETE_REPLACE, 'delete-replace'],
  [Kind.UPDATE, 'update'],
  [Kind.UPDATE_REPLACE, 'update-replace'],
]);

/** A provider's answer to Diff. A kind of change that we do not know is an update. */
export function toProviderDiff(response: DiffResponse): ProviderDiff {
  const diff = {
    changes: changesOf(response),
    diffs: response.getDiffsList(),
    replaces: response.getReplacesList(),
  };
  const detailed = new Map<string, PropertyDiffKind>();
  response.getDetaileddiffMap().forEach((entry, path) => {
    detailed.set(path, KINDS.get(entry.getKind()) ?? 'update');
  });
  return response.getHasdetaileddiff() ? { ...diff, detailed } : diff;
}

function changesOf(response: DiffResponse): ProviderDiff['changes'] {
  switch (response.getChanges()) {
    case DiffChanges.DIFF_NONE:
      return 'none';
    case DiffChanges.DIFF_SOME:
      return 'some';
    default:
      return 'unknown';
  }
}
