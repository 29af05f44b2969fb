import * as pulumi from '@pulumi/pulumi';

export interface Statement {
  readonly Sid?: string;
  readonly Effect?: 'Allow' | 'Deny';
  readonly Principal?: pulumi.Input<string | Record<string, pulumi.Input<string>>>;
  readonly Action: string | string[];
  readonly Resource?: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Condition?: pulumi.Input<Record<string, Record<string, pulumi.Input<string>>>>;
}

/** An IAM policy document. A statement allows unless it says otherwise. */
export function policy(...statements: Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
}

/** The trust policy of a role that an AWS service assumes. */
export function assumedByService(service: string): pulumi.Output<string> {
  return policy({ Principal: { Service: service }, Action: 'sts:AssumeRole' });
}
