import { describe, expect, it } from 'vitest';
import { stepForPeople, type SeenResource } from '../../../src/engine/walk/forPeople.js';
import type { GraphNode } from '../../../src/model/graph.js';
import type { Urn } from '../../../src/model/urn.js';

const ZONE = 'aws:route53/zone:Zone';
const ROLE = 'aws:iam/role:Role';
const ENTRY = 'aws:eks/accessEntry:AccessEntry';

function urnOf(type: string, name: string): Urn {
  return `urn:pulumi:s::p::${type}::${name}` as Urn;
}

interface Described extends Partial<SeenResource> {
  readonly type: string;
  readonly name: string;
  readonly on?: readonly Urn[];
}

/** A system of these, and what it says of the first. */
function ask(
  [first, ...others]: readonly [Described, ...Described[]],
  more: { readonly isNew: boolean; readonly delegatedTo?: readonly string[] },
): ReturnType<typeof stepForPeople> {
  const nodes = new Map<Urn, GraphNode>();
  const seen = new Map<Urn, SeenResource>();
  for (const { type, name, on = [], inputs = {}, outputs = {} } of [first, ...others]) {
    const urn = urnOf(type, name);
    const place = { program: 'p', stage: 'aws', kind: 'custom', parent: undefined } as const;
    nodes.set(urn, { urn, type, name, ...place, dependencies: on });
    seen.set(urn, { inputs, outputs });
  }
  const urn = urnOf(first.type, first.name);
  return stepForPeople({
    node: nodes.get(urn)!,
    seen: seen.get(urn)!,
    nodes,
    seenOf: (other) => seen.get(other),
    ...more,
  });
}

describe('a zone made anew', () => {
  const zone = {
    type: ZONE,
    name: 'shop',
    inputs: { name: 'shop.example' },
    outputs: { zoneId: 'Z1', nameServers: ['ns-1.awsdns.org', 'ns-2.awsdns.com'] },
  };

  it('is not delegated to yet, and says to whom the zone above still sends', () => {
    expect(ask([zone], { isNew: true, delegatedTo: ['ns-9.awsdns.net'] })?.hazard).toBe(
      'shop.example has other name servers than the lost zone had: ns-1.awsdns.org, ns-2.awsdns.com, but it is delegated to ns-9.awsdns.net',
    );
  });

  it('needs nobody when the delegation is right already, however it is written', () => {
    const delegatedTo = ['NS-2.awsdns.com.', 'ns-1.awsdns.org'];
    expect(ask([zone], { isNew: true, delegatedTo })).toBeUndefined();
    expect(ask([zone], { isNew: true, delegatedTo: ['ns-1.awsdns.org'] })).toBeDefined();
  });

  it('needs nobody when it was not made anew, or is private', () => {
    expect(ask([zone], { isNew: false })).toBeUndefined();
    const inputs = { ...zone.inputs, vpcs: [{ vpcId: 'vpc-1' }] };
    expect(ask([{ ...zone, inputs }], { isNew: true })).toBeUndefined();
  });

  it('needs nobody when the system itself delegates to it', () => {
    const on = [urnOf(ZONE, 'shop')];
    const record = { type: 'aws:route53/record:Record', name: 'r', on };
    const elsewhere = {
      ...record,
      inputs: { type: 'NS', zoneId: 'Z-above', name: 'shop.example' },
    };
    expect(ask([zone, elsewhere], { isNew: true })).toBeUndefined();
    const domain = {
      type: 'aws:route53domains/registeredDomain:RegisteredDomain',
      name: 'd',
      on,
    };
    expect(ask([zone, domain], { isNew: true })).toBeUndefined();
    // Records of its own, even name servers of a part of it, do not delegate to it.
    const own = { ...record, inputs: { type: 'NS', zoneId: 'Z1', name: 'shop.example' } };
    expect(ask([zone, own], { isNew: true })).toBeDefined();
    const below = { ...record, inputs: { type: 'NS', zoneId: 'Z-above', name: 'eu.shop.example' } };
    expect(ask([zone, below], { isNew: true })).toBeDefined();
    const address = { ...record, inputs: { type: 'A', zoneId: 'Z-above', name: 'shop.example' } };
    expect(ask([zone, address], { isNew: true })).toBeDefined();
  });

  it('says how many certificates wait for it, through whatever lies between', () => {
    const proof = urnOf('aws:route53/record:Record', 'proof');
    const between = { type: 'aws:route53/record:Record', name: 'proof', on: [urnOf(ZONE, 'shop')] };
    const validation = {
      type: 'aws:acm/certificateValidation:CertificateValidation',
      name: 'a',
      on: [proof],
    };
    const remedy = (...others: Described[]): string | undefined =>
      ask([zone, ...others], { isNew: true })?.remedy;
    expect(remedy(between)).toBe('for people: name them at the registrar, or in the zone above');
    expect(remedy(between, validation)).toMatch(/; a certificate waits for that$/);
    expect(remedy(between, validation, { ...validation, name: 'b' })).toMatch(
      /; 2 certificates wait for that$/,
    );
  });
});

describe('an access entry', () => {
  const arn = 'arn:aws:iam::111122223333:role/worker';
  const role = (createDate: string): Described => ({
    type: ROLE,
    name: 'worker',
    outputs: { arn, createDate },
  });
  const entry = {
    type: ENTRY,
    name: 'worker',
    on: [urnOf(ROLE, 'worker')],
    inputs: { clusterName: 'main', principalArn: arn },
    outputs: { createdAt: '2026-01-02T00:00:00Z' },
  };

  it('that is older than its role is stale', () => {
    const step = ask([entry, role('2026-01-03T00:00:00Z')], { isNew: false });
    expect(step?.remedy).toContain(
      `aws eks delete-access-entry --cluster-name main --principal-arn ${arn}`,
    );
  });

  it('that is younger, or of another role, is none', () => {
    expect(ask([entry, role('2026-01-01T00:00:00Z')], { isNew: false })).toBeUndefined();
    expect(ask([entry, role('2026-01-02T00:00:00Z')], { isNew: false })).toBeUndefined();
    const other = { ...role('2026-01-03T00:00:00Z'), outputs: { arn: 'arn:aws:iam::1:role/x' } };
    expect(ask([entry, other], { isNew: false })).toBeUndefined();
    expect(ask([entry, role('2026-01-03T00:00:00Z')], { isNew: true })).toBeUndefined();
  });
});
