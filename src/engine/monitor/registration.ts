import type {
  ReadResourceRequest,
  RegisterResourceRequest,
  ResourceCallRequest,
  ResourceInvokeRequest,
} from '@pulumi/pulumi/proto/resource_pb.js';
import type { Alias } from '@pulumi/pulumi/proto/alias_pb.js';
import type { Callback } from '@pulumi/pulumi/proto/callback_pb.js';
import { BlackstartError } from '../../model/errors.js';
import type { CustomTimeouts, DependencyMap } from '../../model/provider.js';
import { makeUrn, parseUrn, type Urn } from '../../model/urn.js';
import type { PropertyMap } from '../../model/values.js';
import { fromStruct } from '../../providers/struct.js';
import { REFUSED_OPTIONS } from './coverage.js';

/** Where a program's callback can be reached: its own gRPC server and the callback's token. */
export interface CallbackReference {
  readonly target: string;
  readonly token: string;
}

export interface HookNames {
  readonly beforeCreate: readonly string[];
  readonly afterCreate: readonly string[];
  readonly beforeUpdate: readonly string[];
  readonly afterUpdate: readonly string[];
}

/** One RegisterResource call, parsed: everything a program said about one resource. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly parent: Urn | undefined;
  readonly custom: boolean;
  /** A component that its provider constructs. */
  readonly remote: boolean;
  readonly inputs: PropertyMap;
  readonly dependencies: readonly Urn[];
  readonly propertyDependencies: DependencyMap;
  /** `<urn>::<id>` of an explicit provider, or empty. */
  readonly provider: string;
  readonly providers: Readonly<Record<string, string>>;
  readonly version: string;
  readonly importId: string;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly AliasReference[];
  readonly customTimeouts: CustomTimeouts;
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
  readonly hideDifferences: readonly string[];
  readonly transforms: readonly CallbackReference[];
  readonly hooks: HookNames | undefined;
  /** `file:line` in the program, for messages: an absolute path, or one from the program's folder. */
  readonly position: string | undefined;
}

export type AliasReference =
  | { readonly urn: string }
  | {
      readonly name: string;
      readonly type: string;
      readonly stack: string;
      readonly project: string;
      readonly parentUrn: string;
      readonly noParent: boolean;
    };

export interface ReadRegistration {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent: Urn | undefined;
  readonly properties: PropertyMap;
  readonly dependencies: readonly Urn[];
  readonly provider: string;
  readonly version: string;
  readonly additionalSecretOutputs: readonly string[];
}

export interface InvokeCall {
  readonly token: string;
  readonly args: PropertyMap;
  readonly provider: string;
  readonly version: string;
  readonly dependsOn: readonly Urn[];
}

export interface MethodCall {
  readonly token: string;
  readonly args: PropertyMap;
  readonly argDependencies: DependencyMap;
  readonly provider: string;
  readonly version: string;
}

