import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type EventBus,
  type Rule,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { unlessCode } from './absence.js';
import type { LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

const DEFAULT_BUS = 'default';
const GONE = 'ResourceNotFoundException';

/** EventBridge: buses, the rules of a bus, the targets of a rule. An id without a bus means the default one. */
export const eventBridgeLocators: readonly Locator[] = [
  {
    types: ['aws:cloudwatch/eventBus:EventBus'],
    list: async (context) =>
      (await buses(context)).map(({ Name = '', Arn }): Found => ({
        id: Name,
        arn: Arn ?? context.arn('events', `event-bus/${Name}`),
      })),
  },
  {
    types: ['aws:cloudwatch/eventRule:EventRule'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const { bus, rest: name } = parted(id, 1);
      const rule = (await rules(bus, context)).find((each) => each.Name === name);
      if (rule === undefined) return [];
      const path = bus === DEFAULT_BUS ? name : `${bus}/${name}`;
      return [{ id, arn: rule.Arn ?? context.arn('events', `rule/${path}`) }];
    },
  },
  {
    types: ['aws:cloudwatch/eventTarget:EventTarget'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const { bus, rest } = parted(id, 2);
      const [rule = '', target] = rest.split('/');
      if (!(await rules(bus, context)).some(({ Name }) => Name === rule)) return [];
      const all = await targets(bus, rule, context);
      return all.some(({ Id }) => Id === target) ? [{ id }] : [];
    },
  },
];

/** The bus before the last `count` parts; it may be an ARN, or left out. */
function parted(id: string, count: number): { readonly bus: string; readonly rest: string } {
  const parts = id.split('/');
  const bus = parts.slice(0, -count).join('/');
  const name = bus.startsWith('arn:') ? bus.slice(bus.lastIndexOf('/') + 1) : bus;
  return { bus: name === '' ? DEFAULT_BUS : name, rest: parts.slice(-count).join('/') };
}

function buses(context: LocatorContext): Promise<EventBus[]> {
  const client = context.client(EventBridgeClient);
  return context.once('event buses', () =>
    everyPage(async (NextToken) => {
      const page = await client.send(new ListEventBusesCommand({ NextToken }));
      return { items: page.EventBuses, next: page.NextToken };
    }),
  );
}

function rules(EventBusName: string, context: LocatorContext): Promise<Rule[]> {
  const client = context.client(EventBridgeClient);
  return listed(`rules of the bus ${EventBusName}`, context, async (NextToken) => {
    const page = await client.send(new ListRulesCommand({ EventBusName, NextToken }));
    return { items: page.Rules, next: page.NextToken };
  });
}

function targets(EventBusName: string, name: string, context: LocatorContext): Promise<Target[]> {
  const client = context.client(EventBridgeClient);
  return listed(`targets of ${EventBusName}/${name}`, context, async (NextToken) => {
    const request = new ListTargetsByRuleCommand({ EventBusName, Rule: name, NextToken });
    const page = await client.send(request);
    return { items: page.Targets, next: page.NextToken };
  });
}

type LoadPage<Item> = (
  token: string | undefined,
) => Promise<{ readonly items: readonly Item[] | undefined; readonly next: string | undefined }>;

async function listed<Item>(
  name: string,
  context: LocatorContext,
  load: LoadPage<Item>,
): Promise<Item[]> {
  return (await context.once(name, () => unlessCode(everyPage(load), GONE))) ?? [];
}

/** The SDK has no paginators for these lists. */
async function everyPage<Item>(load: LoadPage<Item>): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items = [], next } = await load(token);
    all.push(...items);
    token = next;
  } while (token !== undefined);
  return all;
}
