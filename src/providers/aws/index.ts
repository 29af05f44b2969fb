import { messagingResources } from './messaging.js';
import { networkResources } from './network.js';
import type { AwsResource } from './resource.js';

/** Every family, one line each. How to add a type to one: see resource.ts. */
const families: readonly (readonly AwsResource[])[] = [messagingResources, networkResources];

/** All types that the built-in provider covers. */
export const awsResources: ReadonlyMap<string, AwsResource> = new Map(
  families.flat().map((resource) => [resource.type, resource]),
);
