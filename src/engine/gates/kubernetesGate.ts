import type { Provider, ResourceAddress } from '../../model/provider.js';
import type { PropertyMap } from '../../model/values.js';
import { claimBinding, explainKubernetes, serviceEndpoints } from './kubernetesQuestions.js';
import { isNotAwaited, kubernetesReadiness } from './kubernetesReadiness.js';
import type { Gate, GateState } from './gate.js';

/** Longest that a Kubernetes object may take to become ready: as the genuine provider has it for deployments. */
const READINESS_TIMEOUT_SECONDS = 600;

export interface KubernetesGateRequest {
  readonly provider: Provider;
  readonly resource: ResourceAddress & { readonly id: string };
  /** As the write or the read just before has left it. */
  readonly outputs: PropertyMap;
  /** Hears every newer look. */
  readonly onRead: (outputs: PropertyMap) => void;
}

/** Is an object ready for its dependents? Looks at it anew each time, and explains when it does not become so. */
export function kubernetesGate(request: KubernetesGateRequest): Gate {
  const { provider, resource, onRead } = request;
  let outputs = request.outputs;
  let first = true;
  return {
    name: 'ready',
    timeoutSeconds: READINESS_TIMEOUT_SECONDS,
    check: async (): Promise<GateState> => {
      if (!first) {
        const live = await provider.read({
          ...resource,
          inputs: {},
          outputs: {},
          timeoutSeconds: 0,
        });
        if (live === undefined)
          return { state: 'failed', reason: 'it was deleted while it was waited for' };
        outputs = live.outputs;
        onRead(outputs);
      }
      first = false;
      const state = kubernetesReadiness(outputs);
      if (state.state !== 'open' || isNotAwaited(outputs)) return state;
      const endpoints = await serviceEndpoints(provider, resource, outputs);
      return endpoints.state === 'open' ? claimBinding(provider, resource, outputs) : endpoints;
    },
    explain: () => explainKubernetes(provider, resource),
  };
}
