import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Io } from '../../src/commands/io.js';
import { BlackstartError } from '../../src/model/errors.js';
import type { GraphNode } from '../../src/model/graph.js';
import type { Plan } from '../../src/model/plan.js';
import type { Step } from '../../src/model/step.js';
import type { Urn } from '../../src/model/urn.js';

export async function failureOf(act: () => unknown): Promise<BlackstartError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof BlackstartError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'blackstart-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestIo {
  readonly io: Io;
  stdout(): string;
  stderr(): string;
}

/** The world as a command sees it, with nobody at the terminal unless said otherwise. */
export function testIo(changes: Partial<Io> = {}): TestIo {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const texts = { stdout: '', stderr: '' };
  stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  return {
    io: {
      stdout,
      stderr: stderr as unknown as NodeJS.WriteStream,
      stdin: new PassThrough() as unknown as NodeJS.ReadStream,
      env: {},
      colour: false,
      interactive: false,
      stop: new AbortController().signal,
      confirm: () => Promise.reject(new Error('somebody was asked')),
      answer: () => Promise.reject(new Error('somebody was asked')),
      ...changes,
    },
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
  };
}

export function urn(name: string, type = 'aws:sqs/queue:Queue'): Urn {
  return `urn:pulumi:dev::shop::${type}::${name}` as Urn;
}

export function node(name: string, dependencies: readonly string[] = []): GraphNode {
  return {
    ...{ urn: urn(name), type: 'aws:sqs/queue:Queue', name, program: 'shop', stage: 'aws' },
    ...{ kind: 'custom', parent: undefined, dependencies: dependencies.map((each) => urn(each)) },
  };
}

export const SAME: Step = { kind: 'same', id: 'a', foundBy: 'id', notComparable: [] };
export const CREATE: Step = { kind: 'create', reason: 'absent' };

/** A plan with one step for each name. */
export function planOf(steps: Readonly<Record<string, Step>>, changes: Partial<Plan> = {}): Plan {
  const names = Object.keys(steps);
  return {
    system: 'shop',
    commit: 'c'.repeat(40),
    stages: ['aws'],
    graph: { nodes: new Map(names.map((name) => [urn(name), node(name)])) },
    steps: new Map(Object.entries(steps).map(([name, step]) => [urn(name), step])),
    providers: [],
    emptyOfData: [],
    newStateOnlyValues: [],
    unresolvedLookups: [],
    unresolvedApplies: new Map(),
    exclusions: [],
    prediction: {
      seconds: 1,
      p50Seconds: 1,
      p90Seconds: 1,
      plays: 1000,
      levers: [],
      targetSeconds: 60,
      timeScale: 1,
      criticalPath: [],
      basis: { measured: 0, table: 0, assumed: 0 },
      limits: '',
    },
    ...changes,
  };
}
