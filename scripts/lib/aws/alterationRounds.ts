import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { stampOwnership } from '../../../src/identity/ownership.js';
import { identityRule } from '../../../src/identity/catalogue/index.js';
import { AwsProvider } from '../../../src/providers/aws/provider.js';
import { awsResources } from '../../../src/providers/aws/index.js';
import { parsePath, valueAt } from '../../../src/providers/paths.js';
import type { PlanDocument } from '../../../src/report/document/planSchema.js';
import type { LiveState } from '../../../src/model/provider.js';
import {
  containsSecret,
  MASK,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../../src/model/values.js';
import { alterationsOf, type Alteration } from './alterations.js';
import type { Named } from './otherTexts.js';
import type { AwsSystem } from './awsSystem.js';
import { changesBetween, readAccount } from './reading/account.js';
import { comparable } from './reading/reader.js';

const PRINT_DECLARED = fileURLToPath(new URL('printDeclared.mjs', import.meta.url));
const never = new AbortController().signal;

type Step = PlanDocument['resources'][number]['step'];

/** One alteration of one resource, and what became of it. */
export interface Tried {
  readonly urn: string;
  readonly type: string;
  readonly path: string;
  readonly leaf: string;
  readonly kind: Alteration['kind'];
  readonly result:
    /** `drift` named exactly this, with both values. */
    | 'detected'
    | 'missed'
    /** The API refused it. */
    | 'refused'
    /** The API took it and told nothing of it afterwards. */
    | 'not kept';
  /** Of a refusal or a miss. */
  readonly reason?: string;
}

export interface AlterationFigures {
  readonly tried: readonly Tried[];
  readonly rounds: number;
  /** Differences that a drift showed of what nobody had altered, in words. */
  readonly falseDifferences: readonly string[];
  /** Resources that differ though only what they depend on was altered, in words. */
  readonly consequences: readonly string[];
}

interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly news: PropertyMap;
  readonly live: LiveState;
  readonly alterations: Alteration[];
}

/** What the programs give their AWS resources, by URN, as they run against the account. */
export async function declaredInputs(system: AwsSystem): Promise<ReadonlyMap<string, PropertyMap>> {
  const { stdout } = await execa(process.execPath, [PRINT_DECLARED, system.repository], {
    ...{ env: system.environment, extendEnv: false, stdin: 'ignore' },
    maxBuffer: 256 * 1024 * 1024,
  });
  const parsed = z.record(z.string(), z.record(z.string(), z.json())).parse(JSON.parse(stdout));
  return new Map(Object.entries(parsed as Record<string, PropertyMap>));
}

/**
 * Alters attributes one by one through the API, behind the tool's back: in one round one of each resource, so that one
 * `drift` judges many, each apart. A recovery then puts them right, and the next `drift` would tell what it left.
 */
export class Alterations {
  private readonly tried: Tried[] = [];
  private readonly doubtful: { subject: Subject; alteration: Alteration }[] = [];
  private readonly falseDifferences: string[] = [];
  private readonly consequences: string[] = [];
  private rounds = 0;

  private constructor(
    private readonly system: AwsSystem,
    private readonly provider: AwsProvider,
    private readonly subjects: readonly Subject[],
    private readonly plan: PlanDocument,
  ) {}

  /** `isWanted` picks among all alterations. The system must live as declared. */
  static async prepare(
    system: AwsSystem,
    isWanted: (urn: string, alteration: Alteration, index: number) => boolean = () => true,
  ): Promise<Alterations> {
    const [plan, declared] = [await system.plan(), await declaredInputs(system)];
    const provider = await AwsProvider.configure({ region: system.moto.region });
    const subjects: Subject[] = [];
    const living = await namedThings(provider, plan);
    for (const { urn, type, name, step } of plan.resources) {
      const definition = awsResources.get(type);
      if (definition?.update === undefined && definition?.tag === undefined) continue;
      if (step.kind !== 'same') continue;
      const address = { urn, type, name };
      const live = await readLive(provider, address, step.id);
      const own = declared.get(urn) ?? {};
      const stamped = stampOwnership(own, identityRule(type), plan.system, urn);
      const { inputs: news } = provider.check(type, stamped, undefined);
      const alterations = alterationsOf(definition, own, live.inputs, living).filter(
        (each, index) => !isIgnored(type, each) && isWanted(urn, each, index),
      );
      subjects.push({ ...address, id: step.id, news, live, alterations: [...alterations] });
    }
    return new Alterations(system, provider, subjects, plan);
  }

