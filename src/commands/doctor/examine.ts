import { judgeCircularity } from '../../engine/doctor/circularity.js';
import { awsConnections, configuredConnections } from '../../engine/doctor/connections.js';
import type { DeclaredResource } from '../../engine/doctor/declaredResource.js';
import { imagesIn } from '../../engine/doctor/images.js';
import {
  judgeClusters,
  judgeCommit,
  judgeDisk,
  judgeProviders,
  judgeSecrets,
  type CommitFacts,
} from '../../engine/doctor/judgements.js';
import type { Support } from '../../engine/doctor/support.js';
import { identityRule } from '../../identity/catalogue/index.js';
import type { Check, Finding } from '../../model/findings.js';
import type { Plan } from '../../model/plan.js';
import { passphraseFrom } from '../../system/index.js';
import type { Context } from '../context.js';
import { awsSupports, gatherAllAws, judgeAws, OF_AWS } from './examineAws.js';
import { gatherCommit, gatherDisk, gatherSupports } from './gatherLocal.js';

/** What can be told of a system without running its programs; `resources` is how many there are, if that is known. */
export async function examineSurroundings(
  { system, place }: Pick<Context, 'system' | 'place'>,
  sandbox: boolean,
  resources = 0,
): Promise<{ readonly findings: Finding[]; readonly commit: CommitFacts }> {
  const commit = await gatherCommit(system, !sandbox);
  const findings = sandbox
    ? [readable(system.commit)]
    : judgeCommit(system.commit, system.repository, commit);
  return { commit, findings: [...findings, judgeDisk(await gatherDisk(place.state), resources)] };
}

/** The clock alone, which may be why AWS refused what came before. */
export async function examineClock({ system }: Pick<Context, 'system'>): Promise<Finding[]> {
  const facts = await gatherAllAws(configuredConnections(system.programs));
  return judgeAws(facts, system.manifest.guards).filter(({ check }) => check === 'clock');
}

/** A sandbox is for practice: there a commit need not be pushed. */
function readable(commit: string): Finding {
  const message = `${commit.slice(0, 12)} was read; whether it is pushed matters on the live target only`;
  return { check: 'commit', level: 'ok', message };
}

/** Everything, once there is a plan. Reads only. */
export async function examine(
  context: Context,
  plan: Plan,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { system, engine, secrets } = context;
  const sandbox = isSandbox(context);
  const resources = engine.declaredResources();
  const { findings, commit } = await examineSurroundings(context, sandbox, resources.length);
  const aws = await gatherAllAws(sandbox ? [] : awsConnections(resources, system.programs));
  const all = [
    ...findings,
    ...judgeProviders(plan),
    ...judgeClusters(resources),
    ...(aws.length > 0
      ? judgeAws(aws, system.manifest.guards)
      : skipped(OF_AWS, whyNoAws(sandbox, resources))),
    ...(await examineDeclared(context, commit, awsSupports(aws), env)),
  ];
  return all.map((finding) => ({ ...finding, message: secrets.clean(finding.message) }));
}

/** What the programs declare, whatever lives: their secrets, and what a recovery leans on. Needs a preview first. */
export async function examineDeclared(
  { system, engine }: Pick<Context, 'system' | 'engine'>,
  commit: CommitFacts,
  more: readonly Support[],
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const resources = engine.declaredResources();
  const supports = [...(await gatherSupports(system, commit, env)), ...more];
  const secrets = {
    passphrase: (await passphraseFrom(env)) !== undefined,
    programsWithSecrets: system.programs
      .filter(({ configSecretKeys }) => configSecretKeys.length > 0)
      .map(({ name }) => name),
  };
  return [
    {
      check: 'programs',
      level: 'ok',
      message: `${system.programs.length} ran, and declare ${resources.length} resources`,
    },
    ...judgeSecrets(secrets, resources, (type) => identityRule(type)?.stateOnly === true),
    ...judgeCircularity(supports, imagesIn(resources), resources),
  ];
}

function whyNoAws(sandbox: boolean, resources: readonly DeclaredResource[]): string {
  if (sandbox) return 'a sandbox has no account of AWS';
  return resources.some(({ kind, type }) => kind === 'custom' && type.startsWith('aws:'))
    ? 'the configuration of the AWS providers is not known yet, or cannot be followed'
    : 'no resource of AWS is declared';
}

export function skipped(checks: readonly Check[], reason: string): Finding[] {
  return checks.map((check) => ({ check, level: 'skipped', message: reason }));
}

export function isSandbox({ place }: Pick<Context, 'place'>): boolean {
  return place.target !== 'live';
}
