import type { LiveState } from '../../../model/provider.js';
import type { PropertyMap } from '../../../model/values.js';
import { restoreSecrets } from '../../wire.js';
import { idOf } from '../cluster.js';
import { pathOf } from '../api/discovery.js';
import { headerOf } from '../objects/kinds.js';
import { declarable, toOutputs } from '../objects/wire.js';
import type { Operation } from './request.js';

export interface ReadQuestion extends Operation {
  readonly id: string;
  readonly inputs: PropertyMap;
  /** One look of many: a list may answer that was made a little while ago, and nobody needs the inputs. */
  readonly look: boolean;
}

/** The object as it lives; undefined when there is none. Throws when that could not be told. */
export async function readObject(question: ReadQuestion): Promise<LiveState | undefined> {
  const { cluster, type, id, inputs, signal } = question;
  const header = headerOf(type, inputs);
  const resource = await cluster.kind(header);
  // A kind that nobody has defined has no objects.
  if (resource === undefined) return undefined;
  const place = cluster.placeOfId(resource, id);
  const path = pathOf(resource, place.namespace, place.name);
  const live = await (question.look
    ? cluster.reader.look(path, 'locate')
    : cluster.reader.get(path, signal));
  if (live === undefined) return undefined;
  return {
    id: idOf(place),
    inputs: question.look ? {} : restoreSecrets(declarable(header, live), inputs),
    outputs: restoreSecrets(toOutputs(header, live), inputs),
  };
}
