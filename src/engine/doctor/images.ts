import type { Urn } from '../../model/urn.js';
import { isPropertyMap, isSecret, isUnknown, type PropertyValue } from '../../model/values.js';
import type { DeclaredResource } from './declaredResource.js';

export interface UsedImage {
  /** Undefined while it is not known yet. */
  readonly image: string | undefined;
  readonly urn: Urn;
}

/** Properties that hold an image: of a container in Kubernetes and ECS, and of a function. */
const IMAGE_PROPERTIES = new Set(['image', 'imageUri']);

/** Every container image that declared workloads run. */
export function imagesIn(resources: readonly DeclaredResource[]): UsedImage[] {
  return resources
    .filter(({ kind, type }) => kind === 'custom' && RUNS_IMAGES.test(type))
    .flatMap(({ urn, inputs }) => imagesOf(inputs).map((image) => ({ image, urn })));
}

const RUNS_IMAGES = /^(kubernetes:|aws:ecs\/|aws:lambda\/function:)/;

function imagesOf(value: PropertyValue): (string | undefined)[] {
  if (isSecret(value)) return [];
  if (Array.isArray(value)) return value.flatMap((element: PropertyValue) => imagesOf(element));
  if (!isPropertyMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!IMAGE_PROPERTIES.has(key)) return imagesOf(inner);
    if (isUnknown(inner)) return [undefined];
    return typeof inner === 'string' && LOOKS_LIKE_IMAGE.test(inner) ? [inner] : imagesOf(inner);
  });
}

/** Neither a path nor a text. */
const LOOKS_LIKE_IMAGE = /^[a-z0-9][a-z0-9._/:-]*(@sha256:[0-9a-f]+)?$/i;