  /** Until every attribute has had its turn. */
  async run(progress: (text: string) => void = () => undefined): Promise<AlterationFigures> {
    while (this.subjects.some(({ alterations }) => alterations.length > 0)) {
      await this.round();
      progress(`round ${this.rounds}, ${this.tried.length} altered so far`);
    }
    for (const each of this.doubtful) await this.alone(each.subject, each.alteration);
    const { tried, rounds, falseDifferences, consequences } = this;
    return { tried, rounds, falseDifferences, consequences };
  }

  private async round(): Promise<void> {
    this.rounds++;
    const altered = new Map<
      string,
      { subject: Subject; alteration: Alteration; now: PropertyMap }
    >();
    const inDoubt = new Set<string>();
    for (const subject of this.subjects) {
      for (;;) {
        const alteration = subject.alterations.shift();
        if (alteration === undefined) break;
        const refusal = await this.alter(subject, alteration.inputs);
        if (refusal !== undefined) {
          this.note(subject, alteration, 'refused', refusal);
          if (await isThere(this.provider, subject)) continue;
          // A refused change may take what it was about along; the recovery brings it back for the next round.
          inDoubt.add(subject.urn);
          break;
        }
        const now = await readLive(this.provider, subject, subject.id);
        if (this.isKept(subject, alteration, now.inputs)) {
          altered.set(subject.urn, { subject, alteration, now: now.inputs });
        } else {
          this.doubtful.push({ subject, alteration });
          inDoubt.add(subject.urn);
        }
        break;
      }
    }
    const drift = await this.system.plan('drift');
    for (const { urn, step } of drift.resources) {
      const found = altered.get(urn);
      if (found !== undefined) this.judge(found.subject, found.alteration, found.now, step);
      else if (!inDoubt.has(urn)) this.mustBeQuiet(urn, step, new Set(altered.keys()));
    }
    await this.system.recover('--skip-doctor');
  }

  /** Does the change stand where it was made, once read back? */
  private isKept(
    { type, live }: Subject,
    { path, kind, inputs }: Alteration,
    now: PropertyMap,
  ): boolean {
    const differs = (news: PropertyMap, old: PropertyMap): boolean =>
      [...this.differences(type, old, news)].some((each) => each === path);
    // What is unset is set to whatever the API holds to be right.
    return differs(live.inputs, now) && (kind === 'deleted' || !differs(inputs, now));
  }

  private differences(type: string, oldInputs: PropertyMap, news: PropertyMap): Iterable<string> {
    return this.provider.diff({ type, oldInputs, news, ignoreChanges: [] }).detailed?.keys() ?? [];
  }

  private judge(subject: Subject, alteration: Alteration, now: PropertyMap, step: Step): void {
    const { path } = alteration;
    const differences = step.kind === 'update' ? step.differences : [];
    const expected = {
      path,
      declared: shown(valueAt(subject.news, path)),
      live: shown(valueAt(now, path)),
    };
    const isSecret = containsSecret(subject.news[root(path)]) || containsSecret(now[root(path)]);
    const [first, ...more] = differences;
    const isExact =
      first !== undefined &&
      more.length === 0 &&
      first.path === path &&
      sameShown(first.declared, expected.declared, isSecret) &&
      sameShown(first.live, expected.live, isSecret);
    this.note(
      subject,
      alteration,
      isExact ? 'detected' : 'missed',
      isExact
        ? undefined
        : `drift says ${step.kind} ${JSON.stringify(differences)}; expected ${JSON.stringify(expected)}`,
    );
  }

  private mustBeQuiet(urn: string, step: Step, altered: ReadonlySet<string>): void {
    if (['same', 'read', 'none', 'skipped'].includes(step.kind)) return;
    const said = `${urn}: ${JSON.stringify(step)}`;
    const { dependencies = [] } = this.plan.resources.find((each) => each.urn === urn) ?? {};
    const hangsOn = dependencies.filter((each) => altered.has(each));
    const isConsequence =
      step.kind === 'update' &&
      hangsOn.length > 0 &&
      step.differences.every(({ declared }) => JSON.stringify(declared).includes('not known yet'));
    if (isConsequence) this.consequences.push(`${said} (altered: ${hangsOn.join(', ')})`);
    else this.falseDifferences.push(said);
  }

