import type { BlackstartError, ErrorCode } from '../../model/errors.js';
import type { Check, Finding } from '../../model/findings.js';
import type { Plan } from '../../model/plan.js';
import type { DeclaredResource } from './declaredResource.js';
import { groupBy } from './groupBy.js';

/** Where a failure that ended the look at the system belongs. */
const CHECK_OF_CODE: Readonly<Partial<Record<ErrorCode, Check>>> = {
  'repository-unreadable': 'commit',
  'reference-unknown': 'commit',
  'passphrase-missing': 'secrets',
  'passphrase-wrong': 'secrets',
  'provider-unknown': 'providers',
  'provider-died': 'providers',
  'provider-failed': 'providers',
  'guard-account': 'account',
  'guard-region': 'account',
  'guard-cluster': 'clusters',
};

/** A failure of reading or running the programs, with which every recovery would end before it begins. */
export function judgeFailure({ code, message, remedy }: BlackstartError): Finding {
  return {
    check: CHECK_OF_CODE[code] ?? 'programs',
    level: 'blocked',
    message,
    remedy: remedy ?? `See ${code} in docs/troubleshooting.md.`,
  };
}

/** What is known of a commit and where else it is. */
export type CommitFacts =
  | {
      readonly kind: 'local';
      readonly remotes: readonly RemoteFacts[];
      /** Remote branches that hold the commit, as this clone knows them. */
      readonly branches: readonly string[];
    }
  /** Read from a URL or a bundle just now. */
  | { readonly kind: 'elsewhere' };

export interface RemoteFacts {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  /** Why it does not answer; undefined when it does or was not asked. */
  readonly failure: string | undefined;
}

export function judgeCommit(commit: string, repository: string, facts: CommitFacts): Finding[] {
  const short = commit.slice(0, 12);
  if (facts.kind === 'elsewhere') {
    return [{ check: 'commit', level: 'ok', message: `${short} was read from ${repository}` }];
  }
  const { remotes, branches } = facts;
  const [first] = remotes;
  const silent = remotes
    .filter(({ failure }) => failure !== undefined)
    .map(({ name, url, failure }): Finding => ({
      check: 'commit',
      level: 'warning',
      message: `the remote ${name} (${url}) does not answer: ${failure}`,
      remedy: 'Check the network and your access; this clone is enough for this recovery.',
    }));
  if (first === undefined) {
    return [
      {
        check: 'commit',
        level: 'warning',
        message: `${short} is on this machine only: the repository has no remote`,
        remedy: 'Push the repository to a place that outlives this machine and the system.',
      },
    ];
  }
  if (branches.length === 0) {
    return [
      ...silent,
      {
        check: 'commit',
        level: 'warning',
        message: `${short} is on no branch of a remote, as far as this clone knows`,
        remedy: `Push it ("git push ${first.name}"), or "git fetch" if it was pushed from elsewhere.`,
      },
    ];
  }
  return [
    ...silent,
    { check: 'commit', level: 'ok', message: `${short} is pushed, to ${branches.join(', ')}` },
  ];
}

export interface SecretFacts {
  readonly passphrase: boolean;
  /** Programs whose configuration holds secrets. They were opened, or nothing would have been read. */
  readonly programsWithSecrets: readonly string[];
}

export function judgeSecrets(
  { passphrase, programsWithSecrets }: SecretFacts,
  resources: readonly DeclaredResource[],
  isStateOnly: (type: string) => boolean,
): Finding[] {
  const stateOnly = resources.filter(({ kind, type }) => kind === 'custom' && isStateOnly(type));
  if (!passphrase && stateOnly.length > 0) {
    const values = stateOnly.length === 1 ? '1 value lives' : `${stateOnly.length} values live`;
    return [
      {
        check: 'secrets',
        level: 'warning',
        message: `${values} only in state, and without a passphrase a recovery cannot keep what it makes`,
        remedy: 'Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.',
        urns: stateOnly.map(({ urn }) => urn),
      },
    ];
  }
  const opened =
    programsWithSecrets.length === 0
      ? 'the configuration holds no secrets'
      : `the secrets of ${programsWithSecrets.join(', ')} were opened`;
  return [{ check: 'secrets', level: 'ok', message: opened }];
}

