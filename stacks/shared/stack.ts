import * as pulumi from '@pulumi/pulumi';

/**
 * The exports of another program of the system, typed by that program's own module: what it renames no
 * longer compiles here. Import the module as a type only, or its resources would be declared twice.
 */
export class Stack<Exports> {
  private readonly reference: pulumi.StackReference;

  constructor(project: string) {
    this.reference = new pulumi.StackReference(
      `${pulumi.getOrganization()}/${project}/${pulumi.getStack()}`,
    );
  }

  output<Name extends keyof Exports & string>(
    name: Name,
  ): pulumi.Output<pulumi.Unwrap<Exports[Name]>> {
    return this.reference.requireOutput(name) as pulumi.Output<pulumi.Unwrap<Exports[Name]>>;
  }
}
