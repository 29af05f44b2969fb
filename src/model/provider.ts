import type { PropertyMap, PropertyValue } from './values.js';

/**
 * The engine's view of a provider: a configured server of Pulumi's ResourceProvider protocol, whatever serves it.
 * Maps are in the protocol's own form, see values.ts.
 */
export interface Provider {
  readonly packageName: string;
  /** Where it came from, for the plan: `simulated`, `built-in` or the path of a plugin binary. */
  readonly origin: string;
  readonly version: string;

  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<ProviderDiff>;
  create(request: CreateRequest): Promise<CreateResult>;
  /** Undefined when nothing of that id exists. */
  read(request: ReadRequest): Promise<LiveState | undefined>;
  update(request: UpdateRequest): Promise<{ readonly outputs: PropertyMap }>;
  invoke(token: string, args: PropertyMap, preview: boolean): Promise<InvokeResult>;
  call(request: CallRequest): Promise<CallResult>;
  construct(request: ConstructRequest): Promise<ConstructResult>;
}

/**
 * A provider that can delete as well. Apart from {@link Provider}, so that nothing on the way of a recovery can ask
 * for it: only pruning, which people confirm by list, does.
 */
export interface DeletingProvider {
  delete(request: DeleteRequest): Promise<void>;
}

export interface DeleteRequest extends ResourceAddress {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface ResourceAddress {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

export interface CheckRequest extends ResourceAddress {
  readonly news: PropertyMap;
  readonly olds: PropertyMap;
  /** Seeds auto-naming, so that a rebuilt resource gets the name that the lost one had. */
  readonly randomSeed: Uint8Array;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

export interface DiffRequest extends ResourceAddress {
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

export type PropertyDiffKind =
  'add' | 'add-replace' | 'delete' | 'delete-replace' | 'update' | 'update-replace';

export interface ProviderDiff {
  readonly changes: 'unknown' | 'none' | 'some';
  /** Root properties that differ. */
  readonly diffs: readonly string[];
  /** Properties whose change would need a replacement. */
  readonly replaces: readonly string[];
  /** Per path, e.g. `tags.Name` or `ingress[0].fromPort`; absent when the provider gives none. */
  readonly detailed?: ReadonlyMap<string, PropertyDiffKind>;
}

export interface CreateRequest extends ResourceAddress {
  readonly inputs: PropertyMap;
  /** Seconds; 0 leaves it to the provider. */
  readonly timeoutSeconds: number;
  readonly preview: boolean;
}

export interface CreateResult {
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface ReadRequest extends ResourceAddress {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly timeoutSeconds: number;
}

export interface LiveState {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export interface UpdateRequest extends ResourceAddress {
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
  readonly timeoutSeconds: number;
  readonly preview: boolean;
}

export interface InvokeResult {
  readonly result: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

/** What a program's surroundings are, for remote components and methods. */
export interface ProgramContext {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly config: Readonly<Record<string, string>>;
  readonly configSecretKeys: readonly string[];
  readonly monitorAddress: string;
  readonly dryRun: boolean;
  readonly parallel: number;
}

export type DependencyMap = Readonly<Record<string, readonly string[]>>;

export interface CallRequest {
  readonly token: string;
  readonly args: PropertyMap;
  readonly argDependencies: DependencyMap;
  readonly context: ProgramContext;
}

export interface CallResult {
  readonly result: PropertyMap;
  readonly dependencies: DependencyMap;
  readonly failures: readonly CheckFailure[];
}

export interface ConstructRequest extends ResourceAddress {
  readonly parent: string;
  readonly inputs: PropertyMap;
  readonly inputDependencies: DependencyMap;
  readonly providers: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
  readonly protect: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly deletedWith: string;
  readonly retainOnDelete: boolean | undefined;
  readonly customTimeouts: CustomTimeouts;
  readonly context: ProgramContext;
}

export interface CustomTimeouts {
  /** Seconds. */
  readonly create?: number;
  readonly update?: number;
  readonly read?: number;
}

export interface ConstructResult {
  readonly urn: string;
  readonly state: PropertyMap;
  readonly stateDependencies: DependencyMap;
}

/** How a provider call failed: gRPC's status name and, from `ErrorResourceInitFailed`, what exists all the same. */
export class ProviderError extends Error {
  constructor(
    message: string,
    /** gRPC status name, e.g. `UNAVAILABLE`, `UNKNOWN`, `DEADLINE_EXCEEDED`. */
    readonly status: string,
    /** Set when the resource was created but did not become ready. */
    readonly partial?: {
      readonly id: string;
      readonly outputs: PropertyMap;
      readonly inputs?: PropertyMap;
      readonly reasons: readonly string[];
    },
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'ProviderError';
  }
}

export type { PropertyMap, PropertyValue };
