import * as pulumi from '@pulumi/pulumi';

/** The tags that every taggable AWS resource of the system carries. */
export function tags(name: string, extra: Record<string, string> = {}): Record<string, string> {
  return {
    Name: name,
    system: 'reference',
    program: pulumi.getProject(),
    environment: pulumi.getStack(),
    ...extra,
  };
}
