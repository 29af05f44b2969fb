import type { RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';

/**
 * Every field and call of the SDK's protocol (pulumirpc.ResourceMonitor in @pulumi/pulumi), and what becomes of it.
 * docs/protocol.md is made of this table; a test holds the table to the fields which the installed SDK really has.
 */
export type Treatment = 'honoured' | 'no effect' | 'refused';

export interface CoverageRow {
  /** Name of the field or call in the protocol, lower case as the generated getters have it. */
  readonly field: string;
  readonly option: string;
  readonly treatment: Treatment;
  readonly how: string;
}

const row = (field: string, option: string, treatment: Treatment, how: string): CoverageRow => ({
  field,
  option,
  treatment,
  how,
});

export const REGISTER_RESOURCE: readonly CoverageRow[] = [
  row('type', 'type', 'honoured', 'part of the URN; chooses provider and identity rule'),
  row('name', 'name', 'honoured', 'part of the URN'),
  row('parent', 'parent', 'honoured', 'part of the URN; an edge of the graph'),
  row(
    'custom',
    '(kind)',
    'honoured',
    'custom resources have a live counterpart, components do not',
  ),
  row('object', 'inputs', 'honoured', 'checked, located, compared and created from'),
  row(
    'protect',
    'protect',
    'honoured',
    'recovery deletes and replaces nothing, protected or not; pruning leaves it',
  ),
  row('dependencies', 'dependsOn', 'honoured', 'edges of the graph; held back when one fails'),
  row(
    'provider',
    'provider',
    'honoured',
    'the explicit provider, else the default one of the stack configuration',
  ),
  row(
    'propertydependencies',
    '(dependencies by property)',
    'honoured',
    'tell which input waits for what',
  ),
  row(
    'deletebeforereplace',
    'deleteBeforeReplace',
    'no effect',
    'nothing is replaced; a needed replacement is a conflict',
  ),
  row('deletebeforereplacedefined', 'deleteBeforeReplace', 'no effect', 'as above'),
  row('version', 'version', 'honoured', 'the plugin version asked for'),
  row(
    'ignorechanges',
    'ignoreChanges',
    'honoured',
    'these properties are no difference and are not updated',
  ),
  row('acceptsecrets', '(capability)', 'honoured', 'secrets are passed as secrets'),
  row(
    'additionalsecretoutputs',
    'additionalSecretOutputs',
    'honoured',
    'these outputs are secret from then on',
  ),
  row(
    'aliasurns',
    'aliases',
    'honoured',
    'ownership tags and hints of the old URNs count as proof',
  ),
  row('aliases', 'aliases', 'honoured', 'as above'),
  row(
    'aliasspecs',
    '(capability)',
    'no effect',
    'not offered: the SDK then spells out all URNs, those of renamed parents too',
  ),
  row('importid', 'import', 'honoured', 'the first way to locate; verified by a read'),
  row(
    'customtimeouts',
    'customTimeouts',
    'honoured',
    'create, update and read; delete never happens',
  ),
  row('supportspartialvalues', '(capability)', 'honoured', 'unknown values stay unknown'),
  row('remote', '(remote component)', 'honoured', 'constructed by its provider'),
  row('acceptresources', '(capability)', 'honoured', 'resource references are passed as such'),
  row('providers', 'providers', 'honoured', 'handed to remote components'),
  row(
    'replaceonchanges',
    'replaceOnChanges',
    'honoured',
    'a difference in these properties is a conflict',
  ),
  row(
    'plugindownloadurl',
    'pluginDownloadURL',
    'no effect',
    'nothing is downloaded at run time; the plugin must be installed',
  ),
  row('pluginchecksums', '(plugin checksums)', 'no effect', 'as above'),
  row(
    'retainondelete',
    'retainOnDelete',
    'honoured',
    'recovery deletes nothing; pruning leaves it',
  ),
  row(
    'deletedwith',
    'deletedWith',
    'no effect',
    'recovery deletes nothing; pruning goes by its list',
  ),
  row('replacewith', 'replaceWith', 'no effect', 'nothing is ever replaced'),
  row(
    'replacementtrigger',
    'replacementTrigger',
    'no effect',
    'nothing is ever replaced, and without state a former value is not known',
  ),
  row('sourceposition', '(source position)', 'honoured', 'named in messages'),
  row('stacktrace', '(stack trace)', 'no effect', 'for tracing only'),
  row('parentstacktracehandle', '(stack trace)', 'no effect', 'for tracing only'),
  row(
    'transforms',
    'transforms',
    'honoured',
    'called back before the resource is looked at, innermost first, then those of the stack',
  ),
  row(
    'supportsresultreporting',
    '(capability)',
    'honoured',
    'what failed or was held back is answered as unknown, so that the program goes on',
  ),
  row(
    'packageref',
    '(parameterized package)',
    'refused',
    'needs a provider parameterized at run time',
  ),
  row(
    'hooks',
    'hooks (beforeCreate, afterCreate, beforeUpdate, afterUpdate)',
    'honoured',
    'called around the operation; those of deletion never happen',
  ),
  row(
    'hidediffs',
    'hideDiffs',
    'honoured',
    'differences in these properties are counted but not shown',
  ),
  row('envvarmappings', 'envVarMappings', 'refused', 'providers get the environment as it is'),
  row('snippetid', '(snippet)', 'refused', 'not part of programs in Git'),
  row('acceptsbytestring', '(capability)', 'no effect', 'byte strings are not offered'),
  row('statemigrations', 'stateMigrations', 'refused', 'there is no state to migrate'),
];

export const READ_RESOURCE: readonly CoverageRow[] = [
  row('id', 'id', 'honoured', 'read by id; never written'),
  row('type', 'type', 'honoured', 'as for registrations'),
  row('name', 'name', 'honoured', 'as for registrations'),
  row('parent', 'parent', 'honoured', 'as for registrations'),
  row('properties', 'properties', 'honoured', 'handed to the read'),
  row('dependencies', 'dependsOn', 'honoured', 'edges of the graph'),
  row('provider', 'provider', 'honoured', 'as for registrations'),
  row('version', 'version', 'honoured', 'as for registrations'),
  row('acceptsecrets', '(capability)', 'honoured', 'secrets are passed as secrets'),
  row('additionalsecretoutputs', 'additionalSecretOutputs', 'honoured', 'as for registrations'),
  row('acceptresources', '(capability)', 'honoured', 'as for registrations'),
  row('plugindownloadurl', 'pluginDownloadURL', 'no effect', 'nothing is downloaded at run time'),
  row('pluginchecksums', '(plugin checksums)', 'no effect', 'as above'),
  row('sourceposition', '(source position)', 'no effect', 'for tracing only'),
  row('stacktrace', '(stack trace)', 'no effect', 'for tracing only'),
  row('parentstacktracehandle', '(stack trace)', 'no effect', 'for tracing only'),
  row(
    'packageref',
    '(parameterized package)',
    'refused',
    'needs a provider parameterized at run time',
  ),
  row('acceptsbytestring', '(capability)', 'no effect', 'byte strings are not offered'),
];

export const INVOKE: readonly CoverageRow[] = [
  row('tok', 'token', 'honoured', 'answered by the provider'),
  row('args', 'arguments', 'honoured', 'handed to the provider'),
  row('provider', 'provider', 'honoured', 'as for registrations'),
  row('version', 'version', 'honoured', 'as for registrations'),
  row('dependson', 'dependsOn', 'honoured', 'unknown while one of them is yet to be built'),
  row('parent', 'parent', 'no effect', 'only for engines that inherit providers'),
  row('acceptresources', '(capability)', 'honoured', 'as for registrations'),
  row('acceptoutputvalues', '(capability)', 'no effect', 'results come as plain values'),
  row('plugindownloadurl', 'pluginDownloadURL', 'no effect', 'nothing is downloaded at run time'),
  row('pluginchecksums', '(plugin checksums)', 'no effect', 'as above'),
  row('sourceposition', '(source position)', 'no effect', 'for tracing only'),
  row('stacktrace', '(stack trace)', 'no effect', 'for tracing only'),
  row('parentstacktracehandle', '(stack trace)', 'no effect', 'for tracing only'),
  row(
    'packageref',
    '(parameterized package)',
    'refused',
    'needs a provider parameterized at run time',
  ),
  row('acceptsbytestring', '(capability)', 'no effect', 'byte strings are not offered'),
];

export const CALL: readonly CoverageRow[] = [
  row('tok', 'token', 'honoured', 'answered by the provider'),
  row('args', 'arguments', 'honoured', 'handed to the provider'),
  row('argdependencies', '(dependencies by argument)', 'honoured', 'handed to the provider'),
  row('provider', 'provider', 'honoured', 'as for registrations'),
  row('version', 'version', 'honoured', 'as for registrations'),
  row('acceptoutputvalues', '(capability)', 'no effect', 'results come as plain values'),
  row('plugindownloadurl', 'pluginDownloadURL', 'no effect', 'nothing is downloaded at run time'),
  row('pluginchecksums', '(plugin checksums)', 'no effect', 'as above'),
  row('sourceposition', '(source position)', 'no effect', 'for tracing only'),
  row('stacktrace', '(stack trace)', 'no effect', 'for tracing only'),
  row('parentstacktracehandle', '(stack trace)', 'no effect', 'for tracing only'),
  row(
    'packageref',
    '(parameterized package)',
    'refused',
    'needs a provider parameterized at run time',
  ),
  row('acceptsbytestring', '(capability)', 'no effect', 'byte strings are not offered'),
];

/** The calls of the ResourceMonitor service. */
export const CALLS: readonly CoverageRow[] = [
  row('getDeploymentInfo', '(start)', 'honoured', 'project, stack, configuration and features'),
  row(
    'supportsFeature',
    '(start)',
    'honoured',
    'the same features, asked one by one by older SDKs',
  ),
  row('invoke', 'functions', 'honoured', 'see the table of invokes'),
  row('call', 'methods', 'honoured', 'see the table of method calls'),
  row(
    'readResource',
    '.get() and StackReference',
    'honoured',
    'see the table of reads; a StackReference is answered inside the run',
  ),
  row('existsResource', 'exists', 'honoured', 'a read that answers yes, no or unknown'),
  row('registerResource', 'resources', 'honoured', 'see the table of registrations'),
  row(
    'registerResourceOutputs',
    'registerOutputs',
    'honoured',
    'the outputs of components; those of the stack answer StackReferences',
  ),
  row(
    'registerStackTransform',
    'registerResourceTransform',
    'honoured',
    'called back for every resource of the program',
  ),
  row(
    'registerStackInvokeTransform',
    'registerInvokeTransform',
    'refused',
    'the feature is not offered; the SDK says so to the program',
  ),
  row(
    'registerResourceHook',
    'ResourceHook',
    'honoured',
    'kept by name for the resources that use it',
  ),
  row(
    'registerErrorHook',
    'ErrorHook',
    'refused',
    'the feature is not offered; failures are retried by class',
  ),
  row('registerPackage', '(parameterized package)', 'refused', 'the feature is not offered'),
  row(
    'signalAndWaitForShutdown',
    '(end)',
    'honoured',
    'answered at once: nothing is deleted afterwards',
  ),
];

interface RefusedOption {
  readonly name: string;
  readonly why: string;
  readonly isSet: (request: RegisterResourceRequest) => boolean;
}

/** The options whose use stops with their name. Each is `refused` in the table above. */
export const REFUSED_OPTIONS: readonly RefusedOption[] = [
  {
    name: 'packageRef',
    why: 'it needs a provider parameterized at run time',
    isSet: (request) => request.getPackageref() !== '',
  },
  {
    name: 'envVarMappings',
    why: 'providers get the environment as it is',
    isSet: (request) => request.getEnvvarmappingsMap().getLength() > 0,
  },
  {
    name: 'snippetId',
    why: 'it is not part of programs in Git',
    isSet: (request) => request.getSnippetid() !== '',
  },
  {
    name: 'stateMigrations',
    why: 'there is no state to migrate',
    isSet: (request) => request.getStateMigrationsList().length > 0,
  },
  {
    name: 'hooks.onError',
    why: 'failures are retried by class',
    isSet: (request) => (request.getHooks()?.getOnErrorList().length ?? 0) > 0,
  },
];
