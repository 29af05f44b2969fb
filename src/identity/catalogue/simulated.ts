import type { IdentityRule } from '../../model/identity.js';

/** The one type that the simulated cloud has of its own. */
export const simulatedRules: readonly IdentityRule[] = [
  {
    type: 'simulated:index:Resource',
    id: '{name}',
    nameProperty: 'name',
    source: 'src/providers/simulated/types/own.ts',
  },
];
