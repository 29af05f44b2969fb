import type { Map as ProtoMap } from 'google-protobuf';
import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import type {
  CallRequest,
  ConstructRequest,
  CustomTimeouts,
  DependencyMap,
  ProgramContext,
} from '../model/provider.js';
import type { PropertyMap } from '../model/values.js';
import { toStruct } from './struct.js';

/** What Call and Construct say alike about the program around them. */
interface ContextMessage {
  setProject(value: string): unknown;
  setStack(value: string): unknown;
  setOrganization(value: string): unknown;
  getConfigMap(): ProtoMap<string, string>;
  setConfigsecretkeysList(value: string[]): unknown;
  setDryrun(value: boolean): unknown;
  setParallel(value: number): unknown;
  setMonitorendpoint(value: string): unknown;
}

/** A list of URNs, of which the protocol has one message per call. */
interface UrnsMessage {
  getUrnsList(): string[];
}

/** The message for a method call, with arguments as the provider can take them. */
export function toCallRequest(
  request: CallRequest,
  args: PropertyMap,
): InstanceType<typeof providerPb.CallRequest> {
  const message = new providerPb.CallRequest();
  message.setTok(request.token).setArgs(toStruct(args)).setAcceptsOutputValues(true);
  const dependencies = message.getArgdependenciesMap();
  for (const [key, urns] of Object.entries(request.argDependencies)) {
    const list = new providerPb.CallRequest.ArgumentDependencies();
    dependencies.set(key, list.setUrnsList([...urns]));
  }
  setContext(message, request.context);
  return message;
}

/** The message that has a component built, with inputs as the provider can take them. */
export function toConstructRequest(
  request: ConstructRequest,
  inputs: PropertyMap,
): InstanceType<typeof providerPb.ConstructRequest> {
  const message = new providerPb.ConstructRequest()
    .setType(request.type)
    .setName(request.name)
    .setParent(request.parent)
    .setInputs(toStruct(inputs))
    .setDependenciesList([...request.dependencies])
    .setIgnorechangesList([...request.ignoreChanges])
    .setReplaceonchangesList([...request.replaceOnChanges])
    .setAdditionalsecretoutputsList([...request.additionalSecretOutputs])
    .setDeletedwith(request.deletedWith)
    .setCustomtimeouts(toTimeouts(request.customTimeouts))
    .setAcceptsOutputValues(true);
  if (request.protect !== undefined) message.setProtect(request.protect);
  if (request.retainOnDelete !== undefined) message.setRetainondelete(request.retainOnDelete);
  const dependencies = message.getInputdependenciesMap();
  for (const [key, urns] of Object.entries(request.inputDependencies)) {
    const list = new providerPb.ConstructRequest.PropertyDependencies();
    dependencies.set(key, list.setUrnsList([...urns]));
  }
  const providers = message.getProvidersMap();
  for (const [name, reference] of Object.entries(request.providers)) providers.set(name, reference);
  setContext(message, request.context);
  return message;
}

/** What an answer says its values depend on. */
export function fromDependencies(map: ProtoMap<string, UrnsMessage>): DependencyMap {
  const entries: [string, string[]][] = [];
  map.forEach((list, key) => entries.push([key, list.getUrnsList()]));
  return Object.fromEntries(entries);
}

function setContext(message: ContextMessage, context: ProgramContext): void {
  message.setProject(context.project);
  message.setStack(context.stack);
  message.setOrganization(context.organization);
  message.setConfigsecretkeysList([...context.configSecretKeys]);
  message.setDryrun(context.dryRun);
  message.setParallel(context.parallel);
  message.setMonitorendpoint(context.monitorAddress);
  const config = message.getConfigMap();
  for (const [key, value] of Object.entries(context.config)) config.set(key, value);
}

function toTimeouts(
  timeouts: CustomTimeouts,
): InstanceType<typeof providerPb.ConstructRequest.CustomTimeouts> {
  const message = new providerPb.ConstructRequest.CustomTimeouts();
  if (timeouts.create !== undefined) message.setCreate(`${timeouts.create}s`);
  if (timeouts.update !== undefined) message.setUpdate(`${timeouts.update}s`);
  if (timeouts.read !== undefined) message.setRead(`${timeouts.read}s`);
  return message;
}
