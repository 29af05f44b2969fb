import { declaredGates } from '../gates/declaredGates.js';
import type { Gate } from '../gates/gate.js';
import { kubernetesGate } from '../gates/kubernetesGate.js';
import { waitForGate } from '../gates/waitForGate.js';
import type { OpenedProvider } from '../providerSource.js';
import type { Urn } from '../../model/urn.js';
import { flattenOutputs } from '../../model/values.js';
import { address, markSecrets, type DeclaredResource } from './examine.js';
import { isBlocking } from './resourceTable.js';
import type { Settled } from './settle.js';
import type { WalkContext } from './walkContext.js';

/** Waits behind what was brought about until it is ready for its dependents. A gate that fails, fails the resource. */
export async function passGates(
  resource: DeclaredResource,
  opened: OpenedProvider,
  settled: Settled,
  context: WalkContext,
): Promise<Settled> {
  if (settled.id === '' || isBlocking(settled.step) || settled.outcome === 'failed') return settled;
  let outputs = settled.outputs;
  const gates: Gate[] = [];
  if (resource.type.startsWith('kubernetes:')) {
    gates.push(
      kubernetesGate({
        provider: opened.provider,
        resource: { ...address(resource), id: settled.id },
        outputs,
        onRead: (read) => {
          const inputs = flattenOutputs(resource.inputs);
          outputs = markSecrets(read, inputs, resource.additionalSecretOutputs);
        },
      }),
    );
  }
  gates.push(...declaredGates(context.manifest.gates, resource.urn));
  return { ...(await passAll(gates, resource.urn, settled, context)), outputs };
}

/** The gates of the manifest alone, for what no provider serves. */
export function passDeclaredGates(
  urn: Urn,
  settled: Settled,
  context: WalkContext,
): Promise<Settled> {
  return passAll(declaredGates(context.manifest.gates, urn), urn, settled, context);
}

async function passAll(
  gates: readonly Gate[],
  urn: Urn,
  settled: Settled,
  context: WalkContext,
): Promise<Settled> {
  for (const gate of gates) {
    const { timeScale, stop, events, secrets } = context;
    const clean = (text: string): string => secrets.clean(text);
    const wait = await waitForGate(gate, urn, { timeScale, stop, events, clean });
    if (wait.reason !== '') {
      context.recorder?.appendLazily({
        record: 'waited',
        urn,
        gate: gate.name,
        seconds: wait.seconds,
        reason: wait.reason,
      });
    }
    if (!wait.passed) {
      const reason = `the gate ${gate.name} did not open: ${wait.reason}`;
      return { ...settled, step: { kind: 'failed', reason }, outcome: 'failed', reason };
    }
  }
  return settled;
}
