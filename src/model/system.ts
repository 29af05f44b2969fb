import type { UnmanagedRule } from './inventory.js';

/** What one manifest (`stacks/system.yaml`) declares, validated. Paths are relative to the root of the repository. */
export interface SystemManifest {
  readonly version: 1;
  readonly name: string;
  readonly description?: string;
  /** Seconds. */
  readonly recoveryTimeObjective: number;
  readonly programs: readonly ProgramDeclaration[];
  /** In display order. */
  readonly stages: readonly string[];
  readonly guards: Guards;
  readonly drift: DriftDeclaration;
  readonly drills: DrillsDeclaration;
  readonly gates: readonly GateDeclaration[];
  readonly hosts: readonly HostsDeclaration[];
  readonly limits: LimitsDeclaration;
  /** Sealed values of resources that live only in state; path from the root of the repository. */
  readonly sealed?: string;
  /** Whom to call, by role. */
  readonly contacts?: readonly Contact[];
  /** Where the content of what comes back empty is restored from; the first pattern that matches wins. */
  readonly restore?: readonly RestoreDeclaration[];
}

export interface Contact {
  readonly role: string;
  /** Address, number or channel. */
  readonly reach: string;
  /** What this role decides or knows. */
  readonly for?: string;
}

export interface RestoreDeclaration {
  /** Glob over the URN. */
  readonly match: string;
  readonly from: string;
  /** How it is done, in words or as a link. */
  readonly how?: string;
}

export interface ProgramDeclaration {
  readonly name: string;
  /** Folder with the Pulumi.yaml, from the root of the repository; `.` is the root itself. */
  readonly path: string;
  readonly stack: string;
  readonly stage: string;
  /** The first pattern (glob over the URN) that matches wins over `stage`. */
  readonly stages: readonly { readonly match: string; readonly stage: string }[];
  /** A program that has not ended by then is stopped. Seconds without any registration or answer pending. */
  readonly timeout: number;
}

export interface Guards {
  readonly aws?: { readonly accounts: readonly string[]; readonly regions: readonly string[] };
  readonly kubernetes?: { readonly clusters: readonly string[] };
}

export interface DriftAlert {
  /** Seconds that a difference must last. */
  readonly for: number;
  readonly severity: string;
  readonly impact: string;
  readonly playbook: string;
  readonly dashboard?: string;
}

/** A property that the programs declare and somebody else sets, such as the replicas of a Deployment that is scaled. */
export interface DriftExclusion {
  /** Glob over the URN. */
  readonly match: string;
  /** As in ignoreChanges: `spec.replicas`, `tags`, `rules[*].port`. */
  readonly path: string;
  readonly reason: string;
}

export interface DriftDeclaration {
  /** What lives undeclared and is known of. */
  readonly unmanaged: readonly UnmanagedRule[];
  readonly exclude: readonly DriftExclusion[];
  readonly alerts: {
    readonly default: DriftAlert;
    readonly stages: Readonly<Record<string, DriftAlert>>;
    /** Seconds without a complete check after which that is an alert of its own. */
    readonly stale: number;
    /** Where files of the repository can be read in a browser. */
    readonly repositoryUrl?: string;
  };
}

export interface DrillsDeclaration {
  /** Where results of drills are kept, from the root of the repository. */
  readonly folder: string;
  /** Seconds that may pass between two drills; undefined when nobody has set a limit. */
  readonly maximumAge?: number;
}

/** A check that must hold before what depends on the matched resources may start. */
export type GateDeclaration = {
  readonly name: string;
  /** Glob over the URN. */
  readonly after: string;
  /** Seconds. */
  readonly timeout: number;
} & (
  | { readonly kind: 'http'; readonly url: string; readonly status: number }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'command'; readonly command: readonly string[] }
);

/** A playbook of Ansible, with the hosts that it looks after. */
export interface HostsDeclaration {
  readonly name: string;
  /** From the root of the repository, as are the inventories: files or folders. */
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly stage: string;
  /** Pattern of Ansible over the hosts of the inventory; undefined for all of the playbook's. */
  readonly limit?: string;
  readonly configures: readonly ConfiguredResources[];
  /** Seconds that one run may take. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Resources that a playbook stands behind. */
export interface ConfiguredResources {
  /** Glob over URN, type or name. */
  readonly match: string;
  /** The inventory's name of the host that such a resource is; `{name}` is the resource's. */
  readonly host?: string;
  /** Variable of that host -> path of an output of the resource. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface LimitsDeclaration {
  /** Operations at once; 0 is no limit. */
  readonly concurrency: number;
  /** Requests a second by API (`aws:ec2`, `kubernetes`), over the built-in table. */
  readonly rates: Readonly<Record<string, number>>;
}

/** A system as read from one commit: everything that the engine needs to run its programs. */
export interface DeclaredSystem {
  readonly manifest: SystemManifest;
  /** Full hash of the commit. */
  readonly commit: string;
  readonly reference: string;
  readonly repository: string;
  /** Root of the clean checkout. */
  readonly root: string;
  readonly programs: readonly DeclaredProgram[];
}

export interface DeclaredProgram extends ProgramDeclaration {
  /** Project name from the Pulumi.yaml. */
  readonly project: string;
  /** Absolute folder of the Pulumi.yaml. */
  readonly projectRoot: string;
  /** Absolute path of the program: a folder or a file. */
  readonly main: string;
  /** Plain values by full key (`aws:region`), secrets revealed. */
  readonly config: Readonly<Record<string, string>>;
  readonly configSecretKeys: readonly string[];
}
