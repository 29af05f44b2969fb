import type { ActionRow } from './row.js';

/** Functions, tasks, events and trails. */
export const applicationActions: Readonly<Record<string, ActionRow>> = {
  'aws:cloudtrail/trail:Trail': {
    read: 'cloudtrail ListTrails',
  },
  'aws:cloudwatch/eventBus:EventBus': {
    read: 'events ListEventBuses',
  },
  'aws:cloudwatch/eventRule:EventRule': {
    read: 'events ListEventBuses ListRules',
  },
  'aws:cloudwatch/eventTarget:EventTarget': {
    read: 'events ListRules ListTargetsByRule',
  },
  'aws:ecs/cluster:Cluster': {
    read: 'ecs DescribeClusters ListClusters',
  },
  'aws:ecs/service:Service': {
    read: 'ecs DescribeServices ListClusters ListServices',
  },
  'aws:ecs/taskDefinition:TaskDefinition': {
    read: 'ecs ListTaskDefinitions',
  },
  'aws:kinesis/stream:Stream': {
    read: 'kinesis ListStreams',
  },
  'aws:lambda/alias:Alias': {
    read: 'lambda ListAliases',
  },
  'aws:lambda/eventSourceMapping:EventSourceMapping': {
    read: 'lambda ListEventSourceMappings',
  },
  'aws:lambda/function:Function': {
    read: 'lambda ListFunctions',
  },
  'aws:lambda/functionUrl:FunctionUrl': {
    read: 'lambda GetFunctionUrlConfig',
  },
  'aws:lambda/layerVersion:LayerVersion': {
    read: 'lambda ListLayers',
  },
  'aws:lambda/permission:Permission': {
    read: 'lambda GetPolicy',
  },
};
