import type { HostResult, PlaybookAnswer } from '../../model/hosts.js';
import type { CallbackEvent } from './callbackEvents.js';
import { taskDifferences } from './taskDifferences.js';

/**
 * What the events of one run say of each host. Only a run with its final counts has an end; a host that was left behind
 * when the playbook stopped, or of which the counts of a run that did not end well say nothing, is not compared.
 */
export function hostResults(
  events: readonly CallbackEvent[],
  exitCode: number | undefined,
): PlaybookAnswer {
  const stats = events.findLast((event) => event.event === 'stats');
  if (stats === undefined) return failed('it came to no end');
  const planned = events.flatMap((event) => (event.event === 'play' ? event.hosts : []));
  const hosts = [...new Set([...planned, ...Object.keys(stats.hosts)])].sort();
  if (hosts.length === 0) return failed('no host of the inventory is meant by it');
  const stopped = events.some(({ event }) => event === 'stopped');
  return {
    kind: 'answered',
    hosts: hosts.map((host) => {
      const own = events.filter((event) => 'host' in event && event.host === host);
      const counts = stats.hosts[host];
      if (counts !== undefined && counts.unreachable > 0) {
        return {
          host,
          state: 'unreachable',
          reason: reasonIn(own, 'unreachable'),
          differences: [],
        };
      }
      if (counts !== undefined && counts.failures > 0) {
        return { host, state: 'failed', reason: reasonIn(own, 'failed'), differences: [] };
      }
      if (stopped || (counts === undefined && exitCode !== 0)) return notReached(host);
      return compared(host, own);
    }),
  };
}

function compared(host: string, events: readonly CallbackEvent[]): HostResult {
  const changed = events.filter((event) => event.event === 'changed');
  // A handler only follows from what tasks change.
  const tasks = changed.filter(({ handler }) => !handler);
  const told = tasks.length > 0 ? tasks : changed;
  if (told.length === 0) return { host, state: 'same', differences: [] };
  return { host, state: 'changed', differences: told.flatMap(taskDifferences) };
}

function notReached(host: string): HostResult {
  return {
    host,
    state: 'failed',
    reason: 'the playbook stopped before it had come to its end there',
    differences: [],
  };
}

function reasonIn(events: readonly CallbackEvent[], kind: 'failed' | 'unreachable'): string {
  const found = events.findLast(
    (event) => event.event === kind && 'ignored' in event && !event.ignored,
  );
  if (found === undefined || !('reason' in found)) return 'nothing is said of why';
  const reason = found.reason.trim().split('\n').slice(0, 6).join('\n');
  return kind === 'failed' ? `${found.task}: ${reason}` : reason;
}

function failed(reason: string): PlaybookAnswer {
  return { kind: 'failed', reason };
}
