import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { textAt, valueAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import type { Cluster } from '../cluster.js';
import { headerOf } from '../objects/kinds.js';
import {
  claimFindings,
  conditionFindings,
  eventFindings,
  eventLine,
  eventTime,
  isReadyPod,
  podFindings,
  talkingContainer,
} from './findings.js';
import { listObjects, podSelector } from './related.js';

const EVENTS = 8;
const PODS_WITH_LOGS = 2;
const LOG_LINES = 10;
const PODS = 50;

/**
 * Answers for an object's type and id why it is not ready: findings, each named as what it is, its events and those of
 * what it has made, and the last lines of pods that are not ready.
 */
export async function explainObject(
  cluster: Cluster,
  args: PropertyMap,
  signal: AbortSignal,
): Promise<PropertyMap> {
  const header = headerOf(String(args['type']));
  const resource = await cluster.neededKind(header);
  const { namespace, name } = cluster.placeOfId(resource, String(args['id']));
  const object = await cluster.reader.get(pathOf(resource, namespace, name), signal);
  if (object === undefined)
    return { findings: ['it does not exist any more'], events: [], logs: [] };
  const pods = header.kind === 'Pod' ? [object] : await podsOf(cluster, object, namespace, signal);
  const waiting = pods.filter((pod) => !isReadyPod(pod));
  const claims = await claimsOf(cluster, object, waiting, namespace, signal);
  const events = await eventsOf(cluster, [object, ...waiting, ...claims], namespace, signal);
  const findings = [
    ...conditionFindings(object),
    ...waiting.flatMap(podFindings),
    ...claimFindings(claims),
    ...eventFindings(events),
  ];
  return {
    findings: [...new Set(findings)],
    events: events.slice(-EVENTS).map(eventLine),
    logs: await logsOf(cluster, waiting, namespace, signal),
  };
}

async function podsOf(
  cluster: Cluster,
  object: PropertyMap,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<PropertyMap[]> {
  const selector = podSelector(object);
  if (selector === undefined || namespace === undefined) return [];
  const query = { labelSelector: selector, limit: String(PODS) };
  return listObjects(cluster, 'v1', 'Pod', namespace, query, signal);
}

async function claimsOf(
  cluster: Cluster,
  object: PropertyMap,
  pods: readonly PropertyMap[],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<PropertyMap[]> {
  if (textAt(object, 'kind') === 'PersistentVolumeClaim') return [object];
  const names = new Set(
    pods.flatMap((pod) => {
      const volumes = valueAt(pod, 'spec.volumes');
      return Array.isArray(volumes)
        ? (volumes as PropertyValue[]).map((volume) =>
            textAt(volume, 'persistentVolumeClaim.claimName'),
          )
        : [];
    }),
  );
  const resource = await cluster.kind({ apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  if (resource === undefined) return [];
  const found = await Promise.all(
    [...names].flatMap((name) =>
      name === undefined ? [] : [cluster.reader.get(pathOf(resource, namespace, name), signal)],
    ),
  );
  return found.filter((claim) => claim !== undefined);
}

/** Of the objects and of what they have made (a Deployment's ReplicaSets, a Job's pods), in order of time. */
async function eventsOf(
  cluster: Cluster,
  objects: readonly PropertyMap[],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<PropertyMap[]> {
  const all = await listObjects(cluster, 'v1', 'Event', namespace ?? 'default', {}, signal);
  const names = objects.map((object) => textAt(object, 'metadata.name') ?? '');
  const [own = ''] = names;
  return all
    .filter((event) => {
      const about = textAt(event, 'involvedObject.name') ?? '';
      return (
        names.includes(about) ||
        (about.startsWith(`${own}-`) && isMadeByIt(about.slice(own.length)))
      );
    })
    .toSorted((a, b) => (eventTime(a) < eventTime(b) ? -1 : 1));
}

/** The ends of names that controllers form: `-6d4cf56db6`, `-6d4cf56db6-x7k2p`, `-x7k2p`, `-0`. */
function isMadeByIt(rest: string): boolean {
  return /^(-[a-z0-9]{5,10})?(-[a-z0-9]{5}|-\d+)?$/.test(rest);
}

async function logsOf(
  cluster: Cluster,
  pods: readonly PropertyMap[],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<PropertyValue[]> {
  const resource = await cluster.kind({ apiVersion: 'v1', kind: 'Pod' });
  if (resource === undefined) return [];
  const logs = await Promise.all(
    pods.slice(0, PODS_WITH_LOGS).map(async (pod): Promise<PropertyMap[]> => {
      const container = talkingContainer(pod);
      const name = textAt(pod, 'metadata.name');
      if (container === undefined || name === undefined) return [];
      try {
        const text = await cluster.api.text({
          method: 'GET',
          path: `${pathOf(resource, namespace, name)}/log`,
          query: {
            container: container.name,
            tailLines: String(LOG_LINES),
            previous: String(container.previous),
          },
          signal,
        });
        const lines = text.split('\n').filter((line) => line.trim() !== '');
        return lines.length === 0 ? [] : [{ pod: name, container: container.name, lines }];
      } catch {
        // A container that has not run, or a node that does not answer, has no last lines.
        return [];
      }
    }),
  );
  return logs.flat().filter(isPropertyMap);
}
