import { inputsOf } from './check.js';
import { awsResources } from './index.js';
import type { AwsResource } from './resource.js';
import type { Shape } from './shape.js';
import { USE_GENUINE_PLUGIN } from './remedy.js';

/** The coverage table of the documentation, made from the definitions themselves. */
export function coverageDocument(): string {
  const rows = [...awsResources.values()]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map((resource) => {
      const refused = [...(resource.refused ?? []), ...nestedRefusals(resource)];
      const named = refused.map((name) => `\`${name}\``).join(', ');
      return `| \`${resource.type}\` | ${Object.keys(inputsOf(resource)).length} | ${named} |`;
    });
  return [
    '# What the built-in AWS provider covers',
    '',
    '<!-- Made by "npm run aws-coverage" from src/providers/aws. How to add a type: src/providers/aws/resource.ts. -->',
    '',
    'blackstart brings a provider for AWS of its own. It speaks the tokens of `@pulumi/aws`, and it is strict: a type or',
    'an input that is not covered is an error that names it, before anything is written. In that case',
    `${USE_GENUINE_PLUGIN}.`,
    '',
    'Which one serves a run is said by `--aws-provider builtin`, `plugin` or `auto` (the default: the genuine plugin where it',
    'is installed, else this one), and shown in the plan. Resources are found in the same way with both.',
    '',
    'Tests try the built-in provider against moto, an AWS API on the test machine: look-ups, ownership tags, secrets,',
    '`defaultTags`, providers for other regions, `assumeRoles`, and what drift shows of altered attributes.',
    '**With the genuine plugin nothing of this has been tried yet**: it was not to be had. Known for it are the look-ups, which',
    'are the same code, and the way in which plugins are started and called, which tests try with the genuine Kubernetes provider.',
    'Not known are what it reads of resources that were found without a state, how its own tags (`tagsAll`) take the ownership',
    'tags, and what its diff says of defaults. With it plan and drift also tell nothing of what somebody added.',
    '',
    `It covers ${rows.length} types. Names with a path are fields inside an input.`,
    '',
    '| type | inputs covered | inputs refused |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function nestedRefusals({ inputs }: AwsResource): string[] {
  return Object.entries(inputs).flatMap(([name, shape]) => refusalsIn(name, shape));
}

function refusalsIn(path: string, shape: Shape): string[] {
  if (shape.kind === 'list' || shape.kind === 'set') return refusalsIn(path, shape.of);
  if (shape.kind !== 'object') return [];
  return [
    ...shape.refused.map((name) => `${path}.${name}`),
    ...Object.entries(shape.fields).flatMap(([name, field]) =>
      refusalsIn(`${path}.${name}`, field),
    ),
  ];
}
