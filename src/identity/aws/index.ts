import { databaseLocators } from './databases.js';
import { iamLocators } from './iam.js';
import type { Locator } from './locator.js';
import { messagingLocators } from './messaging.js';
import { networkLocators } from './network.js';
import { securityLocators } from './security.js';
import { securityGroupLocators } from './securityGroups.js';

/** Every family, one line each. How to add a locator: see locator.ts. */
const families: readonly (readonly Locator[])[] = [
  databaseLocators,
  iamLocators,
  messagingLocators,
  networkLocators,
  securityLocators,
  securityGroupLocators,
];

/** How each type is found. */
export const awsLocators: ReadonlyMap<string, Locator> = new Map(
  families.flat().flatMap((locator) => locator.types.map((type) => [type, locator])),
);
