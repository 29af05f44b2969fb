import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
  type GlobalSecondaryIndex,
  type GlobalSecondaryIndexUpdate,
  type KeySchemaElement,
  type TableDescription,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { isCode, unlessCode } from './failure.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, list, number, object, set, text } from './shape.js';
import { fromPairs, toPairs } from './tags.js';
import { bool, compact, need, num, obj, objs, str, strMap, strs } from './values.js';

const keySchemas = list(
  object({ attributeName: { ...text, required: true }, keyType: { ...text, required: true } }),
);

const table: AwsResource = {
  type: 'aws:dynamodb/table:Table',
  inputs: {
    attributes: {
      ...set(object({ name: { ...text, required: true }, type: { ...text, required: true } })),
      computed: true,
    },
    billingMode: { ...text, default: 'PROVISIONED' },
    deletionProtectionEnabled: { ...flag },
    globalSecondaryIndexes: {
      ...set(
        object(
          {
            hashKey: { ...text, computed: true },
            keySchemas: { ...keySchemas, computed: true },
            name: { ...text, required: true },
            nonKeyAttributes: { ...set(text) },
            projectionType: { ...text, required: true },
            rangeKey: { ...text, computed: true },
            readCapacity: { ...number, computed: true },
            writeCapacity: { ...number, computed: true },
          },
          ['onDemandThroughput', 'warmThroughput'],
        ),
      ),
      computed: true,
    },
    hashKey: { ...text, required: true, replace: true },
    localSecondaryIndexes: {
      ...set(
        object({
          name: { ...text, required: true },
          nonKeyAttributes: { ...set(text) },
          projectionType: { ...text, required: true },
          rangeKey: { ...text, required: true },
        }),
      ),
      replace: true,
    },
    name: { ...text, replace: true },
    pointInTimeRecovery: {
      ...object({
        enabled: { ...flag, required: true },
        recoveryPeriodInDays: { ...number, computed: true },
      }),
      computed: true,
    },
    rangeKey: { ...text, replace: true },
    readCapacity: { ...number, computed: true },
    serverSideEncryption: {
      ...object({ enabled: { ...flag, required: true }, kmsKeyArn: { ...text, computed: true } }),
      computed: true,
    },
    streamEnabled: { ...flag },
    streamViewType: { ...text, computed: true },
    tableClass: { ...text, absentMeans: 'STANDARD' },
    ttl: {
      ...object({ attributeName: { ...text }, enabled: { ...flag, absentMeans: false } }),
      computed: true,
    },
    writeCapacity: { ...number, computed: true },
  },
  refused: [
    'globalTableWitness',
    'importTable',
    'onDemandThroughput',
    'replicas',
    'restoreBackupArn',
    'restoreDateTime',
    'restoreSourceName',
    'restoreSourceTableArn',
    'restoreToLatestTime',
    'warmThroughput',
  ],
  outputs: { arn: text, streamArn: text, streamLabel: text },
  autoname: { property: 'name', longest: 255 },
  create: async (inputs, context) => {
    const TableName = need(inputs, 'name');
    await context.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName,
        ...definitionOf(inputs),
        ...settingsOf(inputs),
        Tags: toPairs(strMap(inputs, 'tags')),
      }),
    );
    // What creation does not take can be set once the table is there; `pending` waits until it shows.
    if (isOn(inputs, 'ttl') || isOn(inputs, 'pointInTimeRecovery')) {
      await whenActive(TableName, context);
      await setAside(TableName, inputs, context, (name) => isOn(inputs, name));
    }
    return TableName;
  },
  read: async (id, context) => {
    const client = context.client(DynamoDBClient);
    const found = await describeTable(id, context);
    if (found === undefined || found.TableStatus === 'DELETING') return undefined;
    const arn = found.TableArn ?? context.arn('dynamodb', `table/${id}`);
    const [ttl, backups, tags] = await Promise.all([
      client.send(new DescribeTimeToLiveCommand({ TableName: id })),
      client.send(new DescribeContinuousBackupsCommand({ TableName: id })),
      client.send(new ListTagsOfResourceCommand({ ResourceArn: arn })),
    ]);
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    const isOnTtl = /^ENABL/.test(ttl.TimeToLiveDescription?.TimeToLiveStatus ?? '');
    const live: LiveResource = {
      properties: {
        ...describeProperties(found, arn),
        pointInTimeRecovery: compact({
          enabled: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
          recoveryPeriodInDays: recovery?.RecoveryPeriodInDays,
        }),
        ttl: compact({
          enabled: isOnTtl,
          attributeName: isOnTtl ? ttl.TimeToLiveDescription?.AttributeName : '',
        }),
      },
      tags: fromPairs(tags.Tags),
    };
    const busy = [
      found.TableStatus,
      ...(found.GlobalSecondaryIndexes ?? []).map(({ IndexStatus }) => IndexStatus),
    ].find((state) => state !== undefined && state !== 'ACTIVE');
    return busy === undefined ? live : { ...live, pending: busy };
  },
  update: async (id, { new: inputs, old, changed }, context) => {
    const client = context.client(DynamoDBClient);
    for (const request of updatesOf(inputs, old, changed)) {
      await client.send(new UpdateTableCommand({ TableName: id, ...request }));
      // A table takes one change at a time.
      await whenActive(id, context);
    }
    await setAside(id, inputs, context, (name) => changed.has(name));
  },
  tag: async (_id, { set: added, remove, properties }, context) => {
    const client = context.client(DynamoDBClient);
    const ResourceArn = need(properties, 'arn');
    if (remove.length > 0) {
      await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: [...remove] }));
    }
    if (Object.keys(added).length > 0) {
      await client.send(new TagResourceCommand({ ResourceArn, Tags: toPairs(added) }));
    }
  },
};

