import {
  AddTagsToResourceCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  paginateDescribeParameters,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
  type Parameter,
  type ParameterMetadata,
} from '@aws-sdk/client-ssm';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, number, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { bool, compact, need, str, strMap } from './values.js';

const ResourceType = 'Parameter';

const parameter: AwsResource = {
  type: 'aws:ssm/parameter:Parameter',
  inputs: {
    allowedPattern: { ...text },
    arn: { ...text, computed: true },
    dataType: { ...text, computed: true, replace: true },
    description: { ...text },
    insecureValue: { ...text, computed: true },
    keyId: { ...text, computed: true },
    name: { ...text, replace: true },
    overwrite: { ...flag, writeOnly: true },
    tier: { ...text, computed: true },
    type: { ...text, required: true },
    value: { ...text, computed: true },
  },
  refused: ['valueWo', 'valueWoVersion'],
  outputs: { hasValueWo: flag, version: number },
  secretOutputs: ['value'],
  autoname: { property: 'name', longest: 2048 },
  check: (inputs) =>
    (inputs['value'] === undefined) === (inputs['insecureValue'] === undefined)
      ? [{ property: 'value', reason: 'or insecureValue is required, and not both' }]
      : [],
  create: async (inputs, context) => {
    const isAlreadyAllowed = bool(inputs, 'overwrite') === true;
    await putParameter(inputs, context, { Overwrite: isAlreadyAllowed });
    return need(inputs, 'name');
  },
  read: async (id, context) => {
    const [found, described, tags] = await Promise.all([
      context.batch('parameters', id, (names) => valuesOf(names, context), 10),
      context.batch('parameter descriptions', id, (names) => describe(names, context), 50),
      parameterTags(id, context),
    ]);
    if (found === undefined) return undefined;
    const isSecure = found.Type === 'SecureString';
    return {
      properties: compact({
        allowedPattern: described?.AllowedPattern,
        arn: found.ARN ?? context.arn('ssm', `parameter/${id.replace(/^\//, '')}`),
        dataType: found.DataType ?? 'text',
        description: described?.Description,
        hasValueWo: false,
        insecureValue: isSecure ? '' : (found.Value ?? ''),
        keyId: described?.KeyId ?? '',
        name: id,
        tier: described?.Tier ?? 'Standard',
        type: found.Type,
        value: found.Value ?? '',
        version: found.Version ?? 1,
      }),
      tags,
    };
  },
  update: async (_id, { new: inputs }, context) => {
    await putParameter({ ...inputs, tags: {} }, context, { Overwrite: true });
  },
  tag: tagging({
    set: (ResourceId, tags, context) =>
      context
        .client(SSMClient)
        .send(new AddTagsToResourceCommand({ ResourceType, ResourceId, Tags: toPairs(tags) })),
    remove: (ResourceId, TagKeys, context) =>
      context
        .client(SSMClient)
        .send(new RemoveTagsFromResourceCommand({ ResourceType, ResourceId, TagKeys })),
  }),
};

async function putParameter(
  inputs: PropertyMap,
  context: AwsContext,
  { Overwrite }: { readonly Overwrite: boolean },
): Promise<void> {
  const Tags = toPairs(strMap(inputs, 'tags'));
  await context.client(SSMClient).send(
    new PutParameterCommand({
      Name: need(inputs, 'name'),
      Type: str(inputs, 'type'),
      Value: str(inputs, 'value') ?? str(inputs, 'insecureValue') ?? '',
      Description: str(inputs, 'description') ?? '',
      AllowedPattern: str(inputs, 'allowedPattern'),
      DataType: str(inputs, 'dataType'),
      KeyId: str(inputs, 'keyId'),
      Tier: str(inputs, 'tier'),
      Overwrite,
      // Tags and overwriting exclude each other; whoever overwrites has them set afterwards.
      ...(Overwrite || Tags.length === 0 ? {} : { Tags }),
    }),
  );
  if (!Overwrite || Tags.length === 0) return;
  const request = { ResourceType, ResourceId: need(inputs, 'name'), Tags } as const;
  await context.client(SSMClient).send(new AddTagsToResourceCommand(request));
}

async function valuesOf(
  names: readonly string[],
  context: AwsContext,
): Promise<Map<string, Parameter>> {
  const { Parameters = [] } = await context
    .client(SSMClient)
    .send(new GetParametersCommand({ Names: [...names], WithDecryption: true }));
  return new Map(Parameters.map((found) => [found.Name ?? '', found]));
}

async function describe(
  names: readonly string[],
  context: AwsContext,
): Promise<Map<string, ParameterMetadata>> {
  const client = context.client(SSMClient);
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [...names] }];
  const found = new Map<string, ParameterMetadata>();
  for await (const page of paginateDescribeParameters({ client }, { ParameterFilters })) {
    for (const each of page.Parameters ?? []) found.set(each.Name ?? '', each);
  }
  return found;
}

async function parameterTags(
  ResourceId: string,
  context: AwsContext,
): Promise<Record<string, string>> {
  const request = new ListTagsForResourceCommand({ ResourceType, ResourceId });
  const answer = await unlessCode(context.client(SSMClient).send(request), 'InvalidResourceId');
  return fromPairs(answer?.TagList);
}

export const parameterResources: readonly AwsResource[] = [parameter];
