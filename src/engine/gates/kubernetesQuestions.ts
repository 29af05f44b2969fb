import { z } from 'zod';
import type { Provider, ResourceAddress } from '../../model/provider.js';
import { isPropertyMap, type PropertyMap } from '../../model/values.js';
import { OPEN, waiting, type GateState } from './gate.js';

/** Only the built-in provider answers them; with any other there is less to say. */
const EXPLAIN_TOKEN = 'kubernetes:blackstart:explain';
const ENDPOINTS_TOKEN = 'kubernetes:blackstart:endpoints';
const BUILT_IN = 'built-in';

type Subject = ResourceAddress & { readonly id: string };

const explanationSchema = z.object({
  findings: z.array(z.string()),
  events: z.array(z.string()),
  logs: z.array(z.object({ pod: z.string(), container: z.string(), lines: z.array(z.string()) })),
});

const endpointsSchema = z.object({ expected: z.boolean(), ready: z.number(), total: z.number() });

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
