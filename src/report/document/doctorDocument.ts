import type { Finding } from '../../model/findings.js';
import type { DoctorDocument } from './doctorSchema.js';

/** What a preflight found, and about what. */
export interface Examination {
  readonly system: string | undefined;
  readonly commit: string | undefined;
  /** `live` or `sandbox <name>`. */
  readonly target: string;
  readonly exitCode: number;
  readonly seconds: number;
  /** In the order in which they are told. */
  readonly findings: readonly Finding[];
}

export function doctorDocument(examination: Examination): DoctorDocument {
  const { system, commit, target, exitCode, seconds, findings } = examination;
  return {
    ...{ version: 1, command: 'doctor', exitCode },
    ...(system === undefined ? {} : { system }),
    ...(commit === undefined ? {} : { commit }),
    ...{ target, seconds },
    findings: findings.map(({ urns, ...finding }) => ({
      ...finding,
      ...(urns === undefined ? {} : { urns: [...urns] }),
    })),
  };
}
