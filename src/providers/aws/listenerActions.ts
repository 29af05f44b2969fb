import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PropertyMap } from '../../model/values.js';
import { fromApi, toApi } from './apiNames.js';
import { flag, list, number, object, text } from './shape.js';
import { compact, num, obj, objs, str } from './values.js';

/** What a listener or a rule does with a request. Logging people in takes settings that are not covered yet. */
export const action = object(
  {
    fixedResponse: {
      ...object({
        contentType: { ...text, required: true },
        messageBody: { ...text },
        statusCode: { ...text, computed: true },
      }),
    },
    forward: {
      ...object({
        stickiness: {
          ...object({
            duration: { ...number, required: true },
            enabled: { ...flag, absentMeans: false },
          }),
          computed: true,
        },
        targetGroups: {
          ...list(
            object({ arn: { ...text, required: true }, weight: { ...number, computed: true } }),
          ),
          required: true,
        },
      }),
      computed: true,
    },
    order: { ...number, computed: true },
    redirect: {
      ...object({
        host: { ...text, absentMeans: '#{host}' },
        path: { ...text, absentMeans: '/#{path}' },
        port: { ...text, absentMeans: '#{port}' },
        protocol: { ...text, absentMeans: '#{protocol}' },
        query: { ...text, absentMeans: '#{query}' },
        statusCode: { ...text, required: true },
      }),
    },
    targetGroupArn: { ...text, computed: true },
    type: { ...text, required: true },
  },
  ['authenticateCognito', 'authenticateOidc', 'jwtValidation'],
);

const { fixedResponse, redirect } = action.fields;

export function toAction(inputs: PropertyMap): Action {
  const forward = obj(inputs, 'forward');
  const stickiness = forward === undefined ? undefined : obj(forward, 'stickiness');
  const [answer, elsewhere] = [obj(inputs, 'fixedResponse'), obj(inputs, 'redirect')];
  return {
    Type: str(inputs, 'type'),
    Order: num(inputs, 'order'),
    TargetGroupArn: str(inputs, 'targetGroupArn'),
    ...(answer === undefined || fixedResponse === undefined
      ? {}
      : { FixedResponseConfig: toApi(answer, fixedResponse) }),
    ...(elsewhere === undefined || redirect === undefined
      ? {}
      : { RedirectConfig: toApi(elsewhere, redirect) }),
    ...(forward === undefined
      ? {}
      : {
          ForwardConfig: {
            TargetGroups: objs(forward, 'targetGroups').map((group) => ({
              TargetGroupArn: str(group, 'arn'),
              Weight: num(group, 'weight'),
            })),
            ...(stickiness === undefined
              ? {}
              : {
                  TargetGroupStickinessConfig: {
                    DurationSeconds: num(stickiness, 'duration'),
                    Enabled: stickiness['enabled'] === true,
                  },
                }),
          },
        }),
  };
}

/** A single target group is given both by its ARN and as a list of one: either may be what was declared. */
export function fromAction(found: Action): PropertyMap {
  const groups = found.ForwardConfig?.TargetGroups ?? [];
  const stickiness = found.ForwardConfig?.TargetGroupStickinessConfig;
  const only = groups.length === 1 ? groups[0]?.TargetGroupArn : undefined;
  const { FixedResponseConfig: answer, RedirectConfig: elsewhere } = found;
  return compact({
    type: found.Type,
    order: found.Order,
    targetGroupArn: found.TargetGroupArn ?? only,
    fixedResponse:
      answer === undefined || fixedResponse === undefined
        ? undefined
        : fromApi(answer, fixedResponse),
    redirect:
      elsewhere === undefined || redirect === undefined ? undefined : fromApi(elsewhere, redirect),
    forward:
      found.Type === 'forward'
        ? compact({
            targetGroups: (groups.length > 0
              ? groups
              : [{ TargetGroupArn: found.TargetGroupArn, Weight: 1 }]
            ).map(({ TargetGroupArn, Weight }) =>
              compact({ arn: TargetGroupArn, weight: Weight ?? 1 }),
            ),
            stickiness:
              stickiness?.DurationSeconds === undefined
                ? undefined
                : {
                    duration: stickiness.DurationSeconds,
                    enabled: stickiness.Enabled ?? false,
                  },
          })
        : undefined,
  });
}
