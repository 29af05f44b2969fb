import type { DeclaredResource, ExamineContext } from '../../../src/engine/walk/examine.js';
import { ownershipTags } from '../../../src/identity/ownership.js';
import type { NewJournalRecord } from '../../../src/journal/index.js';
import type {
  Candidate,
  IdentityRule,
  Lookup,
  LookupAnswer,
  LookupQuery,
} from '../../../src/model/identity.js';
import {
  ProviderError,
  type CheckFailure,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type DiffRequest,
  type LiveState,
  type PropertyDiffKind,
  type Provider,
  type ProviderDiff,
  type ReadRequest,
  type UpdateRequest,
} from '../../../src/model/provider.js';
import type { Urn } from '../../../src/model/urn.js';
import { equalValues, isPropertyMap, type PropertyMap } from '../../../src/model/values.js';

export const TYPE = 'test:index:Bucket';
export const URN = `urn:pulumi:s::p::${TYPE}::photos` as Urn;
export const RULE: IdentityRule = {
  type: TYPE,
  id: '{name}',
  tags: { property: 'tags', shape: 'map' },
  source: 'test',
};
export const OURS = ownershipTags('shop', URN);

/** What goes wrong in one call: before its effect, or behind it, so that only the answer is lost. */
export interface Fault {
  readonly error: Error;
  readonly effect?: 'happens';
}

type Call = 'check' | 'read' | 'diff' | 'create' | 'update' | 'lookup' | 'restore';

/** A provider of one type and its lookup, in memory: things are known by `name`; all that writes is logged. */
export class FakeCloud implements Provider, Lookup {
  readonly packageName = 'test';
  readonly origin = 'fake';
  readonly version = '1.0.0';
  readonly records = new Map<string, PropertyMap>();
  readonly calls: Call[] = [];
  /** Faults of the next calls, in order; undefined is a call that works. */
  readonly faults: Partial<Record<Call, (Fault | undefined)[]>> = {};
  /** Answers of the next look-ups, before what really lives counts. */
  readonly answers: LookupAnswer[] = [];
  /** Things in a grave that `restore` opens. */
  readonly graves = new Map<string, PropertyMap>();
  failures: CheckFailure[] = [];
  replaces: string[] = [];

  constructor(readonly log: string[] = []) {}

  check({ news }: CheckRequest): Promise<CheckResult> {
    return this.perform('check', () => ({ inputs: news, failures: this.failures }));
  }

  diff({ oldInputs, news }: DiffRequest): Promise<ProviderDiff> {
    return this.perform('diff', () => {
      const detailed = new Map<string, PropertyDiffKind>();
      this.compare('', oldInputs, news, detailed);
      const changes = detailed.size === 0 ? 'none' : 'some';
      return { changes, diffs: [], replaces: this.replaces, detailed };
    });
  }

  create({ inputs, preview }: CreateRequest): Promise<CreateResult> {
    if (preview) return Promise.resolve({ id: '', outputs: inputs });
    return this.perform('create', () => {
      const id = String(inputs['name']);
      if (this.records.has(id)) throw new ProviderError(`Bucket ${id} already exists`, 'UNKNOWN');
      this.log.push(`create ${id}`);
      this.records.set(id, inputs);
      return { id, outputs: { ...inputs, arn: `arn:${id}` } };
    });
  }

  read({ id }: ReadRequest): Promise<LiveState | undefined> {
    return this.perform('read', () => {
      const inputs = this.records.get(id);
      return inputs === undefined
        ? undefined
        : { id, inputs, outputs: { ...inputs, arn: `arn:${id}` } };
    });
  }

  update({ id, news, preview }: UpdateRequest): Promise<{ outputs: PropertyMap }> {
    if (preview) return Promise.resolve({ outputs: news });
    return this.perform('update', () => {
      this.log.push(`update ${id}`);
      this.records.set(id, news);
      return { outputs: { ...news, arn: `arn:${id}` } };
    });
  }

