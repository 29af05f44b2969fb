import type { CheckFailure } from '../../model/provider.js';
import {
  containsUnknown,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import type { ClusterAccess } from './access/clusterAccess.js';
import { KubeconfigError, readAccess } from './access/kubeconfig.js';

/** What a provider instance is configured with, in the words of @pulumi/kubernetes. */
export interface Settings {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly namespace?: string;
}

export function readSettings(inputs: PropertyMap): Settings {
  const plain = revealSecrets(inputs);
  const kubeconfig = plain['kubeconfig'];
  return {
    ...(kubeconfig === undefined || kubeconfig === null
      ? {}
      : { kubeconfig: typeof kubeconfig === 'string' ? kubeconfig : JSON.stringify(kubeconfig) }),
    ...text(plain, 'context'),
    ...text(plain, 'cluster'),
    ...text(plain, 'namespace'),
  };
}

function text<Key extends string>(inputs: PropertyMap, key: Key): { readonly [K in Key]?: string } {
  const value = inputs[key];
  return typeof value === 'string' && value !== ''
    ? ({ [key]: value } as { readonly [K in Key]: string })
    : {};
}

/** The cluster that the settings lead to. Throws KubeconfigError. */
export function accessOf(
  { namespace: _namespace, ...settings }: Settings,
  env: NodeJS.ProcessEnv,
): ClusterAccess {
  return readAccess({ ...settings, env });
}

/** Settings that would have to do something which the built-in provider cannot. */
const REFUSED: Readonly<Record<string, string>> = {
  renderYamlToDirectory: 'writing YAML instead of objects is not what a recovery does',
};

/** What is wrong with a configuration before it is used. An ambient kubeconfig may come later. */
export function settingsFailures(inputs: PropertyMap, env: NodeJS.ProcessEnv): CheckFailure[] {
  const failures: CheckFailure[] = Object.entries(REFUSED).flatMap(([property, reason]) =>
    isSet(inputs[property]) ? [{ property, reason: `not supported: ${reason}` }] : [],
  );
  if (isFalse(inputs['enableServerSideApply'])) {
    const reason = 'not supported: the built-in provider knows server-side apply only';
    failures.push({ property: 'enableServerSideApply', reason });
  }
  const settings = readSettings(inputs);
  if (settings.kubeconfig === undefined || containsUnknown(inputs['kubeconfig'])) return failures;
  try {
    accessOf(settings, env);
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    failures.push({ property: 'kubeconfig', reason: error.message });
  }
  return failures;
}

function isSet(value: PropertyValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** SDKs hand over what is no text as JSON. */
function isFalse(value: PropertyValue | undefined): boolean {
  return value === false || value === 'false';
}
