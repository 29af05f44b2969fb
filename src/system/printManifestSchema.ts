/** Prints the manifest's JSON schema: `tsx src/system/printManifestSchema.ts > schemas/system.schema.json`. */
import { manifestJsonSchema } from './manifestSchema.js';

process.stdout.write(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
