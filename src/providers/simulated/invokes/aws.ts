import { ProviderError } from '../../../model/provider.js';
import {
  isPropertyMap,
  makeSecret,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import type { Account } from '../account.js';
import { longHash, partitionOf } from '../context.js';
import type { Instance } from '../instance.js';
import { matching, readDataSource } from './dataSource.js';
import { renderPolicyDocument } from './policyDocument.js';

/** Answers `aws:<module>/getX:getX`. */
export function invokeAws(
  account: Account,
  instance: Instance,
  token: string,
  args: PropertyMap,
): PropertyMap {
  const region = typeof args['region'] === 'string' ? args['region'] : undefined;
  const place: Place = {
    account: account.settings.account,
    region: region ?? instance.region ?? account.settings.region,
  };
  const name = token.slice(token.lastIndexOf(':') + 1);
  switch (name) {
    case 'getCallerIdentity':
      return {
        id: place.account,
        accountId: place.account,
        arn: `arn:${partitionOf(place.region)}:sts::${place.account}:assumed-role/sandbox/session`,
        userId: `AROA${longHash(place.account, 17).toUpperCase()}:session`,
      };
    case 'getRegion':
      return {
        id: place.region,
        name: place.region,
        region: place.region,
        description: place.region,
        endpoint: `ec2.${place.region}.${suffixOf(place)}`,
      };
    case 'getPartition': {
      const partition = partitionOf(place.region);
      const dnsSuffix = suffixOf(place);
      return {
        id: partition,
        partition,
        dnsSuffix,
        reverseDnsPrefix: dnsSuffix.split('.').reverse().join('.'),
      };
    }
    case 'getAvailabilityZones':
      return availabilityZones(place);
    case 'getPolicyDocument':
      return renderPolicyDocument(args);
    case 'getAmi':
      return findAmi(account, instance, args, place);
    case 'getClusterAuth':
      return {
        id: args['name'] ?? '',
        name: args['name'] ?? '',
        token: makeSecret(`k8s-aws-v1.${longHash(String(args['name']), 40)}`),
      };
    default:
      return withSecrets(name, readDataSource(account, instance, token, args));
  }
}

interface Place {
  readonly account: string;
  readonly region: string;
}

function suffixOf({ region }: Place): string {
  return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function availabilityZones({ region }: Place): PropertyMap {
  const letters = ['a', 'b', 'c'];
  const short = region
    .split('-')
    .map((part, at) => (at === 1 ? part.charAt(0) : part))
    .join('');
  return {
    id: region,
    names: letters.map((letter) => `${region}${letter}`),
    zoneIds: letters.map((_, at) => `${short}-az${at + 1}`),
    groupNames: [region],
    state: 'available',
  };
}

/** One's own image when asked for, otherwise a public one that follows from the filters. */
function findAmi(
  account: Account,
  instance: Instance,
  args: PropertyMap,
  { region }: Place,
): PropertyMap {
  const owners = Array.isArray(args['owners']) ? (args['owners'] as PropertyValue[]) : [];
  if (owners.includes('self') || owners.includes(account.settings.account)) {
    const { filters, tags } = args;
    const wanted: PropertyMap = {
      ...(filters === undefined ? {} : { filters }),
      ...(tags === undefined ? {} : { tags }),
    };
    const images = OWN_IMAGES.flatMap((type) => matching(account, instance, type, wanted));
    images.sort((a, b) => b.createdAt - a.createdAt);
    const [first] = images;
    if (first === undefined) {
      throw new ProviderError('no matching aws:ec2/ami:Ami found', 'UNKNOWN');
    }
    if (images.length > 1 && args['mostRecent'] !== true) {
      throw new ProviderError('several aws:ec2/ami:Ami match; set mostRecent', 'UNKNOWN');
    }
    return { ...args, ...first.properties, id: first.id, imageId: first.id };
  }
  const id = `ami-${longHash(JSON.stringify([region, owners, args['filters'] ?? null]), 17)}`;
  return {
    ...args,
    id,
    imageId: id,
    arn: `arn:${partitionOf(region)}:ec2:${region}::image/${id}`,
    name: (filterOf(args, 'name') ?? 'public-image-*').replaceAll('*', '20260101'),
    architecture: filterOf(args, 'architecture') ?? 'x86_64',
    virtualizationType: filterOf(args, 'virtualization-type') ?? 'hvm',
    rootDeviceType: filterOf(args, 'root-device-type') ?? 'ebs',
    rootDeviceName: '/dev/xvda',
    ownerId: /^\d{12}$/.test(String(owners[0])) ? String(owners[0]) : '137112412989',
    state: 'available',
    creationDate: '2026-01-01T00:00:00.000Z',
    tags: {},
  };
}

const OWN_IMAGES = [
  'aws:ec2/ami:Ami',
  'aws:ec2/amiCopy:AmiCopy',
  'aws:ec2/amiFromInstance:AmiFromInstance',
] as const;

function filterOf(args: PropertyMap, name: string): string | undefined {
  const filters = Array.isArray(args['filters']) ? (args['filters'] as PropertyValue[]) : [];
  const filter = filters.find((each) => isPropertyMap(each) && each['name'] === name);
  const values = isPropertyMap(filter) ? filter['values'] : undefined;
  return Array.isArray(values) ? String(values[0]) : undefined;
}

/** Values that the real data sources mark as secret. */
function withSecrets(name: string, result: PropertyMap): PropertyMap {
  const secret =
    name === 'getSecretVersion'
      ? ['secretString', 'secretBinary']
      : name === 'getParameter'
        ? ['value']
        : [];
  const marked = secret
    .filter((key) => result[key] !== undefined && result[key] !== null)
    .map((key) => [key, makeSecret(result[key]!)] as const);
  return { ...result, ...Object.fromEntries(marked) };
}