  invoke(): Promise<never> {
    return Promise.reject(new Error('no functions'));
  }

  call(): Promise<never> {
    return Promise.reject(new Error('no methods'));
  }

  construct(): Promise<never> {
    return Promise.reject(new Error('no components'));
  }

  lookup(query: LookupQuery): Promise<LookupAnswer> {
    return this.perform('lookup', () => {
      const answer = this.answers.shift();
      if (answer !== undefined) return answer;
      const candidates: Candidate[] = [];
      for (const [id, inputs] of this.records) {
        const tags = (isPropertyMap(inputs['tags']) ? inputs['tags'] : {}) as Record<
          string,
          string
        >;
        const matchedBy: ('id' | 'tags')[] = [];
        if (query.id === id) matchedBy.push('id');
        if (Object.entries(query.tags ?? { none: '' }).every(([key, tag]) => tags[key] === tag)) {
          matchedBy.push('tags');
        }
        if (matchedBy.length > 0) candidates.push({ id, matchedBy, tags });
      }
      if (candidates.length > 0) return { state: 'alive', candidates };
      return this.graves.has(query.id ?? '')
        ? {
            state: 'tombstone',
            id: query.id!,
            condition: 'scheduled for deletion',
            remedy: 'restore',
          }
        : { state: 'absent' };
    });
  }

  restore(_query: LookupQuery, id: string): Promise<void> {
    return this.perform('restore', () => {
      this.log.push(`restore ${id}`);
      this.records.set(id, this.graves.get(id)!);
      this.graves.delete(id);
    });
  }

  count(call: Call): number {
    return this.calls.filter((made) => made === call).length;
  }

  private async perform<T>(name: Call, work: () => T): Promise<T> {
    this.calls.push(name);
    await Promise.resolve();
    const fault = this.faults[name]?.shift();
    if (fault !== undefined && fault.effect === undefined) throw fault.error;
    const result = work();
    if (fault !== undefined) throw fault.error;
    return result;
  }

  private compare(
    path: string,
    old: PropertyMap,
    next: PropertyMap,
    found: Map<string, PropertyDiffKind>,
  ): void {
    for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
      const [before, after] = [old[key], next[key]];
      const at = path === '' ? key : `${path}.${key}`;
      if (isPropertyMap(before) && isPropertyMap(after)) this.compare(at, before, after, found);
      else if (equalValues(before, after)) continue;
      else {
        const kind = before === undefined ? 'add' : after === undefined ? 'delete' : 'update';
        found.set(at, this.replaces.includes(at) ? `${kind}-replace` : kind);
      }
    }
  }
}

/** A journal whose durable records take a moment: whoever does not wait for them comes too early in the log. */
export function recorderInto(log: string[], records: NewJournalRecord[] = []) {
  return {
    append: async (record: NewJournalRecord): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      records.push(record);
      log.push(`${record.record} ${'operation' in record ? record.operation : ''}`.trim());
    },
    appendLazily: (record: NewJournalRecord): void => void records.push(record),
  };
}

export function declaredResource(overrides: Partial<DeclaredResource> = {}): DeclaredResource {
  return {
    urn: URN,
    type: TYPE,
    name: 'photos',
    urns: [URN],
    inputs: { name: 'photos', versioned: true },
    importId: '',
    ignoreChanges: [],
    replaceOnChanges: [],
    hideDifferences: [],
    additionalSecretOutputs: [],
    readTimeoutSeconds: 0,
    rule: RULE,
    keep: undefined,
    remadeProperties: new Set(),
    ...overrides,
  };
}

export function examineContextFor(
  cloud: FakeCloud,
  overrides: Partial<ExamineContext> = {},
): ExamineContext {
  return {
    system: 'shop',
    opened: { provider: cloud, lookup: cloud, surroundings: {} },
    hint: undefined,
    checked: undefined,
    inDoubtUntilEpochMs: undefined,
    assumeWiped: false,
    ...overrides,
  };
}
