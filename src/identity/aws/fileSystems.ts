import {
  DescribeBackupPolicyCommand,
  EFSClient,
  paginateDescribeAccessPoints,
  paginateDescribeFileSystems,
  paginateDescribeMountTargets,
  type FileSystemDescription,
} from '@aws-sdk/client-efs';
import { unlessCode } from './absence.js';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** EFS: file systems and access points are listed with their tags, mount targets by file system. */
export const fileSystemLocators: readonly Locator[] = [
  {
    types: ['aws:efs/fileSystem:FileSystem'],
    list: async (context) =>
      (await fileSystems(context)).map((each) => ({
        id: each.FileSystemId ?? '',
        tags: tagsFrom(each.Tags),
        keys: { creationToken: each.CreationToken },
        ...deathOf(each.LifeCycleState),
      })),
  },
  {
    types: ['aws:efs/mountTarget:MountTarget'],
    find: async ({ keys }, context): Promise<readonly Found[]> => {
      const FileSystemId = String(keys?.['fileSystemId'] ?? '');
      if (!(await isThere(FileSystemId, context))) return [];
      const client = context.client(EFSClient);
      const targets = await context.once(`mount targets of ${FileSystemId}`, () =>
        unlessCode(
          collect(
            paginateDescribeMountTargets({ client }, { FileSystemId }),
            (page) => page.MountTargets,
          ),
          'FileSystemNotFound',
        ),
      );
      return (targets ?? []).map((each) => ({
        id: each.MountTargetId ?? '',
        keys: { fileSystemId: each.FileSystemId, subnetId: each.SubnetId },
        ...deathOf(each.LifeCycleState),
      }));
    },
  },
  {
    types: ['aws:efs/accessPoint:AccessPoint'],
    list: async (context) => {
      const client = context.client(EFSClient);
      const points = await context.once('access points', () =>
        collect(paginateDescribeAccessPoints({ client }, {}), (page) => page.AccessPoints),
      );
      return points.map((each) => ({
        id: each.AccessPointId ?? '',
        tags: tagsFrom(each.Tags),
        ...deathOf(each.LifeCycleState),
      }));
    },
  },
  {
    types: ['aws:efs/backupPolicy:BackupPolicy'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      if (!(await isThere(id, context))) return [];
      const answer = await context.once(`backup policy of ${id}`, () =>
        unlessCode(
          context.client(EFSClient).send(new DescribeBackupPolicyCommand({ FileSystemId: id })),
          'FileSystemNotFound',
          'PolicyNotFound',
        ),
      );
      return answer?.BackupPolicy === undefined ? [] : [{ id }];
    },
  },
];

function fileSystems(context: LocatorContext): Promise<FileSystemDescription[]> {
  const client = context.client(EFSClient);
  return context.once('file systems', () =>
    collect(paginateDescribeFileSystems({ client }, {}), (page) => page.FileSystems),
  );
}

async function isThere(id: string, context: LocatorContext): Promise<boolean> {
  return (await fileSystems(context)).some(({ FileSystemId }) => FileSystemId === id);
}

function deathOf(state: string | undefined): Pick<Found, 'dead'> {
  if (state === 'deleting') return { dead: { condition: state, remedy: 'wait' } };
  if (state === 'deleted' || state === 'error') {
    return { dead: { condition: state, remedy: 'none' } };
  }
  return {};
}
