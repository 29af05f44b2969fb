import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { textAt, valueAt } from '../../paths.js';

/** What stands in the way of an object, in the words for which a person would look. */
export type Finding = string;

/** What the state of a pod says of why it does not run. */
export function podFindings(pod: PropertyMap): Finding[] {
  const name = textAt(pod, 'metadata.name') ?? '';
  const found: Finding[] = [];
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled !== undefined && scheduled['status'] === 'False') {
    found.push(`pod ${name} is pending: it cannot be scheduled: ${text(scheduled['message'])}`);
  }
  for (const status of containersOf(pod)) {
    const container = `container ${text(status['name'])} of pod ${name}`;
    const waiting = valueAt(status, 'state.waiting');
    const reason = text(isPropertyMap(waiting) ? waiting['reason'] : undefined);
    const message = text(isPropertyMap(waiting) ? waiting['message'] : undefined);
    if (
      /^(ErrImage|ImagePull|InvalidImageName|ErrImageNeverPull|RegistryUnavailable)/.test(reason)
    ) {
      found.push(
        `image pull: ${container} cannot get ${text(status['image'])}: ${message || reason}`,
      );
    } else if (reason === 'CrashLoopBackOff') {
      found.push(`crash loop: ${container} ${ended(status)}`);
    } else if (/^Create|^RunContainer|Config/.test(reason)) {
      found.push(`${container} cannot be started: ${message || reason}`);
    } else if (textAt(status, 'lastState.terminated.reason') === 'OOMKilled') {
      found.push(`out of memory: ${container} ${ended(status)}`);
    } else if (
      valueAt(status, 'state.terminated.exitCode') !== undefined &&
      valueAt(status, 'state.terminated.exitCode') !== 0
    ) {
      found.push(`${container} ended with ${String(valueAt(status, 'state.terminated.exitCode'))}`);
    }
  }
  return found;
}

/** What events say; each named for what it is. */
export function eventFindings(events: readonly PropertyMap[]): Finding[] {
  return events.flatMap((event): Finding[] => {
    if (event['type'] !== 'Warning') return [];
    const reason = text(event['reason']);
    const message = text(event['message']);
    const about = `${textAt(event, 'involvedObject.kind') ?? ''} ${textAt(event, 'involvedObject.name') ?? ''}`;
    if (/exceeded quota/.test(message)) return [`full quota: ${about}: ${message}`];
    if (reason === 'Unhealthy') return [`failed probe: ${about}: ${message}`];
    if (reason === 'FailedScheduling') {
      return [
        /PersistentVolumeClaim/i.test(message)
          ? `unbound claim: ${about}: ${message}`
          : `pending: ${about}: ${message}`,
      ];
    }
    if (reason === 'ProvisioningFailed' || reason === 'FailedBinding') {
      return [`unbound claim: ${about}: ${message}`];
    }
    if (reason === 'FailedMount' || reason === 'FailedAttachVolume') {
      return [`volume: ${about}: ${message}`];
    }
    return [];
  });
}

/** A claim that has no volume. */
export function claimFindings(claims: readonly PropertyMap[]): Finding[] {
  return claims.flatMap((claim) => {
    const phase = textAt(claim, 'status.phase');
    if (phase === 'Bound' || phase === undefined) return [];
    const storageClass = textAt(claim, 'spec.storageClassName');
    return [
      `unbound claim: ${textAt(claim, 'metadata.name') ?? ''} is ${phase.toLowerCase()}` +
        (storageClass === undefined ? '' : ` (storage class ${storageClass})`),
    ];
  });
}

/** What a controller says that could not make its pods: quota and admission. */
export function conditionFindings(object: PropertyMap): Finding[] {
  const failure = conditionOf(object, 'ReplicaFailure') ?? conditionOf(object, 'FailureTarget');
  if (failure === undefined || failure['status'] !== 'True') return [];
  const message = text(failure['message']);
  return [/exceeded quota/.test(message) ? `full quota: ${message}` : message];
}

/** `14:03:11 Warning FailedMount Pod web-0: ... (7 times)` */
export function eventLine(event: PropertyMap): string {
  const at = eventTime(event);
  const count = event['count'];
  const times = typeof count === 'number' && count > 1 ? ` (${count} times)` : '';
  const about = `${textAt(event, 'involvedObject.kind') ?? ''} ${textAt(event, 'involvedObject.name') ?? ''}`;
  return `${at} ${text(event['type'])} ${text(event['reason'])} ${about}: ${text(event['message'])}${times}`.trim();
}

export function eventTime(event: PropertyMap): string {
  return (
    text(event['lastTimestamp']) ||
    textAt(event, 'series.lastObservedTime') ||
    text(event['eventTime']) ||
    textAt(event, 'metadata.creationTimestamp') ||
    ''
  );
}

export function isReadyPod(pod: PropertyMap): boolean {
  return (
    textAt(pod, 'status.phase') === 'Succeeded' || conditionOf(pod, 'Ready')?.['status'] === 'True'
  );
}

/** Which container of a pod has something to say, and whether it is its previous run that said it. */
export function talkingContainer(
  pod: PropertyMap,
): { readonly name: string; readonly previous: boolean } | undefined {
  const broken = containersOf(pod).find((status) => status['ready'] !== true);
  const name = text(broken?.['name']);
  if (broken === undefined || name === '') return undefined;
  const running = valueAt(broken, 'state.running') !== undefined;
  const restarted = typeof broken['restartCount'] === 'number' && broken['restartCount'] > 0;
  const ran = running || restarted || valueAt(broken, 'state.terminated') !== undefined;
  return ran ? { name, previous: !running && restarted } : undefined;
}

function containersOf(pod: PropertyMap): PropertyMap[] {
  return ['status.initContainerStatuses', 'status.containerStatuses'].flatMap((path) => {
    const list = valueAt(pod, path);
    return Array.isArray(list) ? (list as PropertyValue[]).filter(isPropertyMap) : [];
  });
}

function ended(status: PropertyMap): string {
  const restarts = status['restartCount'];
  const code = valueAt(status, 'lastState.terminated.exitCode');
  const reason = textAt(status, 'lastState.terminated.reason');
  const how =
    code === undefined ? '' : ` with ${String(code)}${reason === undefined ? '' : ` (${reason})`}`;
  return `has ended${how}${typeof restarts === 'number' ? `, ${restarts} restarts` : ''}`;
}

function conditionOf(object: PropertyMap, type: string): PropertyMap | undefined {
  const conditions = valueAt(object, 'status.conditions');
  if (!Array.isArray(conditions)) return undefined;
  return (conditions as PropertyValue[])
    .filter(isPropertyMap)
    .find((condition) => condition['type'] === type);
}

function text(value: PropertyValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
