import { alignInputs } from '../../providers/kubernetes/objects/align.js';
import { changedBy, handMade, scaledBy } from '../../providers/kubernetes/objects/history.js';
import { headerOf } from '../../providers/kubernetes/objects/kinds.js';
import type { ObjectKnowledge } from '../providerSource.js';

/** Kubernetes objects tell who wrote which of their fields, whichever provider has read them. */
export const kubernetesKnowledge: ObjectKnowledge = {
  align: (type, declared, live) =>
    alignInputs(headerOf(type, declared), declared, live.inputs, live.outputs),
  // A Secret's texts live on as its data.
  readsBack: (path) => path === 'stringData',
  changedBy: (live, declared, path) => changedBy(live.outputs, declared, path),
  ownedElsewhere: (live, declared, path) => scaledBy(live.outputs, declared, path),
  handMade: (type, live, declared) => handMade(headerOf(type, declared), live.outputs, declared),
};
