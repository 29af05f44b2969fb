import {
  GetFunctionUrlConfigCommand,
  LambdaClient,
  GetPolicyCommand,
  paginateListAliases,
  paginateListEventSourceMappings,
  paginateListFunctions,
  paginateListLayers,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { unlessCode } from './absence.js';
import { collect, type LocatorContext } from './context.js';
import type { FindQuery, Found, Locator } from './locator.js';

const GONE = 'ResourceNotFoundException';

/** Lambda lists functions, mappings and layers for the region; what belongs to one function is listed by function. */
export const functionLocators: readonly Locator[] = [
  {
    types: ['aws:lambda/function:Function'],
    list: async (context) =>
      (await functions(context)).map(({ FunctionName = '', FunctionArn, State }): Found => ({
        id: FunctionName,
        arn: FunctionArn ?? context.arn('lambda', `function:${FunctionName}`),
        ...(State === 'Deleting' ? { dead: { condition: 'deleting', remedy: 'wait' } } : {}),
      })),
  },
  {
    types: ['aws:lambda/alias:Alias'],
    find: (query, context) =>
      ofFunction(query, context, async ({ name, rest, client }) => {
        const aliases = await context.once(`aliases of ${name}`, () =>
          unlessCode(
            collect(
              paginateListAliases({ client }, { FunctionName: name }),
              (page) => page.Aliases,
            ),
            GONE,
          ),
        );
        return aliases?.some((alias) => alias.Name === rest) === true;
      }),
  },
  {
    types: ['aws:lambda/functionUrl:FunctionUrl'],
    find: (query, context) =>
      ofFunction(query, context, async ({ name, rest, client }) => {
        const where = { FunctionName: name, ...(rest === '' ? {} : { Qualifier: rest }) };
        const answer = await context.once(`URL of ${query.id ?? ''}`, () =>
          unlessCode(client.send(new GetFunctionUrlConfigCommand(where)), GONE),
        );
        return answer !== undefined;
      }),
  },
  {
    // A statement in the policy of a function, or of a version or alias of it.
    types: ['aws:lambda/permission:Permission'],
    find: (query, context) =>
      ofFunction(query, context, async ({ name, qualifier, rest, client }) => {
        const answer = await context.once(`policy of ${name}:${qualifier ?? ''}`, () =>
          unlessCode(
            client.send(new GetPolicyCommand({ FunctionName: name, Qualifier: qualifier })),
            GONE,
          ),
        );
        return statementIds(answer?.Policy).includes(rest);
      }),
  },
  {
    types: ['aws:lambda/eventSourceMapping:EventSourceMapping'],
    list: async (context) => {
      const client = context.client(LambdaClient);
      const mappings = await context.once('event source mappings', () =>
        collect(
          paginateListEventSourceMappings({ client }, {}),
          (page) => page.EventSourceMappings,
        ),
      );
      return mappings.map((mapping): Found => {
        const { UUID = '', FunctionArn = '', EventSourceArn, State } = mapping;
        return {
          id: UUID,
          arn:
            mapping.EventSourceMappingArn ?? context.arn('lambda', `event-source-mapping:${UUID}`),
          // A program may name the function or give its ARN.
          keys: {
            functionName: [FunctionArn, nameIn(FunctionArn)],
            eventSourceArn: EventSourceArn,
          },
          ...(State === 'Deleting' ? { dead: { condition: 'deleting', remedy: 'wait' } } : {}),
        };
      });
    },
  },
  {
    // Each publication is a version of its own; the newest is what a program declares.
    types: ['aws:lambda/layerVersion:LayerVersion'],
    list: async (context) => {
      const client = context.client(LambdaClient);
      const layers = await context.once('layers', () =>
        collect(paginateListLayers({ client }, {}), (page) => page.Layers),
      );
      return layers.flatMap(({ LayerName, LayerArn, LatestMatchingVersion }) => {
        const id = LatestMatchingVersion?.LayerVersionArn;
        return id === undefined ? [] : [{ id, keys: { layerName: [LayerName, LayerArn] } }];
      });
    },
  },
];

function functions(context: LocatorContext): Promise<FunctionConfiguration[]> {
  const client = context.client(LambdaClient);
  return context.once('functions', () =>
    collect(paginateListFunctions({ client }, {}), (page) => page.Functions),
  );
}

interface Part {
  readonly name: string;
  readonly qualifier: string | undefined;
  readonly rest: string;
  readonly client: LambdaClient;
}

/** What is asked of one function: `name[:qualifier][/rest]`. The function is looked for first, in the list of all. */
async function ofFunction(
  { id = '' }: FindQuery,
  context: LocatorContext,
  isThere: (part: Part) => Promise<boolean>,
): Promise<readonly Found[]> {
  const at = id.indexOf('/');
  const [target, rest] = at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
  const [name = '', qualifier] = target.split(':');
  const all = await functions(context);
  if (!all.some(({ FunctionName }) => FunctionName === name)) return [];
  const client = context.client(LambdaClient);
  return (await isThere({ name, qualifier, rest, client })) ? [{ id }] : [];
}

/** `arn:aws:lambda:eu-west-1:111122223333:function:name[:alias]` */
function nameIn(arn: string): string | undefined {
  return arn.split(':')[6];
}

const policySchema = z.object({ Statement: z.array(z.object({ Sid: z.string().optional() })) });

function statementIds(policy: string | undefined): string[] {
  if (policy === undefined) return [];
  const { Statement } = policySchema.parse(JSON.parse(policy));
  return Statement.flatMap(({ Sid }) => Sid ?? []);
}
