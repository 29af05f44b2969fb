import type { Finding } from '../../model/findings.js';
import { isPropertyMap, type PropertyValue } from '../../model/values.js';
import { resourceLabel } from '../../report/index.js';
import { textOf, type DeclaredResource } from './declaredResource.js';
import { groupBy } from './groupBy.js';
import type { UsedImage } from './images.js';
import { partsOfImage, principalOf, type Support } from './support.js';

/**
 * What a recovery leans on that is declared inside the system to be rebuilt: it works today and would be gone on the
 * day it is needed. Never blocks, since nobody can mend it on that day; it is to be mended before.
 */
export function judgeCircularity(
  supports: readonly Support[],
  images: readonly UsedImage[],
  resources: readonly DeclaredResource[],
): Finding[] {
  const declared = resources.filter(({ kind }) => kind === 'custom');
  const found = [
    ...supports.flatMap((support) => judgeSupport(support, declared)),
    ...judgeImages(images, declared),
  ];
  if (found.length > 0) return found;
  const count = supports.length + new Set(images.map(registryOf)).size;
  const things = count === 1 ? '1 thing' : `${count} things`;
  return [
    {
      check: 'circularity',
      level: 'ok',
      message: `nothing that a recovery leans on is declared in the system itself (${things} looked at)`,
    },
  ];
}

function judgeSupport(support: Support, declared: readonly DeclaredResource[]): Finding[] {
  const owners = ownersOf(support, declared);
  if (owners.length === 0) return [];
  return [
    {
      check: 'circularity',
      level: 'warning',
      message: `${whatLeans(support)} on ${labels(owners)}, which the system itself declares`,
      remedy: REMEDIES[support.kind],
      urns: owners.map(({ urn }) => urn),
    },
  ];
}

function whatLeans(support: Support): string {
  switch (support.kind) {
    case 'git':
      return `the Git remote ${support.name} (${support.host}) rests`;
    case 'packages':
      return `the registry ${support.host}, from which npm packages of the programs come, rests`;
    case 'key':
      return `the secrets in the configuration of program ${support.program} are encrypted under ${support.key}, and so rest`;
    case 'state':
      return `the state of program ${support.program} for Pulumi's own tools lies in ${support.bucket}, and so rests`;
    case 'principal':
      return `the credentials of this recovery (${support.arn}) rest`;
  }
}

const REMEDIES: Readonly<Record<Support['kind'], string>> = {
  git: 'Keep a copy that outlives the system: a mirror elsewhere, or a bundle ("git bundle create") that --repo takes.',
  packages:
    'Take packages from a registry outside of the system, or rehearse on the machine that will recover, which fills its cache.',
  key: 'Change the stack to a passphrase ("pulumi stack change-secrets-provider passphrase") that is kept elsewhere.',
  state:
    'Move the state to a bucket outside of the system. Blackstart does not need it; hints and the ordinary Pulumi CLI do.',
  principal:
    'Keep a role or user for recoveries that no program of the system declares, and check that it can sign in when the system is gone.',
};

function ownersOf(support: Support, declared: readonly DeclaredResource[]): DeclaredResource[] {
  switch (support.kind) {
    case 'git':
    case 'packages':
      return servesHost(support.host, declared);
    case 'key':
      return declared.filter((resource) => isKey(resource, support.key));
    case 'state':
      return declared.filter(
        (resource) =>
          /^aws:s3\/bucket(V2)?:/.test(resource.type) &&
          textOf(resource, 'bucket') === support.bucket,
      );
    case 'principal': {
      const principal = principalOf(support.arn);
      return declared.filter(
        (resource) =>
          principal !== undefined &&
          resource.type ===
            (principal.kind === 'role' ? 'aws:iam/role:Role' : 'aws:iam/user:User') &&
          textOf(resource, 'name') === principal.name,
      );
    }
  }
}