export const databaseResources: readonly AwsResource[] = [table];

function isOn(inputs: PropertyMap, name: string): boolean {
  return bool(obj(inputs, name) ?? {}, 'enabled') === true;
}

async function describeTable(
  TableName: string,
  context: AwsContext,
): Promise<TableDescription | undefined> {
  const answer = await unlessCode(
    context.client(DynamoDBClient).send(new DescribeTableCommand({ TableName })),
    'ResourceNotFoundException',
  );
  return answer?.Table;
}

const LONGEST_CHANGE_MS = 30 * 60 * 1000;

async function whenActive(name: string, context: AwsContext): Promise<void> {
  const patience = Date.now() + LONGEST_CHANGE_MS;
  for (let pauseMs = 200; Date.now() < patience; pauseMs = Math.min(5_000, pauseMs * 1.5)) {
    const found = await describeTable(name, context);
    const indexes = found?.GlobalSecondaryIndexes ?? [];
    const states = [found?.TableStatus, ...indexes.map(({ IndexStatus }) => IndexStatus)];
    if (found !== undefined && states.every((state) => (state ?? 'ACTIVE') === 'ACTIVE')) return;
    await sleep(pauseMs);
  }
  throw new Error(`the table ${name} is not active yet: timeout`);
}

function keySchema(hashKey: string | undefined, rangeKey: string | undefined): KeySchemaElement[] {
  return [
    ...(hashKey === undefined ? [] : [{ AttributeName: hashKey, KeyType: 'HASH' as const }]),
    ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: 'RANGE' as const }]),
  ];
}

function attributesOf(inputs: PropertyMap): CreateTableCommandInput['AttributeDefinitions'] {
  return objs(inputs, 'attributes').map((attribute) => ({
    AttributeName: need(attribute, 'name'),
    AttributeType: need<'S'>(attribute, 'type'),
  }));
}

function throughputOf(inputs: PropertyMap): {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
} {
  return {
    ReadCapacityUnits: num(inputs, 'readCapacity') ?? 1,
    WriteCapacityUnits: num(inputs, 'writeCapacity') ?? 1,
  };
}

function projectionOf(index: PropertyMap): NonNullable<GlobalSecondaryIndex['Projection']> {
  const others = strs(index, 'nonKeyAttributes');
  return {
    ProjectionType: need<'ALL'>(index, 'projectionType'),
    ...(others.length === 0 ? {} : { NonKeyAttributes: others }),
  };
}

function globalIndex(index: PropertyMap, isProvisioned: boolean): GlobalSecondaryIndex {
  const keys = objs(index, 'keySchemas').map((key) => ({
    AttributeName: need(key, 'attributeName'),
    KeyType: need<'HASH'>(key, 'keyType'),
  }));
  return {
    IndexName: need(index, 'name'),
    KeySchema: keys.length > 0 ? keys : keySchema(str(index, 'hashKey'), str(index, 'rangeKey')),
    Projection: projectionOf(index),
    ...(isProvisioned ? { ProvisionedThroughput: throughputOf(index) } : {}),
  };
}

