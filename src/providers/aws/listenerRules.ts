import {
  CreateRuleCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  paginateDescribeRules,
  SetRulePrioritiesCommand,
  type Rule,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PropertyMap, PropertyValue } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import { action, fromAction, toAction } from './listenerActions.js';
import { elbV2Tags, tagElbV2 } from './loadBalancers.js';
import type { AwsResource } from './resource.js';
import { list, number, object, set, text } from './shape.js';
import { toPairs } from './tags.js';
import { compact, need, num, obj, objs, str, strMap, strs } from './values.js';

const values = { ...set(text), required: true } as const;

/** A condition has one of these, and the API wants it named besides. */
const FIELDS = {
  hostHeader: 'host-header',
  httpHeader: 'http-header',
  httpRequestMethod: 'http-request-method',
  pathPattern: 'path-pattern',
  queryStrings: 'query-string',
  sourceIp: 'source-ip',
} as const;

const condition = object({
  hostHeader: { ...object({ values }, ['regexValues']) },
  httpHeader: {
    ...object({ httpHeaderName: { ...text, required: true }, values }, ['regexValues']),
  },
  httpRequestMethod: { ...object({ values }) },
  pathPattern: { ...object({ values }, ['regexValues']) },
  queryStrings: { ...set(object({ key: { ...text }, value: { ...text, required: true } })) },
  sourceIp: { ...object({ values }, ['ipAddressType']) },
});

function listenerRule(module: 'lb' | 'alb'): AwsResource {
  return {
    type: `aws:${module}/listenerRule:ListenerRule`,
    inputs: {
      actions: { ...list(action), required: true },
      conditions: { ...set(condition), required: true },
      listenerArn: { ...text, required: true, replace: true },
      priority: { ...number, computed: true },
    },
    refused: ['transforms'],
    outputs: { arn: text },
    create: async (inputs, context) => {
      const Tags = toPairs(strMap(inputs, 'tags'));
      const ListenerArn = need(inputs, 'listenerArn');
      const { Rules } = await context.client(ElasticLoadBalancingV2Client).send(
        new CreateRuleCommand({
          ListenerArn,
          Priority: num(inputs, 'priority') ?? (await nextPriority(ListenerArn, context)),
          Actions: objs(inputs, 'actions').map(toAction),
          Conditions: objs(inputs, 'conditions').map(toCondition),
          ...(Tags.length === 0 ? {} : { Tags }),
        }),
      );
      return Rules?.[0]?.RuleArn ?? '';
    },
    read: async (id, context) => {
      const listenerArn = listenerOf(id);
      const load = async (): Promise<Map<string, Rule>> =>
        new Map((await rulesOf(listenerArn, context)).map((rule) => [rule.RuleArn ?? '', rule]));
      const found = await context.batch(`rules of ${listenerArn}`, id, load);
      if (found === undefined) return undefined;
      return {
        properties: compact({
          actions: (found.Actions ?? []).map(fromAction),
          arn: id,
          conditions: (found.Conditions ?? []).map(fromCondition),
          listenerArn,
          // The default rule has none, and cannot be declared.
          priority: Number(found.Priority ?? 0),
        }),
        tags: await elbV2Tags(id, context),
      };
    },
    update: async (RuleArn, { new: inputs, changed }, context) => {
      const client = context.client(ElasticLoadBalancingV2Client);
      const Priority = num(inputs, 'priority');
      if (changed.has('priority') && Priority !== undefined) {
        const RulePriorities = [{ RuleArn, Priority }];
        await client.send(new SetRulePrioritiesCommand({ RulePriorities }));
      }
      if (!changed.has('actions') && !changed.has('conditions')) return;
      await client.send(
        new ModifyRuleCommand({
          RuleArn,
          Actions: objs(inputs, 'actions').map(toAction),
          Conditions: objs(inputs, 'conditions').map(toCondition),
        }),
      );
    },
    tag: tagElbV2,
  };
}

/** `...:listener-rule/app/name/1/2/3` belongs to `...:listener/app/name/1/2`. */
function listenerOf(arn: string): string {
  return arn.slice(0, arn.lastIndexOf('/')).replace(':listener-rule/', ':listener/');
}

async function rulesOf(ListenerArn: string, context: AwsContext): Promise<Rule[]> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const all = async (): Promise<Rule[]> => {
    const rules: Rule[] = [];
    for await (const page of paginateDescribeRules({ client }, { ListenerArn })) {
      rules.push(...(page.Rules ?? []));
    }
    return rules;
  };
  return (await unlessCode(all(), 'ListenerNotFoundException', 'RuleNotFoundException')) ?? [];
}

/** Behind the last, as the genuine provider does it. */
async function nextPriority(listenerArn: string, context: AwsContext): Promise<number> {
  const rules = await rulesOf(listenerArn, context);
  const used = rules.map(({ Priority }) => Number(Priority)).filter(Number.isFinite);
  return Math.max(0, ...used) + 1;
}

function toCondition(inputs: PropertyMap): RuleCondition {
  const [name, field] = Object.entries(FIELDS).find(([each]) => inputs[each] !== undefined) ?? [];
  const inner = obj(inputs, name ?? '') ?? {};
  const Values = strs(inner, 'values');
  switch (field) {
    case 'host-header':
      return { Field: field, HostHeaderConfig: { Values } };
    case 'path-pattern':
      return { Field: field, PathPatternConfig: { Values } };
    case 'http-request-method':
      return { Field: field, HttpRequestMethodConfig: { Values } };
    case 'source-ip':
      return { Field: field, SourceIpConfig: { Values } };
    case 'http-header': {
      const HttpHeaderName = need(inner, 'httpHeaderName');
      return { Field: field, HttpHeaderConfig: { HttpHeaderName, Values } };
    }
    case 'query-string': {
      const pairs = objs(inputs, 'queryStrings').map((pair) => ({
        Key: str(pair, 'key'),
        Value: need(pair, 'value'),
      }));
      return { Field: field, QueryStringConfig: { Values: pairs } };
    }
    default:
      return {};
  }
}

function fromCondition(found: RuleCondition): PropertyMap {
  const plain = (of: { readonly Values?: string[] | undefined } | undefined): PropertyValue =>
    // Emulators and old rules have the values beside the field alone.
    ({ values: of?.Values ?? found.Values ?? [] });
  switch (found.Field) {
    case 'host-header':
      return { hostHeader: plain(found.HostHeaderConfig) };
    case 'path-pattern':
      return { pathPattern: plain(found.PathPatternConfig) };
    case 'http-request-method':
      return { httpRequestMethod: plain(found.HttpRequestMethodConfig) };
    case 'source-ip':
      return { sourceIp: plain(found.SourceIpConfig) };
    case 'http-header':
      return {
        httpHeader: {
          httpHeaderName: found.HttpHeaderConfig?.HttpHeaderName ?? '',
          values: found.HttpHeaderConfig?.Values ?? [],
        },
      };
    case 'query-string':
      return {
        queryStrings: (found.QueryStringConfig?.Values ?? []).map(({ Key, Value }) =>
          compact({ key: Key, value: Value }),
        ),
      };
    default:
      return {};
  }
}

export const listenerRuleResources: readonly AwsResource[] = [
  listenerRule('lb'),
  listenerRule('alb'),
];