/** Parses a registration. Throws `option-unsupported`, naming the option, for whatever is not honoured. */
export function parseRegistration(request: RegisterResourceRequest): Registration {
  const subject = `${request.getType()} ${request.getName()}`;
  refuseUnsupported(request, subject);
  const hooks = request.getHooks();
  const position = request.getSourceposition();
  const propertyDependencies: Record<string, readonly string[]> = {};
  for (const [key, value] of request.getPropertydependenciesMap().entries()) {
    propertyDependencies[key] = value.getUrnsList();
  }
  return {
    type: request.getType(),
    name: request.getName(),
    parent: (request.getParent() || undefined) as Urn | undefined,
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: fromStruct(request.getObject()),
    dependencies: request.getDependenciesList() as Urn[],
    propertyDependencies,
    provider: request.getProvider(),
    providers: Object.fromEntries(request.getProvidersMap().entries()),
    version: request.getVersion(),
    importId: request.getImportid(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [
      ...request.getAliasesList().map(parseAlias),
      ...request.getAliasurnsList().map((urn) => ({ urn })),
    ],
    customTimeouts: parseTimeouts(request),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
    hideDifferences: request.getHidediffsList(),
    transforms: request.getTransformsList().map(parseCallback),
    hooks:
      hooks === undefined
        ? undefined
        : {
            beforeCreate: hooks.getBeforeCreateList(),
            afterCreate: hooks.getAfterCreateList(),
            beforeUpdate: hooks.getBeforeUpdateList(),
            afterUpdate: hooks.getAfterUpdateList(),
          },
    position:
      position === undefined
        ? undefined
        : `${position.getUri().replace(/^file:\/\/|^project:\/+/, '')}:${position.getLine()}`,
  };
}

export function parseRead(request: ReadResourceRequest): ReadRegistration {
  refuseParameterized(request.getPackageref(), `${request.getType()} ${request.getName()}`);
  return {
    id: request.getId(),
    type: request.getType(),
    name: request.getName(),
    parent: (request.getParent() || undefined) as Urn | undefined,
    properties: fromStruct(request.getProperties()),
    dependencies: request.getDependenciesList() as Urn[],
    provider: request.getProvider(),
    version: request.getVersion(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

export function parseInvoke(request: ResourceInvokeRequest): InvokeCall {
  refuseParameterized(request.getPackageref(), request.getTok());
  return {
    token: request.getTok(),
    args: fromStruct(request.getArgs()),
    provider: request.getProvider(),
    version: request.getVersion(),
    dependsOn: request.getDependsonList() as Urn[],
  };
}

export function parseCall(request: ResourceCallRequest): MethodCall {
  refuseParameterized(request.getPackageref(), request.getTok());
  const argDependencies: Record<string, readonly string[]> = {};
  for (const [key, value] of request.getArgdependenciesMap().entries()) {
    argDependencies[key] = value.getUrnsList();
  }
  return {
    token: request.getTok(),
    args: fromStruct(request.getArgs()),
    argDependencies,
    provider: request.getProvider(),
    version: request.getVersion(),
  };
}

export function parseCallback(callback: Callback): CallbackReference {
  return { target: callback.getTarget(), token: callback.getToken() };
}

/** The URNs under which a resource was known before, as its aliases say. */
export function aliasUrns(
  registration: Pick<Registration, 'aliases' | 'name' | 'type' | 'parent'>,
  stack: string,
  project: string,
): Urn[] {
  return registration.aliases.map((alias) => {
    if ('urn' in alias) return alias.urn as Urn;
    const parent = alias.noParent
      ? undefined
      : ((alias.parentUrn || registration.parent) as Urn | undefined);
    return makeUrn(
      alias.stack || stack,
      alias.project || project,
      parent === undefined || parseUrn(parent).qualifiedType === '' ? undefined : parent,
      alias.type || registration.type,
      alias.name || registration.name,
    );
  });
}

function parseAlias(alias: Alias): AliasReference {
  const spec = alias.getSpec();
  if (spec === undefined) return { urn: alias.getUrn() };
  return {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parentUrn: spec.getParenturn(),
    noParent: spec.getNoparent(),
  };
}

function parseTimeouts(request: RegisterResourceRequest): CustomTimeouts {
  const timeouts = request.getCustomtimeouts();
  if (timeouts === undefined) return {};
  return {
    ...optional('create', parseDuration(timeouts.getCreate())),
    ...optional('update', parseDuration(timeouts.getUpdate())),
    ...optional('read', parseDuration(timeouts.getRead())),
  };
}

function optional<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

/** Seconds of a duration as Go writes it (`1h30m`, `90s`); undefined for the empty text. */
export function parseDuration(text: string): number | undefined {
  if (text === '') return undefined;
  let seconds = 0;
  let rest = text;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/.exec(rest);
    if (match === null) {
      throw new BlackstartError({
        code: 'option-unsupported',
        message: `customTimeouts: "${text}" is not a duration`,
        remedy: 'Write it like 10m, 90s or 1h30m.',
      });
    }
    seconds += Number(match[1]) * UNIT_SECONDS[match[2]!]!;
    rest = rest.slice(match[0].length);
  }
  return seconds;
}

function refuseUnsupported(request: RegisterResourceRequest, subject: string): void {
  for (const option of REFUSED_OPTIONS) {
    if (option.isSet(request)) {
      throw new BlackstartError({
        code: 'option-unsupported',
        message: `${subject}: the option ${option.name} is not supported (${option.why})`,
        operation: 'register',
        remedy: `Take ${option.name} out of the program; docs/protocol.md lists what is honoured.`,
      });
    }
  }
}

/** Throws `option-unsupported` for what comes from a package that would have to be parameterized at run time. */
export function refuseParameterized(packageReference: string, subject: string): void {
  if (packageReference === '') return;
  throw new BlackstartError({
    code: 'option-unsupported',
    message: `${subject}: comes from a parameterized package (packageRef), which is not supported`,
    remedy: 'Use the SDK of a published provider; docs/protocol.md lists what is honoured.',
  });
}
