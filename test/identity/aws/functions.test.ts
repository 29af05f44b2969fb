import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionUrlConfigCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { testLocators, type LocatorCase } from './rig.js';

/** An archive of nothing. */
const ZipFile = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

const lambda = (): LambdaClient => new LambdaClient({});

const cases: readonly LocatorCase[] = [
  {
    type: 'aws:lambda/function:Function',
    tagged: true,
    make: async (Tags) => {
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      const { Role } = await new IAMClient({}).send(
        new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument }),
      );
      const code = { Role: Role?.Arn, Code: { ZipFile }, Handler: 'index.handler' };
      for (const FunctionName of ['worker', 'worker-two']) {
        await lambda().send(
          new CreateFunctionCommand({
            FunctionName,
            Runtime: 'nodejs22.x',
            ...code,
            ...(FunctionName === 'worker' ? { Tags } : {}),
          }),
        );
      }
      await lambda().send(new PublishVersionCommand({ FunctionName: 'worker' }));
      return { id: 'worker', inputs: { name: 'worker' } };
    },
    other: { name: 'work' },
  },
  {
    type: 'aws:lambda/alias:Alias',
    make: async () => {
      await lambda().send(
        new CreateAliasCommand({ FunctionName: 'worker', Name: 'live', FunctionVersion: '1' }),
      );
      return { id: 'worker/live', inputs: { functionName: 'worker', name: 'live' } };
    },
    other: { functionName: 'worker-two' },
    remove: () => lambda().send(new DeleteAliasCommand({ FunctionName: 'worker', Name: 'live' })),
  },
  {
    type: 'aws:lambda/permission:Permission',
    make: async () => {
      await lambda().send(
        new AddPermissionCommand({
          FunctionName: 'worker',
          StatementId: 'from-events',
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
        }),
      );
      const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker';
      return {
        id: 'worker/from-events',
        inputs: { function: arn, statementId: 'from-events' },
      };
    },
    other: { statementId: 'from-buckets' },
    remove: () =>
      lambda().send(
        new RemovePermissionCommand({ FunctionName: 'worker', StatementId: 'from-events' }),
      ),
  },
  {
    type: 'aws:lambda/functionUrl:FunctionUrl',
    make: async () => {
      await lambda().send(
        new CreateFunctionUrlConfigCommand({ FunctionName: 'worker', AuthType: 'NONE' }),
      );
      return { id: 'worker', inputs: { functionName: 'worker' } };
    },
    other: { functionName: 'worker-two' },
    remove: () => lambda().send(new DeleteFunctionUrlConfigCommand({ FunctionName: 'worker' })),
  },
  {
    type: 'aws:lambda/eventSourceMapping:EventSourceMapping',
    make: async () => {
      const { QueueUrl } = await new SQSClient({}).send(
        new CreateQueueCommand({ QueueName: 'orders' }),
      );
      const { Attributes } = await new SQSClient({}).send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
      );
      const EventSourceArn = Attributes?.['QueueArn'] ?? '';
      const { UUID = '' } = await lambda().send(
        new CreateEventSourceMappingCommand({ FunctionName: 'worker', EventSourceArn }),
      );
      return { id: UUID, inputs: { functionName: 'worker', eventSourceArn: EventSourceArn } };
    },
    other: { functionName: 'worker-two' },
    remove: (UUID) => lambda().send(new DeleteEventSourceMappingCommand({ UUID })),
  },
  {
    type: 'aws:lambda/layerVersion:LayerVersion',
    make: async () => {
      const publish = (): Promise<{ LayerVersionArn?: string | undefined }> =>
        lambda().send(new PublishLayerVersionCommand({ LayerName: 'tools', Content: { ZipFile } }));
      await publish();
      const { LayerVersionArn = '' } = await publish();
      return { id: LayerVersionArn, inputs: { layerName: 'tools' } };
    },
    other: { layerName: 'tool' },
  },
];

testLocators(cases);
