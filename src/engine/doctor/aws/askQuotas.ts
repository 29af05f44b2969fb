import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { AwsClients } from '../../../model/aws/clients.js';
import type { DeclaredResource } from '../declaredResource.js';
import {
  instancesNeeded,
  QUOTA_RULES,
  quotaNeeds,
  type Counts,
  type QuotaFacts,
  type QuotaKind,
  type QuotaRule,
} from '../quotas.js';
import { countLive, countVcpus } from './countLive.js';
import { reasonOf } from './reasonOf.js';

/** Limits and what lives, of all that the plan creates. What it does not create is not asked for. */
export async function askQuotas(
  clients: AwsClients,
  resources: readonly DeclaredResource[],
): Promise<QuotaFacts[]> {
  const needs = quotaNeeds(resources);
  const instances = instancesNeeded(resources);
  const facts = QUOTA_RULES.map(async (rule): Promise<QuotaFacts[]> => {
    if (rule.kind !== 'standard-vcpus') return quotaFacts(clients, rule, needs.get(rule.kind));
    if (instances.size === 0) return [];
    try {
      const needed = new Map([['', await countVcpus(clients, instances)]]);
      return await quotaFacts(clients, rule, needed);
    } catch (error) {
      return [{ rule, needed: new Map(), told: { failure: reasonOf(error) } }];
    }
  });
  return (await Promise.all(facts)).flat();
}

async function quotaFacts(
  clients: AwsClients,
  rule: QuotaRule,
  needed: Counts | undefined,
): Promise<QuotaFacts[]> {
  if (needed === undefined) return [];
  const told = await askQuota(clients, rule, rule.kind).catch((error: unknown) => ({
    failure: reasonOf(error),
  }));
  return [{ rule, needed, told }];
}

async function askQuota(
  clients: AwsClients,
  rule: QuotaRule,
  kind: QuotaKind,
): Promise<QuotaFacts['told']> {
  const [limit, live] = await Promise.all([
    askLimit(clients.get(ServiceQuotasClient), rule),
    countLive(clients, kind),
  ]);
  return limit === undefined ? { failure: 'Service Quotas names no value' } : { live, limit };
}

/** What is in force for the account; where nothing was ever set for it, that can be AWS's default alone. */
async function askLimit(
  client: ServiceQuotasClient,
  { service, code }: QuotaRule,
): Promise<number | undefined> {
  const question = { ServiceCode: service, QuotaCode: code };
  try {
    return (await client.send(new GetServiceQuotaCommand(question))).Quota?.Value;
  } catch (error) {
    if (!(error instanceof NoSuchResourceException)) throw error;
    return (await client.send(new GetAWSDefaultServiceQuotaCommand(question))).Quota?.Value;
  }
}
