import { parseAllDocuments } from 'yaml';
import { ProviderError } from '../../../model/provider.js';
import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { isNamespaced, kindOf } from '../kubernetes/kinds.js';
import { textAt, withValueAt } from '../../paths.js';

/** Answers `kubernetes:yaml:decode`, behind the SDK's ConfigFile and ConfigGroup: the objects in a YAML text. */
export function decodeYaml(args: PropertyMap): PropertyMap {
  const { text } = args;
  if (typeof text !== 'string') {
    throw new ProviderError('kubernetes:yaml:decode needs a text', 'INVALID_ARGUMENT');
  }
  const defaultNamespace = textAt(args, 'defaultNamespace');
  const objects: PropertyMap[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) {
      throw new ProviderError(`the YAML cannot be read: ${document.errors[0]!.message}`, 'UNKNOWN');
    }
    objects.push(...flattened(document.toJS() as PropertyValue));
  }
  return {
    result: objects.map((object) => inNamespace(object, defaultNamespace)),
  };
}

/** A `List` stands for its items. */
function flattened(value: PropertyValue): PropertyMap[] {
  if (!isPropertyMap(value)) return [];
  const { kind, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return (items as readonly PropertyValue[]).flatMap(flattened);
  }
  return [value];
}

function inNamespace(object: PropertyMap, namespace: string | undefined): PropertyMap {
  if (namespace === undefined || textAt(object, 'metadata.namespace') !== undefined) return object;
  const namespaced = isNamespaced(kindOf('', object), () => undefined);
  return namespaced ? withValueAt(object, 'metadata.namespace', namespace) : object;
}
