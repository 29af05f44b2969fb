import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { execa } from 'execa';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { URN_TAG } from '../../../src/identity/ownership.js';
import { journalFile, listRunIds, readJournal } from '../../../src/journal/index.js';
import { createSandbox } from '../../../src/providers/simulated/sandbox.js';
import { planDocumentSchema, type PlanDocument } from '../../../src/report/document/planSchema.js';
import { startMoto, type Moto } from '../moto.mjs';
import type { Reading } from './reading/reader.js';
import { commitReferencePart } from './referencePart.js';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Compiled code only, by content: what one compiles serves all others. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'blackstart-e2e');
const TOOL = join(ROOT, 'bin', 'blackstart.js');
/** The account that the reference system guards. */
const ACCOUNT = '111122223333';
/** A command that takes longer than this hangs. */
const PATIENCE_MS = 300_000;

export interface AwsSystemOptions {
  /** The system's repository; one with the AWS part of the reference system when left out. */
  readonly repository?: string;
  /** Name of the system in its manifest. */
  readonly name?: string;
  /** Folder of compiled code; without one that which the tests share. */
  readonly cache?: string;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/**
 * The AWS part of a system in an account of its own that moto plays, and the tool with a state folder of its own. Values
 * of Pulumi's `random` come from the simulated cloud, in the place of its plugin. The environment of this process leads
 * to the account as well.
 */
export class AwsSystem {
  private readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'blackstart-aws-')));
  private readonly state = join(this.root, 'state');
  readonly repository: string;
  private endpoint: string | undefined;

  private constructor(
    readonly moto: Moto,
    private readonly options: AwsSystemOptions,
  ) {
    for (const folder of ['home', 'tmp', 'pulumi', 'bin']) mkdirSync(join(this.root, folder));
    const box = join(this.root, 'box');
    createSandbox(box, { name: 'box', timeScale: 0.001 }).close();
    const plugin = join(this.root, 'bin', 'pulumi-resource-random');
    const main = join(ROOT, 'dist', 'providers', 'simulated', 'main.js');
    writeFileSync(
      plugin,
      `#!/bin/sh\nexec "${process.execPath}" "${main}" --account "${box}" "$@"\n`,
    );
    chmodSync(plugin, 0o755);
    this.repository = options.repository ?? join(this.root, 'repository');
    if (options.repository === undefined) commitReferencePart(this.repository);
  }

  static async start(options: AwsSystemOptions = {}): Promise<AwsSystem> {
    const moto = await startMoto({ account: ACCOUNT, managedPolicies: true });
    Object.assign(process.env, moto.environment);
    return new AwsSystem(moto, options);
  }

  async stop(): Promise<void> {
    await this.moto.stop();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** What the tool is given besides the command: also for those who run a part of it in their own process. */
  get environment(): Record<string, string> {
    const { cache = CACHE } = this.options;
    return {
      ...this.moto.environment,
      PATH: `${join(this.root, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: join(this.root, 'home'),
      TMPDIR: join(this.root, 'tmp'),
      PULUMI_HOME: join(this.root, 'pulumi'),
      BLACKSTART_STATE: this.state,
      BLACKSTART_CACHE: cache,
      NODE_COMPILE_CACHE: join(cache, 'programs', 'compiled'),
      PULUMI_CONFIG_PASSPHRASE: readFileSync(join(ROOT, 'stacks', 'passphrase'), 'utf8').trim(),
      ...(this.endpoint === undefined ? {} : { AWS_ENDPOINT_URL: this.endpoint }),
    };
  }

  /** Lets the tool reach AWS through another endpoint for a while, e.g. one that counts. */
  async through<T>(endpoint: string, use: () => Promise<T>): Promise<T> {
    this.endpoint = endpoint;
    try {
      return await use();
    } finally {
      this.endpoint = undefined;
    }
  }

  async run(command: string, ...more: readonly string[]): Promise<Ended> {
    const started = performance.now();
    const result = await execa(
      process.execPath,
      [TOOL, command, '--repo', this.repository, '--aws-provider', 'builtin', ...more],
      {
        ...{ env: this.environment, extendEnv: false, reject: false, stdin: 'ignore' },
        ...{ timeout: PATIENCE_MS, maxBuffer: 256 * 1024 * 1024 },
      },
    );
    const { stdout, stderr } = result;
    if (result.timedOut) throw new Error(`${command} did not end:\n${stdout}\n${stderr}`);
    const seconds = (performance.now() - started) / 1000;
    return { code: result.exitCode ?? -1, stdout, stderr, seconds };
  }

  async plan(command: 'plan' | 'drift' = 'plan'): Promise<PlanDocument> {
    const { stdout, stderr } = await this.run(command, '--json');
    if (!stdout.startsWith('{'))
      throw new Error(`${command} gave no answer:\n${stdout}\n${stderr}`);
    return planDocumentSchema.parse(JSON.parse(stdout));
  }

  /** Fails unless all that was asked for came about. */
  async recover(...more: readonly string[]): Promise<Ended> {
    const ended = await this.run('recover', '--yes', ...more);
    if (ended.code !== 0) {
      throw new Error(`recover ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
    }
    return ended;
  }

  /** URNs that the newest run wrote to. */
  async written(): Promise<string[]> {
    const system = this.options.name ?? 'reference';
    const place = { state: this.state, system, target: 'live' };
    const [run] = await listRunIds(place);
    if (run === undefined) return [];
    const records = await readJournal(journalFile(this.state, system, 'live', run));
    return records.flatMap((record) => (record.record === 'intent' ? [record.urn] : [])).sort();
  }
}

/** Ownership tags that more than one of what lives carries; the tags of what was deleted stay for a while. */
export async function duplicates(living: Reading): Promise<string[]> {
  const client = new ResourceGroupsTaggingAPIClient({});
  const query = { TagFilters: [{ Key: URN_TAG }] };
  const holders = new Map<string, string[]>();
  const names = new Set([...living.keys()].map((key) => lastPart(key)));
  for await (const page of paginateGetResources({ client }, query)) {
    for (const { ResourceARN: arn = '', Tags = [] } of page.ResourceTagMappingList ?? []) {
      if (!names.has(lastPart(arn))) continue;
      const urn = Tags.find(({ Key }) => Key === URN_TAG)?.Value ?? '';
      holders.set(urn, [...(holders.get(urn) ?? []), arn]);
    }
  }
  return [...holders].flatMap(([urn, arns]) =>
    arns.length > 1 ? [`${urn} (${arns.join(', ')})`] : [],
  );
}

function lastPart(name: string): string {
  return name.split(/[ :/]/).at(-1) ?? name;
}
