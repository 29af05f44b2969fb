import type { AwsClients, ClientClass } from '../../model/aws/clients.js';
import { Batches } from './batches.js';

/** What a definition may use: clients, where it works, and batches of questions. */
export class AwsContext {
  private readonly batches = new Batches();

  private constructor(
    private readonly clients: AwsClients,
    readonly region: string,
    readonly account: string,
    readonly partition: string,
    readonly defaultTags: Readonly<Record<string, string>>,
    readonly ignoresTag: (key: string) => boolean,
  ) {}

  static async open(clients: AwsClients): Promise<AwsContext> {
    const { account, partition } = await clients.identity();
    const { defaultTags, ignoreTags } = clients.connection;
    return new AwsContext(
      clients,
      await clients.region(),
      account,
      partition,
      defaultTags,
      (key) =>
        ignoreTags.keys.includes(key) ||
        ignoreTags.prefixes.some((prefix) => key.startsWith(prefix)),
    );
  }

  client<Client>(client: ClientClass<Client>): Client {
    return this.clients.get(client);
  }

  /**
   * Asks for one key together with all others that are asked for at the same moment: `load` is given up to `most`
   * keys and answers with what it found. `name` tells kinds of questions apart.
   */
  batch<Value>(
    name: string,
    key: string,
    load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
    most = 100,
  ): Promise<Value | undefined> {
    return this.batches.ask(name, key, load, most);
  }

  arn(service: string, resource: string, global = false): string {
    const region = global ? '' : this.region;
    return `arn:${this.partition}:${service}:${region}:${this.account}:${resource}`;
  }
}
