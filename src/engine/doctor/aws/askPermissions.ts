import { GetRoleCommand, IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import type { AwsClients } from '../../../model/aws/clients.js';
import type { PermissionFacts } from '../awsFacts.js';
import { principalOf } from '../support.js';
import { reasonOf } from './reasonOf.js';

/** Has IAM simulate the actions for whoever these credentials belong to. */
export async function askPermissions(
  clients: AwsClients,
  arn: string,
  actions: readonly string[],
): Promise<PermissionFacts> {
  if (/:root$/.test(arn)) return { kind: 'all' };
  if (actions.length === 0) {
    return { kind: 'not-asked', reason: 'the plan creates nothing whose permissions are known' };
  }
  const client = clients.get(IAMClient);
  try {
    const denied: string[] = [];
    const PolicySourceArn = await policySource(client, arn);
    const request = { PolicySourceArn, ActionNames: [...actions] };
    for await (const page of paginateSimulatePrincipalPolicy({ client }, request)) {
      for (const { EvalActionName = '', EvalDecision } of page.EvaluationResults ?? []) {
        if (EvalDecision !== 'allowed') denied.push(EvalActionName);
      }
    }
    return { kind: 'simulated', asked: actions.length, denied: denied.sort() };
  } catch (error) {
    const reason = `not checked, since iam:SimulatePrincipalPolicy does not answer: ${reasonOf(error)}`;
    return { kind: 'not-asked', reason };
  }
}

/** A session is not what can be simulated; its role is, whose path the session does not name. */
async function policySource(client: IAMClient, arn: string): Promise<string> {
  const principal = principalOf(arn);
  if (principal?.kind !== 'role') return arn;
  const { Role } = await client.send(new GetRoleCommand({ RoleName: principal.name }));
  return Role?.Arn ?? arn;
}
