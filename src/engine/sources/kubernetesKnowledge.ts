import { alignInputs } from '../../providers/kubernetes/objects/align.js';
import { changedBy, handMade, scaledBy } from '../../providers/kubernetes/objects/history.js';
import { headerOf } from '../../providers/kubernetes/objects/kinds.js';
import { toApi } from '../../providers/kubernetes/objects/wire.js';
import type { ObjectKnowledge } from '../providerSource.js';

/** Kubernetes objects tell who wrote which of their fields, whichever provider has read them. */
export const kubernetesKnowledge: ObjectKnowledge = {
  align: (type, declared, live) =>
    alignInputs(headerOf(type, declared), declared, live.inputs, live.outputs),
  // A Secret's texts live on as its data.
  readsBack: (path) => path === 'stringData',
  changedBy: (type, live, declared, path) => {
    const applied = toApi(headerOf(type, declared), declared);
    return changedBy(live.outputs, applied, path.replace(/^stringData\b/, 'data'));
  },
  ownedElsewhere: (live, declared, path) => scaledBy(live.outputs, declared, path),
  handMade: (type, live, declared) => {
    const header = headerOf(type, declared);
    return handMade(header, live.outputs, toApi(header, declared));
  },
};
