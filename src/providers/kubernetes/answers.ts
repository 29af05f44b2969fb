import pb from '@pulumi/pulumi/proto/provider_pb.js';
import type { CheckResponse, DiffResponse } from '@pulumi/pulumi/proto/provider_pb.js';
import type { CheckResult, PropertyDiffKind, ProviderDiff } from '../../model/provider.js';
import { toStruct } from '../struct.js';

export function checkResponse({ inputs, failures }: CheckResult): CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) =>
      new pb.CheckFailure().setProperty(property).setReason(reason),
    ),
  );
  return response;
}

export function diffResponse(diff: ProviderDiff): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const response = new pb.DiffResponse();
  response.setChanges(diff.changes === 'none' ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...diff.diffs]);
  response.setReplacesList([...diff.replaces]);
  response.setHasdetaileddiff(true);
  for (const [path, kind] of diff.detailed ?? []) {
    const property = new pb.PropertyDiff();
    property.setKind(KINDS[kind]);
    property.setInputdiff(true);
    response.getDetaileddiffMap().set(path, property);
  }
  return response;
}

const { Kind } = pb.PropertyDiff;

const KINDS: Readonly<Record<PropertyDiffKind, (typeof Kind)[keyof typeof Kind]>> = {
  add: Kind.ADD,
  'add-replace': Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  'delete-replace': Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  'update-replace': Kind.UPDATE_REPLACE,
};
