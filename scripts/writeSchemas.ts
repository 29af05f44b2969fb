/** Writes the JSON schemas of the manifest, of the machine-readable output and of the runbooks: `npm run schema`. */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import {
  doctorDocumentJsonSchema,
  drillJsonSchema,
  eventJsonSchema,
  planDocumentJsonSchema,
  reportJsonSchema,
} from '../src/report/index.js';
import { manifestJsonSchema } from '../src/system/index.js';
import { runbookJsonSchema } from './lib/runbooks/frontMatter.js';

const schemas = {
  'system.schema.json': manifestJsonSchema(),
  'plan.schema.json': planDocumentJsonSchema(),
  'doctor.schema.json': doctorDocumentJsonSchema(),
  'events.schema.json': eventJsonSchema(),
  'report.schema.json': reportJsonSchema(),
  'runbook.schema.json': runbookJsonSchema(),
  'drill.schema.json': drillJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const text = await format(JSON.stringify(schema, undefined, 2), {
    parser: 'json',
    printWidth: 100,
  });
  writeFileSync(new URL(`../schemas/${name}`, import.meta.url), text);
}
