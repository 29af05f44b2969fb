import { packageOf } from '../../model/urn.js';
import type { Behaviour } from './behaviour.js';
import { kubernetesBehaviour } from './kubernetes/kubernetesBehaviour.js';
import { rowBehaviour, rowOf } from './rowBehaviour.js';

export function isKubernetes(type: string): boolean {
  return packageOf(type) === 'kubernetes';
}

export function behaviourOf(type: string): Behaviour {
  return isKubernetes(type) ? kubernetesBehaviour : rowBehaviour;
}

/** Does the type live in state only, so that the account never holds it? */
export function isStateOnly(type: string): boolean {
  return !isKubernetes(type) && rowOf(type).stateOnly === true;
}
