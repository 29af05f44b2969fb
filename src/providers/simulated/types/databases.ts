import { arnOf, aws, digitsFrom, from, text } from './aws.js';
import { group, vpcOfSubnets } from './groups.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

const PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  'aurora-postgresql': 5432,
  mysql: 3306,
  mariadb: 3306,
  'aurora-mysql': 3306,
};

function portOf(inputs: PropertyMap): number {
  return Number(inputs['port'] ?? PORTS[text(inputs, 'engine')] ?? 5432);
}

/** Host names of RDS hold a part that is the account's own in that region. */
function rdsHost(name: string, infix: string, context: SimulatedContext): string {
  const own = digitsFrom(context.hashHex(`${context.account} ${context.region} rds`, 16), 12);
  return `${name}.${infix}${own}.${context.region}.rds.amazonaws.com`;
}

export const databaseTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:dynamodb/table:Table',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('dynamodb', `table/${text(inputs, 'name')}`, context),
    replaceOnChanges: ['hashKey', 'importTable', 'localSecondaryIndexes', 'name', 'rangeKey'],
    defaults: { billingMode: 'PROVISIONED' },
    unique: ['name'],
    alreadyExists: 'ResourceInUseException: Table already exists: {name}',
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 10 },
    notReadable: [
      'importTable',
      'restoreBackupArn',
      'restoreDateTime',
      'restoreSourceName',
      'restoreSourceTableArn',
      'restoreToLatestTime',
    ],
    computed: (inputs, _id, context) => {
      if (inputs['streamEnabled'] !== true) return { streamArn: '', streamLabel: '' };
      const label = context.nowIso.replace(/Z$/, '');
      return {
        streamLabel: label,
        streamArn: arnOf('dynamodb', `table/${text(inputs, 'name')}/stream/${label}`, context),
      };
    },
  }),
  aws({
    type: 'aws:rds/instance:Instance',
    id: (inputs, context) => text(inputs, 'identifier') || `tf-${context.identityHex(26)}`,
    tagged: true,
    arn: (_inputs, id, context) => arnOf('rds', `db:${id}`, context),
    required: ['instanceClass'],
    replaceOnChanges: [
      'characterSetName',
      'customIamInstanceProfile',
      'dbName',
      'engine',
      'identifierPrefix',
      'kmsKeyId',
      'ncharCharacterSetName',
      'snapshotIdentifier',
      'storageEncrypted',
      'timezone',
      'username',
    ],
    defaults: { skipFinalSnapshot: false },
    unique: ['identifier'],
    alreadyExists: 'DBInstanceAlreadyExists: DB instance already exists',
    parents: ['dbSubnetGroupName'],
    secretOutputs: ['password', 'passwordWo'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 300 },
    notReadable: [
      'allowMajorVersionUpgrade',
      'applyImmediately',
      'blueGreenUpdate',
      'deleteAutomatedBackups',
      'finalSnapshotIdentifier',
      'password',
      'passwordWo',
      'passwordWoVersion',
      'restoreToPointInTime',
      's3Import',
      'skipFinalSnapshot',
      'snapshotIdentifier',
    ],
    computed: (inputs, id, context) => {
      const address = rdsHost(id, '', context);
      return {
        identifier: id,
        address,
        endpoint: `${address}:${portOf(inputs)}`,
        port: portOf(inputs),
        hostedZoneId: 'Z29XKXDKYMONMX',
        resourceId: `db-${context.identityHex(26).toUpperCase()}`,
        status: 'available',
        engineVersionActual: inputs['engineVersion'] ?? '',
      };
    },
  }),
  aws({
    type: 'aws:rds/cluster:Cluster',
    id: (inputs, context) => text(inputs, 'clusterIdentifier') || `tf-${context.identityHex(26)}`,
    tagged: true,
    arn: (_inputs, id, context) => arnOf('rds', `cluster:${id}`, context),
    required: ['engine'],
    replaceOnChanges: [
      'availabilityZones',
      'clusterIdentifier',
      'clusterIdentifierPrefix',
      'databaseName',
      'dbSubnetGroupName',
      'engine',
      'engineMode',
      'kmsKeyId',
      'masterUsername',
      'sourceRegion',
      'storageEncrypted',
    ],
    defaults: { skipFinalSnapshot: false, engineMode: 'provisioned' },
    unique: ['clusterIdentifier'],
    alreadyExists: 'DBClusterAlreadyExistsFault: DB Cluster already exists',
    parents: ['dbSubnetGroupName'],
    secretOutputs: ['masterPassword', 'masterPasswordWo'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 180 },
    notReadable: [
      'allowMajorVersionUpgrade',
      'applyImmediately',
      'dbInstanceParameterGroupName',
      'deleteAutomatedBackups',
      'finalSnapshotIdentifier',
      'masterPassword',
      'masterPasswordWo',
      'masterPasswordWoVersion',
      'restoreToPointInTime',
      's3Import',
      'skipFinalSnapshot',
      'snapshotIdentifier',
      'sourceRegion',
    ],
    computed: (inputs, id, context) => ({
      clusterIdentifier: id,
      clusterResourceId: `cluster-${context.identityHex(26).toUpperCase()}`,
      endpoint: rdsHost(id, 'cluster-', context),
      readerEndpoint: rdsHost(id, 'cluster-ro-', context),
      hostedZoneId: 'Z29XKXDKYMONMX',
      port: portOf(inputs),
      engineVersionActual: inputs['engineVersion'] ?? '',
    }),
  }),
  aws({
    type: 'aws:rds/clusterInstance:ClusterInstance',
    id: (inputs, context) => text(inputs, 'identifier') || `tf-${context.identityHex(26)}`,
    tagged: true,
    arn: (_inputs, id, context) => arnOf('rds', `db:${id}`, context),
    required: ['clusterIdentifier', 'engine', 'instanceClass'],
    replaceOnChanges: [
      'availabilityZone',
      'clusterIdentifier',
      'customIamInstanceProfile',
      'dbSubnetGroupName',
      'engine',
      'engineVersion',
      'identifier',
      'identifierPrefix',
    ],
    unique: ['identifier'],
    alreadyExists: 'DBInstanceAlreadyExists: DB instance already exists',
    parents: ['clusterIdentifier'],
    notReadable: ['applyImmediately', 'forceDestroy'],
    computed: (inputs, id, context) => ({
      identifier: id,
      dbiResourceId: `db-${context.identityHex(26).toUpperCase()}`,
      endpoint: rdsHost(id, '', context),
      port: portOf(inputs),
      writer: true,
    }),
  }),
  group({
    type: 'aws:rds/subnetGroup:SubnetGroup',
    service: 'rds',
    kind: 'subgrp',
    required: ['subnetIds'],
    replaceOnChanges: ['name', 'namePrefix'],
    defaults: { description: 'Managed by Pulumi' },
    alreadyExists: 'DBSubnetGroupAlreadyExists: The DB subnet group already exists: {name}',
    parents: ['subnetIds'],
    computed: (inputs, id, context) => ({
      ...vpcOfSubnets(inputs, id, context),
      supportedNetworkTypes: ['IPV4'],
    }),
  }),
  group({
    type: 'aws:rds/parameterGroup:ParameterGroup',
    service: 'rds',
    kind: 'pg',
    required: ['family'],
    replaceOnChanges: ['description', 'family', 'name', 'namePrefix'],
    defaults: { description: 'Managed by Pulumi' },
    alreadyExists: 'DBParameterGroupAlreadyExists: Parameter group {name} already exists',
    notReadable: ['skipDestroy'],
  }),
  group({
    type: 'aws:rds/clusterParameterGroup:ClusterParameterGroup',
    service: 'rds',
    kind: 'cluster-pg',
    required: ['family'],
    replaceOnChanges: ['description', 'family', 'name', 'namePrefix'],
    defaults: { description: 'Managed by Pulumi' },
    alreadyExists: 'DBParameterGroupAlreadyExists: Parameter group {name} already exists',
  }),
  group({
    type: 'aws:rds/optionGroup:OptionGroup',
    service: 'rds',
    kind: 'og',
    required: ['engineName', 'majorEngineVersion'],
    replaceOnChanges: [
      'engineName',
      'majorEngineVersion',
      'name',
      'namePrefix',
      'optionGroupDescription',
    ],
    defaults: { optionGroupDescription: 'Managed by Pulumi' },
    alreadyExists:
      'OptionGroupAlreadyExistsFault: The specified option group: {name} already exists.',
    notReadable: ['skipDestroy'],
  }),
];
