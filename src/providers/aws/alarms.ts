import {
  CloudWatchClient,
  ListTagsForResourceCommand,
  paginateDescribeAlarms,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import type { AwsResource } from './resource.js';
import { flag, map, number, object, set, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { arnOf, bool, compact, need, num, obj, objs, str, strMap, strs } from './values.js';

const metricAlarm: AwsResource = {
  type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
  inputs: {
    actionsEnabled: { ...flag, default: true },
    alarmActions: { ...set(text) },
    alarmDescription: { ...text },
    comparisonOperator: { ...text },
    datapointsToAlarm: { ...number },
    dimensions: { ...map },
    evaluateLowSampleCountPercentiles: { ...text, computed: true },
    evaluationPeriods: { ...number },
    extendedStatistic: { ...text },
    insufficientDataActions: { ...set(text) },
    metricName: { ...text },
    metricQueries: {
      ...set(
        object({
          accountId: { ...text },
          expression: { ...text },
          id: { ...text, required: true },
          label: { ...text },
          metric: {
            ...object({
              dimensions: { ...map },
              metricName: { ...text, required: true },
              namespace: { ...text },
              period: { ...number, required: true },
              stat: { ...text, required: true },
              unit: { ...text },
            }),
          },
          period: { ...number },
          returnData: { ...flag, absentMeans: false },
        }),
      ),
    },
    name: { ...text, replace: true },
    namespace: { ...text },
    okActions: { ...set(text) },
    period: { ...number },
    statistic: { ...text },
    threshold: { ...number },
    thresholdMetricId: { ...text },
    treatMissingData: { ...text, default: 'missing' },
    unit: { ...text },
  },
  refused: ['evaluationCriteria', 'evaluationInterval', 'warmUpConfiguration'],
  outputs: { arn: text },
  autoname: { property: 'name', longest: 255 },
  create: async (inputs, context) => {
    await context
      .client(CloudWatchClient)
      .send(new PutMetricAlarmCommand({ ...alarmOf(inputs), Tags: tagsOf(inputs) }));
    return need(inputs, 'name');
  },
  read: async (id, context) => {
    const found = await context.batch('alarms', id, (names) => alarmsNamed(names, context), 100);
    if (found === undefined) return undefined;
    const ResourceARN = found.AlarmArn ?? context.arn('cloudwatch', `alarm:${id}`);
    const { Tags } = await context
      .client(CloudWatchClient)
      .send(new ListTagsForResourceCommand({ ResourceARN }));
    return { properties: propertiesOf(found, ResourceARN), tags: fromPairs(Tags) };
  },
  // The whole alarm is put anew; its tags are kept.
  update: async (_id, { new: inputs }, context) => {
    await context.client(CloudWatchClient).send(new PutMetricAlarmCommand(alarmOf(inputs)));
  },
  tag: tagging({
    target: arnOf,
    set: (ResourceARN, tags, context) =>
      context
        .client(CloudWatchClient)
        .send(new TagResourceCommand({ ResourceARN, Tags: toPairs(tags) })),
    remove: (ResourceARN, TagKeys, context) =>
      context.client(CloudWatchClient).send(new UntagResourceCommand({ ResourceARN, TagKeys })),
  }),
};

function tagsOf(inputs: PropertyMap): { Key: string; Value: string }[] | undefined {
  const tags = toPairs(strMap(inputs, 'tags'));
  return tags.length === 0 ? undefined : tags;
}

type AlarmInput = ConstructorParameters<typeof PutMetricAlarmCommand>[0];

function alarmOf(inputs: PropertyMap): AlarmInput {
  const queries = objs(inputs, 'metricQueries').map(queryOf);
  return {
    AlarmName: need(inputs, 'name'),
    ActionsEnabled: bool(inputs, 'actionsEnabled'),
    AlarmActions: strs(inputs, 'alarmActions'),
    AlarmDescription: str(inputs, 'alarmDescription'),
    ComparisonOperator: str(inputs, 'comparisonOperator'),
    DatapointsToAlarm: num(inputs, 'datapointsToAlarm'),
    EvaluateLowSampleCountPercentile: str(inputs, 'evaluateLowSampleCountPercentiles'),
    EvaluationPeriods: num(inputs, 'evaluationPeriods'),
    ExtendedStatistic: str(inputs, 'extendedStatistic'),
    InsufficientDataActions: strs(inputs, 'insufficientDataActions'),
    MetricName: str(inputs, 'metricName'),
    Namespace: str(inputs, 'namespace'),
    OKActions: strs(inputs, 'okActions'),
    Period: num(inputs, 'period'),
    Statistic: str(inputs, 'statistic'),
    Threshold: num(inputs, 'threshold'),
    ThresholdMetricId: str(inputs, 'thresholdMetricId'),
    TreatMissingData: str(inputs, 'treatMissingData'),
    Unit: str(inputs, 'unit'),
    ...(queries.length === 0 ? { Dimensions: dimensionsOf(inputs) } : { Metrics: queries }),
  };
}

function dimensionsOf(inputs: PropertyMap): { Name: string; Value: string }[] {
  return Object.entries(strMap(inputs, 'dimensions')).map(([Name, Value]) => ({ Name, Value }));
}

function queryOf(query: PropertyMap): MetricDataQuery {
  const metric = obj(query, 'metric');
  return {
    Id: need(query, 'id'),
    AccountId: str(query, 'accountId'),
    Expression: str(query, 'expression'),
    Label: str(query, 'label'),
    Period: num(query, 'period'),
    ReturnData: bool(query, 'returnData') ?? false,
    ...(metric === undefined
      ? {}
      : {
          MetricStat: {
            Metric: {
              Dimensions: dimensionsOf(metric),
              MetricName: need(metric, 'metricName'),
              Namespace: str(metric, 'namespace'),
            },
            Period: num(metric, 'period'),
            Stat: need(metric, 'stat'),
            Unit: str(metric, 'unit'),
          },
        }),
  };
}

async function alarmsNamed(
  names: readonly string[],
  context: AwsContext,
): Promise<Map<string, MetricAlarm>> {
  const client = context.client(CloudWatchClient);
  const query = { AlarmNames: [...names], MaxRecords: 100 };
  const found = new Map<string, MetricAlarm>();
  for await (const page of paginateDescribeAlarms({ client }, query)) {
    for (const alarm of page.MetricAlarms ?? []) found.set(alarm.AlarmName ?? '', alarm);
  }
  return found;
}

function propertiesOf(found: MetricAlarm, arn: string): PropertyMap {
  return compact({
    arn,
    actionsEnabled: found.ActionsEnabled ?? true,
    alarmActions: found.AlarmActions ?? [],
    alarmDescription: found.AlarmDescription,
    comparisonOperator: found.ComparisonOperator,
    datapointsToAlarm: found.DatapointsToAlarm ?? 0,
    dimensions: dimensionMap(found.Dimensions),
    evaluateLowSampleCountPercentiles: found.EvaluateLowSampleCountPercentile ?? '',
    evaluationPeriods: found.EvaluationPeriods,
    extendedStatistic: found.ExtendedStatistic,
    insufficientDataActions: found.InsufficientDataActions ?? [],
    metricName: found.MetricName,
    metricQueries: (found.Metrics ?? []).map(({ MetricStat: stat, ...query }) =>
      compact({
        accountId: query.AccountId,
        expression: query.Expression,
        id: query.Id,
        label: query.Label,
        metric:
          stat === undefined
            ? undefined
            : compact({
                dimensions: dimensionMap(stat.Metric?.Dimensions),
                metricName: stat.Metric?.MetricName,
                namespace: stat.Metric?.Namespace,
                period: stat.Period,
                stat: stat.Stat,
                unit: stat.Unit,
              }),
        period: query.Period,
        returnData: query.ReturnData ?? false,
      }),
    ),
    name: found.AlarmName,
    namespace: found.Namespace,
    okActions: found.OKActions ?? [],
    period: found.Period ?? 0,
    statistic: found.Statistic,
    threshold: found.Threshold,
    thresholdMetricId: found.ThresholdMetricId,
    treatMissingData: found.TreatMissingData ?? 'missing',
    unit: found.Unit,
  });
}

function dimensionMap(dimensions: MetricAlarm['Dimensions']): PropertyMap {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}

export const alarmResources: readonly AwsResource[] = [metricAlarm];
