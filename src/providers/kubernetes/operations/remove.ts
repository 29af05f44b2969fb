import { pathOf } from '../api/discovery.js';
import { isNotFound } from '../api/errors.js';
import { headerOf } from '../objects/kinds.js';
import type { Operation } from './request.js';

/** Deletes an object. blackstart never asks for this; other speakers of the protocol may. */
export async function removeObject(question: Operation & { readonly id: string }): Promise<void> {
  const { cluster, type, id, signal } = question;
  const header = headerOf(type);
  const resource = await cluster.kind(header);
  // A patch leaves the object behind that it has changed.
  if (resource === undefined || header.patch) return;
  const place = cluster.placeOfId(resource, id);
  const path = pathOf(resource, place.namespace, place.name);
  cluster.reader.forget(path);
  try {
    await cluster.api.json({
      method: 'DELETE',
      path,
      query: { propagationPolicy: 'Background' },
      signal,
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