  /** Once more without any other: did the API keep anything of it at all? */
  private async alone(subject: Subject, alteration: Alteration): Promise<void> {
    const before = await readAccount();
    const refusal = await this.alter(subject, alteration.inputs);
    const { changed, added, gone } = changesBetween(before, await readAccount());
    const told = [...changed, ...added, ...gone];
    if (refusal !== undefined) this.note(subject, alteration, 'refused', refusal);
    else if (told.length === 0) this.note(subject, alteration, 'not kept', 'it is as before');
    else this.note(subject, alteration, 'missed', `the API tells of it: ${told.join(', ')}`);
    if (told.length > 0) await this.system.recover('--skip-doctor');
  }

  /** Undefined when the API took it. */
  private async alter(subject: Subject, inputs: PropertyMap): Promise<string | undefined> {
    const { urn, type, name, id } = subject;
    try {
      const live = await readLive(this.provider, subject, id);
      await this.provider.update(
        {
          ...{ urn, type, name, id, oldInputs: live.inputs, oldOutputs: live.outputs },
          ...{ news: inputs, ignoreChanges: [], timeoutSeconds: 30, preview: false },
        },
        never,
      );
      return undefined;
    } catch (error) {
      await this.putBack(subject);
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** A change of several calls may have come half way. */
  private async putBack(subject: Subject): Promise<void> {
    const { urn, type, name, id } = subject;
    if (!(await isThere(this.provider, subject))) return;
    const now = await readLive(this.provider, subject, id);
    const news = subject.live.inputs;
    if ([...this.differences(type, now.inputs, news)].length === 0) return;
    const request = { urn, type, name, id, news, ignoreChanges: [], timeoutSeconds: 30 };
    const old = { oldInputs: now.inputs, oldOutputs: now.outputs, preview: false };
    await this.provider.update({ ...request, ...old }, never);
  }

  private note(
    { urn, type }: Subject,
    { path, leaf, kind }: Alteration,
    result: Tried['result'],
    reason: string | undefined,
  ): void {
    const more = reason === undefined ? {} : { reason };
    this.tried.push({ urn, type, path, leaf, kind, result, ...more });
  }
}

async function isThere(provider: AwsProvider, { urn, type, name, id }: Subject): Promise<boolean> {
  const request = { urn, type, name, id, inputs: {}, outputs: {}, timeoutSeconds: 30 };
  return (await provider.read(request, never)) !== undefined;
}

/** What the programs of the reference system ignore changes of. */
function isIgnored(type: string, { path }: Alteration): boolean {
  return type === 'aws:autoscaling/group:Group' && path === 'desiredCapacity';
}

async function namedThings(provider: AwsProvider, plan: PlanDocument): Promise<Named[]> {
  const named: Named[] = [];
  for (const { urn, type, name, step } of plan.resources) {
    if (step.kind !== 'same' || !awsResources.has(type)) continue;
    const { outputs } = await readLive(provider, { urn, type, name }, step.id);
    const { arn } = outputs;
    named.push({ type, id: step.id, arn: typeof arn === 'string' ? arn : undefined });
  }
  return named;
}

async function readLive(
  provider: AwsProvider,
  address: { readonly urn: string; readonly type: string; readonly name: string },
  id: string,
): Promise<LiveState> {
  const { urn, type, name } = address;
  const request = { urn, type, name, id, inputs: {}, outputs: {}, timeoutSeconds: 30 };
  const live = await provider.read(request, never);
  if (live === undefined) throw new Error(`${urn} is not there any more`);
  return live;
}

function shown(value: PropertyValue | undefined): unknown {
  return value === undefined ? undefined : revealSecrets(value);
}

function root(path: string): string {
  return String(parsePath(path)[0]);
}

/** By what they say: documents by their contents, absent like empty. A secret has to be masked. */
function sameShown(told: unknown, expected: unknown, isSecret: boolean): boolean {
  if (isSecret) return told === MASK;
  return JSON.stringify(plain(told)) === JSON.stringify(plain(expected));
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return comparable(value);
  try {
    return comparable(JSON.parse(value));
  } catch {
    return value;
  }
}
