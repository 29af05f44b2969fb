import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { BlackstartError } from '../../model/errors.js';
import type { Guards } from '../../model/system.js';
import { revealSecrets, type PropertyMap } from '../../model/values.js';
import type { Surroundings } from '../../identity/template.js';

/** Refuses an AWS account or region that the manifest does not name. */
export function guardAws(guards: Guards, surroundings: Surroundings): void {
  if (guards.aws === undefined) return;
  const { accounts, regions } = guards.aws;
  if (surroundings.account === undefined) {
    throw new BlackstartError({
      code: 'guard-account',
      message: 'the AWS account behind these credentials could not be determined',
      operation: 'check the guards',
      remedy:
        'Check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID) and that sts:GetCallerIdentity is allowed.',
    });
  }
  if (!accounts.includes(surroundings.account)) {
    throw new BlackstartError({
      code: 'guard-account',
      message: `these credentials are for AWS account ${surroundings.account}; the manifest allows ${accounts.join(', ')}`,
      operation: 'check the guards',
      remedy:
        'Switch to the right credentials, or add the account to guards.aws.accounts in a commit if it is meant.',
    });
  }
  if (surroundings.region !== undefined && !regions.includes(surroundings.region)) {
    throw new BlackstartError({
      code: 'guard-region',
      message: `the program works in region ${surroundings.region}; the manifest allows ${regions.join(', ')}`,
      operation: 'check the guards',
      remedy:
        'Correct aws:region, or add the region to guards.aws.regions in a commit if it is meant.',
    });
  }
}

/** Refuses a Kubernetes cluster that the manifest does not name. Call it with the provider's checked inputs. */
export function guardCluster(guards: Guards, providerInputs: PropertyMap): void {
  const allowed = guards.kubernetes?.clusters;
  if (allowed === undefined) return;
  const cluster = clusterName(providerInputs);
  if (cluster !== undefined && allowed.includes(cluster)) return;
  throw new BlackstartError({
    code: 'guard-cluster',
    message:
      cluster === undefined
        ? 'the kubeconfig of this provider names no current cluster'
        : `the kubeconfig is for the cluster ${cluster}; the manifest allows ${allowed.join(', ')}`,
    operation: 'check the guards',
    remedy:
      'Use the right kubeconfig, or add the cluster to guards.kubernetes.clusters in a commit if it is meant.',
  });
}

const kubeconfigSchema = z.looseObject({
  'current-context': z.string().optional(),
  clusters: z.array(z.looseObject({ name: z.string() })).optional(),
  contexts: z
    .array(z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string() }) }))
    .optional(),
});

/** The cluster that a Kubernetes provider's configuration leads to, as its kubeconfig calls it; of an ARN the last part. */
export function clusterName(providerInputs: PropertyMap): string | undefined {
  const inputs = revealSecrets(providerInputs);
  const given = inputs['kubeconfig'];
  const context = typeof inputs['context'] === 'string' ? inputs['context'] : undefined;
  if (typeof inputs['cluster'] === 'string') return shortName(inputs['cluster']);
  const text = typeof given === 'string' ? kubeconfigText(given) : ambientKubeconfig();
  if (text === undefined) return undefined;
  const parsed = kubeconfigSchema.safeParse(safeYaml(text));
  if (!parsed.success) return undefined;
  const { contexts, clusters } = parsed.data;
  const wanted = context ?? parsed.data['current-context'];
  const found = contexts?.find((entry) => entry.name === wanted)?.context.cluster;
  const name = found ?? (clusters?.length === 1 ? clusters[0]!.name : undefined);
  return name === undefined ? undefined : shortName(name);
}

function shortName(name: string): string {
  return name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/** The provider takes a kubeconfig's text or the path of one. */
function kubeconfigText(given: string): string | undefined {
  if (/[\n{]/.test(given)) return given;
  return readOptional(given);
}

function ambientKubeconfig(): string | undefined {
  const files = process.env['KUBECONFIG']?.split(delimiter) ?? [join(homedir(), '.kube', 'config')];
  return files.map(readOptional).find((text) => text !== undefined);
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function safeYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
