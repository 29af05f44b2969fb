import { Scheduler } from '../../../src/engine/walk/scheduler.js';
import { SecretRegistry } from '../../../src/engine/walk/secretRegistry.js';
import type { WalkContext } from '../../../src/engine/walk/walkContext.js';
import type { ProviderRegistry } from '../../../src/engine/walk/providerRegistry.js';
import type { Event } from '../../../src/model/events.js';
import type { GraphNode } from '../../../src/model/graph.js';
import type { DeclaredProgram, SystemManifest } from '../../../src/model/system.js';
import type { Urn } from '../../../src/model/urn.js';

export const manifest: SystemManifest = {
  version: 1,
  name: 'shop',
  recoveryTimeObjective: 3600,
  programs: [],
  stages: ['aws'],
  guards: {},
  drift: {
    exclude: [],
    unmanaged: [],
    alerts: {
      default: { for: 0, severity: 'critical', impact: 'i', playbook: 'p' },
      stages: {},
      stale: 0,
    },
  },
  drills: { folder: 'drills' },
  gates: [],
  hosts: [],
  limits: { concurrency: 0, rates: {} },
};

/** A walk's context on a clock that runs ten thousand times faster, and the events that it was told. */
export function contextFor(
  overrides: Partial<WalkContext> = {},
): WalkContext & { readonly told: Event[] } {
  const told: Event[] = [];
  return {
    told,
    manifest,
    pass: 'real',
    providers: undefined as unknown as ProviderRegistry,
    events: (event) => told.push(event),
    secrets: new SecretRegistry(),
    scheduler: new Scheduler({ concurrency: 0, policy: 'longest-path', timeScale: 1e-4 }),
    recorder: undefined,
    hints: new Map(),
    sealed: undefined,
    inDoubt: new Map(),
    createdEarlier: new Set(),
    remembered: new Map(),
    assumeWiped: false,
    timeScale: 1e-4,
    isSelected: () => true,
    remainingSeconds: () => 0,
    expectedSeconds: () => 0,
    rateOf: () => undefined,
    implicit: new Map(),
    expected: new Map(),
    stageBarrier: false,
    stop: new AbortController().signal,
    previewOf: () => undefined,
    ...overrides,
  };
}

export function nodeOf(urn: string, rest: Partial<GraphNode> = {}): GraphNode {
  return {
    urn: urn as Urn,
    type: 'test:index:Thing',
    name: urn,
    program: 'p',
    stage: 'aws',
    kind: 'custom',
    parent: undefined,
    dependencies: [],
    ...rest,
  };
}

export function programOf(name: string, project: string, stack: string): DeclaredProgram {
  return {
    name,
    project,
    stack,
    path: name,
    stage: 'aws',
    stages: [],
    timeout: 60,
    projectRoot: `/system/${name}`,
    main: `/system/${name}`,
    config: {},
    configSecretKeys: [],
  };
}
