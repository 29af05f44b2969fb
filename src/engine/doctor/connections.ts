import { containsUnknown, type PropertyMap } from '../../model/values.js';
import type { DeclaredProgram } from '../../model/system.js';
import { defaultInputs } from '../walk/providerRegistry.js';
import type { DeclaredResource } from './declaredResource.js';

/** One way to AWS, with what the system declares behind it. */
export interface DeclaredConnection {
  /** Configuration of the provider; may hold secrets. */
  readonly inputs: PropertyMap;
  readonly resources: readonly DeclaredResource[];
}

/**
 * The ways to AWS that the programs take: those of explicit providers whose configuration is known, and those of the
 * default ones. Two that are configured alike are one.
 */
export function awsConnections(
  resources: readonly DeclaredResource[],
  programs: readonly DeclaredProgram[],
): DeclaredConnection[] {
  const providers = new Map(resources.map((resource) => [resource.urn, resource]));
  const byProgram = new Map(programs.map((program) => [program.name, program]));
  const found = new Map<string, { inputs: PropertyMap; resources: DeclaredResource[] }>();
  for (const resource of resources) {
    if (resource.kind !== 'custom' || !resource.type.startsWith('aws:')) continue;
    const program = byProgram.get(resource.program);
    const inputs =
      resource.providerUrn !== undefined
        ? providers.get(resource.providerUrn)?.inputs
        : program && defaultInputs(program, 'aws');
    if (inputs === undefined || containsUnknown(inputs)) continue;
    const key = JSON.stringify(Object.entries(inputs).sort());
    const known = found.get(key) ?? { inputs, resources: [] };
    known.resources.push(resource);
    found.set(key, known);
  }
  return [...found.values()];
}

/** The default ways of programs that configure AWS: all that is known before they have run. */
export function configuredConnections(programs: readonly DeclaredProgram[]): DeclaredConnection[] {
  const all = programs
    .map((program) => defaultInputs(program, 'aws'))
    .filter((inputs) => Object.keys(inputs).length > 0);
  const distinct = new Map(all.map((inputs) => [JSON.stringify(inputs), inputs]));
  return [...distinct.values()].map((inputs) => ({ inputs, resources: [] }));
}
