import { AwsClients } from '../../../model/aws/clients.js';
import { parseConnection } from '../../../model/aws/connection.js';
import type { AwsFacts } from '../awsFacts.js';
import type { DeclaredConnection } from '../connections.js';
import { actionsNeeded } from '../createActions.js';
import { askIdentity } from './askIdentity.js';
import { askPermissions } from './askPermissions.js';
import { askQuotas } from './askQuotas.js';

/** A preflight should be quick, and says itself what could not be told. */
const MAX_ATTEMPTS = 2;

/** Asks AWS about one way to it. Undefined where its configuration cannot be followed: opening the provider says why. */
export async function gatherAws({
  inputs,
  resources,
}: DeclaredConnection): Promise<AwsFacts | undefined> {
  const parsed = parseConnection(inputs);
  if ('failures' in parsed) return undefined;
  const clients = new AwsClients({ ...parsed.connection, maxAttempts: MAX_ATTEMPTS }, 'doctor');
  const { identity, account, skewMs } = await askIdentity(clients);
  const assumedRoles = parsed.connection.assumeRoles.map(({ roleArn }) => roleArn);
  const region = await clients.region().catch(() => 'no region');
  const place = account === '' ? `AWS in ${region}` : `account ${account} in ${region}`;
  const about = { place, identity, skewMs, assumedRoles };
  if ('failure' in identity) {
    const reason = 'not checked, since AWS does not take the credentials';
    return { ...about, quotas: [], permissions: { kind: 'not-asked', reason } };
  }
  const [quotas, permissions] = await Promise.all([
    askQuotas(clients, resources),
    askPermissions(clients, identity.arn, actionsNeeded(resources)),
  ]);
  return { ...about, quotas, permissions };
}
