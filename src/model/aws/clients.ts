import { isIP } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
} from '@aws-sdk/credential-providers';
import type { AwsConnection } from './connection.js';
import { apiRates } from '../apiRates.js';
import { limitRequests, RequestRate, type RequestRates } from './requestRate.js';

/** What every client of the SDK is made of here; each ignores what is not for it. */
export interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: ReturnType<typeof fromTemporaryCredentials>;
  readonly maxAttempts: number;
  readonly retryMode: 'standard' | 'adaptive';
  readonly forcePathStyle?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly useFipsEndpoint?: boolean;
  readonly customUserAgent: [string, string][];
}

export type ClientClass<Client> = new (settings: ClientSettings) => Client;

export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
}

/** What its calls are made for; CloudTrail and logs show it in the user agent, as `blackstart/look-up`. */
export type ClientPurpose = 'look-up' | 'provider' | 'doctor';

/** In adaptive mode the SDK slows down by itself once an API has throttled it. */
const MAX_ATTEMPTS = 8;

/** The clients of one connection, each made when it is first needed. Endpoint and credentials follow the SDK's rules. */
export class AwsClients {
  private readonly clients = new Map<unknown, unknown>();
  private readonly rates = new Map<string, RequestRates>();
  private readonly credentials: ClientSettings['credentials'];
  private caller: Promise<CallerIdentity> | undefined;

  constructor(
    readonly connection: AwsConnection,
    private readonly purpose: ClientPurpose = 'look-up',
  ) {
    this.credentials = credentialsOf(connection);
  }

  get<Client>(client: ClientClass<Client>): Client {
    let found = this.clients.get(client) as Client | undefined;
    if (found === undefined) {
      found = new client(this.settings(client.name));
      limitRequests(found, this.ratesOf(client.name));
      this.clients.set(client, found);
    }
    return found;
  }

  /** Whose credentials these are. A failure is not kept: credentials may come to life. */
  identity(): Promise<CallerIdentity> {
    this.caller ??= this.askIdentity().catch((error: unknown) => {
      this.caller = undefined;
      throw error;
    });
    return this.caller;
  }

  /** `eu-west-1`, from the connection or from wherever the SDK finds it. */
  async region(): Promise<string> {
    return this.get(STSClient).config.region();
  }

  private async askIdentity(): Promise<CallerIdentity> {
    const { Account, Arn } = await this.get(STSClient).send(new GetCallerIdentityCommand({}));
    const arn = Arn ?? '';
    return { account: Account ?? '', arn, partition: arn.split(':')[1] ?? 'aws' };
  }

  /** Both clients of load balancing draw from one bucket, as they do at AWS. */
  private ratesOf(clientName: string): RequestRates {
    const service = serviceOf(clientName);
    const api = APIS[service] ?? service;
    let found = this.rates.get(api);
    if (found === undefined) {
      const rate = apiRates.get(api) ?? apiRates.get('other');
      const writes = new RequestRate(rate?.requestsPerSecond, rate?.burst);
      found = { reads: ONE_LIMIT_FOR_ALL.has(api) ? writes : new RequestRate(), writes };
      this.rates.set(api, found);
    }
    return found;
  }

  private settings(clientName: string): ClientSettings {
    const { connection } = this;
    const service = serviceOf(clientName);
    const region =
      service === 'sts' ? (connection.stsRegion ?? connection.region) : connection.region;
    const endpoint = connection.endpoints[service] ?? connection.endpoints[ALIASES[service] ?? ''];
    return {
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(this.credentials === undefined ? {} : { credentials: this.credentials }),
      maxAttempts: connection.maxAttempts ?? MAX_ATTEMPTS,
      retryMode: 'adaptive',
      // A bucket's name cannot be put before an IP address.
      forcePathStyle: connection.s3PathStyle || isBareAddress(endpoint ?? ambientEndpoint()),
      ...(connection.dualstack ? { useDualstackEndpoint: true } : {}),
      ...(connection.fips ? { useFipsEndpoint: true } : {}),
      customUserAgent: [['blackstart', this.purpose]],
    };
  }
}

/** `SQSClient` is of the service `sqs`. */
function serviceOf(clientName: string): string {
  return clientName.replace(/Client$/, '').toLowerCase();
}

/** Services that the table of API rates has under another name. */
const APIS: Readonly<Record<string, string>> = {
  cloudwatchlogs: 'logs',
  elasticloadbalancing: 'elb',
  elasticloadbalancingv2: 'elb',
  eventbridge: 'events',
};

/** Services whose limit counts questions and changes alike: see their rows in the table of API rates. */
const ONE_LIMIT_FOR_ALL = new Set(['route53']);

/** Names of services in the provider's `endpoints` that are not those of the SDK's clients. */
const ALIASES: Readonly<Record<string, string>> = {
  elasticloadbalancing: 'elb',
  elasticloadbalancingv2: 'elbv2',
  cloudwatchlogs: 'logs',
  eventbridge: 'events',
  route53: 'route53',
};

function ambientEndpoint(): string | undefined {
  return process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
}

function isBareAddress(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  const host = new URL(endpoint).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 || host === 'localhost';
}

/** Undefined leaves it to the SDK's own chain: environment, shared files, container, instance. */
function credentialsOf(connection: AwsConnection): ClientSettings['credentials'] {
  const { keys, profile, assumeRoles } = connection;
  let base: ClientSettings['credentials'];
  if (keys !== undefined) base = () => Promise.resolve(keys);
  else if (profile !== undefined) base = fromIni({ profile });
  for (const role of assumeRoles) {
    const region = connection.stsRegion ?? connection.region;
    base = fromTemporaryCredentials({
      masterCredentials: base ?? fromNodeProviderChain(),
      params: {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? 'blackstart',
        ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
        ...(role.policy === undefined ? {} : { Policy: role.policy }),
        ...(role.policyArns === undefined
          ? {}
          : { PolicyArns: role.policyArns.map((arn) => ({ arn })) }),
        ...(role.durationSeconds === undefined ? {} : { DurationSeconds: role.durationSeconds }),
        ...(role.tags === undefined
          ? {}
          : { Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) }),
      },
      ...(region === undefined ? {} : { clientConfig: { region } }),
    });
  }
  return base;
}
