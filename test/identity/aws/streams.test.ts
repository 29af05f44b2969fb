import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsLookup } from '../../../src/identity/aws/lookup.js';
import { AwsClients } from '../../../src/model/aws/clients.js';
import { parseConnection } from '../../../src/model/aws/connection.js';
import type { LookupAnswer } from '../../../src/model/identity.js';

/** Kinesis is spoken to over HTTP/2, which moto is not able to: two pages of a list are answered here instead. */
const PAGES: Readonly<Record<string, object>> = {
  '': {
    StreamNames: [],
    HasMoreStreams: true,
    NextToken: 'more',
    StreamSummaries: [stream('clicks', 'ACTIVE')],
  },
  more: { StreamNames: [], HasMoreStreams: false, StreamSummaries: [stream('views', 'DELETING')] },
};

function stream(StreamName: string, StreamStatus: string): object {
  const StreamARN = `arn:aws:kinesis:eu-west-1:111122223333:stream/${StreamName}`;
  return { StreamName, StreamARN, StreamStatus };
}

let kinesis: Http2Server;
let tagging: Server;
const urls: Record<string, string> = {};

async function listen(server: Server | Http2Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  kinesis = createHttp2Server((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { NextToken = '' } = JSON.parse(body) as { NextToken?: string };
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(PAGES[NextToken]));
    });
  });
  tagging = createServer((_request, response) => {
    const ResourceARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
    const Tags = [{ Key: 'blackstart:system', Value: 'shop' }];
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ ResourceTagMappingList: [{ ResourceARN, Tags }] }));
  });
  urls['kinesis'] = await listen(kinesis);
  urls['resourcegroupstaggingapi'] = await listen(tagging);
});
afterAll(() => {
  kinesis.close();
  tagging.close();
});

function lookUp(id: string): Promise<LookupAnswer> {
  const parsed = parseConnection({
    region: 'eu-west-1',
    accessKey: 'testing',
    secretKey: 'testing',
    endpoints: JSON.stringify([urls]),
  });
  if ('failures' in parsed) throw new Error('the connection is not valid');
  const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
  const lookup = awsLookup(new AwsClients(parsed.connection), place);
  return lookup.lookup({ urn: 'urn:pulumi:s::p::t::n', type: 'aws:kinesis/stream:Stream', id });
}

it('a stream is found on any page with its tags, and one that is being deleted is not alive', async () => {
  expect(await lookUp('clicks')).toMatchObject({
    state: 'alive',
    candidates: [{ id: 'clicks', tags: { 'blackstart:system': 'shop' } }],
  });
  expect(await lookUp('views')).toMatchObject({ state: 'tombstone', remedy: 'wait' });
  expect(await lookUp('click')).toEqual({ state: 'absent' });
});
