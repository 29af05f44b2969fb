import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { autonameSeed } from '../../../src/model/hash.js';
import type { LookupAnswer, LookupQuery } from '../../../src/model/identity.js';
import type { CreateResult, LiveState } from '../../../src/model/provider.js';
import { makeUrn } from '../../../src/model/urn.js';
import type { PropertyMap } from '../../../src/model/values.js';
import { Account } from '../../../src/providers/simulated/account.js';
import { Cloud } from '../../../src/providers/simulated/cloud.js';
import { systemClock, type Clock } from '../../../src/providers/simulated/clock.js';
import { behaviourOf } from '../../../src/providers/simulated/families.js';
import { makeInstance, type Instance } from '../../../src/providers/simulated/instance.js';
import {
  createResource,
  readResource,
  updateResource,
} from '../../../src/providers/simulated/lifecycle.js';
import { lookUp } from '../../../src/providers/simulated/lookup.js';
import {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../../../src/providers/simulated/sandbox.js';

export const VPC = 'aws:ec2/vpc:Vpc';
export const SUBNET = 'aws:ec2/subnet:Subnet';
export const ROLE = 'aws:iam/role:Role';
export const QUEUE = 'aws:sqs/queue:Queue';
export const KEY = 'aws:kms/key:Key';
export const CLUSTER = 'aws:eks/cluster:Cluster';
export const DEPLOYMENT = 'kubernetes:apps/v1:Deployment';
export const CONFIG_MAP = 'kubernetes:core/v1:ConfigMap';
export const NAMESPACE = 'kubernetes:core/v1:Namespace';

export const rolePolicy = '{"Version":"2012-10-17","Statement":[]}';

export function urnOf(type: string, name: string): string {
  return makeUrn('test', 'project', undefined, type, name);
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-cloud-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Time that passes when told to. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #sleepers = new Set<{ until: number; wake: () => void }>();

  now(): number {
    return this.#now;
  }

  sleepUntil(epochMs: number): Promise<void> {
    if (epochMs <= this.#now) return Promise.resolve();
    return new Promise((resolve) => this.#sleepers.add({ until: epochMs, wake: resolve }));
  }

  /** Lets time pass until the promise is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = (): void => {
      settled = true;
    };
    promise.then(end, end);
    await settle();
    while (!settled) await this.advance(0.05);
    return promise;
  }

  async advance(seconds: number): Promise<void> {
    this.#now += seconds * 1000;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    await settle();
  }
}

/** Lets everything run that waits for nothing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A sandbox with the calls that tests make to it. */
export class Rig {
  readonly sandbox: Sandbox;
  readonly cloud: Cloud;
  readonly crashes: string[] = [];

  constructor(
    readonly folder: string,
    options: SandboxOptions & { readonly clock?: Clock } = {},
  ) {
    const { clock = systemClock, ...settings } = options;
    this.sandbox = createSandbox(folder, { timeScale: 0, ...settings }, clock);
    this.cloud = new Cloud(new Account(folder, clock), () => {
      this.crashes.push('crash');
      throw new Error('the process has died');
    });
    onTestFinished(() => {
      this.sandbox.close();
      this.cloud.account.close();
    });
  }

  readonly aws: Instance = makeInstance('aws', {});

  check(type: string, name: string, inputs: PropertyMap, instance = this.aws): PropertyMap {
    const seed = Buffer.from(autonameSeed(urnOf(type, name))).toString('hex');
    return behaviourOf(type).check({
      type,
      name,
      news: inputs,
      olds: {},
      account: this.cloud.account,
      instance,
      proposedName: `${name}-${seed.slice(0, 7)}`,
    }).inputs;
  }

  /** Checks and creates. */
  create(
    type: string,
    name: string,
    inputs: PropertyMap = {},
    instance = this.aws,
    timeoutSeconds = 0,
  ): Promise<CreateResult> {
    return createResource(this.cloud, instance, {
      urn: urnOf(type, name),
      type,
      name,
      inputs: this.check(type, name, inputs, instance),
      timeoutSeconds,
      preview: false,
    });
  }

  read(
    type: string,
    id: string,
    instance = this.aws,
    known: PropertyMap = {},
  ): Promise<LiveState | undefined> {
    return readResource(this.cloud, instance, {
      urn: urnOf(type, 'read'),
      type,
      name: 'read',
      id,
      inputs: known,
      outputs: known,
      timeoutSeconds: 0,
    });
  }

  update(
    type: string,
    name: string,
    id: string,
    news: PropertyMap,
    instance = this.aws,
  ): Promise<{ readonly outputs: PropertyMap }> {
    return updateResource(this.cloud, instance, {
      urn: urnOf(type, name),
      type,
      name,
      id,
      oldInputs: {},
      oldOutputs: {},
      news: this.check(type, name, news, instance),
      ignoreChanges: [],
      timeoutSeconds: 0,
      preview: false,
    });
  }

  lookup(query: Omit<LookupQuery, 'urn'>, instance = this.aws): Promise<LookupAnswer> {
    return lookUp(this.cloud, instance, { urn: urnOf(query.type, 'lookup'), ...query });
  }

  /** An EKS cluster, and the instance that a program's Kubernetes provider for it would be. */
  async cluster(name: string): Promise<{ readonly id: string; readonly instance: Instance }> {
    const { id, outputs } = await this.create(CLUSTER, name, {
      name,
      roleArn: 'arn:aws:iam::111122223333:role/cluster',
      vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
    });
    return { id, instance: kubernetesInstance(String(outputs['endpoint'])) };
  }
}

export function kubernetesInstance(server: string): Instance {
  return makeInstance('kubernetes', {
    kubeconfig: JSON.stringify({
      'current-context': 'main',
      contexts: [{ name: 'main', context: { cluster: 'main', user: 'main' } }],
      clusters: [{ name: 'main', cluster: { server } }],
    }),
  });
}

export function makeRig(options: SandboxOptions & { readonly clock?: Clock } = {}): Rig {
  return new Rig(temporaryFolder(), options);
}