function definitionOf(
  inputs: PropertyMap,
): Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'
> {
  const isProvisioned = str(inputs, 'billingMode') === 'PROVISIONED';
  const global = objs(inputs, 'globalSecondaryIndexes');
  const local = objs(inputs, 'localSecondaryIndexes');
  return {
    AttributeDefinitions: attributesOf(inputs),
    KeySchema: keySchema(str(inputs, 'hashKey'), str(inputs, 'rangeKey')),
    ...(global.length === 0
      ? {}
      : { GlobalSecondaryIndexes: global.map((index) => globalIndex(index, isProvisioned)) }),
    ...(local.length === 0
      ? {}
      : {
          LocalSecondaryIndexes: local.map((index) => ({
            IndexName: need(index, 'name'),
            KeySchema: keySchema(str(inputs, 'hashKey'), str(index, 'rangeKey')),
            Projection: projectionOf(index),
          })),
        }),
  };
}

/** Settings that creation and update take in the same form. */
function settingsOf(inputs: PropertyMap): Omit<UpdateTableCommandInput, 'TableName'> {
  const billingMode = str<'PROVISIONED'>(inputs, 'billingMode');
  const encryption = obj(inputs, 'serverSideEncryption');
  return {
    BillingMode: billingMode,
    ...(billingMode === 'PROVISIONED' ? { ProvisionedThroughput: throughputOf(inputs) } : {}),
    DeletionProtectionEnabled: bool(inputs, 'deletionProtectionEnabled') ?? false,
    TableClass: str(inputs, 'tableClass'),
    ...(encryption === undefined ? {} : { SSESpecification: encryptionOf(encryption) }),
    ...(bool(inputs, 'streamEnabled') === true ? { StreamSpecification: streamOf(inputs) } : {}),
  };
}

function encryptionOf(encryption: PropertyMap): UpdateTableCommandInput['SSESpecification'] {
  const Enabled = bool(encryption, 'enabled') === true;
  if (!Enabled) return { Enabled };
  return { Enabled, SSEType: 'KMS', KMSMasterKeyId: str(encryption, 'kmsKeyArn') };
}

function streamOf(
  inputs: PropertyMap,
): NonNullable<UpdateTableCommandInput['StreamSpecification']> {
  return bool(inputs, 'streamEnabled') === true
    ? { StreamEnabled: true, StreamViewType: str(inputs, 'streamViewType') }
    : { StreamEnabled: false };
}

type TableUpdate = Omit<UpdateTableCommandInput, 'TableName'>;

/** One request for each thing that changes, since DynamoDB takes only some of them together. */
function updatesOf(
  inputs: PropertyMap,
  old: PropertyMap,
  changed: ReadonlySet<string>,
): TableUpdate[] {
  const settings = settingsOf(inputs);
  const updates: TableUpdate[] = [];
  if (['billingMode', 'readCapacity', 'writeCapacity'].some((name) => changed.has(name))) {
    const { BillingMode, ProvisionedThroughput } = settings;
    updates.push({ BillingMode, ProvisionedThroughput });
  }
  if (changed.has('deletionProtectionEnabled')) {
    updates.push({ DeletionProtectionEnabled: settings.DeletionProtectionEnabled });
  }
  if (changed.has('tableClass')) updates.push({ TableClass: settings.TableClass ?? 'STANDARD' });
  if (changed.has('serverSideEncryption')) {
    updates.push({ SSESpecification: settings.SSESpecification ?? { Enabled: false } });
  }
  if (changed.has('streamEnabled') || changed.has('streamViewType')) {
    if (bool(old, 'streamEnabled') === true) {
      updates.push({ StreamSpecification: { StreamEnabled: false } });
    }
    if (bool(inputs, 'streamEnabled') === true)
      updates.push({ StreamSpecification: streamOf(inputs) });
  }
  if (changed.has('globalSecondaryIndexes')) updates.push(...indexUpdates(inputs, old));
  return updates;
}

