import { ProviderError } from '../../../model/provider.js';
import type { PropertyMap } from '../../../model/values.js';
import { decodeYaml } from '../../simulated/invokes/kubernetes.js';
import { runTool, ToolMissing } from './tools.js';

const PURPOSE = 'building a Kustomize directory';

/** Answers `kubernetes:kustomize:directory`: its objects, as `kustomize` or else `kubectl` builds them. */
export async function buildDirectory(args: PropertyMap, signal: AbortSignal): Promise<PropertyMap> {
  const { directory } = args;
  if (typeof directory !== 'string') {
    throw new ProviderError(`${PURPOSE}: no directory is named`, 'INVALID_ARGUMENT');
  }
  const text = await runTool('kustomize', ['build', directory], { purpose: PURPOSE, signal }).catch(
    (error: unknown) => {
      if (!(error instanceof ToolMissing)) throw error;
      return runTool('kubectl', ['kustomize', directory], {
        purpose: `${PURPOSE} (without kustomize)`,
        signal,
      });
    },
  );
  return decodeYaml({ text });
}
