import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  awsPolicy,
  LONGEST_POLICY,
  policyLength,
  splitPolicy,
  type AwsPolicy,
  type PolicyPurpose,
  type PolicyResult,
} from '../engine/policy/awsPolicy.js';
import { trustPolicy, type TrustedHost } from '../engine/policy/trustPolicy.js';
import { BlackstartError, messageOf } from '../model/errors.js';
import { plural } from '../report/index.js';
import { loadManifest } from '../system/index.js';
import { runStarted } from './announce.js';
import { withSystem } from './context.js';
import { inEmptyCloud } from './emptyCloud.js';
import { writeText, type ExitCode, type Io } from './io.js';
import { WHOLE_SYSTEM } from './options.js';
import { withOutput, type Output } from './output.js';

interface Where {
  readonly repo?: string | undefined;
  readonly ref?: string | undefined;
  readonly manifest?: string | undefined;
}

export interface PolicyOptions extends Where {
  readonly purpose: PolicyPurpose;
  /** Folder for the documents, each within AWS's limit; stdout gets one otherwise. */
  readonly out?: string | undefined;
  readonly verbose: boolean;
}

/** The policy of a role that may do what the graph needs, and no more. Asks no live system. */
export function runPolicy(options: PolicyOptions, io: Io): Promise<ExitCode> {
  const { purpose, out, verbose } = options;
  return withOutput(io, { verbose, form: 'progress' }, async (output): Promise<ExitCode> => {
    const { policy, unknown } = await policyOf(options, io, output);
    await output.finish();
    if (out === undefined) {
      const length = policyLength(policy);
      if (length > LONGEST_POLICY) {
        const text = `warning: ${length} characters, while a managed policy may have ${LONGEST_POLICY}: --out FOLDER writes several`;
        writeText(io.stderr, text);
      }
      writeText(io.stdout, JSON.stringify(policy, undefined, 2));
    } else {
      const written = await store(out, purpose, splitPolicy(policy));
      for (const file of written) writeText(io.stdout, `wrote ${file}`);
    }
    if (unknown.length === 0) return 0;
    const what = purpose === 'recover' ? 'to be written' : 'to be read';
    writeText(
      io.stderr,
      `warning: the policy is not whole. It is not known what ${plural(unknown.length, 'type')} need ${what}; add it by hand: ${unknown.join(', ')}`,
    );
    return 2;
  });
}

function policyOf(options: PolicyOptions, io: Io, output: Output): Promise<PolicyResult> {
  const { repo, ref, manifest, purpose } = options;
  const request = { ...WHOLE_SYSTEM, repo, ref, manifest };
  return withSystem(request, io, output.events, (system) =>
    inEmptyCloud(
      `policy-${randomUUID().slice(0, 8)}`,
      ...([system, request, io, output.events] as const),
      async (context) => {
        output.events(runStarted(context, 'graph', undefined));
        const { graph } = await context.engine.preview();
        const types = [...graph.nodes.values()]
          .filter(({ kind }) => kind === 'custom' || kind === 'read')
          .map(({ type }) => type);
        return awsPolicy(types, purpose, system.manifest.guards);
      },
    ),
  );
}

async function store(
  folder: string,
  purpose: PolicyPurpose,
  documents: readonly AwsPolicy[],
): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return await Promise.all(
      documents.map(async (document, index) => {
        const number = documents.length === 1 ? '' : `-${index + 1}`;
        const file = join(folder, `blackstart-${purpose}${number}.json`);
        await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
        return file;
      }),
    );
  } catch (cause) {
    throw new BlackstartError({
      code: 'usage',
      operation: 'write the policy',
      message: `${folder} cannot be written to: ${messageOf(cause)}`,
      remedy: 'Name a folder that you may write to.',
      cause,
    });
  }
}

export interface TrustOptions extends Where {
  readonly host: TrustedHost;
  readonly repository: string;
  readonly branch: string;
  /** Twelve digits; that of the guards when left out. */
  readonly account?: string | undefined;
}

/** The trust policy of a role for the CI of one repository. */
export async function runTrust(options: TrustOptions, io: Io): Promise<ExitCode> {
  const { host, repository, branch } = options;
  const account = options.account ?? (await guardedAccount(options, io));
  const policy = trustPolicy({ host, repository, branch, account });
  writeText(io.stdout, JSON.stringify(policy, undefined, 2));
  return 0;
}

async function guardedAccount(options: TrustOptions, io: Io): Promise<string> {
  const { guards } = await loadManifest({
    repository: options.repo,
    reference: options.ref,
    manifest: options.manifest,
    environment: io.env,
    signal: io.stop,
  });
  const [account, ...others] = guards.aws?.accounts ?? [];
  if (account !== undefined && others.length === 0) return account;
  throw new BlackstartError({
    code: 'usage',
    operation: 'find the account',
    message:
      account === undefined
        ? 'the manifest guards no AWS account'
        : `the manifest guards ${others.length + 1} AWS accounts`,
    remedy: 'Say which one with --account.',
  });
}
