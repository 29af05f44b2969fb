import type { Cluster } from '../../scripts/lib/cluster.mjs';
import type { PropertyMap } from '../../src/model/values.js';
import { parsePath } from '../../src/providers/paths.js';
import { planDocumentSchema } from '../../src/report/document/planSchema.js';
import { declaredFields, otherValues, type DeclaredField } from './declaredFields.js';
import type { LiveSystem } from './liveSystem.js';
import { ownObjects, type OwnObject } from './liveObjects.js';

/** As somebody does it who knows nothing of Git. */
const BY_HAND = 'kubectl-edit';
const JSON_PATCH = 'application/json-patch+json';

export interface AlterationRound {
  readonly cluster: string;
  readonly tried: number;
  readonly detected: number;
  /** Objects that were reported though nobody had altered them. */
  readonly falselyReported: number;
  readonly missed: readonly string[];
  /** Differences left after a recovery had put all right. */
  readonly left: number;
}

interface Alteration {
  readonly object: OwnObject;
  readonly field: DeclaredField;
}

/**
 * One field of every object altered by hand, another one each round; then one drift, in which each must show by its
 * path and no other object may; then a recovery that puts all right. Fields that the API server does not let be changed
 * are passed over.
 */
export class AlterationTrial {
  /** Fields of each object that were altered before. */
  private readonly used = new Map<string, Set<string>>();

  constructor(private readonly system: LiveSystem) {}

  async round(cluster: Cluster): Promise<AlterationRound> {
    const alterations: Alteration[] = [];
    for (const object of await ownObjects(cluster)) {
      const altered = await this.alter(cluster, object);
      if (altered !== undefined) alterations.push(altered);
    }
    const drift = await this.document('drift');
    const reported = drift.resources.filter(({ step }) => 'differences' in step);
    const missed = alterations.filter(
      ({ object, field }) =>
        !reported.some(
          ({ type, step }) =>
            type.endsWith(`:${object.kind}`) &&
            'id' in step &&
            step.id === object.id &&
            'differences' in step &&
            step.differences.some(({ path }) => isSameField(path, field)),
        ),
    );
    await this.system.run(['recover', '--yes']);
    const after = await this.document('plan');
    return {
      cluster: cluster.name,
      tried: alterations.length,
      detected: alterations.length - missed.length,
      falselyReported: Math.max(0, reported.length - alterations.length),
      missed: missed.map(({ object, field }) => `${object.kind} ${object.id} ${field.pointer}`),
      left: after.resources.filter(({ step }) => 'differences' in step).length,
    };
  }

  private async document(command: 'plan' | 'drift') {
    const { stdout } = await this.system.run([command, '--json'], [0, 2]);
    return planDocumentSchema.parse(JSON.parse(stdout));
  }

  private async alter(cluster: Cluster, object: OwnObject): Promise<Alteration | undefined> {
    const key = `${cluster.name} ${object.path}`;
    const used = this.used.get(key) ?? new Set<string>();
    this.used.set(key, used);
    for (const field of declaredFields(object.live)) {
      if (used.has(field.pointer)) continue;
      used.add(field.pointer);
      if (await isAltered(cluster, object.path, field)) return { object, field };
    }
    return undefined;
  }
}

/** Gives the field another value; false when the API server takes none, or makes the old one of it. */
async function isAltered(cluster: Cluster, path: string, field: DeclaredField): Promise<boolean> {
  for (const value of otherValues(field.value)) {
    const patch = [{ op: 'replace', path: field.pointer, value }];
    const url = `${path}?fieldManager=${BY_HAND}&fieldValidation=Strict`;
    const { status, body } = await cluster.request('PATCH', url, patch, JSON_PATCH);
    if (status !== 200) continue;
    const now = declaredFields(body as PropertyMap).find(
      ({ pointer }) => pointer === field.pointer,
    );
    // The field has another owner by now, or still its value.
    if (now === undefined || JSON.stringify(now.value) !== JSON.stringify(field.value)) return true;
  }
  return false;
}

/** A Secret's data is declared as texts. */
function isSameField(path: string, { names }: DeclaredField): boolean {
  const declared = parsePath(path)
    .filter((step) => typeof step === 'string')
    .map((step, at) => (at === 0 && step === 'stringData' ? 'data' : step));
  const shorter = Math.min(declared.length, names.length);
  return declared.slice(0, shorter).every((name, at) => name === names[at]);
}
