import type { AwsFacts } from '../../engine/doctor/awsFacts.js';
import { judgeClock, judgeIdentity, judgePermissions } from '../../engine/doctor/awsJudgements.js';
import type { DeclaredConnection } from '../../engine/doctor/connections.js';
import { judgeQuotas } from '../../engine/doctor/quotas.js';
import type { Support } from '../../engine/doctor/support.js';
import type { Check, Finding } from '../../model/findings.js';
import type { Guards } from '../../model/system.js';

/** Checks that ask AWS. */
export const OF_AWS: readonly Check[] = ['account', 'clock', 'permissions', 'quotas'];

/** Asks AWS about each way to it. Its clients take long to load, so only who needs them does. */
export async function gatherAllAws(
  connections: readonly DeclaredConnection[],
): Promise<AwsFacts[]> {
  if (connections.length === 0) return [];
  const { gatherAws } = await import('../../engine/doctor/aws/gatherAws.js');
  const facts = await Promise.all(connections.map((connection) => gatherAws(connection)));
  return facts.filter((fact) => fact !== undefined);
}

export function judgeAws(facts: readonly AwsFacts[], guards: Guards): Finding[] {
  return facts.flatMap((fact) => [
    judgeIdentity(fact, guards),
    judgeClock(fact),
    judgePermissions(fact),
    ...judgeQuotas(fact.place, fact.quotas),
  ]);
}

/** Whom a recovery acts as, and through whom. */
export function awsSupports(facts: readonly AwsFacts[]): Support[] {
  const arns = facts.flatMap(({ identity, assumedRoles }) => [
    ...('arn' in identity ? [identity.arn] : []),
    ...assumedRoles,
  ]);
  return [...new Set(arns)].map((arn) => ({ kind: 'principal', arn }));
}
