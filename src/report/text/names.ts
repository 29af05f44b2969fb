import { isUrn, parseUrn, type Urn } from '../../model/urn.js';
import { oneLine } from './format.js';

/** A type without the file its module lies in: `aws:ec2/vpc:Vpc` is `aws:ec2:Vpc`, `kubernetes:apps/v1:Deployment` stays. */
export function shortType(type: string): string {
  const [packageName, module, name, ...rest] = type.split(':');
  if (packageName === undefined || module === undefined || name === undefined || rest.length > 0) {
    return oneLine(type);
  }
  const slash = module.lastIndexOf('/');
  const repeated =
    slash > 0 && module.slice(slash + 1).toLowerCase() === name.toLowerCase()
      ? module.slice(0, slash)
      : module;
  return oneLine(`${packageName}:${repeated}:${name}`);
}

/** What people call a resource: `aws:ec2:Vpc main`. Text that is no URN comes back as it is. */
export function resourceLabel(urn: string): string {
  if (!isUrn(urn)) return oneLine(urn);
  const { type, name } = parseUrn(urn);
  return `${shortType(type)} ${oneLine(name)}`;
}

/** A label for each resource; where two would read the same, the project or the whole URN tells them apart. */
export function distinctLabels(urns: Iterable<Urn>): (urn: Urn) => string {
  const all = [...new Set(urns)];
  const plain = countBy(all, resourceLabel);
  const inProject = countBy(all, labelInProject);
  return (urn) => {
    const label = resourceLabel(urn);
    if ((plain.get(label) ?? 0) < 2) return label;
    const longer = labelInProject(urn);
    return (inProject.get(longer) ?? 0) < 2 ? longer : oneLine(urn);
  };
}

function labelInProject(urn: string): string {
  return isUrn(urn) ? `${resourceLabel(urn)} (${oneLine(parseUrn(urn).project)})` : oneLine(urn);
}

function countBy(urns: readonly Urn[], label: (urn: Urn) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const urn of urns) counts.set(label(urn), (counts.get(label(urn)) ?? 0) + 1);
  return counts;
}