function isKey(resource: DeclaredResource, key: string): boolean {
  const bare = key.replace(/^arn:[^:]*:kms:[^:]*:[^:]*:/, '').replace(/^key\//, '');
  if (resource.type === 'aws:kms/alias:Alias') return textOf(resource, 'name') === bare;
  return resource.type === 'aws:kms/key:Key' && textOf(resource, 'keyId') === bare;
}

/** What makes a name resolve or answers under it, the closest first: records, load balancers, ingresses; else the zone. */
export function servesHost(
  host: string,
  declared: readonly DeclaredResource[],
): DeclaredResource[] {
  const zones = declared
    .filter(({ type }) => type === 'aws:route53/zone:Zone')
    .map((zone) => ({ zone, name: dnsName(textOf(zone, 'name') ?? '') }))
    .filter(({ name }) => name !== '' && (host === name || host.endsWith(`.${name}`)));
  const names = new Set([host, ...zones.map(({ name }) => host.slice(0, -name.length - 1))]);
  const direct = declared.filter((resource) => {
    const { type } = resource;
    // A record of the bare zone may be named so; the empty name stands for nothing else.
    if (type === 'aws:route53/record:Record') {
      const name = dnsName(textOf(resource, 'name') ?? '');
      return ADDRESS_RECORDS.has(textOf(resource, 'type') ?? '') && name !== '' && names.has(name);
    }
    if (BALANCERS.test(type)) return dnsName(textOf(resource, 'dnsName') ?? '') === host;
    return (
      type.startsWith('kubernetes:networking.k8s.io/') && ingressHosts(resource).includes(host)
    );
  });
  return direct.length > 0 ? direct : zones.map(({ zone }) => zone);
}

const ADDRESS_RECORDS = new Set(['A', 'AAAA', 'CNAME']);
const BALANCERS = /^aws:(lb|alb|applicationloadbalancing|elb)\/loadBalancer:/;

function dnsName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function ingressHosts({ inputs }: DeclaredResource): string[] {
  const spec = inputs['spec'];
  const rules = isPropertyMap(spec) ? spec['rules'] : undefined;
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: PropertyValue) => {
    const host = isPropertyMap(rule) ? rule['host'] : undefined;
    return typeof host === 'string' ? [host.toLowerCase()] : [];
  });
}

/** One finding a registry, since what is to be done about it is the same for all of its images. */
function judgeImages(
  images: readonly UsedImage[],
  declared: readonly DeclaredResource[],
): Finding[] {
  const repositories = declared.filter(({ type }) => type === 'aws:ecr/repository:Repository');
  return [...groupBy(images, registryOf)].sort(byKey).flatMap(([registry, used]): Finding[] => {
    const owners =
      registry === ''
        ? repositories
        : isEcr(registry)
          ? repositories.filter((repository) => holdsOneOf(repository, used))
          : servesHost(registry.replace(/:\d+$/, ''), declared);
    if (owners.length === 0) return [];
    const users = [...new Set(used.map(({ urn }) => urn))];
    const whose = `images of ${users.length === 1 ? '1 workload' : `${users.length} workloads`}`;
    const from =
      registry === ''
        ? `${whose} are not known before their sources are built, and may come from`
        : `${whose} come from ${registry}, which rests on`;
    return [
      {
        check: 'circularity',
        level: 'warning',
        message: `${from} ${labels(owners)}, which the system itself declares: rebuilt, it holds no images`,
        remedy:
          'Copy these images to a registry outside of the system, or replicate it to another account; else push them as soon as it is rebuilt.',
        urns: [...owners.map(({ urn }) => urn), ...users],
      },
    ];
  });
}

/** Empty while the image is not known. */
function registryOf({ image }: UsedImage): string {
  return image === undefined ? '' : partsOfImage(image).registry;
}

function holdsOneOf(repository: DeclaredResource, used: readonly UsedImage[]): boolean {
  const name = textOf(repository, 'name');
  return used.some(({ image }) => image !== undefined && partsOfImage(image).repository === name);
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
function isEcr(registry: string): boolean {
  return /^\d{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/.test(registry);
}

function byKey(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : 1;
}

const MOST_NAMED = 3;

/** E.g. `aws:route53:Zone shop`; of many the first ones. */
function labels(resources: readonly DeclaredResource[]): string {
  const all = resources.map(({ urn }) => resourceLabel(urn)).sort();
  const more = all.length - MOST_NAMED;
  const named = all.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
