import { arnName, arnOf, aws, from, text, uuidFrom } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

export const serverlessTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:lambda/function:Function',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => functionArn(text(inputs, 'name'), context),
    required: ['role'],
    replaceOnChanges: ['name', 'packageType'],
    defaults: { memorySize: 128, packageType: 'Zip', timeout: 3 },
    unique: ['name'],
    alreadyExists: 'ResourceConflictException: Function already exist: {name}',
    notReadable: [
      'code',
      'publish',
      'replaceSecurityGroupsOnDestroy',
      'replacementSecurityGroupIds',
      's3Bucket',
      's3Key',
      's3ObjectVersion',
      'skipDestroy',
      'sourceCodeHash',
    ],
    computed: (inputs, _id, context) => {
      const arn = functionArn(text(inputs, 'name'), context);
      return {
        invokeArn: invokeArn(arn, context),
        lastModified: context.nowIso,
        qualifiedArn: `${arn}:$LATEST`,
        qualifiedInvokeArn: invokeArn(`${arn}:$LATEST`, context),
        architectures: inputs['architectures'] ?? ['x86_64'],
        sourceCodeSize: 1024,
        version: '$LATEST',
      };
    },
  }),
  aws({
    type: 'aws:lambda/alias:Alias',
    id: (inputs) => `${arnName(text(inputs, 'functionName'))}/${text(inputs, 'name')}`,
    autoname: 'name',
    arn: aliasArn,
    required: ['functionName', 'functionVersion'],
    replaceOnChanges: ['name'],
    unique: ['functionName', 'name'],
    alreadyExists: 'ResourceConflictException: Alias already exists: {name}',
    parents: ['functionName'],
    computed: (inputs, id, context) => ({
      invokeArn: invokeArn(aliasArn(inputs, id, context), context),
    }),
  }),
  aws({
    type: 'aws:lambda/permission:Permission',
    id: (inputs) => {
      const qualifier = text(inputs, 'qualifier');
      const name = arnName(text(inputs, 'function'));
      return `${qualifier === '' ? name : `${name}:${qualifier}`}/${text(inputs, 'statementId')}`;
    },
    autoname: 'statementId',
    required: ['action', 'function', 'principal'],
    replaceOnChanges: [
      'action',
      'eventSourceToken',
      'function',
      'functionUrlAuthType',
      'invokedViaFunctionUrl',
      'principal',
      'principalOrgId',
      'qualifier',
      'sourceAccount',
      'sourceArn',
      'statementId',
      'statementIdPrefix',
    ],
    unique: ['function', 'qualifier', 'statementId'],
    alreadyExists:
      'ResourceConflictException: The statement id ({statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.',
    parents: ['function'],
  }),
  aws({
    type: 'aws:lambda/functionUrl:FunctionUrl',
    id: (inputs) => {
      const name = arnName(text(inputs, 'functionName'));
      const qualifier = text(inputs, 'qualifier');
      return qualifier === '' ? name : `${name}/${qualifier}`;
    },
    required: ['authorizationType', 'functionName'],
    replaceOnChanges: ['functionName', 'qualifier'],
    unique: ['functionName', 'qualifier'],
    alreadyExists:
      'ResourceConflictException: Failed to create function url config for [functionArn = {functionName}]. Error message:  FunctionUrlConfig exists for this Lambda function',
    parents: ['functionName'],
    computed: (inputs, _id, context) => ({
      functionArn: functionArn(arnName(text(inputs, 'functionName')), context),
      functionUrl: `https://${context.identityHex(32)}.lambda-url.${context.region}.on.aws/`,
      urlId: context.identityHex(32),
    }),
  }),
  aws({
    type: 'aws:lambda/eventSourceMapping:EventSourceMapping',
    id: (_inputs, context) => uuidFrom(context.identityHex(32)),
    tagged: true,
    arn: (_inputs, id, context) => arnOf('lambda', `event-source-mapping:${id}`, context),
    required: ['functionName'],
    replaceOnChanges: [
      'amazonManagedKafkaEventSourceConfig',
      'eventSourceArn',
      'queues',
      'selfManagedEventSource',
      'startingPosition',
      'startingPositionTimestamp',
      'topics',
    ],
    unique: ['functionName', 'eventSourceArn'],
    alreadyExists:
      'ResourceConflictException: An event source mapping with arn {eventSourceArn} and function {functionName} already exists.',
    parents: ['functionName', 'eventSourceArn'],
    computed: (inputs, id, context) => ({
      functionArn: functionArn(arnName(text(inputs, 'functionName')), context),
      lastModified: context.nowIso,
      state: inputs['enabled'] === false ? 'Disabled' : 'Enabled',
      uuid: id,
    }),
  }),
  aws({
    type: 'aws:lambda/layerVersion:LayerVersion',
    id: (inputs, context) => arnOf('lambda', `layer:${text(inputs, 'layerName')}:1`, context),
    arn: (_inputs, id) => id,
    required: ['layerName'],
    replaceOnChanges: [
      'code',
      'compatibleArchitectures',
      'compatibleRuntimes',
      'description',
      'layerName',
      'licenseInfo',
      's3Bucket',
      's3Key',
      's3ObjectVersion',
      'sourceCodeHash',
    ],
    notReadable: ['code', 's3Bucket', 's3Key', 's3ObjectVersion', 'skipDestroy', 'sourceCodeHash'],
    computed: (_inputs, id, context) => ({
      createdDate: context.nowIso,
      layerArn: id.replace(/:\d+$/, ''),
      sourceCodeSize: 1024,
      version: '1',
    }),
  }),
];

function functionArn(name: string, context: SimulatedContext): string {
  return arnOf('lambda', `function:${name}`, context);
}

function aliasArn(inputs: PropertyMap, _id: string, context: SimulatedContext): string {
  return `${functionArn(arnName(text(inputs, 'functionName')), context)}:${text(inputs, 'name')}`;
}

function invokeArn(arn: string, context: SimulatedContext): string {
  return `arn:${context.partition}:apigateway:${context.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
