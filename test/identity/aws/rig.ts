import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMoto, type Moto } from '../../../scripts/lib/moto.mjs';
import { awsLookup } from '../../../src/identity/aws/lookup.js';
import { identityRule } from '../../../src/identity/catalogue/index.js';
import { ownershipTags } from '../../../src/identity/ownership.js';
import { buildQuery } from '../../../src/identity/query.js';
import { AwsClients } from '../../../src/model/aws/clients.js';
import { parseConnection } from '../../../src/model/aws/connection.js';
import type { LookupAnswer } from '../../../src/model/identity.js';
import type { PropertyMap } from '../../../src/model/values.js';

const SYSTEM = 'shop';

/** Something made behind the tool's back, to be found by what a program declares of it. */
export interface LocatorCase {
  readonly type: string;
  /** Makes it, with these tags where the API takes any; says what a program declares and the import id. */
  make(tags: Readonly<Record<string, string>>): Promise<Made>;
  /** Declared inputs of another one that nobody has made; what of the made one's inputs it does not change stays. */
  readonly other: PropertyMap;
  /** Takes it away again, where the API can. */
  remove?(id: string): Promise<unknown>;
  /** Its tags were put on and are seen. */
  readonly tagged?: boolean;
}

export interface Made {
  readonly inputs: PropertyMap;
  readonly id: string;
}

/** A fresh account for this file, in which every case is made, found, told from another one, and taken away. */
export function testLocators(cases: readonly LocatorCase[]): void {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, moto.environment);
  });
  afterAll(() => moto.stop());

  const urnOf = ({ type }: LocatorCase): string => `urn:pulumi:s::p::${type}::made`;
  const lookUp = (each: LocatorCase, inputs: PropertyMap, urn: string): Promise<LookupAnswer> => {
    const place = { account: moto.account, region: moto.region, partition: 'aws' };
    const parsed = parseConnection({ region: moto.region });
    const resource = { urn, type: each.type, inputs };
    const question = buildQuery(identityRule(each.type), resource, SYSTEM, place);
    if ('failures' in parsed || question.kind !== 'query') throw new Error(question.kind);
    return awsLookup(new AwsClients(parsed.connection), place).lookup(question.query);
  };

  it.each(cases)('$type is found by what is declared, and by nothing else', async (each) => {
    const tags = ownershipTags(SYSTEM, urnOf(each));
    const { inputs, id } = await each.make(tags);
    const found = await lookUp(each, inputs, urnOf(each));
    const candidates = found.state === 'alive' ? found.candidates : found;
    expect(candidates).toMatchObject([{ id, ...(each.tagged === true ? { tags } : {}) }]);
    const elsewhere = await lookUp(each, { ...inputs, ...each.other }, `${urnOf(each)}-other`);
    expect(elsewhere).toEqual({ state: 'absent' });
    if (each.remove === undefined) return;
    await each.remove(id);
    const { state } = await lookUp(each, inputs, urnOf(each));
    expect(['absent', 'tombstone']).toContain(state);
  });
}

/** Tags as most APIs take them. */
export function pairs(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
