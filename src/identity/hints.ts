import { z } from 'zod';
import { BlackstartError } from '../model/errors.js';
import {
  isPropertyMap,
  isSecret,
  makeSecret,
  mapValue,
  type PropertyMap,
  type PropertyValue,
} from '../model/values.js';

/** What an old checkpoint says of a resource: believed only after a read. */
export interface Hint {
  readonly id: string;
  readonly type: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  external: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

const checkpointSchema = z.object({
  deployment: z.object({ resources: z.array(resourceSchema).nullable().optional() }),
});

/**
 * Reads the output of `pulumi stack export`. Encrypted secrets inside stay as they are: they cannot be
 * used, and are not needed to find anything. Throws `hints-invalid` on what is no checkpoint.
 */
export function parseCheckpoint(text: string, file: string): Map<string, Hint> {
  const invalid = (cause: unknown): BlackstartError =>
    new BlackstartError({
      code: 'hints-invalid',
      message: `${file} is not the output of "pulumi stack export"`,
      operation: 'read the hints',
      remedy:
        'Export it again with "pulumi stack export --file FILE", or leave --hints out: it is only a hint.',
      cause,
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(error);
  }
  const parsed = checkpointSchema.safeParse(json);
  if (!parsed.success) throw invalid(parsed.error);
  const hints = new Map<string, Hint>();
  for (const resource of parsed.data.deployment.resources ?? []) {
    if (resource.id === undefined || resource.id === '' || resource.delete === true) continue;
    hints.set(resource.urn, {
      id: resource.id,
      type: resource.type,
      inputs: openSecrets((resource.inputs ?? {}) as PropertyMap),
      outputs: openSecrets((resource.outputs ?? {}) as PropertyMap),
    });
  }
  return hints;
}

/** With `--show-secrets` a checkpoint holds secrets as JSON text under `plaintext`; these become ordinary secrets. */
function openSecrets(values: PropertyMap): PropertyMap {
  return mapValue(values, (value): PropertyValue => {
    if (!isSecret(value) || !isPropertyMap(value)) return value;
    const { plaintext } = value as { plaintext?: PropertyValue };
    if (typeof plaintext !== 'string') return value;
    try {
      return makeSecret(JSON.parse(plaintext) as PropertyValue);
    } catch {
      return value;
    }
  }) as PropertyMap;
}
