import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { set, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { need, strMap, strs } from './values.js';

/** IAM keeps a URL without its scheme. */
function sameUrl(live: string, declared: string): boolean {
  const bare = (url: string): string => url.replace(/^https:\/\//, '').replace(/\/$/, '');
  return bare(live) === bare(declared);
}

const openIdConnectProvider: AwsResource = {
  type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
  global: true,
  inputs: {
    clientIdLists: { ...set(text), required: true },
    // AWS finds them out by itself where none are given.
    thumbprintLists: { ...set(text), computed: true },
    url: { ...text, required: true, replace: true, alike: sameUrl },
  },
  outputs: { arn: text },
  create: async (inputs, context) => {
    const thumbprints = strs(inputs, 'thumbprintLists');
    const { OpenIDConnectProviderArn } = await context.client(IAMClient).send(
      new CreateOpenIDConnectProviderCommand({
        Url: need(inputs, 'url'),
        ClientIDList: strs(inputs, 'clientIdLists'),
        Tags: toPairs(strMap(inputs, 'tags')),
        ...(thumbprints.length === 0 ? {} : { ThumbprintList: thumbprints }),
      }),
    );
    return OpenIDConnectProviderArn ?? '';
  },
  read: async (id, context) => {
    const request = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id });
    const found = await unlessCode(
      context.client(IAMClient).send(request),
      'NoSuchEntityException',
    );
    if (found === undefined) return undefined;
    return {
      properties: {
        arn: id,
        clientIdLists: found.ClientIDList ?? [],
        thumbprintLists: found.ThumbprintList ?? [],
        url: found.Url ?? '',
      },
      tags: fromPairs(found.Tags),
    };
  },
  update: async (id, { new: inputs, old, changed }, context) => {
    const client = context.client(IAMClient);
    const OpenIDConnectProviderArn = id;
    if (changed.has('thumbprintLists')) {
      const request = { OpenIDConnectProviderArn, ThumbprintList: strs(inputs, 'thumbprintLists') };
      await client.send(new UpdateOpenIDConnectProviderThumbprintCommand(request));
    }
    if (!changed.has('clientIdLists')) return;
    const [before, after] = [strs(old, 'clientIdLists'), strs(inputs, 'clientIdLists')];
    for (const ClientID of after.filter((each) => !before.includes(each))) {
      const request = { OpenIDConnectProviderArn, ClientID };
      await client.send(new AddClientIDToOpenIDConnectProviderCommand(request));
    }
    for (const ClientID of before.filter((each) => !after.includes(each))) {
      const request = { OpenIDConnectProviderArn, ClientID };
      await client.send(new RemoveClientIDFromOpenIDConnectProviderCommand(request));
    }
  },
  tag: tagging({
    set: (OpenIDConnectProviderArn, tags, context) =>
      context
        .client(IAMClient)
        .send(
          new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: toPairs(tags) }),
        ),
    remove: (OpenIDConnectProviderArn, TagKeys, context) =>
      context
        .client(IAMClient)
        .send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys })),
  }),
};

export const identityProviderResources: readonly AwsResource[] = [openIdConnectProvider];