export interface DiskFacts {
  readonly folder: string;
  /** Undefined when the file system does not tell. */
  readonly freeBytes: number | undefined;
  readonly writable: boolean;
}

/**
 * What journal and report of one run may take for each resource. A recovery of the reference system (290 resources)
 * took 1.4 KB of journal and 2.3 KB of report a resource; retries, resumed runs and long differences take more.
 */
const BYTES_PER_RESOURCE = 20_000;
/** For locks, sealed values and the checkout of a large repository. */
const BYTES_BESIDES = 20_000_000;
/** Below this many times the need, people should make room. */
const COMFORT = 10;

export function judgeDisk({ folder, freeBytes, writable }: DiskFacts, resources: number): Finding {
  const check = 'disk';
  if (!writable) {
    return {
      ...{ check, level: 'blocked', message: `the state folder ${folder} cannot be written` },
      remedy: 'Mend its rights, or set BLACKSTART_STATE to another folder.',
    };
  }
  if (freeBytes === undefined) {
    const message = `the file system of ${folder} does not tell how much room there is`;
    return { check, level: 'skipped', message };
  }
  const needed = BYTES_BESIDES + resources * BYTES_PER_RESOURCE;
  const free = `${megabytes(freeBytes)} free in the state folder ${folder}`;
  if (freeBytes >= needed * COMFORT) return { check, level: 'ok', message: free };
  return {
    check,
    level: freeBytes < needed ? 'blocked' : 'warning',
    message: `${free}; a run may need ${megabytes(needed)}`,
    remedy: 'Make room, or set BLACKSTART_STATE to a folder on another disk.',
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}

/** Which provider serves each package; each was found and configured. */
export function judgeProviders({ providers }: Plan): Finding[] {
  if (providers.length === 0) {
    return [{ check: 'providers', level: 'ok', message: 'no provider is needed' }];
  }
  const served = providers.map(({ packageName, origin, version }) =>
    `${packageName}: ${origin} ${version}`.trim(),
  );
  return [{ check: 'providers', level: 'ok', message: [...new Set(served)].sort().join(', ') }];
}

/** Clusters that do not answer, and those that are yet to be built. */
export function judgeClusters(resources: readonly DeclaredResource[]): Finding[] {
  const behind = resources.filter(
    ({ kind, type }) => kind === 'custom' && type.startsWith('kubernetes:'),
  );
  const groups = groupBy(behind, ({ providerUrn }) => providerUrn);
  if (groups.size === 0) {
    return [{ check: 'clusters', level: 'ok', message: 'no object of a cluster is declared' }];
  }
  return [...groups].map(([urn, objects]): Finding => {
    const check = 'clusters';
    const name =
      urn === undefined ? 'of the current context' : urn.slice(urn.lastIndexOf('::') + 2);
    const unanswered = objects.flatMap(({ step, urn: object }) =>
      step.kind === 'unreachable' ? [{ reason: step.reason, object }] : [],
    );
    const [first] = unanswered;
    if (first !== undefined) {
      return {
        ...{ check, level: 'warning' },
        message: `the cluster ${name} does not answer for ${unanswered.length} of ${objects.length} objects: ${first.reason}`,
        remedy: 'Check network, VPN and kubeconfig; what cannot be looked at is not created.',
        urns: unanswered.map(({ object }) => object),
      };
    }
    const unbuilt = objects.every(
      ({ step }) => step.kind === 'create' && step.reason === 'provider-absent',
    );
    const message = unbuilt
      ? `the cluster ${name} is yet to be built`
      : `the cluster ${name} answers`;
    return { check, level: 'ok', message };
  });
}