/** Indexes come one at a time. One whose keys differ would have to go first, which is left to people. */
function indexUpdates(inputs: PropertyMap, old: PropertyMap): TableUpdate[] {
  const present = new Set(objs(old, 'globalSecondaryIndexes').map((index) => str(index, 'name')));
  const isProvisioned = str(inputs, 'billingMode') === 'PROVISIONED';
  return objs(inputs, 'globalSecondaryIndexes').flatMap((index): TableUpdate[] => {
    const update: GlobalSecondaryIndexUpdate | undefined = present.has(str(index, 'name'))
      ? isProvisioned
        ? { Update: { IndexName: need(index, 'name'), ProvisionedThroughput: throughputOf(index) } }
        : undefined
      : { Create: globalIndex(index, isProvisioned) };
    if (update === undefined) return [];
    return [{ AttributeDefinitions: attributesOf(inputs), GlobalSecondaryIndexUpdates: [update] }];
  });
}

/** What has calls of its own: expiry and backups. */
async function setAside(
  TableName: string,
  inputs: PropertyMap,
  context: AwsContext,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const client = context.client(DynamoDBClient);
  if (isWanted('ttl')) {
    const ttl = obj(inputs, 'ttl') ?? {};
    const AttributeName = str(ttl, 'attributeName') ?? 'ttl';
    const TimeToLiveSpecification = { AttributeName, Enabled: bool(ttl, 'enabled') ?? false };
    await client
      .send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
      .catch((error: unknown) => {
        // It is so already.
        if (!isCode(error, 'ValidationException') || !/already/i.test(String(error))) throw error;
      });
  }
  if (isWanted('pointInTimeRecovery')) {
    const recovery = obj(inputs, 'pointInTimeRecovery') ?? {};
    const PointInTimeRecoverySpecification = {
      PointInTimeRecoveryEnabled: bool(recovery, 'enabled') ?? false,
      RecoveryPeriodInDays: num(recovery, 'recoveryPeriodInDays'),
    };
    await client.send(
      new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
    );
  }
}

function describeProperties(found: TableDescription, arn: string): PropertyMap {
  const keyOf = (
    schema: readonly KeySchemaElement[] | undefined,
    kind: string,
  ): string | undefined => schema?.find(({ KeyType }) => KeyType === kind)?.AttributeName;
  const isEncrypted = found.SSEDescription?.Status === 'ENABLED';
  return compact({
    arn,
    attributes: (found.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) =>
      compact({ name: AttributeName, type: AttributeType }),
    ),
    billingMode: found.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    deletionProtectionEnabled: found.DeletionProtectionEnabled ?? false,
    globalSecondaryIndexes: (found.GlobalSecondaryIndexes ?? []).map((index) =>
      compact({
        name: index.IndexName,
        hashKey: keyOf(index.KeySchema, 'HASH'),
        rangeKey: keyOf(index.KeySchema, 'RANGE'),
        keySchemas: (index.KeySchema ?? []).map(({ AttributeName, KeyType }) =>
          compact({ attributeName: AttributeName, keyType: KeyType }),
        ),
        projectionType: index.Projection?.ProjectionType,
        nonKeyAttributes: index.Projection?.NonKeyAttributes,
        readCapacity: index.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
        writeCapacity: index.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
      }),
    ),
    globalTableWitness: {},
    hashKey: keyOf(found.KeySchema, 'HASH'),
    localSecondaryIndexes: (found.LocalSecondaryIndexes ?? []).map((index) =>
      compact({
        name: index.IndexName,
        rangeKey: keyOf(index.KeySchema, 'RANGE'),
        projectionType: index.Projection?.ProjectionType,
        nonKeyAttributes: index.Projection?.NonKeyAttributes,
      }),
    ),
    name: found.TableName,
    rangeKey: keyOf(found.KeySchema, 'RANGE'),
    readCapacity: found.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    serverSideEncryption: compact({
      enabled: isEncrypted,
      kmsKeyArn: found.SSEDescription?.KMSMasterKeyArn ?? '',
    }),
    streamArn: found.LatestStreamArn ?? '',
    streamEnabled: found.StreamSpecification?.StreamEnabled ?? false,
    streamLabel: found.LatestStreamLabel ?? '',
    streamViewType: found.StreamSpecification?.StreamViewType ?? '',
    tableClass: found.TableClassSummary?.TableClass ?? 'STANDARD',
    warmThroughput: compact({
      readUnitsPerSecond: found.WarmThroughput?.ReadUnitsPerSecond,
      writeUnitsPerSecond: found.WarmThroughput?.WriteUnitsPerSecond,
    }),
    writeCapacity: found.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
  });
}
