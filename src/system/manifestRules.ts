import { posix } from 'node:path';
import type { DataPath } from './yamlSource.js';
import { parseDuration } from './duration.js';
import { nearest } from '../model/nearest.js';

export interface RuleProblem {
  readonly path: DataPath;
  readonly problem: string;
}

/**
 * What the parts of a manifest must be to each other. Works on data that need not fit the schema, so that these
 * problems are told together with those of form; `folder` is the manifest's own, from the root of the repository.
 */
export function checkRules(data: unknown, folder: string): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const report = (path: DataPath, problem: string): void => void problems.push({ path, problem });
  const root = mapOf(data);
  const stages = new Set(listOf(root['stages']).filter((stage) => typeof stage === 'string'));

  const checkStage = (stage: unknown, path: DataPath): void => {
    if (typeof stage !== 'string' || stages.size === 0 || stages.has(stage)) return;
    report(path, `there is no stage ${stage}${suggestion(stage, stages)}`);
  };

  const checkHosts = (hosts: Readonly<Record<string, unknown>>, at: DataPath): void => {
    checkStage(hosts['stage'], [...at, 'stage']);
    checkInside(hosts['playbook'], folder, [...at, 'playbook'], report);
    const { inventory } = hosts;
    if (typeof inventory === 'string') checkInside(inventory, folder, [...at, 'inventory'], report);
    listOf(inventory).forEach((path, index) => {
      checkInside(path, folder, [...at, 'inventory', index], report);
    });
    checkNotZero(hosts['timeout'], [...at, 'timeout'], report);
    listOf(hosts['configures']).forEach((each, index) => {
      const { host, variables } = mapOf(each);
      if (variables === undefined || host !== undefined) return;
      report([...at, 'configures', index, 'variables'], 'needs host: whose variables are they?');
    });
  };

  listOf(root['programs']).forEach((each, index) => {
    const program = mapOf(each);
    checkStage(program['stage'], ['programs', index, 'stage']);
    listOf(program['stages']).forEach((rule, position) => {
      checkStage(mapOf(rule)['stage'], ['programs', index, 'stages', position, 'stage']);
    });
    checkInside(program['path'], folder, ['programs', index, 'path'], report);
    checkNotZero(program['timeout'], ['programs', index, 'timeout'], report);
  });
  checkUnique(root['programs'], ['programs'], 'name', report);
  checkUnique(root['gates'], ['gates'], 'name', report);
  checkDistinct(root['stages'], ['stages'], report);
  checkInside(root['sealed'], folder, ['sealed'], report);
  checkNotZero(root['recoveryTimeObjective'], ['recoveryTimeObjective'], report);

  listOf(root['gates']).forEach((each, index) => {
    if (typeof each !== 'object' || each === null) return;
    const kinds = ['http', 'tcp', 'command'].filter((kind) => kind in each);
    if (kinds.length === 0) report(['gates', index], 'needs one of http, tcp and command');
    if (kinds.length > 1) report(['gates', index], `has ${kinds.join(' and ')}, but may have one`);
    checkNotZero(mapOf(each)['timeout'], ['gates', index, 'timeout'], report);
  });

  checkUnique(root['hosts'], ['hosts'], 'name', report);
  listOf(root['hosts']).forEach((each, index) => checkHosts(mapOf(each), ['hosts', index]));

  const alerts = mapOf(mapOf(root['drift'])['alerts']);
  for (const stage of Object.keys(mapOf(alerts['stages']))) {
    checkStage(stage, ['drift', 'alerts', 'stages', stage]);
  }
  checkNotZero(alerts['stale'], ['drift', 'alerts', 'stale'], report);
  const drills = mapOf(root['drills']);
  checkInside(drills['folder'], folder, ['drills', 'folder'], report);
  checkNotZero(drills['maximumAge'], ['drills', 'maximumAge'], report);
  return problems;
}

type Report = (path: DataPath, problem: string) => void;

/** A path as written, seen from the root of the repository; undefined when it leads out of it. */
export function insideRepository(path: string, folder: string): string | undefined {
  if (posix.isAbsolute(path) || path.includes('\\')) return undefined;
  const joined = posix.join(folder, path).replace(/\/$/, '');
  return joined === '..' || joined.startsWith('../') ? undefined : joined;
}

function checkInside(path: unknown, folder: string, at: DataPath, report: Report): void {
  if (typeof path !== 'string' || path === '') return;
  if (insideRepository(path, folder) === undefined) {
    report(at, `${path} leads out of the repository`);
  }
}

function checkNotZero(duration: unknown, at: DataPath, report: Report): void {
  if (typeof duration === 'string' && parseDuration(duration) === 0) report(at, 'must not be zero');
}

function checkUnique(list: unknown, at: DataPath, key: string, report: Report): void {
  const seen = new Set<unknown>();
  listOf(list).forEach((each, index) => {
    const value = mapOf(each)[key];
    if (typeof value !== 'string') return;
    if (seen.has(value)) report([...at, index, key], `${value} is there twice`);
    seen.add(value);
  });
}

function checkDistinct(list: unknown, at: DataPath, report: Report): void {
  const seen = new Set<unknown>();
  listOf(list).forEach((value, index) => {
    if (seen.has(value)) report([...at, index], `${String(value)} is there twice`);
    seen.add(value);
  });
}

/** `; did you mean x?`, or what there is. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const all = [...candidates];
  const [best] = nearest(word, all, 1);
  if (best !== undefined) return `; did you mean ${best}?`;
  return all.length === 0 ? '' : `; there are ${all.join(', ')}`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
