import type { DeclaredGroup, DriftItem, DriftState } from '../../model/drift.js';
import { HOST_TYPE, type HostFinding, type HostState } from '../../model/hosts.js';
import { compareText } from '../text/format.js';

/** Stands for all hosts of a playbook that gave no answer at all. */
const ALL_HOSTS = '*';

const STATES: Readonly<Record<Exclude<HostState, 'same'>, DriftState>> = {
  changed: 'drifted',
  unreachable: 'unreachable',
  failed: 'unreachable',
  held: 'held',
};

/** What is to be told of hosts, beside the resources and under the same names. The program is the playbook. */
export function hostItems(hosts: readonly HostFinding[]): DriftItem[] {
  return hosts.flatMap(({ playbook, name, host, stage, state, reason, differences }) => {
    if (state === 'same') return [];
    return [
      {
        ...{ kind: 'host', type: HOST_TYPE, program: name, stage, state: STATES[state] },
        id: host === ALL_HOSTS ? playbook : `${playbook}#${host}`,
        name: hostLabel({ host, name }),
        ...(reason === undefined ? {} : { reason }),
        differences,
      } satisfies DriftItem,
    ];
  });
}

/** The playbook of a host's item; undefined for anything else. */
export function playbookOf({ kind, id }: Pick<DriftItem, 'kind' | 'id'>): string | undefined {
  return kind === 'host' ? id.split('#')[0] : undefined;
}

/** E.g. `web-1 (webservers)`: a host may have several playbooks. */
export function hostLabel({ host, name }: Pick<HostFinding, 'host' | 'name'>): string {
  return `${host === ALL_HOSTS ? 'all hosts' : host} (${name})`;
}

export function hostGroups(hosts: readonly HostFinding[]): DeclaredGroup[] {
  const groups = new Map<string, DeclaredGroup>();
  for (const { name: program, stage } of hosts) {
    const key = JSON.stringify([program, stage]);
    const count = (groups.get(key)?.count ?? 0) + 1;
    groups.set(key, { kind: 'host', program, stage, type: HOST_TYPE, count });
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
}

/** Hosts of which nobody can say how they are: they do not answer, or their playbook came to no end. */
export function untoldHosts(hosts: readonly HostFinding[] | undefined): HostFinding[] {
  return (hosts ?? []).filter(({ state }) => state === 'unreachable' || state === 'failed');
}
