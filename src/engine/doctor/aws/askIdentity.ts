import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsClients } from '../../../model/aws/clients.js';
import type { AwsFacts } from '../awsFacts.js';
import { reasonOf } from './reasonOf.js';

type IdentityFacts = Pick<AwsFacts, 'identity' | 'skewMs'> & { readonly account: string };

/** Whose credentials these are, and what time it is at AWS; a refused request tells the time as well. */
export async function askIdentity(clients: AwsClients): Promise<IdentityFacts> {
  const client = clients.get(STSClient);
  let skewMs: number | undefined;
  client.middlewareStack.add(
    (next) => async (request) => {
      const sentAt = Date.now();
      const result = await next(request);
      const told = Date.parse(dateOf(result.response));
      // The header has whole seconds, so it is half a second early in the middle.
      const meanwhile = (sentAt + Date.now()) / 2;
      if (!Number.isNaN(told)) skewMs = told + 500 - meanwhile;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'blackstartClock', override: true },
  );
  try {
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account, identity: { arn: Arn }, skewMs };
  } catch (error) {
    return { account: '', identity: { failure: reasonOf(error) }, skewMs };
  }
}

function dateOf(response: unknown): string {
  const headers: unknown = Reflect.get(Object(response), 'headers');
  const date: unknown = Reflect.get(Object(headers), 'date');
  return typeof date === 'string' ? date : '';
}
