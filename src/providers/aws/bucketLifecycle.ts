import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  type LifecycleRuleFilter,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { PropertyMap, PropertyValue } from '../../model/values.js';
import { bucketSetting } from './bucketSettings.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, map, number, object, set, text } from './shape.js';
import { fromPairs, toPairs } from './tags.js';
import { bool, compact, need, num, obj, objs, str, strMap } from './values.js';

const sizes = {
  objectSizeGreaterThan: { ...number },
  objectSizeLessThan: { ...number },
  prefix: { ...text },
} as const;

/** Dates of rules mean midnight in UTC; AWS gives them back with fractions of a second. */
function isSameDay(live: string, declared: string): boolean {
  return Date.parse(live) === Date.parse(declared);
}

const date = { ...text, alike: isSameDay };

const lifecycle = bucketSetting({
  type: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  takesOwner: true,
  inputs: {
    rules: {
      ...set(
        object(
          {
            abortIncompleteMultipartUpload: { ...object({ daysAfterInitiation: { ...number } }) },
            expiration: {
              ...object({
                date: { ...date },
                days: { ...number },
                expiredObjectDeleteMarker: { ...flag },
              }),
            },
            filter: {
              ...object({
                ...sizes,
                and: { ...object({ ...sizes, tags: { ...map } }) },
                tag: {
                  ...object({
                    key: { ...text, required: true },
                    value: { ...text, required: true },
                  }),
                },
              }),
            },
            id: { ...text, required: true },
            noncurrentVersionExpiration: {
              ...object({
                newerNoncurrentVersions: { ...number },
                noncurrentDays: { ...number, required: true },
              }),
            },
            noncurrentVersionTransitions: {
              ...set(
                object({
                  newerNoncurrentVersions: { ...number },
                  noncurrentDays: { ...number, required: true },
                  storageClass: { ...text, required: true },
                }),
              ),
            },
            status: { ...text, required: true },
            transitions: {
              ...set(
                object({
                  date: { ...date },
                  days: { ...number },
                  storageClass: { ...text, required: true },
                }),
              ),
            },
          },
          // Out of use since rules have filters.
          ['prefix'],
        ),
      ),
    },
    transitionDefaultMinimumObjectSize: { ...text, computed: true },
  },
  refused: ['timeouts'],
  put: (place, inputs, client) =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({
        ...place,
        TransitionDefaultMinimumObjectSize: str(inputs, 'transitionDefaultMinimumObjectSize'),
        LifecycleConfiguration: { Rules: objs(inputs, 'rules').map(toRule) },
      }),
    ),
  get: getLifecycle,
});

async function getLifecycle(
  place: { readonly Bucket: string },
  client: S3Client,
): Promise<PropertyMap | undefined> {
  const answer = await unlessCode(
    client.send(new GetBucketLifecycleConfigurationCommand(place)),
    'NoSuchBucket',
    'NoSuchLifecycleConfiguration',
  );
  if (answer?.Rules === undefined) return undefined;
  return {
    rules: answer.Rules.map(fromRule),
    transitionDefaultMinimumObjectSize:
      answer.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K',
  };
}

function toRule(rule: PropertyMap): LifecycleRule {
  const unfinished = obj(rule, 'abortIncompleteMultipartUpload');
  const expiration = obj(rule, 'expiration');
  const noncurrent = obj(rule, 'noncurrentVersionExpiration');
  const older = objs(rule, 'noncurrentVersionTransitions');
  const transitions = objs(rule, 'transitions');
  return {
    ID: need(rule, 'id'),
    Status: need<'Enabled'>(rule, 'status'),
    Filter: toFilter(obj(rule, 'filter') ?? {}),
    ...(unfinished === undefined
      ? {}
      : {
          AbortIncompleteMultipartUpload: {
            DaysAfterInitiation: num(unfinished, 'daysAfterInitiation'),
          },
        }),
    ...(expiration === undefined
      ? {}
      : {
          Expiration: {
            ...when(expiration),
            ExpiredObjectDeleteMarker: bool(expiration, 'expiredObjectDeleteMarker'),
          },
        }),
    ...(noncurrent === undefined
      ? {}
      : { NoncurrentVersionExpiration: whenNoncurrent(noncurrent) }),
    ...(older.length === 0
      ? {}
      : {
          NoncurrentVersionTransitions: older.map((each) => ({
            ...whenNoncurrent(each),
            StorageClass: need<'GLACIER'>(each, 'storageClass'),
          })),
        }),
    ...(transitions.length === 0
      ? {}
      : {
          Transitions: transitions.map((each) => ({
            ...when(each),
            StorageClass: need<'GLACIER'>(each, 'storageClass'),
          })),
        }),
  };
}

