/** Actions by service, as `ec2 DescribeVpcs CreateTags; iam PassRole`. */
export interface ActionRow {
  readonly read: string;
  /** Absent where the built-in provider does not serve the type. */
  readonly write?: string;
}
