import { text } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

/** A type of the simulated cloud itself: a named thing with values and no time of its own, for examples and benches. */
export const ownTypes: readonly SimulatedType[] = [
  {
    type: 'simulated:index:Resource',
    autoname: 'name',
    id: (inputs) => text(inputs, 'name'),
    unique: ['name'],
    alreadyExists: 'AlreadyExists: a resource named {name} already exists.',
    replaceOnChanges: ['name'],
  },
];
