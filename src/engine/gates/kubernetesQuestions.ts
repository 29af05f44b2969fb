import { z } from 'zod';
import type { Provider, ResourceAddress } from '../../model/provider.js';
import { isPropertyMap, type PropertyMap } from '../../model/values.js';
import { OPEN, waiting, type GateState } from './gate.js';

/** Only the built-in provider answers them; with any other there is less to say. */
const EXPLAIN_TOKEN = 'kubernetes:blackstart:explain';
const ENDPOINTS_TOKEN = 'kubernetes:blackstart:endpoints';
const CLAIM_TOKEN = 'kubernetes:blackstart:claim';
const BUILT_IN = 'built-in';

type Subject = ResourceAddress & { readonly id: string };

const explanationSchema = z.object({
  findings: z.array(z.string()),
  events: z.array(z.string()),
  logs: z.array(z.object({ pod: z.string(), container: z.string(), lines: z.array(z.string()) })),
});

const endpointsSchema = z.object({ expected: z.boolean(), ready: z.number(), total: z.number() });

const claimSchema = z.object({
  storageClass: z.string(),
  known: z.boolean(),
  bindsLate: z.boolean(),
  users: z.array(z.string()),
});

/** What a person would look up first: what is wrong by name, the last events, the last lines of the pods' logs. */
export async function explainKubernetes(provider: Provider, subject: Subject): Promise<string> {
  if (provider.origin !== BUILT_IN) return '';
  const { type, id } = subject;
  const { result } = await provider.invoke(EXPLAIN_TOKEN, { type, id }, false);
  const { findings, events, logs } = explanationSchema.parse(result);
  return [
    ...findings.map((finding) => `  ${finding}`),
    ...(events.length === 0 ? [] : ['  events:', ...events.map((event) => `    ${event}`)]),
    ...logs.flatMap(({ pod, container, lines }) => [
      `  last lines of ${pod}/${container}:`,
      ...lines.map((line) => `    ${line}`),
    ]),
  ].join('\n');
}

/** Does a Service lead anywhere, as far as anything is there for it to lead to? */
export async function serviceEndpoints(
  provider: Provider,
  subject: Subject,
  outputs: PropertyMap,
): Promise<GateState> {
  const { spec, kind } = outputs;
  const asked =
    provider.origin === BUILT_IN &&
    kind === 'Service' &&
    subject.type === 'kubernetes:core/v1:Service' &&
    isPropertyMap(spec) &&
    spec['type'] !== 'ExternalName' &&
    // What is addressed pod by pod is there for its pods to start with.
    spec['clusterIP'] !== 'None' &&
    spec['publishNotReadyAddresses'] !== true;
  if (!asked) return OPEN;
  const { result } = await provider.invoke(ENDPOINTS_TOKEN, { id: subject.id }, false);
  const { expected, ready, total } = endpointsSchema.parse(result);
  if (!expected || ready > 0) return OPEN;
  return waiting(
    total === 0 ? 'it has no endpoints yet' : `none of its ${total} endpoints is ready`,
  );
}

/**
 * Has a claim what its dependents need? One whose class binds with the first pod is as ready as it can be until there
 * is a pod; any other gets its volume by itself.
 */
export async function claimBinding(
  provider: Provider,
  subject: Subject,
  outputs: PropertyMap,
): Promise<GateState> {
  const { status } = outputs;
  const asked =
    provider.origin === BUILT_IN &&
    subject.type === 'kubernetes:core/v1:PersistentVolumeClaim' &&
    (!isPropertyMap(status) || status['phase'] !== 'Bound');
  if (!asked) return OPEN;
  const { result } = await provider.invoke(CLAIM_TOKEN, { id: subject.id }, false);
  const { storageClass, known, bindsLate, users } = claimSchema.parse(result);
  const [user] = users;
  if (bindsLate) {
    if (user === undefined) return OPEN;
    return waiting(`it is not bound to a volume, though the pod ${user} uses it`);
  }
  if (known) return waiting(`the storage class ${storageClass} has not made its volume yet`);
  return waiting(
    storageClass === ''
      ? 'no volume that is there fits it, and no storage class makes one'
      : `it is not bound to a volume: there is no storage class ${storageClass} to make one`,
  );
}
