import {
  CALL,
  CALLS,
  INVOKE,
  READ_RESOURCE,
  REGISTER_RESOURCE,
  REFUSED_OPTIONS,
  type CoverageRow,
} from './coverage.js';

interface Section {
  readonly title: string;
  readonly about: string;
  /** What a row of this table is: a call of the service, or a field of a request. */
  readonly subject: 'Call' | 'Field';
  readonly rows: readonly CoverageRow[];
}

const SECTIONS: readonly Section[] = [
  {
    title: 'Calls of the service',
    about: 'All that a program can ask of `pulumirpc.ResourceMonitor`.',
    subject: 'Call',
    rows: CALLS,
  },
  {
    title: 'RegisterResource',
    about: 'A resource, component or explicit provider, with every option that a program can set.',
    subject: 'Field',
    rows: REGISTER_RESOURCE,
  },
  {
    title: 'ReadResource',
    about: 'A resource that belongs to somebody else: `.get()`.',
    subject: 'Field',
    rows: READ_RESOURCE,
  },
  {
    title: 'Invoke',
    about: 'A function of a provider, such as `aws.ec2.getVpc`.',
    subject: 'Field',
    rows: INVOKE,
  },
  { title: 'Call', about: 'A method of a component.', subject: 'Field', rows: CALL },
];

const INTRODUCTION = `# What of Pulumi's protocol is honoured

Programs talk to blackstart over the protocol of Pulumi's own engine. This page lists every call and every field that
\`@pulumi/pulumi\` can send, and what becomes of it:

- **honoured**: it does what Pulumi's documentation says of it.
- **no effect**: it is accepted. It asks for something that a recovery never does, or is of no use to one.
- **refused**: a program that uses it stops, and the message names it. Nothing is dropped in silence.

The tables are rendered from \`src/engine/monitor/coverage.ts\`; a test holds them to the fields of the installed SDK.
`;

/** The page docs/protocol.md: a table for each call, made of the coverage tables. */
export function protocolDocument(): string {
  const refused = REFUSED_OPTIONS.map(({ name, why }) => `- \`${name}\`: ${why}.`);
  return [
    INTRODUCTION,
    ...SECTIONS.map(renderSection),
    ['## Refused options', '', 'The names as messages give them:', '', ...refused, ''].join('\n'),
  ].join('\n');
}

function renderSection({ title, about, subject, rows }: Section): string {
  const lines = rows.map(({ field, option, treatment, how }) => [
    `\`${field}\``,
    option,
    treatment,
    how,
  ]);
  return [
    `## ${title}`,
    '',
    about,
    '',
    ...table([[subject, 'Option', 'Treatment', 'How'], ...lines]),
    '',
  ].join('\n');
}

/** A Markdown table with aligned columns, so that the formatter leaves it as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = cells[0]!.map((_, column) =>
    Math.max(3, ...cells.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = cells;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}
