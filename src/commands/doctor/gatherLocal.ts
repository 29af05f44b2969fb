import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CommitFacts, DiskFacts } from '../../engine/doctor/judgements.js';
import { bucketOf, hostOfRemote, kmsKeyOf, type Support } from '../../engine/doctor/support.js';
import {
  gitRemotes,
  packageHosts,
  remoteBranchesWith,
  whyRemoteIsSilent,
  type LoadedSystem,
} from '../../system/index.js';

const REMOTE_PATIENCE_MS = 15_000;

/** Where the commit is besides here. Remotes are asked only when `askRemotes` says so: it takes a network. */
export async function gatherCommit(
  { repository, commit }: Pick<LoadedSystem, 'repository' | 'commit'>,
  askRemotes: boolean,
): Promise<CommitFacts> {
  const remotes = await gitRemotes(repository);
  if (remotes === undefined) return { kind: 'elsewhere' };
  if (remotes.length === 0) return { kind: 'local', remotes: [], branches: [] };
  const [branches, asked] = await Promise.all([
    remoteBranchesWith(repository, commit),
    Promise.all(
      remotes.map(async ({ name, url }) => ({
        ...{ name, url },
        failure: askRemotes
          ? await whyRemoteIsSilent(repository, name, REMOTE_PATIENCE_MS)
          : undefined,
      })),
    ),
  ]);
  return { kind: 'local', remotes: asked, branches };
}

/** The room in the folder, or in the nearest one above it that is there already. */
export async function gatherDisk(folder: string): Promise<DiskFacts> {
  let there = folder;
  while ((await stat(there).catch(() => undefined)) === undefined && dirname(there) !== there) {
    there = dirname(there);
  }
  const writable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  );
  const found = await statfs(there).catch(() => undefined);
  return { folder, writable, freeBytes: found && found.bavail * found.bsize };
}

/** What a recovery of this system leans on, as far as files and the environment tell. */
export async function gatherSupports(
  system: LoadedSystem,
  facts: CommitFacts,
  env: NodeJS.ProcessEnv,
): Promise<Support[]> {
  const { root, repository, programs } = system;
  const remotes =
    facts.kind === 'local' ? facts.remotes : [{ name: 'of this recovery', url: repository }];
  const role = env['AWS_ROLE_ARN'];
  const hosts = await packageHosts(
    root,
    programs.map(({ projectRoot }) => projectRoot),
  );
  return [
    ...remotes.flatMap(({ name, url }): Support[] => {
      const host = hostOfRemote(url);
      return host === undefined ? [] : [{ kind: 'git', name, host }];
    }),
    ...hosts.map((host): Support => ({ kind: 'packages', host })),
    ...programs.flatMap(({ name, secretsProvider, backend }): Support[] => {
      const key = kmsKeyOf(secretsProvider ?? '');
      const bucket = bucketOf(backend ?? '');
      return [
        ...(key === undefined ? [] : [{ kind: 'key', program: name, key } as const]),
        ...(bucket === undefined ? [] : [{ kind: 'state', program: name, bucket } as const]),
      ];
    }),
    ...(role === undefined || role === '' ? [] : [{ kind: 'principal', arn: role } as const]),
  ];
}
