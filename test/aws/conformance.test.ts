import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMoto, type Moto } from '../../scripts/lib/moto.mjs';
import { awsLookup } from '../../src/identity/aws/lookup.js';
import { identityRule } from '../../src/identity/catalogue/index.js';
import { stampOwnership } from '../../src/identity/ownership.js';
import { buildQuery } from '../../src/identity/query.js';
import { AwsClients } from '../../src/model/aws/clients.js';
import { parseConnection } from '../../src/model/aws/connection.js';
import type { LookupAnswer } from '../../src/model/identity.js';
import { revealSecrets, type PropertyMap } from '../../src/model/values.js';
import { AwsProvider } from '../../src/providers/aws/provider.js';
import { awsResources } from '../../src/providers/aws/index.js';
import { sdkType } from '../identity/sdk.js';
import { samples, untried } from './samples/index.js';
import type { Made, Sample } from './samples/sample.js';

const never = new AbortController().signal;
const SYSTEM = 'shop';

/** What comes with its parent: a look-up finds it before a program has said a word of it. */
const NEVER_ABSENT = new Set(['aws:sns/topicPolicy:TopicPolicy']);

it('has a sample of every type that is covered', () => {
  const tried = new Set(Object.values(samples).flatMap((family) => family.map(({ type }) => type)));
  const missing = [...awsResources.keys()].filter((type) => !tried.has(type));
  expect(missing.toSorted()).toEqual(Object.keys(untried).toSorted());
});

describe.each(Object.entries(samples))('%s, against moto', (_family, family) => {
  let moto: Moto;
  let provider: AwsProvider;
  const made = new Map<string, PropertyMap & { readonly id: string }>();
  const madeOf: Made = (name) => made.get(name) ?? { id: `no ${name}` };

  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, moto.environment);
    provider = await AwsProvider.configure({ region: moto.region });
  });
  afterAll(() => moto.stop());

  const address = ({ type, name }: Sample): { urn: string; type: string; name: string } => ({
    urn: `urn:pulumi:s::p::${type}::${name}`,
    type,
    name,
  });
  const resolved = (inputs: Sample['inputs']): PropertyMap =>
    typeof inputs === 'function' ? inputs(madeOf) : inputs;
  const read = async (sample: Sample): Promise<{ inputs: PropertyMap; outputs: PropertyMap }> => {
    const request = { inputs: {}, outputs: {}, timeoutSeconds: 0 };
    const live = await provider.read(
      { ...address(sample), id: madeOf(sample.name).id, ...request },
      never,
    );
    if (live === undefined) throw new Error(`${sample.name} cannot be read`);
    if (sample.idChanges !== true) expect(live.id).toBe(madeOf(sample.name).id);
    return live;
  };
  const differences = (sample: Sample, oldInputs: PropertyMap, news: PropertyMap): string[] => {
    const diff = provider.diff({ type: sample.type, oldInputs, news, ignoreChanges: [] });
    const declared = (path: string): boolean => news[path.split(/[.[]/)[0] ?? ''] !== undefined;
    return [...(diff.detailed?.keys() ?? [])].filter(
      (path) => declared(path) && sample.forgottenByMoto?.includes(path) !== true,
    );
  };
  const check = (sample: Sample, inputs: PropertyMap): PropertyMap => {
    const { type, urn, name } = address(sample);
    const stamped = stampOwnership(inputs, identityRule(type), SYSTEM, urn);
    const { inputs: checked, failures } = provider.check(type, stamped, `${name}-abcdef0`);
    expect(failures).toEqual([]);
    return checked;
  };
  /** As a recovery does it: from nothing but the program's inputs. */
  const lookUp = (sample: Sample, inputs: PropertyMap): Promise<LookupAnswer> => {
    const place = { account: moto.account, region: moto.region, partition: 'aws' };
    const parsed = parseConnection({ region: moto.region });
    const resource = { ...address(sample), inputs };
    const question = buildQuery(identityRule(sample.type), resource, SYSTEM, place);
    if ('failures' in parsed || question.kind !== 'query') throw new Error(question.kind);
    return awsLookup(new AwsClients(parsed.connection), place).lookup(question.query);
  };

  it.each(family)(
    '$name ($type) is made, found, read back the same, and altered in place',
    async (sample) => {
      let declared = resolved(sample.inputs);
      const checked = check(sample, declared);
      const isNeverAbsent = NEVER_ABSENT.has(sample.type);
      if (!isNeverAbsent) expect(await lookUp(sample, checked)).toEqual({ state: 'absent' });
      const created = await provider.create(
        { ...address(sample), inputs: checked, timeoutSeconds: 0, preview: false },
        never,
      );
      expect(created.id).not.toBe('');
      made.set(sample.name, { ...created.outputs, id: created.id });

      const promised = (sdkType(sample.type)?.certain ?? []).filter(
        ({ name }) => sample.notInMoto?.includes(name) !== true,
      );
      const given = revealSecrets(created.outputs);
      const shapes = Object.fromEntries(
        promised.map(({ name, kind }) => [name, `${kind} ${fits(given[name], kind)}`]),
      );
      expect(shapes).toEqual(
        Object.fromEntries(promised.map(({ name, kind }) => [name, `${kind} true`])),
      );

      const found = await lookUp(sample, checked);
      const ids = found.state === 'alive' ? found.candidates.map(({ id }) => id) : found;
      expect(ids).toEqual([created.id]);

      let live = await read(sample);
      expect(readable(sample.type, live.outputs)).toEqual(readable(sample.type, created.outputs));
      expect(differences(sample, live.inputs, checked)).toEqual([]);

      for (const change of sample.changes ?? []) {
        declared = { ...declared, ...resolved(change) };
        const news = check(sample, declared);
        const before = differences(sample, live.inputs, news);
        expect(before, JSON.stringify(change)).not.toEqual([]);
        await provider.update(
          {
            ...address(sample),
            id: created.id,
            oldInputs: live.inputs,
            oldOutputs: live.outputs,
            news,
            ignoreChanges: [],
            timeoutSeconds: 0,
            preview: false,
          },
          never,
        );
        live = await read(sample);
        expect(differences(sample, live.inputs, news), JSON.stringify(change)).toEqual([]);
      }
      made.set(sample.name, { ...live.outputs, id: created.id });
    },
    120_000,
  );
});

/** What cannot be read back is known to whoever created it only. */
function readable(type: string, outputs: PropertyMap): PropertyMap {
  const inputs = awsResources.get(type)?.inputs ?? {};
  return Object.fromEntries(
    Object.entries(outputs).filter(([name]) => inputs[name]?.writeOnly !== true),
  );
}

function fits(value: unknown, kind: string): boolean {
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === kind;
}
