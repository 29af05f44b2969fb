import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { logsKey } from './encryption';

function logGroup(name: string, path: string, retentionInDays: number): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(name, {
    name: path,
    retentionInDays,
    kmsKeyId: logsKey.arn,
    tags: tags(path),
  });
}

// EKS makes these two by itself, unencrypted and kept for ever, unless they are there before it.
logGroup('eks-main', '/aws/eks/main/cluster', 90);
logGroup('eks-tools', '/aws/eks/tools/cluster', 90);

export const scannerProxyLogs = logGroup('scanner-proxy', '/shop/scanner-proxy', 30);