function when(inputs: PropertyMap): { Date?: Date; Days?: number } {
  const [day, days] = [str(inputs, 'date'), num(inputs, 'days')];
  return {
    ...(day === undefined ? {} : { Date: new Date(day) }),
    ...(days === undefined ? {} : { Days: days }),
  };
}

function whenNoncurrent(inputs: PropertyMap): {
  NewerNoncurrentVersions: number | undefined;
  NoncurrentDays: number | undefined;
} {
  return {
    NewerNoncurrentVersions: num(inputs, 'newerNoncurrentVersions'),
    NoncurrentDays: num(inputs, 'noncurrentDays'),
  };
}

/** A rule without conditions holds for all objects, which is written as an empty prefix. */
function toFilter(filter: PropertyMap): LifecycleRuleFilter {
  const [and, tag] = [obj(filter, 'and'), obj(filter, 'tag')];
  if (and !== undefined) return { And: { ...conditions(and), Tags: toPairs(strMap(and, 'tags')) } };
  if (tag !== undefined) return { Tag: { Key: need(tag, 'key'), Value: str(tag, 'value') ?? '' } };
  const given = conditions(filter);
  return Object.keys(given).length === 0 ? { Prefix: '' } : given;
}

function conditions(filter: PropertyMap): {
  Prefix?: string;
  ObjectSizeGreaterThan?: number;
  ObjectSizeLessThan?: number;
} {
  const prefix = str(filter, 'prefix');
  const [least, most] = [num(filter, 'objectSizeGreaterThan'), num(filter, 'objectSizeLessThan')];
  return {
    ...(prefix === undefined ? {} : { Prefix: prefix }),
    ...(least === undefined ? {} : { ObjectSizeGreaterThan: least }),
    ...(most === undefined ? {} : { ObjectSizeLessThan: most }),
  };
}

function fromRule(rule: LifecycleRule): PropertyMap {
  const { Filter: filter, Expiration: expiration } = rule;
  const noncurrent = rule.NoncurrentVersionExpiration;
  return compact({
    id: rule.ID,
    status: rule.Status,
    filter: filter === undefined ? {} : fromFilter(filter),
    abortIncompleteMultipartUpload:
      rule.AbortIncompleteMultipartUpload === undefined
        ? undefined
        : compact({
            daysAfterInitiation: rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
          }),
    expiration:
      expiration === undefined
        ? undefined
        : compact({
            ...dated(expiration),
            expiredObjectDeleteMarker: expiration.ExpiredObjectDeleteMarker ?? false,
          }),
    noncurrentVersionExpiration:
      noncurrent === undefined
        ? undefined
        : compact({
            newerNoncurrentVersions: noncurrent.NewerNoncurrentVersions,
            noncurrentDays: noncurrent.NoncurrentDays,
          }),
    noncurrentVersionTransitions: (rule.NoncurrentVersionTransitions ?? []).map((each) =>
      compact({
        newerNoncurrentVersions: each.NewerNoncurrentVersions,
        noncurrentDays: each.NoncurrentDays,
        storageClass: each.StorageClass,
      }),
    ),
    transitions: (rule.Transitions ?? []).map((each) =>
      compact({ ...dated(each), storageClass: each.StorageClass }),
    ),
  });
}

function dated(of: { readonly Date?: Date | undefined; readonly Days?: number | undefined }): {
  date: PropertyValue | undefined;
  days: PropertyValue | undefined;
} {
  return { date: of.Date?.toISOString(), days: of.Days };
}

function fromFilter(filter: LifecycleRuleFilter): PropertyMap {
  const { And: and, Tag: tag } = filter;
  const some = (
    of: Omit<LifecycleRuleFilter, 'And' | 'Tag'>,
  ): Record<string, PropertyValue | undefined> => ({
    objectSizeGreaterThan: of.ObjectSizeGreaterThan,
    objectSizeLessThan: of.ObjectSizeLessThan,
    prefix: of.Prefix,
  });
  return compact({
    ...some(filter),
    and: and === undefined ? undefined : compact({ ...some(and), tags: fromPairs(and.Tags) }),
    tag: tag === undefined ? undefined : { key: tag.Key ?? '', value: tag.Value ?? '' },
  });
}

export const bucketLifecycleResources: readonly AwsResource[] = [lifecycle];
