import type { Sample } from './sample.js';

const statement = (action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Pull',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: [action],
      },
    ],
  });

const rules = (days: number): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: days,
        },
        action: { type: 'expire' },
      },
    ],
  });

export const registrySamples: readonly Sample[] = [
  {
    name: 'storefront',
    type: 'aws:ecr/repository:Repository',
    inputs: {
      name: 'shop/storefront',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      tags: { a: '1' },
    },
    changes: [
      { imageTagMutability: 'MUTABLE' },
      { imageScanningConfiguration: { scanOnPush: false } },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'expiry',
    type: 'aws:ecr/lifecyclePolicy:LifecyclePolicy',
    inputs: (made) => ({ repository: made('storefront').id, policy: rules(14) }),
    changes: [{ policy: rules(30) }],
  },
  {
    name: 'access',
    type: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
    inputs: (made) => ({
      repository: made('storefront').id,
      policy: statement('ecr:BatchGetImage'),
    }),
    changes: [{ policy: statement('ecr:GetDownloadUrlForLayer') }],
  },
];
