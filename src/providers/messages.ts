import { randomBytes } from 'node:crypto';
import pb from '@pulumi/pulumi/proto/provider_pb.js';
import type { CheckRequest, PropertyDiff } from '@pulumi/pulumi/proto/provider_pb.js';
import type { CheckResult, ProviderDiff } from '../model/provider.js';
import { parseUrn } from '../model/urn.js';
import { toStruct } from './struct.js';

/** The parts of requests and responses that every server of the protocol here reads and writes in the same way. */
const NAME_DIGITS = 7;

interface Addressed {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** What a request is about. Older engines send the URN alone. */
export function address(request: Addressed): { urn: string; type: string; name: string } {
  const urn = request.getUrn();
  const type = request.getType();
  const name = request.getName();
  if (type !== '' && name !== '') return { urn, type, name };
  const parts = parseUrn(urn);
  return { urn, type: parts.type, name: parts.name };
}

/** The name that a resource gets which the program leaves without one. */
export function proposedName(request: CheckRequest, name: string): string | undefined {
  const autonaming = request.getAutonaming();
  const modes = pb.CheckRequest.AutonamingOptions.Mode;
  if (autonaming?.getMode() === modes.DISABLE) return undefined;
  if (autonaming !== undefined && autonaming.getProposedName() !== '') {
    return autonaming.getProposedName();
  }
  const seed = Buffer.from(request.getRandomseed_asU8());
  const digits = (seed.length > 0 ? seed : randomBytes(NAME_DIGITS)).toString('hex');
  return `${name}-${digits.slice(0, NAME_DIGITS)}`;
}

export function checkResponse({
  inputs,
  failures,
}: CheckResult): InstanceType<typeof pb.CheckResponse> {
  const response = new pb.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) =>
      new pb.CheckFailure().setProperty(property).setReason(reason),
    ),
  );
  return response;
}

export function diffResponse(diff: ProviderDiff): InstanceType<typeof pb.DiffResponse> {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const response = new pb.DiffResponse();
  response.setChanges(diff.changes === 'none' ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...diff.diffs]);
  response.setReplacesList([...diff.replaces]);
  response.setHasdetaileddiff(true);
  for (const [path, kind] of diff.detailed ?? []) {
    const property: PropertyDiff = new pb.PropertyDiff();
    property.setKind(KINDS[kind]);
    property.setInputdiff(true);
    response.getDetaileddiffMap().set(path, property);
  }
  return response;
}

const KINDS = {
  add: pb.PropertyDiff.Kind.ADD,
  'add-replace': pb.PropertyDiff.Kind.ADD_REPLACE,
  delete: pb.PropertyDiff.Kind.DELETE,
  'delete-replace': pb.PropertyDiff.Kind.DELETE_REPLACE,
  update: pb.PropertyDiff.Kind.UPDATE,
  'update-replace': pb.PropertyDiff.Kind.UPDATE_REPLACE,
} as const;
