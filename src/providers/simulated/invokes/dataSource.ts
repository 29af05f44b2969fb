import { matchesGlob } from '../../../model/glob.js';
import { ProviderError } from '../../../model/provider.js';
import {
  equalValues,
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../model/values.js';
import type { Account } from '../account.js';
import { behaviourOf } from '../families.js';
import { isInSight } from '../find.js';
import type { Instance } from '../instance.js';
import { tagsOf } from '../rowBehaviour.js';

/** Something that a data source may find. */
export interface Found {
  readonly id: string;
  readonly properties: PropertyMap;
  readonly createdAt: number;
}

/** Arguments that say how to choose, not what to look for. */
const CHOOSING: ReadonlySet<string> = new Set([
  'default',
  'filters',
  'mostRecent',
  'region',
  'state',
  'tags',
  'versionStage',
  'withDecryption',
]);

/** `aws:ec2/getVpc:getVpc` looks for an `aws:ec2/vpc:Vpc`, `getSubnets` for ids of `aws:ec2/subnet:Subnet`. */
export function readDataSource(
  account: Account,
  instance: Instance,
  token: string,
  args: PropertyMap,
): PropertyMap {
  const [packageName = '', module = '', name = ''] = token.split(':');
  const subject = name.replace(/^get/, '');
  const typeNamed = (noun: string): string =>
    `${packageName}:${module.split('/')[0]}/${noun.charAt(0).toLowerCase()}${noun.slice(1)}:${noun}`;
  const found = matching(account, instance, typeNamed(subject), args);
  if (found.length === 0 && subject.endsWith('s')) {
    const many = matching(account, instance, typeNamed(singular(subject)), args);
    if (many.length > 0 || hasType(account, typeNamed(singular(subject)))) {
      const property = (key: string): PropertyValue =>
        many.map(({ properties }) => properties[key] ?? null);
      const ids = many.map(({ id }) => id);
      return {
        ...args,
        id: instance.region ?? account.settings.region,
        ids,
        arns: property('arn'),
        names: property('name'),
      };
    }
  }
  const recent = args['mostRecent'] === true;
  const [first, second] = found.sort((a, b) => b.createdAt - a.createdAt);
  if (first === undefined)
    throw new ProviderError(`no matching ${typeNamed(subject)} found`, 'UNKNOWN');
  if (second !== undefined && !recent) {
    throw new ProviderError(`several ${typeNamed(subject)} match; narrow the arguments`, 'UNKNOWN');
  }
  return { ...args, ...first.properties, id: first.id };
}

/** Everything of a type that fits the arguments of a data source. */
export function matching(
  account: Account,
  instance: Instance,
  type: string,
  args: PropertyMap,
): Found[] {
  return everything(account, instance, type).filter((each) => fits(each, type, args));
}

function hasType(account: Account, type: string): boolean {
  return !account.index.everyOfType(type).next().done;
}

function everything(account: Account, instance: Instance, type: string): Found[] {
  const { index, clock, settings } = account;
  const now = clock.now();
  const behaviour = behaviourOf(type);
  const stored = behaviour
    .scopes(type, account, instance)
    .flatMap((scope, place) =>
      [...index.ofType(scope, type).records].filter((record) => isInSight(record, place, now)),
    )
    .map((record): Found => ({
      id: record.id,
      properties: { ...record.outputs, tags: record.tags },
      createdAt: record.createdAt,
    }));
  const outside = settings.outside
    .filter((each) => each.type === type)
    .map(({ id, properties }): Found => ({ id, properties, createdAt: 0 }));
  return [...stored, ...outside];
}

function fits({ id, properties }: Found, type: string, args: PropertyMap): boolean {
  const typeName = type.slice(type.lastIndexOf(':') + 1).toLowerCase();
  const tags = tagsOf(properties);
  const ownArguments = Object.entries(args).filter(
    ([name, value]) => !CHOOSING.has(name) && value !== null && value !== '',
  );
  return (
    ownArguments.every(([name, value]) => {
      const own = properties[name];
      if (own !== undefined && equalValues(own, value)) return true;
      const lower = name.toLowerCase();
      const isIdentity =
        ['id', 'arn', 'name', 'identifier'].includes(lower) ||
        (lower.endsWith('id') && typeName.endsWith(lower.slice(0, -2)));
      if (isIdentity && (equalTexts(value, id) || equalTexts(value, properties['arn'])))
        return true;
      // Zones are written with and without the dot at their end; what is stored may lack the argument altogether.
      return (own === undefined && !isIdentity) || (own !== undefined && equalTexts(own, value));
    }) &&
    wantedTags(args).every(([key, value]) => tags[key] === value) &&
    filtersOf(args).every(([name, values]) => passes(name, values, id, properties, tags))
  );
}

function equalTexts(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return left.replace(/\.$/, '') === right.replace(/\.$/, '');
}

function wantedTags(args: PropertyMap): [string, string][] {
  const { tags } = args;
  if (!isPropertyMap(tags)) return [];
  return Object.entries(tags).map(([key, value]) => [key, String(value)]);
}

function filtersOf(args: PropertyMap): [string, string[]][] {
  const filters = args['filters'];
  if (!Array.isArray(filters)) return [];
  return filters
    .filter(isPropertyMap)
    .map((filter) => [String(filter['name']), (filter['values'] as PropertyValue[]).map(String)]);
}

/** EC2 names its filters `vpc-id`, `tag:Name`, `availability-zone`; the properties are vpcId and so on. */
function passes(
  name: string,
  values: readonly string[],
  id: string,
  properties: PropertyMap,
  tags: Readonly<Record<string, string>>,
): boolean {
  const any = (text: string): boolean => values.some((value) => matchesGlob(value, text));
  if (name.startsWith('tag:')) {
    const tag = tags[name.slice('tag:'.length)];
    return tag !== undefined && any(tag);
  }
  if (name === 'tag-key') return Object.keys(tags).some(any);
  const property = name.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase());
  const value = properties[property];
  if (value !== undefined && value !== null) return any(String(revealSecrets(value)));
  // What is not modelled, such as the state of a subnet, is taken to hold; an id under another name is compared.
  return !name.endsWith('-id') || any(id);
}

function singular(noun: string): string {
  if (noun.endsWith('ies')) return `${noun.slice(0, -3)}y`;
  return noun.replace(/(?<=ss|x|ch|sh)es$|s$/, '');
}
