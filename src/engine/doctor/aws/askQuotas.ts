import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { AwsClients } from '../../../model/aws/clients.js';
import { messageOf } from '../../../model/errors.js';
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
      return [{ rule, needed: new Map(), told: { failure: messageOf(error) } }];
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
    failure: messageOf(error),
  }));
  return [{ rule, needed, told }];
}

async function askQuota(
  clients: AwsClients,
  { service, code }: QuotaRule,
  kind: QuotaKind,
): Promise<QuotaFacts['told']> {
  const question = new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code });
  const [{ Quota }, live] = await Promise.all([
    clients.get(ServiceQuotasClient).send(question),
    countLive(clients, kind),
  ]);
  return Quota?.Value === undefined
    ? { failure: 'Service Quotas names no value' }
    : { live, limit: Quota.Value };
}
