import { digitsFrom, list, scalar, text, uuidFrom } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap, PropertyValue } from '../../../model/values.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const SPECIAL = '!@#$%&*()-_=+[]{}<>:?';
const WORDS = ['amber', 'brave', 'calm', 'dear', 'eager', 'fair', 'glad', 'keen'];
const PETS = ['badger', 'crane', 'dingo', 'egret', 'ferret', 'gecko', 'heron', 'ibis'];
const LENGTH_RULES = [
  'length',
  'lower',
  'minLower',
  'minNumeric',
  'minSpecial',
  'minUpper',
  'number',
  'numeric',
  'overrideSpecial',
  'special',
  'upper',
];

/** They exist only in state: a new value is drawn whenever one is made. */
function random(row: Omit<SimulatedType, 'stateOnly'>): SimulatedType {
  return {
    ...row,
    replaceOnChanges: ['keepers', ...(row.replaceOnChanges ?? [])],
    stateOnly: true,
  };
}

export const randomTypes: readonly SimulatedType[] = [
  random({
    type: 'random:index/randomPassword:RandomPassword',
    id: () => 'none',
    required: ['length'],
    replaceOnChanges: LENGTH_RULES,
    secretOutputs: ['bcryptHash', 'result'],
    computed: (inputs, _id, context) => ({
      ...flags(inputs),
      result: characters(inputs, context),
      bcryptHash: `$2a$10$${context.identityHex(53)}`,
    }),
  }),
  random({
    type: 'random:index/randomString:RandomString',
    id: (inputs, context) => characters(inputs, context),
    required: ['length'],
    replaceOnChanges: LENGTH_RULES,
    computed: (inputs, id) => ({ ...flags(inputs), result: id }),
  }),
  random({
    type: 'random:index/randomId:RandomId',
    id: (inputs, context) => bytesOf(inputs, 'byteLength', context).toString('base64url'),
    required: ['byteLength'],
    replaceOnChanges: ['byteLength', 'prefix'],
    computed: (inputs, _id, context) => {
      const bytes = bytesOf(inputs, 'byteLength', context);
      const prefix = text(inputs, 'prefix');
      return {
        b64Std: prefix + bytes.toString('base64'),
        b64Url: prefix + bytes.toString('base64url'),
        dec: prefix + BigInt(`0x${bytes.toString('hex') || '0'}`).toString(),
        hex: prefix + bytes.toString('hex'),
      };
    },
  }),
  random({
    type: 'random:index/randomBytes:RandomBytes',
    id: () => 'none',
    required: ['length'],
    replaceOnChanges: ['length'],
    secretOutputs: ['base64', 'hex'],
    computed: (inputs, _id, context) => {
      const bytes = bytesOf(inputs, 'length', context);
      return { base64: bytes.toString('base64'), hex: bytes.toString('hex') };
    },
  }),
  random({
    type: 'random:index/randomInteger:RandomInteger',
    id: (inputs, context) => String(between(inputs, context)),
    required: ['max', 'min'],
    replaceOnChanges: ['max', 'min', 'seed'],
    computed: (inputs, _id, context) => ({ result: between(inputs, context) }),
  }),
  random({
    type: 'random:index/randomPet:RandomPet',
    id: pet,
    replaceOnChanges: ['length', 'prefix', 'separator'],
    defaults: { length: 2, separator: '-' },
  }),
  random({
    type: 'random:index/randomShuffle:RandomShuffle',
    id: () => '-',
    required: ['inputs'],
    replaceOnChanges: ['inputs', 'resultCount', 'seed'],
    computed: (inputs, _id, context) => ({ results: shuffled(inputs, context) }),
  }),
  ...['RandomUuid', 'RandomUuid4', 'RandomUuid7'].map((name) =>
    random({
      type: `random:index/r${name.slice(1)}:${name}`,
      id: (_inputs, context) => uuidFrom(context.identityHex(32)),
      computed: (_inputs, id) => ({ result: id }),
    }),
  ),
];

function isOff(inputs: PropertyMap, name: string): boolean {
  return inputs[name] === false;
}

function flags(inputs: PropertyMap): PropertyMap {
  const on = (name: string): boolean => !isOff(inputs, name);
  const least = (name: string): PropertyValue => inputs[name] ?? 0;
  return {
    lower: on('lower'),
    number: on('number'),
    numeric: on('numeric'),
    special: on('special'),
    upper: on('upper'),
    minLower: least('minLower'),
    minNumeric: least('minNumeric'),
    minSpecial: least('minSpecial'),
    minUpper: least('minUpper'),
  };
}

/** As many characters as asked for, out of the classes that are not switched off. */
function characters(inputs: PropertyMap, context: SimulatedContext): string {
  const classes = [
    isOff(inputs, 'lower') ? '' : LOWER,
    isOff(inputs, 'upper') ? '' : LOWER.toUpperCase(),
    isOff(inputs, 'numeric') || isOff(inputs, 'number') ? '' : '0123456789',
    isOff(inputs, 'special') ? '' : text(inputs, 'overrideSpecial') || SPECIAL,
  ];
  const alphabet = classes.join('') || LOWER;
  const length = Number(inputs['length'] ?? 0);
  const hex = context.identityHex(length * 4);
  return Array.from({ length }, (_none, at) => {
    // The first characters stand for one class each, so that every class occurs.
    const pool = classes.filter((each) => each !== '')[at] ?? alphabet;
    return pool[Number.parseInt(hex.slice(at * 4, at * 4 + 4), 16) % pool.length] ?? '';
  }).join('');
}

function bytesOf(inputs: PropertyMap, property: string, context: SimulatedContext): Buffer {
  return Buffer.from(context.identityHex(Number(inputs[property] ?? 0) * 2), 'hex');
}

function between(inputs: PropertyMap, context: SimulatedContext): number {
  const min = Number(inputs['min'] ?? 0);
  const max = Number(inputs['max'] ?? 0);
  return min + (Number(digitsFrom(context.identityHex(12), 12)) % Math.max(1, max - min + 1));
}

function pet(inputs: PropertyMap, context: SimulatedContext): string {
  const length = Number(inputs['length'] ?? 2);
  const digits = context.identityHex(length);
  const words = Array.from({ length }, (_none, at) => {
    const pool = at === length - 1 ? PETS : WORDS;
    return pool[Number.parseInt(digits[at] ?? '0', 16) % pool.length] ?? '';
  });
  const prefix = text(inputs, 'prefix');
  return [...(prefix === '' ? [] : [prefix]), ...words].join(text(inputs, 'separator') || '-');
}

function shuffled(inputs: PropertyMap, context: SimulatedContext): PropertyValue[] {
  const key = (value: PropertyValue, at: number): string =>
    context.hashHex(`${context.identityHex(16)} ${scalar(value)} ${at}`, 16);
  const elements = list(inputs['inputs']).map((value, at) => ({ value, key: key(value, at) }));
  const order = elements.sort((left, right) => (left.key < right.key ? -1 : 1));
  const count = Number(inputs['resultCount'] ?? order.length);
  return order.slice(0, count).map(({ value }) => value);
}
